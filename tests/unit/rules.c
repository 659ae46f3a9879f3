// SPDX-License-Identifier: MIT
/* Threshold detectors on rows as real tools and real users make them. */
#include "rules_cases.h"
#include "tap.h"

#include "user/detect/rules.h"

#include <arpa/inet.h>
#include <string.h>

static void row_make(size_t i, struct row *row)
{
	const struct setting *s;

	memset(row, 0, sizeof(*row));
	row->subject.kind = cases[i].kind;
	row->subject.window_s = cases[i].window_s;
	row->subject.dport = htons(cases[i].port);
	row->peer[0].port = row->peer[1].port = htons(cases[i].port);
	row->subject.ip_proto = cases[i].ip_proto;
	row->subject.direction = cases[i].direction;
	row->peer[0].direction = row->peer[1].direction = (uint8_t)cases[i].direction;
	for (s = cases[i].set; s->value; s++)
		row->value[s->feature] = s->value;
}

static void test_cases(void)
{
	struct rule_hit hit[RULE_HITS];
	unsigned int count;
	struct row row;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		row_make(i, &row);
		count = rules_match(&row, hit);
		tap_is(count ? (int)hit[0].rule->class : -1, cases[i].class, "%s", cases[i].what);
		if (count)
			tap_ok(hit[0].score >= RULE_SCORE_MIN && hit[0].score <= 1000 && count == 1,
			       "  once, score %u by %s", hit[0].score, hit[0].rule->name);
	}
}

/* The table itself: thresholds that can be reached, limits that make sense. */
static void test_table(void)
{
	static const unsigned int counts[ROW_KINDS] = { FLOW_FEATURE_COUNT, HOST_FEATURE_COUNT,
							PAIR_FEATURE_COUNT };
	unsigned int count, i, j, wrong = 0;
	const struct rule *table = rules_table(&count);

	for (i = 0; i < count; i++) {
		wrong += table[i].lead >= counts[table[i].rows];
		wrong += !table[i].at_least[0] && !table[i].at_least[1] && !table[i].at_least[2] &&
			 !table[i].at_least[3] && !table[i].at_least[4];
		wrong += table[i].side == RULE_SUFFERS && table[i].rows != ROW_HOST;
		for (j = 0; j < RULE_CONDITIONS; j++) {
			const struct rule_condition *c = &table[i].condition[j];

			wrong += c->test != RULE_END && c->feature >= counts[table[i].rows];
			wrong += c->test != RULE_END && c->per != RULE_ALONE && !c->limit;
		}
	}
	tap_is(wrong, 0, "%u rules are well formed", count);
}

static void test_limits(void)
{
	struct rule_condition c = { RULE_AT_MOST, HOST_out_packets, HOST_out_flows, 4 };
	struct row row;

	row_make(0, &row);
	tap_is(rule_limit(&c, &row), 400, "a limit per another feature");
	row.value[HOST_out_flows] = 0xffffffff;
	tap_is(rule_limit(&c, &row), 0xffffffff, "saturates");
	tap_is(rule_window(1), 0, "short windows are judged as 5 s");
	tap_is(rule_window(30), 1, "30 s");
	tap_is(rule_window(180), 2, "180 s");
}

/* What falls short by less than half has a score below the threshold's, and no hit. */
static void test_near(void)
{
	const struct rule *table, *rule = NULL;
	struct rule_hit hit[RULE_HITS];
	unsigned int count, i;
	struct row row;

	table = rules_table(&count);
	for (i = 0; i < count; i++)
		if (!strcmp(table[i].name, "flood-icmp"))
			rule = &table[i];
	memset(&row, 0, sizeof(row));
	row.subject.kind = ROW_HOST;
	row.subject.window_s = 5;
	row.value[HOST_in_icmp] = rule->at_least[0];
	tap_is(rule_score_near(rule, &row), RULE_SCORE_MIN, "at the threshold");
	tap_is(rule_score(rule, &row), RULE_SCORE_MIN, "  and a hit");
	row.value[HOST_in_icmp] = rule->at_least[0] * 4 / 5;
	tap_is(rule_score_near(rule, &row), 375, "at four fifths of it");
	tap_is(rule_score(rule, &row) + rules_match(&row, hit), 0, "  no hit");
	row.value[HOST_in_icmp] = rule->at_least[0] / 2;
	tap_is(rule_score_near(rule, &row), 0, "at half of it, nothing");
}

/* What is missing of a rule: nothing when it fires, more the farther off it is. */
static void test_missing(void)
{
	const struct rule rule = { .rows = ROW_HOST,
				   .lead = HOST_out_peers,
				   .at_least = { 100, 0, 0 },
				   .condition = { { RULE_AT_MOST, HOST_out_packets, RULE_ALONE,
						    200 } } };
	struct row row = { .subject = { .kind = ROW_HOST, .window_s = 5 } };
	struct rule near = rule;

	row.value[HOST_out_peers] = 100;
	row.value[HOST_out_packets] = 200;
	tap_is(rule_missing(&rule, &row), 0, "nothing is missing of what fires");
	near.condition[0].limit = 5000;
	row.value[HOST_out_packets] = 5001;
	tap_is(rule_missing(&near, &row), 1, "a hair too much is something");
	row.value[HOST_out_packets] = 250;
	tap_is(rule_missing(&rule, &row), 250, "a quarter above the limit");
	row.value[HOST_out_peers] = 50;
	tap_is(rule_missing(&rule, &row), 750, "and half below the other");
	row.value[HOST_out_packets] = 100000;
	tap_is(rule_missing(&rule, &row), 1500, "each counts at most as a whole");
	row.subject.window_s = 30;
	tap_is(rule_missing(&rule, &row), UINT32_MAX, "another window is another matter");
}

/* What a row opens goes one way, what it receives another; a rule looks at its own. */
static void test_direction(void)
{
	static const struct {
		const char *what;
		enum row_kind kind;
		enum rule_side side;
		uint8_t mask;
		enum direction opens;
		enum direction receives;
		bool fires;
	} tests[] = {
		{ "no mask, no matter", ROW_HOST, RULE_ACTS, 0, DIRECTION_IN, DIRECTION_IN, true },
		{ "out is outbound", ROW_HOST, RULE_ACTS, RULE_OUTBOUND, DIRECTION_OUT,
		  DIRECTION_IN, true },
		{ "transit may be", ROW_HOST, RULE_ACTS, RULE_OUTBOUND, DIRECTION_TRANSIT,
		  DIRECTION_IN, true },
		{ "in is not", ROW_HOST, RULE_ACTS, RULE_OUTBOUND, DIRECTION_IN, DIRECTION_OUT,
		  false },
		{ "lateral is not", ROW_PAIR, RULE_ACTS, RULE_OUTBOUND, DIRECTION_LATERAL, 0,
		  false },
		{ "in is inbound", ROW_PAIR, RULE_ACTS, RULE_INBOUND, DIRECTION_IN, 0, true },
		{ "lateral is lateral", ROW_PAIR, RULE_ACTS, RULE_LATERAL, DIRECTION_LATERAL, 0,
		  true },
		{ "transit is not", ROW_FLOW, RULE_ACTS, RULE_LATERAL, DIRECTION_TRANSIT, 0,
		  false },
		{ "lateral comes from inside", ROW_FLOW, RULE_ACTS, RULE_FROM_INSIDE,
		  DIRECTION_LATERAL, 0, true },
		{ "a victim's flows", ROW_HOST, RULE_SUFFERS, RULE_TO_INSIDE, DIRECTION_OUT,
		  DIRECTION_IN, true },
		{ "not those it opens", ROW_HOST, RULE_SUFFERS, RULE_TO_INSIDE, DIRECTION_IN,
		  DIRECTION_OUT, false },
	};
	size_t i;

	for (i = 0; i < sizeof(tests) / sizeof(tests[0]); i++) {
		const struct rule rule = { .rows = tests[i].kind,
					   .side = tests[i].side,
					   .direction = tests[i].mask,
					   .at_least = { 1, 1, 1 } };
		struct row row = { .subject = { .kind = tests[i].kind,
						.direction = tests[i].opens },
				   .peer = { { .direction = tests[i].opens },
					     { .direction = tests[i].receives } },
				   .value = { 1 } };

		tap_is(rule_score(&rule, &row) > 0, tests[i].fires, "%s", tests[i].what);
	}
}

int main(void)
{
	test_cases();
	test_table();
	test_limits();
	test_near();
	test_direction();
	test_missing();
	return tap_done();
}
