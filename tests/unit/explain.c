// SPDX-License-Identifier: MIT
/* Reasons: whose word they are, what void values do to them, and that they follow the row. */
#include "tap.h"

#include "user/detect/explain.h"
#include "user/detect/feature.h"

#include <arpa/inet.h>
#include <string.h>

/* A port of each kind that a rule may ask for. */
static uint16_t port_for(enum rule_ports ports)
{
	static const uint16_t candidates[] = { 22, 80, 443, 53, 3306, 5432, 1433, 445, 902, 21 };
	const struct rule probe = {
		.rows = ROW_PAIR, .ports = ports, .lead = PAIR_flows, .at_least = { 1, 1, 1 }
	};
	struct row row = { .subject = { .kind = ROW_PAIR }, .value = { 1 } };

	for (size_t i = 0; i < sizeof(candidates) / sizeof(candidates[0]); i++) {
		row.subject.dport = htons(candidates[i]);
		if (rule_score(&probe, &row))
			return candidates[i];
	}
	return 0;
}

/* The first window length the rule judges. */
static uint32_t window_for(const struct rule *rule)
{
	static const uint32_t lengths[] = { 5, 30, 180, 3600, 86400 };

	for (unsigned int i = 0; i < 5; i++)
		if (rule->at_least[rule_window(lengths[i])])
			return lengths[i];
	return 0;
}

static void meet(const struct rule_condition *c, struct row *row)
{
	uint32_t *value = &row->value[c->feature], limit = rule_limit(c, row);

	if (c->test == RULE_AT_LEAST && *value < limit)
		*value = limit;
	else if (c->test == RULE_AT_MOST && *value > limit && c->per != RULE_ALONE)
		row->value[c->per] = *value / c->limit + 1;
	else if (c->test == RULE_AT_MOST && *value > limit)
		*value = limit;
}

/* A row on which the rule fires; false: none was found. */
static bool row_for(const struct rule *rule, struct row *row)
{
	struct rule_condition lead;

	memset(row, 0, sizeof(*row));
	row->subject.kind = rule->rows;
	row->subject.window_s = window_for(rule);
	row->subject.ip_proto = rule->ip_proto;
	row->subject.dport = htons(port_for(rule->ports));
	row->peer[0].port = row->peer[1].port = row->subject.dport;
	while (rule->direction && !(rule->direction >> row->subject.direction & 1))
		row->subject.direction++;
	row->peer[0].direction = row->peer[1].direction = (uint8_t)row->subject.direction;
	lead = rule_lead(rule, row->subject.window_s);
	lead.limit *= 2;
	for (unsigned int round = 0; round < 20 && rule_missing(rule, row); round++) {
		meet(&lead, row);
		for (unsigned int i = 0; i < RULE_CONDITIONS; i++)
			if (rule->condition[i].test != RULE_END)
				meet(&rule->condition[i], row);
	}
	return !rule_missing(rule, row);
}

static void blind(struct row *row)
{
	static const unsigned int one_way[ROW_KINDS] = { [ROW_FLOW] = FLOW_one_way,
							 [ROW_HOST] = HOST_one_way,
							 [ROW_PAIR] = PAIR_one_way };

	for (unsigned int i = 0; i < feature_count(row->subject.kind); i++)
		if (feature_needs_replies(row->subject.kind, i))
			row->value[i] = 0;
	row->value[one_way[row->subject.kind]] = 1;
}

/* What answers and attempts in vain tell is void without replies. */
static void test_void(void)
{
	static const unsigned int pair[] = { PAIR_notices,	   PAIR_notice_payload,
					     PAIR_notice_spread,   PAIR_dns_answers,
					     PAIR_dns_nx_names,	   PAIR_dns_nxdomain_share,
					     PAIR_dns_failed_share, PAIR_dns_hour_nx,
					     PAIR_dns_hour_nx_domains };
	static const unsigned int host[] = { HOST_out_attempts,	      HOST_out_tried_peers,
					     HOST_out_tried_services, HOST_out_tried_ports,
					     HOST_out_strange,	      HOST_out_strange_peers,
					     HOST_out_strange_services };
	unsigned int i, told = 0;

	for (i = 0; i < sizeof(pair) / sizeof(pair[0]); i++)
		told += !feature_needs_replies(ROW_PAIR, pair[i]);
	for (i = 0; i < sizeof(host) / sizeof(host[0]); i++)
		told += !feature_needs_replies(ROW_HOST, host[i]);
	tap_is(told, 0, "answers, notices and attempts are void without replies");
}

/* A vantage that shows no replies: what rests on them is silent, and no reason is void. */
static void test_one_way(void)
{
	unsigned int count, i, k, rows = 0, silent = 0, loud = 0, quoted = 0;
	const struct rule *rule = rules_table(&count);

	for (i = 0; i < count; i++, rule++) {
		struct finding f = { 0 };
		struct row row;

		if (!row_for(rule, &row)) {
			printf("# %s: no row found\n", rule->name);
			continue;
		}
		rows++;
		blind(&row);
		if (!rule_score(rule, &row)) {
			silent++;
			continue;
		}
		loud += rule->needs_replies;
		explain_rule(rule, &row, NULL, &f);
		quoted += !f.reason_count;
		for (k = 0; k < f.reason_count; k++)
			quoted += feature_needs_replies(
				row.subject.kind,
				(unsigned int)feature_find(row.subject.kind,
							   f.reason[k].feature));
	}
	tap_ok(10 * rows >= 9 * count, "rows on which %u of %u rules fire", rows, count);
	tap_ok(silent > count / 3, "%u of them are silent where no replies are seen", silent);
	tap_is(loud, 0, "all that say they need them");
	tap_is(quoted, 0, "and the others have reasons, none of them void");
}

/* The reasons follow the row: one value changes, and so does its reason and no other. */
static void test_follows(void)
{
	unsigned int count, i, k, rows = 0, followed = 0;
	const struct rule *rule = rules_table(&count);

	for (i = 0; i < count; i++, rule++) {
		struct finding f = { 0 }, g = { 0 }, again = { 0 };
		unsigned int lead = rule->lead, changed = 0;
		struct row row;

		if (!row_for(rule, &row))
			continue;
		rows++;
		explain_rule(rule, &row, NULL, &f);
		explain_rule(rule, &row, NULL, &again);
		row.value[lead]++;
		explain_rule(rule, &row, NULL, &g);
		for (k = 0; k < f.reason_count && k < g.reason_count; k++)
			changed += f.reason[k].value != g.reason[k].value;
		followed += changed >= 1 && !memcmp(&f, &again, sizeof(f));
	}
	tap_is(followed, rows, "one flow more changes a reason, no change changes none");
}

/* A baseline whose range of one feature is known. */
static void site_init(struct baseline *b, unsigned int feature, uint32_t lo, uint32_t hi)
{
	struct iforest *f = &b->forest[0];

	memset(b, 0, sizeof(*b));
	b->count = 1;
	f->rows = ROW_HOST;
	f->window_s = 30;
	f->feature_count = 1;
	f->feature[0] = (uint8_t)feature;
	f->range[0][IFOREST_LOW] = iforest_bin(ROW_HOST, feature, lo);
	f->range[0][IFOREST_HIGH] = iforest_bin(ROW_HOST, feature, hi);
}

static void test_site(void)
{
	const struct rule rule = { .name = "many",
				   .rows = ROW_HOST,
				   .lead = HOST_out_peers,
				   .at_least = { 100, 100, 100 } };
	struct row row = { .subject = { .kind = ROW_HOST, .window_s = 30 } };
	struct baseline *b = calloc(1, sizeof(*b));
	struct finding f = { 0 };

	row.value[HOST_out_peers] = 150;
	explain_rule(&rule, &row, NULL, &f);
	tap_ok(f.reason_count == 1 && f.reason[0].basis == REASON_LIMIT &&
		       f.reason[0].expected_hi == 99,
	       "without a baseline the limit is what was expected");
	site_init(b, HOST_out_peers, 0, 7);
	explain_rule(&rule, &row, b, &f);
	tap_ok(f.reason[0].basis == REASON_SITE && f.reason[0].expected_hi == 7,
	       "with one, what is usual here (at most %u)", f.reason[0].expected_hi);
	site_init(b, HOST_out_peers, 0, 1000);
	explain_rule(&rule, &row, b, &f);
	tap_is(f.reason[0].basis, REASON_LIMIT, "unless that is usual here");
	site_init(b, HOST_out_flows, 0, 7);
	explain_rule(&rule, &row, b, &f);
	tap_is(f.reason[0].basis, REASON_LIMIT, "or it knows another feature only");
	free(b);
}

static const struct reason *reason_about(const struct finding *f, const char *feature)
{
	const struct reason *found = NULL;
	unsigned int i, count = 0;

	for (i = 0; i < f->reason_count; i++)
		if (!strcmp(f->reason[i].feature, feature)) {
			found = &f->reason[i];
			count++;
		}
	return count == 1 ? found : NULL;
}

/* What varies little is told so, and a feature held between two limits is told once. */
static void test_told(void)
{
	const struct rule rule = {
		.name = "alike",
		.rows = ROW_PAIR,
		.lead = PAIR_samples,
		.at_least = { 5, 5, 5 },
		.condition = { { RULE_AT_LEAST, PAIR_fwd_payload_mean, RULE_ALONE, 600 },
			       { RULE_AT_MOST, PAIR_fwd_payload_mean, RULE_ALONE, 3500 },
			       { RULE_AT_LEAST, PAIR_fwd_payload_mean, PAIR_fwd_payload_dev, 4 },
			       { RULE_AT_MOST, PAIR_rev_payload_mean, PAIR_rev_payload_dev, 4 } },
	};
	struct row row = { .subject = { .kind = ROW_PAIR, .window_s = 30 } };
	const struct reason *r;
	struct finding f = { 0 };

	row.value[PAIR_samples] = 8;
	row.value[PAIR_fwd_payload_mean] = 2657;
	row.value[PAIR_fwd_payload_dev] = 106;
	row.value[PAIR_rev_payload_mean] = 1001;
	row.value[PAIR_rev_payload_dev] = 300;
	explain_rule(&rule, &row, NULL, &f);
	r = reason_about(&f, "fwd_payload_dev");
	tap_ok(r && r->value == 106 && r->expected_lo == 665 && r->expected_hi == UINT32_MAX,
	       "what varies by 106 was to vary by 665 at least");
	r = reason_about(&f, "rev_payload_dev");
	tap_ok(r && r->value == 300 && !r->expected_lo && r->expected_hi == 250,
	       "what varies by 300, by 250 at most");
	r = reason_about(&f, "fwd_payload_mean");
	tap_ok(r && r->expected_hi == 599, "between two limits: the farther one, once");
	tap_is(f.reason_count, 4, "each once");
}

/* "Few packets for each try" reads as nonsense before the limits that were passed. */
static void test_guard(void)
{
	const struct rule rule = {
		.name = "guarded",
		.rows = ROW_HOST,
		.lead = HOST_out_peers,
		.at_least = { 100, 100, 100 },
		.condition = { { RULE_AT_MOST, HOST_out_packets, HOST_out_flows, 4 },
			       { RULE_AT_LEAST, HOST_out_flows, RULE_ALONE, 1000 } },
	};
	struct row row = { .subject = { .kind = ROW_HOST, .window_s = 30 } };
	struct finding f = { 0 };

	row.value[HOST_out_peers] = 100;
	row.value[HOST_out_flows] = 1005;
	row.value[HOST_out_packets] = 1005;
	explain_rule(&rule, &row, NULL, &f);
	tap_ok(f.reason_count == 3 && !strcmp(f.reason[1].feature, "out_flows") &&
		       !strcmp(f.reason[2].feature, "out_packets") &&
		       f.reason[2].expected_lo == 4021,
	       "what is few for each of something comes after the limits that were passed");
}

/* Every layer's own result is in the finding, the rules in order. */
static void test_layers(void)
{
	struct finding f = { 0 };
	struct row row = { .subject = { .kind = ROW_HOST, .window_s = 5 } };
	unsigned int i;

	row.value[HOST_in_icmp] = 100000;
	explain_layers(&row, NULL, NULL, &f);
	tap_ok(f.rule_count && !strcmp(f.rule[0].rule->name, "flood-icmp"), "the rule that fired");
	for (i = 1; i < f.rule_count; i++)
		tap_ok(f.rule[i - 1].score >= f.rule[i].score, "  then %s (%u)",
		       f.rule[i].rule->name, f.rule[i].score);
	tap_is(f.value[HOST_in_icmp], 100000, "the row's values");
	tap_is(f.forest.class_count, 0, "no forest was asked");
}

int main(void)
{
	test_void();
	test_one_way();
	test_follows();
	test_site();
	test_told();
	test_guard();
	test_layers();
	return tap_done();
}
