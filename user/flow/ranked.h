/* SPDX-License-Identifier: MIT */
/*
 * ranked.h - a keyed table (keyed.h) in which the least valuable makes room. The owner
 * gives each entry a rank; of one rank the longest silent goes first.
 *
 * Entries that outsiders cause are foreign, others home. Foreign ones never take more
 * than their share and never push out a home one; of one rank they make room first.
 *
 * Entries of rank 0 keep RANKED_YOUNG_SHARE of the room, home and foreign: in a table full
 * of what has lasted nothing new could ever begin to last.
 */
#ifndef WEIR_RANKED_H
#define WEIR_RANKED_H

#include "list.h"

#include <stdbool.h>

#define RANKED_RANKS 4
#define RANKED_YOUNG_SHARE 8 /* an eighth */

struct ranked {
	struct keyed keyed;
	struct list_link *link;
	uint8_t *home; /* by slot */
	uint8_t *rank;
	struct list list[2][RANKED_RANKS]; /* by home and rank: longest silent first */
	uint32_t young[2]; /* by home: of rank 0 */
	uint32_t foreign;
	uint32_t foreign_max;
	uint64_t evicted;
};

/* Whether a slot's entry is worth nothing any more, whatever its rank. NULL: none ever is. */
typedef bool (*ranked_stale_fn)(const void *owner, uint32_t slot);

int ranked_init(struct ranked *r, uint32_t max, uint32_t foreign_max);
void ranked_fini(struct ranked *r);
size_t ranked_bytes(uint32_t max);

/*
 * A slot for a new key, of rank 0 and just heard of. In a full table it is taken from
 * someone, whose slot it then is; SLOT_NONE if only home entries are left and this is a
 * foreign one.
 */
uint32_t ranked_take(struct ranked *r, uint32_t hash, bool home, ranked_stale_fn stale,
		     const void *owner);
/* The slot's entry was heard of just now, and has this rank. */
void ranked_touch(struct ranked *r, uint32_t slot, unsigned int rank);
/* The slot is free. */
void ranked_drop(struct ranked *r, uint32_t slot);

#endif
