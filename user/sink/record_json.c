// SPDX-License-Identifier: MIT
#include "record_json.h"

#include "../alert/message.h"
#include "../detect/feature.h"
#include "../detect/phrase.h"
#include "../detect/rules.h"
#include "eve.h"

#include <stdlib.h>
#include <string.h>

/* One feature of the row, as it is shown. */
struct shown {
	unsigned int feature;
	uint32_t value;
	uint32_t lo;
	uint32_t hi;
	uint64_t off; /* per cent; 0: nothing was expected */
	enum reason_basis basis;
	bool is_void;
};

/* The row that the finding rests on, as far as rules look at it. */
static struct row row_of(const struct finding *f)
{
	struct row row = { .subject = f->subject };

	memcpy(row.value, f->value, sizeof(row.value));
	return row;
}

static int put_value(json_t *o, enum row_kind kind, unsigned int feature, uint32_t value)
{
	const struct feature_info *info = feature_info(kind, feature);
	char text[PHRASE_VALUE_SIZE];
	int bad = 0;

	phrase_value(info->unit, value, text);
	bad |= eve_put_text(o, "feature", info->name);
	bad |= eve_put_text(o, "text", phrase_of(kind, feature));
	bad |= eve_put(o, "value", json_integer(value));
	return bad | eve_put_text(o, "shown", text);
}

static json_t *condition_object(const struct rule_condition *c, const struct row *row)
{
	const uint32_t limit = rule_limit(c, row), value = row->value[c->feature];
	const bool least = c->test == RULE_AT_LEAST;
	char text[PHRASE_VALUE_SIZE];
	json_t *o = json_object();
	int bad = 0;

	if (!o)
		return NULL;
	bad |= put_value(o, row->subject.kind, c->feature, value);
	bad |= eve_put_text(o, "test", least ? "at least" : "at most");
	bad |= eve_put(o, "limit", json_integer(limit));
	phrase_value(feature_info(row->subject.kind, c->feature)->unit, limit, text);
	bad |= eve_put_text(o, "limit_shown", text);
	bad |= eve_put(o, "holds", json_boolean(least ? value >= limit : value <= limit));
	return eve_finish(o, bad);
}

static json_t *rule_object(const struct finding_rule *r, const struct row *row)
{
	const struct rule_condition lead = rule_lead(r->rule, row->subject.window_s);
	json_t *o = json_object(), *list = json_array();
	int bad = 0;

	bad |= list ? json_array_append_new(list, condition_object(&lead, row)) : -1;
	for (unsigned int i = 0; i < RULE_CONDITIONS; i++)
		if (r->rule->condition[i].test != RULE_END)
			bad |= json_array_append_new(
				list, condition_object(&r->rule->condition[i], row));
	bad |= eve_put_text(o, "name", r->rule->name);
	bad |= eve_put_text(o, "class", class_info(r->rule->class)->name);
	bad |= eve_put(o, "fired", json_boolean(r->score));
	bad |= eve_put(o, "score", json_real(r->score / 1000.0));
	return eve_finish(o, bad | eve_put(o, "conditions", list));
}

static json_t *threshold_object(const struct finding *f)
{
	const struct row row = row_of(f);
	json_t *o = json_object(), *list = json_array();
	int bad = list ? 0 : -1;

	for (unsigned int i = 0; list && i < f->rule_count; i++)
		bad |= json_array_append_new(list, rule_object(&f->rule[i], &row));
	bad |= eve_put(o, "score", json_real(f->layer[DETECTOR_THRESHOLD] / 1000.0));
	bad |= eve_put(o, "threshold", json_real(RULE_SCORE_MIN / 1000.0));
	return eve_finish(o, bad | eve_put(o, "rules", list));
}

static json_t *class_object(const struct finding_forest *f, unsigned int i)
{
	json_t *o = json_object();
	int bad = 0;

	bad |= eve_put_text(o, "class",
			    f->class[i] < 0 ?
				    "benign" :
				    class_info((enum alert_class)f->class[i])->name);
	bad |= eve_put(o, "share", json_real(f->share[i] / 1000.0));
	if (f->class[i] >= 0 && f->threshold[i] <= 1000)
		bad |= eve_put(o, "threshold", json_real(f->threshold[i] / 1000.0));
	return eve_finish(o, bad);
}

static json_t *rf_object(const struct event_context *c, const struct finding_forest *f)
{
	json_t *o = json_object(), *list = json_array();
	int bad = list ? 0 : -1;

	for (unsigned int i = 0; list && i < f->class_count; i++)
		bad |= json_array_append_new(list, class_object(f, i));
	bad |= eve_put(o, "asked", json_boolean(f->class_count));
	bad |= eve_put_text(o, "model_id", c->model_id ? c->model_id : "none");
	return eve_finish(o, bad | eve_put(o, "classes", list));
}

static json_t *iforest_object(const struct finding *f)
{
	json_t *o = json_object();
	int bad = 0;

	bad |= eve_put(o, "asked", json_boolean(f->iforest_threshold));
	bad |= eve_put(o, "score", json_real(f->layer[DETECTOR_IFOREST] / 1000.0));
	bad |= eve_put(o, "threshold", json_real(f->iforest_threshold / 1000.0));
	return eve_finish(o, bad);
}

static json_t *layers_object(const struct event_context *c, const struct finding *f)
{
	json_t *o = json_object();
	int bad = 0;

	bad |= eve_put(o, "threshold", threshold_object(f));
	bad |= eve_put(o, "rf", rf_object(c, &f->forest));
	bad |= eve_put(o, "iforest", iforest_object(f));
	return eve_finish(o, bad);
}

/* What the condition calls ordinary, if it is about the feature. */
static bool limit_of(const struct rule_condition *c, const struct row *row, struct shown *s)
{
	uint32_t limit;

	if (c->test == RULE_END || c->feature != s->feature)
		return false;
	limit = rule_limit(c, row);
	s->basis = REASON_LIMIT;
	s->lo = c->test == RULE_AT_LEAST || limit == UINT32_MAX ? 0 : limit + 1;
	s->hi = c->test == RULE_AT_MOST ? UINT32_MAX : limit ? limit - 1 : 0;
	return true;
}

static bool expected_by_rules(const struct finding *f, const struct row *row, struct shown *s)
{
	for (unsigned int i = 0; i < f->rule_count && f->rule[i].score; i++) {
		const struct rule *rule = f->rule[i].rule;
		const struct rule_condition lead = rule_lead(rule, row->subject.window_s);

		if (limit_of(&lead, row, s))
			return true;
		for (unsigned int k = 0; k < RULE_CONDITIONS; k++)
			if (limit_of(&rule->condition[k], row, s))
				return true;
	}
	return false;
}

static uint64_t off_per_cent(const struct shown *s)
{
	if (s->value > s->hi)
		return 100ull * s->value / (s->hi ? s->hi : 1) + 1;
	if (s->value < s->lo)
		return 100ull * s->lo / (s->value ? s->value : 1) + 1;
	return s->hi == UINT32_MAX || !s->hi ? 100 : 1 + 99ull * s->value / s->hi;
}

static void show(const struct finding *f, const struct row *row, const struct baseline *b,
		 unsigned int feature, struct shown *s)
{
	const enum row_kind kind = f->subject.kind;
	bool known;

	*s = (struct shown){ .feature = feature, .value = f->value[feature], .basis = REASON_SITE };
	s->is_void = feature_is_void(kind, f->value, feature);
	if (s->is_void)
		return;
	known = baseline_range(b, kind, f->subject.window_s, feature, &s->lo, &s->hi) ||
		expected_by_rules(f, row, s);
	if (known)
		s->off = off_per_cent(s);
}

/* Farthest out first, then in the order of the features. */
static int by_distance(const void *a, const void *b)
{
	const struct shown *x = a, *y = b;

	if (x->off != y->off)
		return x->off < y->off ? 1 : -1;
	return x->feature < y->feature ? -1 : 1;
}

static json_t *feature_object(enum row_kind kind, const struct shown *s)
{
	static const char *const bases[] = { "limit", "site", "model" };
	const char *unit = feature_info(kind, s->feature)->unit;
	char text[PHRASE_RANGE_SIZE];
	json_t *o = json_object();
	int bad = 0;

	if (s->is_void) {
		bad |= eve_put_text(o, "feature", feature_info(kind, s->feature)->name);
		bad |= eve_put_text(o, "text", phrase_of(kind, s->feature));
		return eve_finish(o, bad | eve_put(o, "void", json_true()));
	}
	bad |= put_value(o, kind, s->feature, s->value);
	if (!s->off)
		return eve_finish(o, bad);
	phrase_range(unit, s->lo, s->hi, text);
	bad |= eve_put(o, "expected_lo", json_integer(s->lo));
	bad |= eve_put(o, "expected_hi", json_integer(s->hi));
	bad |= eve_put_text(o, "expected", text);
	bad |= eve_put_text(o, "basis", bases[s->basis]);
	return eve_finish(o, bad | eve_put(o, "off", json_integer((json_int_t)s->off)));
}

static json_t *feature_list(const struct finding *f, const struct baseline *b)
{
	const struct row row = row_of(f);
	struct shown list[FEATURES_MAX];
	json_t *array = json_array();
	unsigned int i, count = feature_count(f->subject.kind);
	int bad = 0;

	for (i = 0; i < count; i++)
		show(f, &row, b, i, &list[i]);
	qsort(list, count, sizeof(list[0]), by_distance);
	for (i = 0; array && i < count; i++)
		bad |= json_array_append_new(array, feature_object(f->subject.kind, &list[i]));
	return eve_finish(array, bad);
}

static json_t *window_object(const struct event_context *c, const struct record_window *w)
{
	const char *ifname = c->ifname ? c->ifname(c->ctx, w->slot) : NULL;
	json_t *o = json_object();
	int bad = 0;

	bad |= eve_put_time(o, "start", c, w->start_ns);
	if (ifname)
		bad |= eve_put_text(o, "iface", ifname);
	bad |= eve_put(o, "flows", json_integer(w->flows));
	bad |= eve_put(o, "peers", json_integer(w->peers));
	bad |= eve_put(o, "ports", json_integer(w->ports));
	bad |= eve_put(o, "packets", json_integer(w->packets));
	bad |= eve_put(o, "bytes", json_integer(w->ip_bytes));
	if (w->unanswered != RECORD_UNKNOWN)
		bad |= eve_put(o, "unanswered", json_real(w->unanswered / 1000.0));
	return eve_finish(o, bad);
}

static json_t *window_list(const struct event_context *c, const struct record *r)
{
	json_t *array = json_array();
	int bad = 0;

	for (uint32_t i = 0; array && i < record_windows(r); i++)
		bad |= json_array_append_new(array,
					     window_object(c, record_window_get(r, i)));
	return eve_finish(array, bad);
}

json_t *record_json(const struct event_context *c, const struct record *r,
		    const struct baseline *b)
{
	const struct finding *f = &r->alert.finding;
	json_t *o = json_object();
	int bad = 0;

	bad |= eve_put(o, "alert", eve_alert(c, &r->alert));
	bad |= eve_put(o, "layers", layers_object(c, f));
	bad |= eve_put(o, "features", feature_list(f, b));
	bad |= eve_put_text(o, "role", r->alert.of_victim ? "victim" : "attacker");
	bad |= eve_put(o, "windows", window_list(c, r));
	return eve_finish(o, bad | eve_put_text(o, "next", message_next(f->class)));
}

json_t *records_json(const struct event_context *c, const struct records *r)
{
	const struct record *list[ALERT_RECORDS_MAX];
	uint32_t count = records_list(r, list);
	json_t *array = json_array();
	int bad = 0;

	for (uint32_t i = 0; array && i < count; i++) {
		const struct alert *a = &list[i]->alert;
		json_t *o = json_object();
		int wrong = 0;

		wrong |= eve_put_text(o, "id", a->id);
		wrong |= eve_put_time(o, "timestamp", c, a->now_ns);
		wrong |= eve_put(o, "severity", json_integer(a->severity));
		wrong |= eve_put_text(o, "class", class_info(a->finding.class)->name);
		wrong |= eve_put_text(o, "stage", alert_stage_name(a->stage));
		wrong |= eve_put_text(o, "message", a->message);
		if (*a->rule)
			wrong |= eve_put_text(o, "rule", a->rule);
		wrong |= eve_put(o, "acknowledged", json_boolean(a->acknowledged));
		bad |= json_array_append_new(array, eve_finish(o, wrong));
	}
	return eve_finish(array, bad);
}
