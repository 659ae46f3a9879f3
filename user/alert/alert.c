// SPDX-License-Identifier: MIT
#include "alert.h"

#include "cause.h"
#include "entry.h"
#include "message.h"
#include "hour.h"

#include <arpa/inet.h>
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
	entries_fini(&t->open);
	free(t->due);
	free(t);
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

	s->src = e->identity.victim ? *peer : e->identity.host;
	s->dst = e->identity.victim ? e->identity.host : *peer;
	s->sport = e->agreed.sport;
	s->dport = e->agreed.dport;
	s->ip_proto = e->agreed.ip_proto;
	s->vlan = e->agreed.vlan;
	s->flow_id = e->agreed.flow_id;
}

static void report(struct alert_table *t, struct entry *e, enum alert_stage stage, uint64_t now)
{
	struct alert a = { .stage = stage,
			   .finding = e->strongest,
			   .severity = severity_of(t, e, now),
			   .count = e->count,
			   .first_ns = e->first_ns,
			   .last_ns = e->last_ns,
			   .now_ns = now,
			   .of_victim = e->identity.victim,
			   .peers = e->peers.distinct,
			   .named = e->peers.named };

	memcpy(a.peer, e->peers.list, sizeof(a.peer));
	e->many_peers |= !peers_agree(&e->peers);
	name_subject(e, &a.finding.subject);
	identity_name(&e->identity, a.id);
	message_write(&a);
	t->stats.raised += stage == ALERT_NEW;
	t->stats.updates += stage == ALERT_UPDATE;
	t->stats.ended += stage == ALERT_END;
	e->reported = e->count;
	e->reported_ns = now;
	t->emit(t->ctx, &a);
}

/* What was held back and never raised goes into the hour's summary, once. */
static void sum_held(struct alert_table *t, struct entry *e)
{
	struct finding named = e->strongest;

	if (e->state != ENTRY_HELD || e->summed)
		return;
	e->summed = true;
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
			sum_held(t, &t->open.entry[i]);
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

bool alert_table_find(struct alert_table *t, const struct finding *f, uint64_t now)
{
	const struct identity id = identity_of(f);
	struct entry *e = entries_find(&t->open, &id);
	struct weir_addr host;
	int role = t->options.named ? named_role_of(t->options.named, f, &host) : -1;

	if (role >= 0)
		note_left(&t->stats, f, role, &host, now);
	if (role >= 0 && e && e->state != ENTRY_LEFT)
		return false;
	if (role < 0 && e && e->state == ENTRY_LEFT) {
		entries_drop(&t->open, e);
		e = NULL;
	}
	if (!e)
		e = open_entry(t, &id, f);
	if (!e)
		return role < 0;
	if (role >= 0)
		e->state = ENTRY_LEFT;
	add_finding(e, f, now);
	if (role >= 0 || e->state == ENTRY_OPEN || e->due)
		return role < 0;
	e->due = true;
	t->due[t->due_count++] = (uint32_t)(e - t->open.entry);
	return true;
}

/* The stronger alarm's host, if it is found so in @e. */
static bool cause_identity(const struct entry *e, enum cause_host host, struct identity *out)
{
	const bool peer = host == CAUSE_PEER_SUFFERS || host == CAUSE_PEER_ACTS;

	if (peer && (e->peers.distinct != 1 || !peers_agree(&e->peers)))
		return false;
	*out = e->identity;
	if (peer)
		out->host = e->peers.list[0].addr;
	if (host != CAUSE_SAME)
		out->victim = host == CAUSE_SUFFERS || host == CAUSE_PEER_SUFFERS;
	return true;
}

static bool has_many_peers(const struct entry *e)
{
	return e->peers.distinct != 1 || !peers_agree(&e->peers);
}

/* Whether the other one was found in the windows of @e too, and what both may be is its:
 * what has one source is a scan or guessing, with many sources it is about the victim; a
 * scan of many hosts is one search. */
static bool explains(const struct entry *other, const struct entry *e, enum cause_host host)
{
	if (!other || other->last_ns < e->strongest.subject.start_ns)
		return false;
	if (host == CAUSE_SAME && e->identity.class == CLASS_PORTSCAN)
		return has_many_peers(e);
	return host != CAUSE_PEER_SUFFERS || e->identity.class == CLASS_ANOMALY ||
	       has_many_peers(other);
}

/* The alarm that has the cause of this one, or NULL. */
static struct entry *cover_of(const struct alert_table *t, const struct entry *e)
{
	struct entry *other;
	struct identity id;

	for (int host = 0; host < CAUSE_HOSTS; host++) {
		if (!cause_identity(e, (enum cause_host)host, &id))
			continue;
		for (int class = 0; class < ALERT_CLASSES; class++) {
			if (!cause_yields(e->identity.class, (enum alert_class)class,
					  (enum cause_host)host))
				continue;
			id.class = (uint8_t)class;
			other = entries_find(&t->open, &id);
			if (explains(other, e, (enum cause_host)host))
				return other;
		}
	}
	return NULL;
}

static void retire(struct alert_table *t, struct entry *e)
{
	sum_held(t, e);
	entries_drop(&t->open, e);
}

static void begin(struct alert_table *t, struct entry *e, unsigned int severity, uint64_t now)
{
	if (hour_allow(&t->hour, severity, now)) {
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
		struct entry *e = &t->open.entry[t->due[i]], *other = cover_of(t, e);

		e->due = false;
		if (!other)
			continue;
		/* A search takes the ports of a scan in, or it would name its own only. */
		if (other->identity.class == CLASS_HOSTSCAN)
			agree(&other->agreed, &e->agreed);
		t->stats.absorbed += e->count;
		retire(t, e);
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
	retire(t, e);
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
		retire(t, e);
	}
	report_summaries(t, now);
}

void alert_test(uint64_t now, struct alert *out)
{
	struct identity id = { .class = CLASS_TEST, .ip_v = 4 };
	struct alert a = { .stage = ALERT_NEW,
			   .severity = class_info(CLASS_TEST)->severity,
			   .count = 1,
			   .first_ns = now,
			   .last_ns = now,
			   .now_ns = now };

	id.host.word[2] = htonl(0xffff);
	id.host.word[3] = htonl(0xc0000201); /* 192.0.2.1 */
	a.finding.class = CLASS_TEST;
	a.finding.score = a.finding.threshold = 1000;
	a.finding.subject.src = id.host;
	a.finding.subject.ip_v = 4;
	a.finding.subject.direction = DIRECTION_TRANSIT;
	a.finding.subject.start_ns = a.finding.subject.end_ns = now;
	identity_name(&id, a.id);
	message_write(&a);
	*out = a;
}
