// SPDX-License-Identifier: MIT
/* Severity from class, certainty and reach. */
#include "tests/unit/finding.h"

static struct finding reach(enum alert_class class, enum direction direction)
{
	struct finding f = finding(class, 1, 2, 10 * S);

	f.subject.direction = direction;
	return f;
}

static void test_severity(void)
{
	const struct {
		const char *what;
		enum alert_class class;
		enum direction direction;
		uint32_t peers;
		uint8_t certainty;
		bool before;
		bool gentle;
		unsigned int severity;
	} cases[] = {
		{ "sure", CLASS_BRUTEFORCE, DIRECTION_IN, 1, 3, false, false, 1 },
		{ "rather sure", CLASS_BRUTEFORCE, DIRECTION_IN, 1, 2, false, false, 1 },
		{ "less sure", CLASS_BRUTEFORCE, DIRECTION_IN, 1, 1, false, false, 2 },
		{ "unsure", CLASS_BRUTEFORCE, DIRECTION_IN, 1, 0, false, false, 3 },
		{ "first week", CLASS_BRUTEFORCE, DIRECTION_IN, 1, 3, false, true, 2 },
		{ "both", CLASS_BRUTEFORCE, DIRECTION_IN, 1, 0, false, true, 3 },
		{ "under way before", CLASS_BRUTEFORCE, DIRECTION_IN, 1, 3, true, false, 2 },
		{ "scan from outside", CLASS_PORTSCAN, DIRECTION_IN, 1, 3, false, false, 3 },
		{ "scan within", CLASS_PORTSCAN, DIRECTION_LATERAL, 1, 3, false, false, 1 },
		{ "search within", CLASS_HOSTSCAN, DIRECTION_LATERAL, 64, 3, false, false, 1 },
		{ "search outside", CLASS_HOSTSCAN, DIRECTION_OUT, 64, 3, false, false, 2 },
		{ "home unknown", CLASS_PORTSCAN, DIRECTION_TRANSIT, 1, 3, false, false, 2 },
		{ "one neighbour", CLASS_LATERAL, DIRECTION_LATERAL, 1, 3, false, false, 2 },
		{ "many neighbours", CLASS_LATERAL, DIRECTION_LATERAL, 10, 3, false, false, 1 },
		{ "nine are not many", CLASS_LATERAL, DIRECTION_LATERAL, 9, 3, false, false, 2 },
		{ "never above high", CLASS_WORM, DIRECTION_OUT, 64, 3, false, false, 1 },
		{ "unsure, but many", CLASS_WORM, DIRECTION_OUT, 64, 1, false, false, 1 },
		{ "never below low", CLASS_ANOMALY, DIRECTION_OUT, 1, 0, true, true, 3 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct finding f = reach(cases[i].class, cases[i].direction);

		f.certainty = cases[i].certainty;
		f.subject.began_before = cases[i].before;
		tap_is(alert_severity(&f, cases[i].peers, cases[i].gentle), cases[i].severity,
		       "%s: severity %u", cases[i].what, cases[i].severity);
	}
}

static void test_flood_severity(void)
{
	struct finding f = reach(CLASS_FLOOD, DIRECTION_IN);

	f.subject.kind = ROW_HOST;
	f.value[HOST_in_judged] = 1000;
	f.value[HOST_in_unanswered_share] = 990;
	tap_is(alert_severity(&f, 1, false), 1, "a flood that overwhelms");
	f.value[HOST_in_unanswered_share] = 500;
	tap_is(alert_severity(&f, 1, false), 2, "one whose victim still answers");
	f.value[HOST_overflow_packets] = 1;
	tap_is(alert_severity(&f, 1, false), 1, "not if it fills our tables");
	f.value[HOST_overflow_packets] = 0;
	f.value[HOST_one_way] = 1;
	tap_is(alert_severity(&f, 1, false), 1, "answers that cannot be seen do not count");
}

static void test_gentle(void)
{
	struct finding f = finding(CLASS_BRUTEFORCE, 1, 2, 10 * S);
	struct alert_options o;
	struct alert_table *t;
	struct seen seen = { 0 };

	alert_options_default(&o);
	o.gentle_until_ns = 11 * S;
	if (alert_table_new(&o, emit, &seen, &t))
		abort();
	find(t, &f, 10 * S);
	tap_is(seen.last.severity, 2, "the first week is gentle");
	alert_table_finish(t, 11 * S);
	tap_is(seen.last.severity, 1, "until it is over");
	alert_table_free(t);
}

int main(void)
{
	test_severity();
	test_flood_severity();
	test_gentle();
	return tap_done();
}
