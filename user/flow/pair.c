// SPDX-License-Identifier: MIT
#include "pair.h"
#include "hash.h"
#include "saturate.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <weir/parse.h>

#define BRIEF_MS 10000
/* So that squares of 64 Ki samples fit 64 bits: 16 MiB, one day. */
#define SAMPLE_MAX (1ull << 24)
#define START_GAP_MAX_MS 86400000ull

_Static_assert(sizeof(struct pair_key) == 40, "hashed and compared as bytes");

size_t pair_table_bytes(uint32_t max)
{
	return (sizeof(struct pair) + sizeof(struct list_link) + sizeof(uint32_t)) * (size_t)max +
	       keyed_bytes(max);
}

int pair_table_init(struct pair_table *t, uint32_t max)
{
	int error;

	memset(t, 0, sizeof(*t));
	error = keyed_init(&t->keyed, max);
	if (error)
		return error;
	t->pair = calloc(max, sizeof(*t->pair));
	t->link = calloc(max, sizeof(*t->link));
	t->active = calloc(max, sizeof(*t->active));
	if (!t->pair || !t->link || !t->active)
		return -ENOMEM;
	t->seed = hash_random_seed();
	list_init(&t->recent[0]);
	list_init(&t->recent[1]);
	return 0;
}

void pair_table_fini(struct pair_table *t)
{
	keyed_fini(&t->keyed);
	free(t->pair);
	free(t->link);
	free(t->active);
	t->pair = NULL;
	t->link = NULL;
	t->active = NULL;
}

void pair_key_of(const struct flow *f, const struct flow_ends *ends, struct pair_key *out)
{
	bool icmp = f->key.ip_proto == WEIR_PROTO_ICMP || f->key.ip_proto == WEIR_PROTO_ICMPV6;

	memset(out, 0, sizeof(*out));
	out->client = ends->src;
	out->server = ends->dst;
	out->port = icmp ? 0 : ends->dport;
	out->ip_proto = f->key.ip_proto;
	out->slot = f->key.slot;
}

static uint32_t find(const struct pair_table *t, const struct pair_key *key, uint32_t hash)
{
	uint32_t i = keyed_first(&t->keyed, hash);

	while (i != SLOT_NONE && memcmp(&t->pair[i].key, key, sizeof(*key)))
		i = keyed_next(&t->keyed, i, hash);
	return i;
}

uint32_t pair_find(const struct pair_table *t, const struct pair_key *key)
{
	return find(t, key, (uint32_t)hash_words(key, sizeof(*key), t->seed));
}

/* Takes the longest silent pair of a kind out; false if even that one is active. */
static bool evict(struct pair_table *t, const struct window_scale *scale, uint64_t number,
		  unsigned int served)
{
	uint32_t i = t->recent[served].head;

	if (i == SLOT_NONE || t->pair[i].number[0] == number)
		return false;
	if (t->pair[i].number[2] == window_level(scale, 2, number))
		t->lost++;
	list_remove(&t->recent[served], t->link, i);
	keyed_release(&t->keyed, i);
	t->served -= served;
	return true;
}

/* Pairs that are not served never push out the last half of those that are. */
static bool make_room(struct pair_table *t, const struct window_scale *scale, uint64_t number,
		      bool served)
{
	if (t->keyed.used < t->keyed.max || evict(t, scale, number, 0))
		return true;
	return (served || t->served > t->keyed.max / 2) && evict(t, scale, number, 1);
}

static uint32_t create(struct pair_table *t, const struct pair_key *key, bool served, uint32_t hash)
{
	uint32_t i = keyed_take(&t->keyed, hash);
	struct pair *p = &t->pair[i];
	unsigned int level;

	memset(p, 0, sizeof(*p));
	p->key = *key;
	for (level = 0; level < WINDOW_LEVELS; level++)
		p->number[level] = WINDOW_NONE;
	p->served = served;
	t->served += served;
	list_append(&t->recent[served], t->link, i);
	return i;
}

uint32_t pair_touch(struct pair_table *t, const struct window_scale *scale, uint64_t number,
		    const struct pair_key *key, bool served)
{
	uint32_t hash = (uint32_t)hash_words(key, sizeof(*key), t->seed);
	uint32_t i = find(t, key, hash);
	struct pair *p;

	if (i == SLOT_NONE) {
		if (!make_room(t, scale, number, served)) {
			t->lost++;
			return SLOT_NONE;
		}
		i = create(t, key, served, hash);
	}
	p = &t->pair[i];
	if (served && !p->served) {
		list_remove(&t->recent[0], t->link, i);
		list_append(&t->recent[1], t->link, i);
		p->served = true;
		t->served++;
	}
	if (p->number[0] == number)
		return i;
	if (p->number[2] != window_level(scale, 2, number)) {
		p->alerted = 0;
		p->before = 0;
	}
	memset(&p->sums[0], 0, sizeof(p->sums[0]));
	p->number[0] = number;
	p->open = 0;
	list_remove(&t->recent[p->served], t->link, i);
	list_append(&t->recent[p->served], t->link, i);
	assert(t->active_count < t->keyed.max);
	t->active[t->active_count++] = i;
	return i;
}

void pair_table_rest(struct pair_table *t)
{
	t->active_count = 0;
}

void pair_start(struct pair *p, uint64_t start_ns)
{
	struct pair_sums *s = &p->sums[0];
	uint64_t gap_ms = 0;

	if (p->last_start_ns) {
		if (start_ns > p->last_start_ns)
			gap_ms = (start_ns - p->last_start_ns) / 1000000;
		if (gap_ms > START_GAP_MAX_MS)
			gap_ms = START_GAP_MAX_MS;
		add32(&s->starts, 1);
		add64(&s->start_gap_ms, gap_ms);
		add64(&s->start_gap_sq_ms2, gap_ms * gap_ms);
	}
	if (start_ns > p->last_start_ns)
		p->last_start_ns = start_ns;
	add32(&s->flows, 1);
}

void pair_sample(struct pair *p, const uint64_t payload[static 2], const uint64_t packets[static 2],
		 uint64_t duration_ms, bool reset)
{
	struct pair_sums *s = &p->sums[0];
	unsigned int end;

	for (end = 0; end < 2; end++) {
		uint64_t bytes = payload[end] < SAMPLE_MAX ? payload[end] : SAMPLE_MAX;

		add64(&s->sample_payload[end], bytes);
		add64(&s->sample_payload_sq[end], bytes * bytes);
		add64(&s->sample_packets[end], packets[end]);
	}
	add64(&s->sample_ms, duration_ms);
	add32(&s->samples, 1);
	add32(&s->brief, duration_ms < BRIEF_MS);
	add32(&s->reset, reset);
}

static void sums_merge(struct pair_sums *into, const struct pair_sums *from)
{
	unsigned int end;

	add32(&into->flows, from->flows);
	add32(&into->active_flows, from->active_flows);
	add32(&into->two_way_flows, from->two_way_flows);
	add32(&into->half_flows, from->half_flows);
	add32(&into->unanswered, from->unanswered);
	add32(&into->completed, from->completed);
	add32(&into->samples, from->samples);
	add32(&into->brief, from->brief);
	add32(&into->reset, from->reset);
	add32(&into->starts, from->starts);
	add64(&into->start_gap_ms, from->start_gap_ms);
	add64(&into->start_gap_sq_ms2, from->start_gap_sq_ms2);
	add64(&into->sample_ms, from->sample_ms);
	for (end = 0; end < 2; end++) {
		add32(&into->packets[end], from->packets[end]);
		add32(&into->ip_bytes[end], from->ip_bytes[end]);
		add64(&into->sample_payload[end], from->sample_payload[end]);
		add64(&into->sample_payload_sq[end], from->sample_payload_sq[end]);
		add64(&into->sample_packets[end], from->sample_packets[end]);
	}
	if (!into->first_ns || (from->first_ns && from->first_ns < into->first_ns))
		into->first_ns = from->first_ns;
	if (from->last_ns > into->last_ns)
		into->last_ns = from->last_ns;
}

void pair_fold(struct pair *p, const struct window_scale *scale, uint64_t number)
{
	unsigned int level;

	for (level = 1; level < WINDOW_LEVELS; level++) {
		uint64_t window = window_level(scale, level, number);

		if (p->number[level] == window) {
			sums_merge(&p->sums[level], &p->sums[0]);
			continue;
		}
		p->number[level] = window;
		p->sums[level] = p->sums[0];
	}
}

int pair_key_order(const void *table, uint32_t a, uint32_t b)
{
	const struct pair_table *t = table;

	return memcmp(&t->pair[a].key, &t->pair[b].key, sizeof(t->pair[a].key));
}
