// SPDX-License-Identifier: MIT
#include "alert.h"

#include "cover.h"
#include "entry.h"
#include "hour.h"
#include "mark.h"
#include "message.h"
#include "who.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct alert_table {
	struct alert_options options;
	alert_emit_fn emit;
	void *ctx;
	struct alert_stats stats;
	struct hour hour;
	struct entries open;
	uint32_t *due; /* entries found in this window that are not open, in order */
	uint32_t due_count;
};

void alert_options_default(struct alert_options *o)
{
	*o = (struct alert_options){ .alerts_max = 256,
				     .budget_per_hour = 20,
				     .update_every_ns = 60000000000ull,
				     .quiet_ns = 180000000000ull };
}

const char *alert_stage_name(enum alert_stage stage)
{
	static const char *const names[] = { "new", "update", "end", "summary" };

	return names[stage];
}

size_t alert_table_bytes(uint32_t alerts_max)
{
	return sizeof(struct alert_table) + entries_bytes(alerts_max) +
	       alerts_max * sizeof(uint32_t);
}

int alert_table_new(const struct alert_options *o, alert_emit_fn emit, void *ctx,
		    struct alert_table **out)
{
	struct alert_table *t = calloc(1, sizeof(*t));
	int error = t ? entries_init(&t->open, o->alerts_max) : -ENOMEM;

	if (error) {
		free(t);
		return error;
	}
	t->options = *o;
	t->emit = emit;
	t->ctx = ctx;
	alert_table_use_rules(t, o->rules);
	t->due = calloc(o->alerts_max, sizeof(*t->due));
	if (!t->due) {
		alert_table_free(t);
		return -ENOMEM;
	}
	hour_init(&t->hour, o->budget_per_hour);
	*out = t;
	return 0;
}

void alert_table_free(struct alert_table *t)
{
	if (!t)
		return;
	alert_table_use_rules(t, NULL);
	entries_fini(&t->open);
	free(t->due);
	free(t);
}

void alert_table_set(struct alert_table *t, const struct alert_options *o)
{
	t->options.budget_per_hour = o->budget_per_hour;
	t->options.update_every_ns = o->update_every_ns;
	t->options.quiet_ns = o->quiet_ns;
	t->options.named = o->named;
	t->hour.per_hour = o->budget_per_hour;
}

void alert_table_use_clock(struct alert_table *t, uint64_t wall_offset_ns)
{
	t->options.wall_offset_ns = wall_offset_ns;
}

void alert_table_use_rules(struct alert_table *t, struct ruleset *rules)
{
	if (t->options.rules) /* what they were named by may not outlive us */
		ruleset_name_hosts(t->options.rules, NULL, NULL);
	t->options.rules = rules;
	if (rules && t->options.devices)
		ruleset_name_hosts(rules, who_host, (void *)t->options.devices);
}

const struct alert_stats *alert_table_stats(const struct alert_table *t)
{
	return &t->stats;
}

static unsigned int severity_of(const struct alert_table *t, const struct entry *e, uint64_t now)
{
	return alert_severity(&e->strongest, e->peers.distinct, now < t->options.gentle_until_ns);
}

/* The strongest finding, about what all of them agree on. */
static void name_subject(const struct entry *e, struct row_subject *s)
{
	static const struct weir_addr nobody;
	const struct weir_addr *peer = e->many_peers || !e->peers.named ? &nobody :
									  &e->peers.list[0].addr;

	if (e->identity.victim)
		s->src = *peer;
	else
		s->dst = *peer;
	s->sport = e->agreed.sport;
	s->dport = e->agreed.dport;
	s->ip_proto = e->agreed.ip_proto;
	s->vlan = e->agreed.vlan;
	s->flow_id = e->agreed.flow_id;
}

static int64_t wall_s(const struct alert_table *t, uint64_t now)
{
	return (int64_t)(now + t->options.wall_offset_ns) / 1000000000;
}

static void describe(const struct alert_table *t, struct entry *e, enum alert_stage stage,
		     uint64_t now, struct alert *a)
{
	*a = (struct alert){ .stage = stage,
			     .finding = e->strongest,
			     .severity = severity_of(t, e, now),
			     .count = e->count,
			     .first_ns = e->first_ns,
			     .last_ns = e->last_ns,
			     .now_ns = now,
			     .of_victim = e->identity.victim,
			     .peers = e->peers.distinct,
			     .named = e->peers.named };
	memcpy(a->peer, e->peers.list, sizeof(a->peer));
	e->many_peers |= !peers_agree(&e->peers);
	name_subject(e, &a->finding.subject);
	who_fill(a, t->options.devices);
	identity_name(&e->identity, a->id);
}

/* The rule that keeps the alarm from the sinks, or NULL. */
static struct ruleset_rule *rule_against(const struct alert_table *t, const struct alert *a)
{
	struct ruleset_case c;

	if (!t->options.rules)
		return NULL;
	ruleset_case_of_alert(a, wall_s(t, a->now_ns), &c);
	return ruleset_match(t->options.rules, RULESET_SUPPRESS, &c);
}

static void count_suppressed(struct alert_table *t, struct entry *e, struct ruleset_rule *rule,
			     uint64_t now)
{
	rule->last_hit_s = wall_s(t, now);
	if (e->suppressed)
		return;
	e->suppressed = true;
	rule->hits++;
	t->stats.suppressed++;
}

/* Who was not told of an alarm is not told of its end; what a rule no longer covers is new
 * to them. */
static void decide_who_hears(struct alert_table *t, struct entry *e, struct alert *a)
{
	struct ruleset_rule *rule = rule_against(t, a);

	a->suppressed = rule || (!e->told && a->stage == ALERT_END);
	if (rule) {
		strcpy(a->rule, rule->name);
		count_suppressed(t, e, rule, a->now_ns);
	}
	if (a->suppressed)
		return;
	if (!e->told)
		a->stage = ALERT_NEW;
	e->told = true;
	a->acknowledged = t->options.marks && marks_quiet(t->options.marks, a->id, a->severity,
							  wall_s(t, a->now_ns));
	t->stats.acknowledged += a->acknowledged;
	t->stats.raised += a->stage == ALERT_NEW;
	t->stats.updates += a->stage == ALERT_UPDATE;
	t->stats.ended += a->stage == ALERT_END;
}

static void report(struct alert_table *t, struct entry *e, enum alert_stage stage, uint64_t now)
{
	struct alert a;

	describe(t, e, stage, now, &a);
	decide_who_hears(t, e, &a);
	message_write(&a);
	e->reported = e->count;
	e->reported_ns = now;
	t->emit(t->ctx, &a);
}

static bool is_suppressed(const struct alert_table *t, struct entry *e, uint64_t now,
			  struct ruleset_rule **rule)
{
	struct alert a;

	if (!t->options.rules)
		return false;
	describe(t, e, ALERT_NEW, now, &a);
	*rule = rule_against(t, &a);
	return *rule;
}

/* What was held back and never raised goes into the hour's summary, once. */
static void sum_held(struct alert_table *t, struct entry *e, uint64_t now)
{
	struct finding named = e->strongest;
	struct ruleset_rule *rule;

	if (e->state != ENTRY_HELD || e->summed)
		return;
	e->summed = true;
	if (is_suppressed(t, e, now, &rule)) {
		count_suppressed(t, e, rule, now);
		return;
	}
	e->many_peers |= !peers_agree(&e->peers);
	name_subject(e, &named.subject);
	hour_hold(&t->hour, &named, e->first_ns, e->last_ns);
}

static void report_summaries(struct alert_table *t, uint64_t now)
{
	static const struct identity nobody;
	struct identity id;

	for (uint32_t i = 0; i < t->open.high; i++)
		if (t->open.entry[i].used)
			sum_held(t, &t->open.entry[i], now);
	for (int class = 0; class < ALERT_CLASSES; class++) {
		const struct hour_class *c = &t->hour.class[class];
		struct alert a = { .stage = ALERT_SUMMARY };

		if (!c->held)
			continue;
		a.finding = c->strongest;
		a.severity = alert_severity(&c->strongest, 1, now < t->options.gentle_until_ns);
		a.count = c->held;
		a.first_ns = c->first_ns;
		a.last_ns = c->last_ns;
		a.now_ns = now;
		id = nobody;
		id.class = (uint8_t)class;
		identity_name(&id, a.id);
		message_write(&a);
		t->stats.summaries++;
		t->emit(t->ctx, &a);
	}
	hour_reset(&t->hour);
}

/* Whatever two findings do not agree on becomes "many". */
static void agree(struct row_subject *kept, const struct row_subject *s)
{
	if (kept->sport != s->sport)
		kept->sport = 0;
	if (kept->dport != s->dport)
		kept->dport = 0;
	if (kept->ip_proto != s->ip_proto)
		kept->ip_proto = 0;
	if (kept->vlan != s->vlan)
		kept->vlan = 0;
	if (kept->flow_id != s->flow_id)
		kept->flow_id = 0;
}

static bool is_stronger(const struct finding *f, const struct finding *than)
{
	return f->score > than->score ||
	       (f->score == than->score && f->certainty > than->certainty);
}

static void add_finding(struct entry *e, const struct finding *f, uint64_t now)
{
	const struct row_subject *s = &f->subject;
	uint64_t first = s->first_ns ? s->first_ns : s->start_ns;
	uint64_t last = s->last_ns ? s->last_ns : s->end_ns;

	if (!e->count || first < e->first_ns)
		e->first_ns = first;
	if (last > e->last_ns)
		e->last_ns = last;
	if (e->count && is_stronger(f, &e->strongest))
		e->strongest = *f;
	agree(&e->agreed, s);
	peers_add(&e->peers, e->identity.victim ? &s->src : &s->dst);
	e->count++;
	e->found_ns = now;
	if (f->subject.window_s > e->window_s)
		e->window_s = f->subject.window_s;
}

static struct entry *open_entry(struct alert_table *t, const struct identity *id,
				const struct finding *f)
{
	struct entry *e = entries_open(&t->open, id);

	if (!e) {
		t->stats.table_full++;
		return NULL;
	}
	e->strongest = *f;
	e->agreed = f->subject;
	return e;
}

static void note_left(struct alert_stats *s, const struct finding *f, int role,
		      const struct weir_addr *host, uint64_t now)
{
	struct alert_left *left = s->left;
	uint32_t i;

	s->named[role]++;
	for (i = 0; i < s->left_count; i++, left++)
		if (left->role == role && left->class == f->class &&
		    left->ip_v == f->subject.ip_v && !memcmp(&left->host, host, sizeof(*host)))
			break;
	if (i == ALERT_LEFT_MAX)
		return;
	if (i == s->left_count) {
		s->left_count++;
		*left = (struct alert_left){ .host = *host,
					     .ip_v = f->subject.ip_v,
					     .role = (uint8_t)role,
					     .class = (uint8_t)f->class };
	}
	left->count++;
	left->last_ns = now;
}

/* Whether the finding is left out, and why is counted. */
static bool leave_out(struct alert_table *t, const struct finding *f, uint64_t now)
{
	struct ruleset_rule *rule = NULL;
	struct ruleset_case c;
	struct weir_addr host;
	int role = t->options.named ? named_role_of(t->options.named, f, &host) : -1;

	if (role >= 0) {
		note_left(&t->stats, f, role, &host, now);
		return true;
	}
	if (t->options.rules) {
		ruleset_case_of_finding(f, wall_s(t, now), &c);
		rule = ruleset_match(t->options.rules, RULESET_ALLOW, &c);
	}
	if (!rule)
		return false;
	rule->hits++;
	rule->last_hit_s = c.wall_s;
	t->stats.allowed++;
	return true;
}

bool alert_table_find(struct alert_table *t, const struct finding *f, uint64_t now)
{
	const struct identity id = identity_of(f, t->options.devices);
	struct entry *e = entries_find(&t->open, &id);
	bool left = leave_out(t, f, now);

	if (left && e && e->state != ENTRY_LEFT)
		return false;
	if (!left && e && e->state == ENTRY_LEFT) {
		entries_drop(&t->open, e);
		e = NULL;
	}
	if (!e)
		e = open_entry(t, &id, f);
	if (!e)
		return !left;
	if (left)
		e->state = ENTRY_LEFT;
	add_finding(e, f, now);
	if (left || e->state == ENTRY_OPEN || e->due)
		return !left;
	e->due = true;
	t->due[t->due_count++] = (uint32_t)(e - t->open.entry);
	return true;
}

static void retire(struct alert_table *t, struct entry *e, uint64_t now)
{
	sum_held(t, e, now);
	entries_drop(&t->open, e);
}

static void begin(struct alert_table *t, struct entry *e, unsigned int severity, uint64_t now)
{
	struct ruleset_rule *rule;

	if (is_suppressed(t, e, now, &rule) || hour_allow(&t->hour, severity, now)) {
		e->state = ENTRY_OPEN;
		report(t, e, ALERT_NEW, now);
	} else if (e->state == ENTRY_PENDING) {
		e->state = ENTRY_HELD;
		t->stats.held_back++;
	}
}

/* Decides on what this window found: what another alarm explains does not begin, and the
 * grave have the budget first. */
static void begin_due(struct alert_table *t, uint64_t now)
{
	uint32_t i;

	for (i = 0; i < t->due_count; i++) {
		struct entry *e = &t->open.entry[t->due[i]], *other = entries_cover(&t->open, e, t->options.devices);

		e->due = false;
		if (!other)
			continue;
		/* A search takes the ports of a scan in, or it would name its own only. */
		if (other->identity.class == CLASS_HOSTSCAN)
			agree(&other->agreed, &e->agreed);
		t->stats.absorbed += e->count;
		retire(t, e, now);
	}
	for (unsigned int severity = 1; severity <= 3; severity++)
		for (i = 0; i < t->due_count; i++) {
			struct entry *e = &t->open.entry[t->due[i]];

			if (e->used && e->state != ENTRY_OPEN && e->state != ENTRY_LEFT &&
			    severity_of(t, e, now) == severity)
				begin(t, e, severity, now);
		}
	t->due_count = 0;
}

/* What is seen over an hour or a day comes seldom: it is quiet after an hour. */
static uint64_t quiet_ns(const struct alert_table *t, const struct entry *e)
{
	uint64_t quiet = t->options.quiet_ns;

	return e->window_s >= ALERT_SLOW_S && quiet < HOUR_NS ? HOUR_NS : quiet;
}

/* Reports carry the time they were due, not that of the tick: windows with nothing in
 * them may be skipped, and the reports must be the same as if they had been stepped. */
static void tick_entry(struct alert_table *t, struct entry *e, uint64_t now)
{
	uint64_t end = e->found_ns + quiet_ns(t, e);
	uint64_t update = e->reported_ns + t->options.update_every_ns;

	if (update < e->found_ns)
		update = e->found_ns;
	if (e->state == ENTRY_OPEN && e->count > e->reported && update <= now && update < end)
		report(t, e, ALERT_UPDATE, update);
	if (end > now || e->due)
		return;
	if (e->state == ENTRY_OPEN)
		report(t, e, ALERT_END, end);
	retire(t, e, now);
}

void alert_table_tick(struct alert_table *t, uint64_t now)
{
	for (uint32_t i = 0; i < t->open.high; i++)
		if (t->open.entry[i].used)
			tick_entry(t, &t->open.entry[i], now);
	if (hour_over(&t->hour, now))
		report_summaries(t, t->hour.hour_ns + HOUR_NS);
	begin_due(t, now);
}

void alert_table_finish(struct alert_table *t, uint64_t now)
{
	alert_table_tick(t, now);
	for (uint32_t i = 0; i < t->open.high; i++) {
		struct entry *e = &t->open.entry[i];

		if (!e->used)
			continue;
		if (e->state == ENTRY_OPEN)
			report(t, e, ALERT_END, now);
		retire(t, e, now);
	}
	report_summaries(t, now);
}
