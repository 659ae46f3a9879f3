// SPDX-License-Identifier: MIT
/* Hosts whose work looks like an attack: what is left out about them, and nothing else. */
#include "tests/unit/finding.h"
#include "user/alert/named.h"
#include "user/control/stats.h"

static void test_roles(void)
{
	static const struct {
		const char *what;
		enum alert_class class;
		uint32_t src, dst;
		int role;
	} cases[] = {
		{ "a scan by the scanner", CLASS_PORTSCAN, 9, 1, NAMED_SCANNER },
		{ "a search by the scanner", CLASS_HOSTSCAN, 9, 0, NAMED_SCANNER },
		{ "a scan of the scanner", CLASS_PORTSCAN, 1, 9, -1 },
		{ "guessing by the scanner", CLASS_BRUTEFORCE, 9, 1, -1 },
		{ "a flood by the scanner", CLASS_FLOOD, 9, 1, -1 },
		{ "an upload by the backup host", CLASS_EXFIL, 20, 1, NAMED_BACKUP },
		{ "an upload to it", CLASS_EXFIL, 1, 20, NAMED_BACKUP },
		{ "a scan by it", CLASS_PORTSCAN, 20, 1, -1 },
		{ "a beacon of it", CLASS_BEACON, 20, 1, -1 },
		{ "a beacon of the monitoring host", CLASS_BEACON, 5, 1, NAMED_MONITORING },
		{ "a beacon to it", CLASS_BEACON, 1, 5, NAMED_MONITORING },
		{ "a search by it", CLASS_HOSTSCAN, 5, 0, NAMED_MONITORING },
		{ "short logins by it", CLASS_BRUTEFORCE, 5, 1, NAMED_MONITORING },
		{ "short logins at it", CLASS_BRUTEFORCE, 1, 5, -1 },
		{ "an upload by it", CLASS_EXFIL, 5, 1, -1 },
		{ "a worm on any of them", CLASS_WORM, 9, 0, -1 },
		{ "whoever is not named", CLASS_PORTSCAN, 1, 2, -1 },
		{ "a victim of nobody in particular", CLASS_FLOOD, 0, 9, -1 },
	};
	struct named_hosts n = { 0 };
	struct weir_addr host;

	networks_add(&n.role[NAMED_SCANNER], "0.0.0.9");
	networks_add(&n.role[NAMED_BACKUP], "0.0.0.20/30");
	networks_add(&n.role[NAMED_MONITORING], "0.0.0.5");
	networks_add(&n.role[NAMED_MONITORING], "fd00::5");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct finding f = finding(cases[i].class, cases[i].src, cases[i].dst, 10 * S);

		tap_is(named_role_of(&n, &f, &host), cases[i].role, "%s", cases[i].what);
	}
	{
		struct finding f = finding(CLASS_BEACON, 1, 2, 10 * S);
		struct networks probe = { 0 };

		networks_add(&probe, "fd00::5");
		f.subject.ip_v = 6;
		f.subject.src = probe.list[0].addr;
		tap_is(named_role_of(&n, &f, &host), NAMED_MONITORING, "IPv6 too");
	}
}

static struct alert_table *table_with(struct seen *seen, const struct named_hosts *n)
{
	struct alert_options o;
	struct alert_table *t;

	memset(seen, 0, sizeof(*seen));
	alert_options_default(&o);
	o.named = n;
	if (alert_table_new(&o, emit, seen, &t))
		abort();
	return t;
}

static void test_table(void)
{
	struct named_hosts n = { 0 };
	const struct alert_stats *stats;
	struct alert_table *t;
	struct finding f;
	struct seen seen;
	json_t *o, *scanner;
	uint32_t i;

	networks_add(&n.role[NAMED_SCANNER], "0.0.0.9");
	networks_add(&n.role[NAMED_BACKUP], "0.0.0.20");
	t = table_with(&seen, &n);
	stats = alert_table_stats(t);
	for (i = 0; i < 5; i++) {
		f = finding(CLASS_PORTSCAN, 9, 1, (10 + i) * S);
		tap_ok(!alert_table_find(t, &f, (10 + i) * S), "the scanner's scan is left out");
		alert_table_tick(t, (10 + i) * S);
	}
	tap_is(seen.count, 0, "so no alarm");
	tap_is(stats->named[NAMED_SCANNER], 5, "but it is counted");
	tap_is(stats->left_count, 1, "and known by host and class");
	f = finding(CLASS_FLOOD, 9, 1, 14 * S);
	alert_table_find(t, &f, 14 * S);
	alert_table_tick(t, 14 * S);
	tap_is(seen.count, 0, "what a scan makes its target look like is left out with it");
	f = finding(CLASS_BRUTEFORCE, 9, 1, 15 * S);
	tap_ok(alert_table_find(t, &f, 15 * S), "all else is judged");
	alert_table_tick(t, 15 * S);
	tap_is(seen.stage[ALERT_NEW], 1, "and raised");
	f = finding(CLASS_EXFIL, 7, 20, 16 * S);
	alert_table_find(t, &f, 16 * S);
	alert_table_tick(t, 16 * S);
	tap_is(seen.stage[ALERT_NEW], 1, "an upload to the backup host is not");
	f = finding(CLASS_EXFIL, 7, 8, 17 * S);
	alert_table_find(t, &f, 17 * S);
	alert_table_tick(t, 17 * S);
	tap_is(seen.stage[ALERT_NEW], 2, "one elsewhere by the same host is");
	tap_is(seen.last.count, 1, "with what is its own");
	tap_is(seen.last.finding.subject.dst.word[3], htonl(8), "and about whom");
	o = stats_named_hosts(stats);
	scanner = json_object_get(o, "scanner");
	tap_is(json_integer_value(json_object_get(scanner, "hits")), 5, "stats say how many");
	scanner = json_array_get(json_object_get(scanner, "hosts"), 0);
	tap_ok(scanner && !strcmp(json_string_value(json_object_get(scanner, "host")), "0.0.0.9") &&
		       !strcmp(json_string_value(json_object_get(scanner, "class")), "portscan"),
	       "and of whom");
	tap_is(json_integer_value(json_object_get(json_object_get(o, "monitoring"), "hits")), 0,
	       "roles without a hit are there");
	json_decref(o);
	for (i = 0; i < 100; i++) {
		f = finding(CLASS_EXFIL, 100 + i, 20, 20 * S);
		alert_table_find(t, &f, 20 * S);
	}
	tap_is(stats->named[NAMED_BACKUP], 101, "all are counted");
	tap_ok(stats->left_count <= ALERT_LEFT_MAX, "the list is bounded");
	alert_table_free(t);
}

int main(void)
{
	test_roles();
	test_table();
	return tap_done();
}
