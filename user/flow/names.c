// SPDX-License-Identifier: MIT
#include "names.h"
#include "hash.h"
#include "saturate.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define FOREIGN_SHARE(max) ((max) / 2)
#define DOMAIN_BITS 16
#define HOUR_NS 3600000000000ull

size_t names_table_bytes(uint32_t max)
{
	return sizeof(struct names) * (size_t)max + ranked_bytes(max);
}

int names_table_init(struct names_table *t, uint32_t max, const struct networks *home)
{
	int error;

	memset(t, 0, sizeof(*t));
	t->home = home;
	error = ranked_init(&t->ranked, max, FOREIGN_SHARE(max));
	if (error)
		return error;
	t->names = calloc(max, sizeof(*t->names));
	t->seed = hash_random_seed();
	return t->names ? 0 : -ENOMEM;
}

void names_table_fini(struct names_table *t)
{
	ranked_fini(&t->ranked);
	free(t->names);
	t->names = NULL;
}

static uint32_t key_hash(const struct names_table *t, const struct pair_key *key)
{
	return (uint32_t)hash_words(key, sizeof(*key), t->seed);
}

static uint32_t find(const struct names_table *t, const struct pair_key *key, uint32_t hash)
{
	uint32_t i = keyed_first(&t->ranked.keyed, hash);

	while (i != SLOT_NONE && memcmp(&t->names[i].key, key, sizeof(*key)))
		i = keyed_next(&t->ranked.keyed, i, hash);
	return i;
}

static uint32_t create(struct names_table *t, const struct pair_key *key, uint32_t hash)
{
	bool home = networks_contain(t->home, &key->client, key->slot & WEIR_SLOT_IPV6 ? 6 : 4);
	uint32_t i = ranked_take(&t->ranked, hash, home, NULL, NULL);
	unsigned int level;

	if (i == SLOT_NONE)
		return i;
	memset(&t->names[i], 0, sizeof(t->names[i]));
	t->names[i].key = *key;
	for (level = 0; level < WINDOW_LEVELS; level++)
		t->names[i].number[level] = WINDOW_NONE;
	return i;
}

static void sums_add(struct names_sums *s, const struct weir_dns *dns)
{
	add32(&s->queries, dns->queries);
	add32(&s->long_names, dns->long_names);
	add32(&s->carriers, dns->carriers);
	add32(&s->answers, dns->answers);
	add32(&s->nxdomain, dns->nxdomain);
	add32(&s->failed, dns->failed);
	s->domains |= dns->domains;
	if (dns->names) {
		add32(&s->changes, dns->names - 1u);
		sketch_small_add(&s->name, (uint64_t)dns->name << 32);
	}
	if (dns->nx_names) {
		add32(&s->nx_changes, dns->nx_names - 1u);
		sketch_small_add(&s->nx_name, (uint64_t)dns->nx_name << 48);
	}
}

static uint64_t hour_of(const struct window_scale *scale, uint64_t number)
{
	return number * scale->base_ns / HOUR_NS;
}

static void hour_add(struct names_hour *h, const struct weir_dns *dns)
{
	uint64_t name = (uint64_t)dns->name << 32;

	if (dns->names)
		sketch_small_add(&h->name, name);
	if (dns->nx_names) {
		sketch_small_add(&h->nx_name, (uint64_t)dns->nx_name << 48);
		h->nx_domains |= dns->domains;
	}
	if (dns->long_names)
		sketch_small_add(&h->long_name, name);
	if (dns->carriers) {
		sketch_small_add(&h->carrier, name);
		h->carrier_domains |= dns->domains;
	}
}

void names_note(struct names_table *t, const struct window_scale *scale, uint64_t number,
		const struct pair_key *key, const struct weir_dns *dns)
{
	uint32_t hash = key_hash(t, key), i = find(t, key, hash);
	unsigned int level;
	struct names *n;

	if (!dns->queries && !dns->answers)
		return;
	if (i == SLOT_NONE)
		i = create(t, key, hash);
	if (i == SLOT_NONE)
		return;
	n = &t->names[i];
	ranked_touch(&t->ranked, i, 0);
	for (level = 0; level < WINDOW_LEVELS; level++) {
		uint64_t window = window_level(scale, level, number);

		if (n->number[level] != window)
			memset(&n->sums[level], 0, sizeof(n->sums[level]));
		n->number[level] = window;
		sums_add(&n->sums[level], dns);
	}
	if (n->hour.number != hour_of(scale, number)) {
		memset(&n->hour, 0, sizeof(n->hour));
		n->hour.number = hour_of(scale, number);
	}
	hour_add(&n->hour, dns);
}

const struct names_sums *names_find(const struct names_table *t, const struct window_scale *scale,
				    unsigned int level, uint64_t number,
				    const struct pair_key *key)
{
	uint32_t i = find(t, key, key_hash(t, key));

	if (i == SLOT_NONE || t->names[i].number[level] != window_level(scale, level, number))
		return NULL;
	return &t->names[i].sums[level];
}

const struct names_hour *names_find_hour(const struct names_table *t,
					 const struct window_scale *scale, uint64_t number,
					 const struct pair_key *key)
{
	uint32_t i = find(t, key, key_hash(t, key));

	if (i == SLOT_NONE || t->names[i].hour.number != hour_of(scale, number))
		return NULL;
	return &t->names[i].hour;
}

static uint32_t at_most(uint64_t value, uint32_t limit)
{
	return value < limit ? (uint32_t)value : limit;
}

uint32_t names_distinct(const struct names_sums *s)
{
	return at_most((uint64_t)sketch_small_count(&s->name) + s->changes, s->queries);
}

uint32_t names_nx_distinct(const struct names_sums *s)
{
	return at_most((uint64_t)sketch_small_count(&s->nx_name) + s->nx_changes, s->nxdomain);
}

uint32_t names_domains(uint16_t bits)
{
	/* 16 ln(16 / empty bits), rounded: linear counting, as in sketch.h. */
	static const uint8_t linear[DOMAIN_BITS + 1] = { 44, 44, 33, 27, 22, 19, 16, 13, 11,
							  9, 8, 6, 5, 3, 2, 1, 0 };

	return linear[DOMAIN_BITS - __builtin_popcount(bits)];
}
