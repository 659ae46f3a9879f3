// SPDX-License-Identifier: MIT
#include "memory.h"
#include "hash.h"
#include "saturate.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define FOREIGN_SHARE(max) ((max) / 2)
#define AVERAGE_OVER 8
/* Ranks, from what was met on one day and seldom. */
#define CONTACTS_SOME 3
#define DAYS_SOME 2
#define DAYS_MANY 7

_Static_assert(sizeof(struct memory_key) == 40, "hashed as bytes");
_Static_assert(sizeof(struct memory_entry) == 24, "counted in budget.c");

size_t memory_bytes(uint32_t max)
{
	return sizeof(struct memory_entry) * (size_t)max + ranked_bytes(max);
}

int memory_init(struct memory *m, uint32_t max, const struct networks *home)
{
	int error;

	memset(m, 0, sizeof(*m));
	m->home = home;
	m->seed = hash_random_seed();
	error = ranked_init(&m->ranked, max, FOREIGN_SHARE(max));
	if (error)
		return error;
	m->entry = calloc(max, sizeof(*m->entry));
	return m->entry ? 0 : -ENOMEM;
}

void memory_fini(struct memory *m)
{
	ranked_fini(&m->ranked);
	free(m->entry);
	m->entry = NULL;
}

static uint32_t find(const struct memory *m, uint64_t id)
{
	uint32_t slot = keyed_first(&m->ranked.keyed, (uint32_t)id);

	while (slot != SLOT_NONE && m->entry[slot].id != id)
		slot = keyed_next(&m->ranked.keyed, slot, (uint32_t)id);
	return slot;
}

const struct memory_entry *memory_find(const struct memory *m, const struct memory_key *key)
{
	uint32_t slot = find(m, hash_words(key, sizeof(*key), m->seed));

	return slot == SLOT_NONE ? NULL : &m->entry[slot];
}

static bool is_stale(const void *owner, uint32_t slot)
{
	const struct memory *m = owner;

	return m->now_s - m->entry[slot].last_s > MEMORY_FORGET_S &&
	       m->now_s > m->entry[slot].last_s;
}

static unsigned int rank_of(const struct memory_entry *e)
{
	if (e->days >= DAYS_SOME)
		return e->days >= DAYS_MANY ? 3 : 2;
	return e->contacts >= CONTACTS_SOME;
}

static void average(uint32_t *usual, uint64_t bytes)
{
	uint64_t now = clamp32(bytes);

	*usual = (uint32_t)((*usual * (AVERAGE_OVER - 1ull) + now) / AVERAGE_OVER);
}

static void learn(struct memory *m, const struct memory_key *key, bool home, uint32_t contacts,
		  uint64_t bytes)
{
	uint64_t id = hash_words(key, sizeof(*key), m->seed);
	uint32_t slot = find(m, id), now_s = m->now_s;
	struct memory_entry *e;

	if (slot == SLOT_NONE) {
		slot = ranked_take(&m->ranked, (uint32_t)id, home, is_stale, m);
		if (slot == SLOT_NONE)
			return;
		m->entry[slot] = (struct memory_entry){.id = id,
						       .first_s = now_s,
						       .last_s = now_s,
						       .bytes = clamp32(bytes),
						       .days = 1};
	}
	e = &m->entry[slot];
	add16(&e->days, now_s / MEMORY_DAY_S > e->last_s / MEMORY_DAY_S);
	/* Of a clock that has stepped back only what is later than now is mended. */
	if (now_s > e->last_s || e->last_s - now_s > MEMORY_DAY_S)
		e->last_s = now_s;
	if (e->first_s > now_s)
		e->first_s = now_s;
	add16(&e->contacts, contacts);
	average(&e->bytes, bytes);
	ranked_touch(&m->ranked, slot, rank_of(e));
}

void memory_meet(struct memory *m, const struct memory_key *key, uint32_t now_s, uint32_t contacts,
		 uint64_t bytes)
{
	bool client_home = networks_contain(m->home, &key->client, key->ip_v);
	bool server_home = networks_contain(m->home, &key->server, key->ip_v);
	struct memory_key service = *key;

	m->now_s = now_s;
	if (!client_home && !server_home)
		return;
	learn(m, key, client_home, contacts, bytes);
	if (client_home) {
		memset(&service.server, 0, sizeof(service.server));
		learn(m, &service, true, contacts, bytes);
	}
	if (server_home) {
		service = *key;
		memset(&service.client, 0, sizeof(service.client));
		learn(m, &service, true, contacts, bytes);
	}
}

void memory_restore(struct memory *m, const struct memory_entry *e, bool home)
{
	uint32_t slot;

	if (find(m, e->id) != SLOT_NONE)
		return;
	m->now_s = e->last_s;
	slot = ranked_take(&m->ranked, (uint32_t)e->id, home, is_stale, m);
	if (slot == SLOT_NONE)
		return;
	m->entry[slot] = *e;
	ranked_touch(&m->ranked, slot, rank_of(e));
}

uint32_t memory_known_s(const struct memory_entry *e, uint32_t now_s)
{
	return e && now_s > e->first_s ? now_s - e->first_s : 0;
}

uint32_t memory_known_days(const struct memory_entry *e, uint32_t now_s)
{
	return e ? e->days - (e->last_s / MEMORY_DAY_S >= now_s / MEMORY_DAY_S) : 0;
}

void memory_stats(const struct memory *m, struct memory_stats *out)
{
	out->entries = m->ranked.keyed.used;
	out->entries_max = m->ranked.keyed.max;
	out->evicted = m->ranked.evicted;
	out->loaded = m->loaded;
}
