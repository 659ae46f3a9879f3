/* SPDX-License-Identifier: MIT */
/*
 * keyed.h - which slot of a fixed array holds which key: hash chains by slot number and
 * a list of free slots. The keys themselves lie in the owner's array.
 *
 *	for (i = keyed_first(k, hash); i != SLOT_NONE; i = keyed_next(k, i, hash))
 *		if (key of slot i is the one) ...
 */
#ifndef WEIR_KEYED_H
#define WEIR_KEYED_H

#include <stddef.h>
#include <stdint.h>

#define SLOT_NONE UINT32_MAX

struct keyed_link {
	uint32_t hash;
	uint32_t chain; /* next of the same head, or next free slot */
};

struct keyed {
	uint32_t max;
	uint32_t used;
	uint32_t mask;
	uint32_t free; /* first free slot */
	uint32_t *heads;
	struct keyed_link *link;
};

int keyed_init(struct keyed *k, uint32_t max);
void keyed_fini(struct keyed *k);
/* Memory of a table for @max keys. */
size_t keyed_bytes(uint32_t max);
/* A free slot for a key of that hash, SLOT_NONE when full. */
uint32_t keyed_take(struct keyed *k, uint32_t hash);
void keyed_release(struct keyed *k, uint32_t slot);

static inline uint32_t keyed_match(const struct keyed *k, uint32_t slot, uint32_t hash)
{
	while (slot != SLOT_NONE && k->link[slot].hash != hash)
		slot = k->link[slot].chain;
	return slot;
}

static inline uint32_t keyed_first(const struct keyed *k, uint32_t hash)
{
	return keyed_match(k, k->heads[hash & k->mask], hash);
}

static inline uint32_t keyed_next(const struct keyed *k, uint32_t slot, uint32_t hash)
{
	return keyed_match(k, k->link[slot].chain, hash);
}

#endif
