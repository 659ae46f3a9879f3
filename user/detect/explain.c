// SPDX-License-Identifier: MIT
#include "explain.h"

#include "feature.h"

#include <string.h>

#define PER_MILLE 1000
#define NEAR_MISSING 1000 /* less than one whole condition */

/* Keeps the list sorted by weight, strongest first; the weakest falls out. */
static void reason_add(struct finding *f, uint32_t *weight, const struct reason *reason,
		       uint32_t new_weight)
{
	unsigned int i = f->reason_count;

	if (i == FINDING_REASONS && weight[i - 1] >= new_weight)
		return;
	if (i == FINDING_REASONS)
		i--;
	else
		f->reason_count++;
	for (; i > 0 && weight[i - 1] < new_weight; i--) {
		f->reason[i] = f->reason[i - 1];
		weight[i] = weight[i - 1];
	}
	f->reason[i] = *reason;
	weight[i] = new_weight;
}

/* Of two limits of one feature the one it is farther beyond is told; both would read as if
 * they contradicted each other. Whether the new one is. */
static bool reason_replaces(struct finding *f, uint32_t *weight, const char *feature,
			    uint32_t new_weight)
{
	unsigned int i = 0;

	while (i < f->reason_count && f->reason[i].feature != feature)
		i++;
	if (i == f->reason_count)
		return true;
	if (weight[i] >= new_weight)
		return false;
	for (f->reason_count--; i < f->reason_count; i++) {
		f->reason[i] = f->reason[i + 1];
		weight[i] = weight[i + 1];
	}
	return true;
}

static void reasons_normalize(struct finding *f, const uint32_t *weight)
{
	uint64_t sum = 0;
	unsigned int i;

	for (i = 0; i < f->reason_count; i++)
		sum += weight[i];
	for (i = 0; i < f->reason_count && sum; i++)
		f->reason[i].contribution = (uint16_t)((uint64_t)weight[i] * PER_MILLE / sum);
}

static uint32_t feature_top(enum row_kind kind, unsigned int feature)
{
	return strcmp(feature_info(kind, feature)->unit, "per mille") ? UINT32_MAX : PER_MILLE;
}

/* "Few packets for each try" tells less than any limit that was passed: below 500. */
static bool is_guard(const struct rule_condition *c, const struct rule_condition *shown)
{
	return c->test == RULE_AT_MOST && c->per != RULE_ALONE && shown->test == RULE_AT_MOST;
}

/* 500 at the limit, towards 1000 beyond it. */
static uint32_t condition_weight(uint8_t test, uint32_t value, uint32_t limit)
{
	if (test == RULE_AT_LEAST)
		return value ? (uint32_t)(1000 - 500ull * limit / value) : 500;
	return limit ? (uint32_t)(500 + 500ull * (limit - value) / limit) : 1000;
}

/* What is usual here tells more than a limit, where the value is not. */
static void reason_of_site(const struct baseline *b, const struct row_subject *s,
			   unsigned int feature, struct reason *reason)
{
	uint32_t lo, hi;

	if (!baseline_range(b, s->kind, s->window_s, feature, &lo, &hi))
		return;
	if (reason->value >= lo && reason->value <= hi)
		return;
	reason->expected_lo = lo;
	reason->expected_hi = hi;
	reason->basis = REASON_SITE;
}

static bool is_deviation(enum row_kind kind, unsigned int feature)
{
	const char *name = feature_info(kind, feature)->name;
	size_t length = strlen(name);

	return length > 4 && !strcmp(name + length - 4, "_dev");
}

/* A mean of at least (at most) n times its deviation is told as that deviation, which is at
 * most (at least) an nth of the mean. */
static struct rule_condition condition_shown(const struct rule_condition *c, const struct row *row)
{
	struct rule_condition shown = *c;

	shown.limit = rule_limit(c, row);
	shown.per = RULE_ALONE;
	if (c->per == RULE_ALONE || !is_deviation(row->subject.kind, c->per))
		return shown;
	shown.feature = c->per;
	shown.test = c->test == RULE_AT_LEAST ? RULE_AT_MOST : RULE_AT_LEAST;
	shown.limit = row->value[c->feature] / c->limit;
	if (shown.test == RULE_AT_LEAST && row->value[c->feature] % c->limit)
		shown.limit++;
	return shown;
}

static void condition_explain(const struct rule_condition *condition, const struct row *row,
			      const struct baseline *b, uint32_t factor, struct finding *f,
			      uint32_t *weight)
{
	const struct rule_condition shown = condition_shown(condition, row), *c = &shown;
	uint32_t limit = c->limit, new_weight;
	struct reason reason = {
		.feature = feature_info(row->subject.kind, c->feature)->name,
		.value = row->value[c->feature],
		.basis = REASON_LIMIT,
	};

	if (feature_is_void(row->subject.kind, row->value, c->feature))
		return;
	if (c->test == RULE_AT_LEAST) {
		reason.expected_hi = limit ? limit - 1 : 0;
	} else {
		reason.expected_hi = feature_top(row->subject.kind, c->feature);
		reason.expected_lo = limit < reason.expected_hi ? limit + 1 : limit;
	}
	reason_of_site(b, &row->subject, c->feature, &reason);
	new_weight = factor * condition_weight(c->test, reason.value, limit);
	if (is_guard(condition, c))
		new_weight = (new_weight - 1) / 2;
	if (reason_replaces(f, weight, reason.feature, new_weight))
		reason_add(f, weight, &reason, new_weight);
}

void explain_rule(const struct rule *rule, const struct row *row, const struct baseline *b,
		  struct finding *f)
{
	const struct rule_condition lead = rule_lead(rule, row->subject.window_s);
	uint32_t weight[FINDING_REASONS] = { 0 };
	unsigned int i;

	f->reason_count = 0;
	condition_explain(&lead, row, b, 2, f, weight);
	for (i = 0; i < RULE_CONDITIONS && rule->condition[i].test != RULE_END; i++)
		condition_explain(&rule->condition[i], row, b, 1, f, weight);
	reasons_normalize(f, weight);
}

/* The value a feature would have on an ordinary day: in range, or for one that is in
 * range already (@push) the end farther from it. */
static uint32_t value_ordinary(const uint32_t expected[2], uint32_t value, bool push)
{
	if (value < expected[0])
		return expected[0];
	if (value > expected[1])
		return expected[1];
	if (!push)
		return value;
	return value - expected[0] > expected[1] - value ? expected[0] : expected[1];
}

static void forest_reasons(const struct forest *forest, uint32_t *values, unsigned int class,
			   bool push, const struct row *row, const struct baseline *b,
			   struct finding *f)
{
	const enum row_kind kind = row->subject.kind;
	uint32_t votes[MODEL_CLASSES_MAX], weight[FINDING_REASONS] = { 0 };
	uint32_t base, value;
	struct reason reason;
	unsigned int i;

	f->reason_count = 0;
	forest_score_values(forest, values, votes);
	base = votes[class];
	for (i = 0; i < forest->feature_count; i++) {
		if (feature_is_void(kind, row->value, forest->feature[i]))
			continue;
		value = values[i];
		values[i] = value_ordinary(forest->expected[i], value, push);
		if (values[i] == value)
			continue;
		forest_score_values(forest, values, votes);
		values[i] = value;
		if (votes[class] >= base)
			continue;
		reason = (struct reason){
			.feature = feature_info(kind, forest->feature[i])->name,
			.value = value,
			.expected_lo = forest->expected[i][0],
			.expected_hi = forest->expected[i][1],
			.basis = REASON_MODEL,
		};
		reason_of_site(b, &row->subject, forest->feature[i], &reason);
		reason_add(f, weight, &reason, base - votes[class]);
	}
	reasons_normalize(f, weight);
}

void explain_forest(const struct forest *forest, const struct row *row, unsigned int class,
		    const struct baseline *b, struct finding *f)
{
	uint32_t values[MODEL_FEATURES_MAX];
	unsigned int i;

	for (i = 0; i < forest->feature_count; i++)
		values[i] = row->value[forest->feature[i]];
	forest_reasons(forest, values, class, false, row, b, f);
	if (!f->reason_count)
		forest_reasons(forest, values, class, true, row, b, f);
}

static void rule_add(struct finding *f, const struct rule *rule, uint16_t score)
{
	unsigned int i = f->rule_count;

	if (i == FINDING_RULES - 1 && f->rule[i - 1].score >= score)
		return;
	if (i == FINDING_RULES - 1)
		i--;
	else
		f->rule_count++;
	for (; i > 0 && f->rule[i - 1].score < score; i--)
		f->rule[i] = f->rule[i - 1];
	f->rule[i] = (struct finding_rule){ rule, score };
}

void explain_layers(const struct row *row, const struct forest *forest, const uint16_t *share,
		    struct finding *f)
{
	const struct rule *nearest = NULL, *rule;
	uint32_t least = NEAR_MISSING, missing;
	unsigned int i, count;

	memcpy(f->value, row->value, sizeof(f->value));
	f->rule_count = 0;
	for (rule = rules_table(&count); count; rule++, count--) {
		missing = rule_missing(rule, row);
		if (!missing)
			rule_add(f, rule, rule_score(rule, row));
		if (!missing || missing >= least)
			continue;
		least = missing;
		nearest = rule;
	}
	if (nearest)
		f->rule[f->rule_count++] = (struct finding_rule){ nearest, 0 };
	f->forest.class_count = forest ? (uint8_t)forest->class_count : 0;
	for (i = 0; i < f->forest.class_count; i++) {
		f->forest.class[i] = forest->class[i];
		f->forest.share[i] = share[i];
		f->forest.threshold[i] = forest->threshold[i];
	}
}
