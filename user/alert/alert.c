// SPDX-License-Identifier: MIT
#include "alert.h"

#include "../flow/network.h"
#include "../sink/sha1.h"
#include "message.h"
#include "suppress.h"

#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NONE UINT32_MAX

struct identity {
	struct weir_addr host;
	uint8_t ip_v;
	uint8_t class;
	uint8_t victim; /* 1: host is the victim */
	uint8_t zero;
};

struct entry {
	bool used;
	bool held; /* never reported: the budget was used up */
	struct identity identity;
	struct finding strongest; /* its subject: what all findings agree on */
	uint64_t count;
	uint64_t reported; /* count in the last report */
	uint64_t first_ns;
	uint64_t last_ns;
	uint64_t found_ns; /* now of the last finding */
	uint64_t reported_ns;
	uint32_t peers;
	uint32_t peer[ALERT_PEERS_MAX]; /* hashes of their addresses */
};

struct alert_table {
	struct alert_options options;
	alert_emit_fn emit;
	void *ctx;
	struct alert_stats stats;
	struct suppress suppress;
	uint32_t mask; /* of index */
	uint32_t high; /* entries [high, alerts_max) were never used */
	struct entry *entry; /* alerts_max */
	uint32_t *index; /* by identity, linear probing; NONE or an entry */
};

void alert_options_default(struct alert_options *o)
{
	*o = (struct alert_options){ .alerts_max = 512,
				     .budget_per_hour = 20,
				     .update_every_ns = 60000000000ull,
				     .quiet_ns = 180000000000ull };
}

const char *alert_stage_name(enum alert_stage stage)
{
	static const char *const names[] = { "new", "update", "end", "summary" };

	return names[stage];
}

static uint32_t index_slots(uint32_t alerts_max)
{
	uint32_t slots = 2;

	while (slots < 2 * alerts_max)
		slots *= 2;
	return slots;
}

size_t alert_table_bytes(uint32_t alerts_max)
{
	return sizeof(struct alert_table) + alerts_max * sizeof(struct entry) +
	       index_slots(alerts_max) * sizeof(uint32_t);
}

int alert_table_new(const struct alert_options *o, alert_emit_fn emit, void *ctx,
		    struct alert_table **out)
{
	struct alert_table *t;
	uint32_t slots, i;

	if (!o->alerts_max || o->alerts_max > 1u << 24)
		return -EINVAL;
	slots = index_slots(o->alerts_max);
	t = calloc(1, sizeof(*t));
	if (!t)
		return -ENOMEM;
	t->options = *o;
	t->emit = emit;
	t->ctx = ctx;
	t->mask = slots - 1;
	t->entry = calloc(o->alerts_max, sizeof(*t->entry));
	t->index = calloc(slots, sizeof(*t->index));
	if (!t->entry || !t->index) {
		alert_table_free(t);
		return -ENOMEM;
	}
	for (i = 0; i < slots; i++)
		t->index[i] = NONE;
	suppress_init(&t->suppress, o->budget_per_hour);
	*out = t;
	return 0;
}

void alert_table_free(struct alert_table *t)
{
	if (!t)
		return;
	free(t->entry);
	free(t->index);
	free(t);
}

const struct alert_stats *alert_table_stats(const struct alert_table *t)
{
	return &t->stats;
}

/* FNV-1a: short keys, in tables no peer can see. */
static uint32_t hash_bytes(const void *data, size_t length)
{
	const uint8_t *byte = data;
	uint32_t hash = 2166136261u;

	while (length--)
		hash = (hash ^ *byte++) * 16777619u;
	return hash;
}

static bool class_names_victim(enum alert_class class)
{
	return class == CLASS_FLOOD || class == CLASS_REFLECTION || class == CLASS_HTTP_DOS;
}

static struct identity identity_of(const struct finding *f)
{
	const struct row_subject *s = &f->subject;
	struct identity id = { .class = (uint8_t)f->class, .ip_v = s->ip_v };

	id.victim = class_names_victim(f->class);
	if (addr_is_zero(id.victim ? &s->dst : &s->src))
		id.victim = !id.victim;
	id.host = id.victim ? s->dst : s->src;
	return id;
}

/* The slot of the index that holds the identity, or the free one where it belongs. */
static uint32_t find_slot(const struct alert_table *t, const struct identity *id)
{
	uint32_t at = hash_bytes(id, sizeof(*id)) & t->mask;

	while (t->index[at] != NONE &&
	       memcmp(&t->entry[t->index[at]].identity, id, sizeof(*id)) != 0)
		at = (at + 1) & t->mask;
	return at;
}

static struct entry *take_entry(struct alert_table *t, uint32_t slot)
{
	uint32_t i = 0;

	while (i < t->high && t->entry[i].used)
		i++;
	if (i == t->options.alerts_max)
		return NULL;
	if (i == t->high)
		t->high++;
	t->index[slot] = i;
	return &t->entry[i];
}

/* Knuth 6.4, algorithm R: entries behind the hole move up into it. */
static void drop_entry(struct alert_table *t, struct entry *e)
{
	uint32_t hole = find_slot(t, &e->identity), at = hole, home;

	assert(t->index[hole] != NONE && &t->entry[t->index[hole]] == e);
	for (;;) {
		at = (at + 1) & t->mask;
		if (t->index[at] == NONE)
			break;
		home = hash_bytes(&t->entry[t->index[at]].identity, sizeof(struct identity)) &
		       t->mask;
		if (((at - home) & t->mask) < ((at - hole) & t->mask))
			continue;
		t->index[hole] = t->index[at];
		hole = at;
	}
	t->index[hole] = NONE;
	e->used = false;
}

static unsigned int severity_of(const struct alert_table *t, const struct finding *f,
				uint64_t now)
{
	unsigned int severity = class_info(f->class)->severity;

	severity += f->certainty >= 2 ? 0 : 2 - f->certainty;
	severity += f->subject.began_before;
	severity += now < t->options.gentle_until_ns;
	return severity > 3 ? 3 : severity;
}

static void name_identity(const struct identity *id, char out[33])
{
	const char *class = class_info(id->class)->name;
	const uint8_t tail[2] = { id->ip_v, id->victim };
	uint8_t digest[SHA1_SIZE];
	struct sha1 s;

	sha1_init(&s);
	sha1_add(&s, class, strlen(class) + 1);
	sha1_add(&s, &id->host, sizeof(id->host));
	sha1_add(&s, tail, sizeof(tail));
	sha1_finish(&s, digest);
	for (int i = 0; i < 16; i++)
		snprintf(out + 2 * i, 3, "%02x", digest[i]);
}

static void report(struct alert_table *t, struct entry *e, enum alert_stage stage, uint64_t now)
{
	struct alert a = { .stage = stage,
			   .finding = e->strongest,
			   .severity = severity_of(t, &e->strongest, now),
			   .count = e->count,
			   .first_ns = e->first_ns,
			   .last_ns = e->last_ns,
			   .now_ns = now,
			   .peers = e->peers };

	name_identity(&e->identity, a.id);
	message_write(&a);
	t->stats.raised += stage == ALERT_NEW;
	t->stats.updates += stage == ALERT_UPDATE;
	t->stats.ended += stage == ALERT_END;
	e->reported = e->count;
	e->reported_ns = now;
	t->emit(t->ctx, &a);
}

static void report_summaries(struct alert_table *t, uint64_t now)
{
	static const struct identity nobody;
	struct identity id;

	for (int class = 0; class < ALERT_CLASSES; class++) {
		const struct suppress_class *c = &t->suppress.class[class];
		struct alert a = { .stage = ALERT_SUMMARY };

		if (!c->held)
			continue;
		a.finding = c->strongest;
		a.severity = severity_of(t, &c->strongest, now);
		a.count = c->held;
		a.first_ns = c->first_ns;
		a.last_ns = c->last_ns;
		a.now_ns = now;
		id = nobody;
		id.class = (uint8_t)class;
		name_identity(&id, a.id);
		message_write(&a);
		t->stats.summaries++;
		t->emit(t->ctx, &a);
	}
	suppress_reset(&t->suppress);
}

static void count_peer(struct entry *e, const struct finding *f)
{
	const struct weir_addr *peer = e->identity.victim ? &f->subject.src : &f->subject.dst;
	uint32_t hash = hash_bytes(peer, sizeof(*peer)), i;

	if (addr_is_zero(peer))
		return;
	for (i = 0; i < e->peers; i++)
		if (e->peer[i] == hash)
			return;
	if (e->peers < ALERT_PEERS_MAX)
		e->peer[e->peers++] = hash;
}

/* Whatever two findings do not agree on becomes "many". */
static void agree(struct row_subject *kept, const struct row_subject *s)
{
	if (memcmp(&kept->src, &s->src, sizeof(s->src)) != 0)
		memset(&kept->src, 0, sizeof(kept->src));
	if (memcmp(&kept->dst, &s->dst, sizeof(s->dst)) != 0)
		memset(&kept->dst, 0, sizeof(kept->dst));
	if (kept->sport != s->sport)
		kept->sport = 0;
	if (kept->dport != s->dport)
		kept->dport = 0;
	if (kept->ip_proto != s->ip_proto)
		kept->ip_proto = 0;
	if (kept->vlan != s->vlan)
		kept->vlan = 0;
}

static void merge(struct entry *e, const struct finding *f)
{
	struct row_subject kept = e->strongest.subject;

	agree(&kept, &f->subject);
	if (f->score > e->strongest.score ||
	    (f->score == e->strongest.score && f->certainty > e->strongest.certainty))
		e->strongest = *f;
	e->strongest.subject.src = kept.src;
	e->strongest.subject.dst = kept.dst;
	e->strongest.subject.sport = kept.sport;
	e->strongest.subject.dport = kept.dport;
	e->strongest.subject.ip_proto = kept.ip_proto;
	e->strongest.subject.vlan = kept.vlan;
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
	if (e->count)
		merge(e, f);
	count_peer(e, f);
	e->count++;
	e->found_ns = now;
}

static struct entry *open_entry(struct alert_table *t, uint32_t slot, const struct identity *id,
				const struct finding *f)
{
	struct entry *e = take_entry(t, slot);

	if (!e) {
		t->stats.table_full++;
		return NULL;
	}
	memset(e, 0, sizeof(*e));
	e->used = true;
	e->identity = *id;
	e->strongest = *f;
	return e;
}

void alert_table_find(struct alert_table *t, const struct finding *f, uint64_t now)
{
	const struct identity id = identity_of(f);
	uint32_t slot = find_slot(t, &id);
	bool fresh = t->index[slot] == NONE;
	struct entry *e = fresh ? open_entry(t, slot, &id, f) : &t->entry[t->index[slot]];

	if (!e)
		return;
	if (suppress_over(&t->suppress, now))
		report_summaries(t, t->suppress.hour_ns + SUPPRESS_HOUR_NS);
	add_finding(e, f, now);
	if (!fresh && !e->held)
		return;
	if (suppress_allow(&t->suppress, severity_of(t, &e->strongest, now), now)) {
		e->held = false;
		report(t, e, ALERT_NEW, now);
	} else if (fresh) {
		e->held = true;
		t->stats.held_back++;
		suppress_hold(&t->suppress, f, e->first_ns, e->last_ns);
	}
}

/* Reports carry the time they were due, not that of the tick: windows with nothing in
 * them may be skipped, and the reports must be the same as if they had been stepped. */
static void tick_entry(struct alert_table *t, struct entry *e, uint64_t now)
{
	uint64_t end = e->found_ns + t->options.quiet_ns;
	uint64_t update = e->reported_ns + t->options.update_every_ns;

	if (update < e->found_ns)
		update = e->found_ns;
	if (!e->held && e->count > e->reported && update <= now && update < end)
		report(t, e, ALERT_UPDATE, update);
	if (end > now)
		return;
	if (!e->held)
		report(t, e, ALERT_END, end);
	drop_entry(t, e);
}

void alert_table_tick(struct alert_table *t, uint64_t now)
{
	for (uint32_t i = 0; i < t->high; i++)
		if (t->entry[i].used)
			tick_entry(t, &t->entry[i], now);
	if (suppress_over(&t->suppress, now))
		report_summaries(t, t->suppress.hour_ns + SUPPRESS_HOUR_NS);
}

void alert_table_finish(struct alert_table *t, uint64_t now)
{
	alert_table_tick(t, now);
	for (uint32_t i = 0; i < t->high; i++) {
		struct entry *e = &t->entry[i];

		if (!e->used)
			continue;
		if (!e->held)
			report(t, e, ALERT_END, now);
		drop_entry(t, e);
	}
	t->high = 0;
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
	name_identity(&id, a.id);
	message_write(&a);
	*out = a;
}
