// SPDX-License-Identifier: MIT
#include "entry.h"

#include "../flow/network.h"
#include "../sink/sha1.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ENTRIES_LIMIT (1u << 24)

static uint32_t index_slots(uint32_t alerts_max)
{
	uint32_t slots = 2;

	while (slots < 2 * alerts_max)
		slots *= 2;
	return slots;
}

size_t entries_bytes(uint32_t max)
{
	return max * sizeof(struct entry) + index_slots(max) * sizeof(uint32_t);
}

int entries_init(struct entries *t, uint32_t max)
{
	uint32_t slots, i;

	if (!max || max > ENTRIES_LIMIT)
		return -EINVAL;
	slots = index_slots(max);
	memset(t, 0, sizeof(*t));
	t->max = max;
	t->mask = slots - 1;
	t->entry = calloc(max, sizeof(*t->entry));
	t->index = calloc(slots, sizeof(*t->index));
	if (!t->entry || !t->index) {
		entries_fini(t);
		return -ENOMEM;
	}
	for (i = 0; i < slots; i++)
		t->index[i] = ENTRY_NONE;
	return 0;
}

void entries_fini(struct entries *t)
{
	free(t->entry);
	free(t->index);
	t->entry = NULL;
	t->index = NULL;
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

struct identity identity_of(const struct finding *f, const struct devices *devices)
{
	const struct row_subject *s = &f->subject;
	struct identity id = { .class = (uint8_t)f->class, .ip_v = s->ip_v };

	id.victim = class_is_dos(f->class);
	if (addr_is_zero(id.victim ? &s->dst : &s->src))
		id.victim = !id.victim;
	id.host = devices_canonical(devices, id.victim ? &s->dst : &s->src);
	return id;
}

/* The slot of the index that holds the identity, or the free one where it belongs. */
static uint32_t find_slot(const struct entries *t, const struct identity *id)
{
	uint32_t at = hash_bytes(id, sizeof(*id)) & t->mask;

	while (t->index[at] != ENTRY_NONE &&
	       memcmp(&t->entry[t->index[at]].identity, id, sizeof(*id)) != 0)
		at = (at + 1) & t->mask;
	return at;
}

struct entry *entries_find(const struct entries *t, const struct identity *id)
{
	uint32_t i = t->index[find_slot(t, id)];

	return i == ENTRY_NONE ? NULL : &t->entry[i];
}

struct entry *entries_open(struct entries *t, const struct identity *id)
{
	uint32_t i = 0;

	while (i < t->high && t->entry[i].used)
		i++;
	if (i == t->max)
		return NULL;
	if (i == t->high)
		t->high++;
	t->index[find_slot(t, id)] = i;
	memset(&t->entry[i], 0, sizeof(t->entry[i]));
	t->entry[i].used = true;
	t->entry[i].identity = *id;
	return &t->entry[i];
}

/* Knuth 6.4, algorithm R: entries behind the hole move up into it. */
void entries_drop(struct entries *t, struct entry *e)
{
	uint32_t hole = find_slot(t, &e->identity), at = hole, home;

	assert(t->index[hole] != ENTRY_NONE && &t->entry[t->index[hole]] == e);
	for (;;) {
		at = (at + 1) & t->mask;
		if (t->index[at] == ENTRY_NONE)
			break;
		home = hash_bytes(&t->entry[t->index[at]].identity, sizeof(struct identity)) &
		       t->mask;
		if (((at - home) & t->mask) < ((at - hole) & t->mask))
			continue;
		t->index[hole] = t->index[at];
		hole = at;
	}
	t->index[hole] = ENTRY_NONE;
	e->used = false;
}

void identity_name(const struct identity *id, char out[static 33])
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
