// SPDX-License-Identifier: MIT
#include "ranked.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

size_t ranked_bytes(uint32_t max)
{
	return keyed_bytes(max) + (sizeof(struct list_link) + 2) * (size_t)max;
}

int ranked_init(struct ranked *r, uint32_t max, uint32_t foreign_max)
{
	unsigned int home, rank;
	int error;

	memset(r, 0, sizeof(*r));
	r->foreign_max = foreign_max;
	for (home = 0; home < 2; home++)
		for (rank = 0; rank < RANKED_RANKS; rank++)
			list_init(&r->list[home][rank]);
	error = keyed_init(&r->keyed, max);
	if (error)
		return error;
	r->link = calloc(max, sizeof(*r->link));
	r->home = calloc(max, sizeof(*r->home));
	r->rank = calloc(max, sizeof(*r->rank));
	return r->link && r->home && r->rank ? 0 : -ENOMEM;
}

void ranked_fini(struct ranked *r)
{
	keyed_fini(&r->keyed);
	free(r->link);
	free(r->home);
	free(r->rank);
	r->link = NULL;
	r->home = NULL;
	r->rank = NULL;
}

/* Whether those of rank 0 have no more than the room that they keep. */
static bool young_are_few(const struct ranked *r, unsigned int homes)
{
	if (!homes)
		return r->young[0] <= r->foreign_max / RANKED_YOUNG_SHARE;
	return r->young[0] + r->young[1] <= r->keyed.max / RANKED_YOUNG_SHARE;
}

/* Of the heads of its lists, a stale one, else that of the lowest rank, but for rank 0 where
 * it keeps its room. */
static uint32_t least(const struct ranked *r, unsigned int homes, ranked_stale_fn stale,
		      const void *owner)
{
	uint32_t lowest = SLOT_NONE, young = SLOT_NONE, slot;
	bool few = young_are_few(r, homes);
	unsigned int home, rank;

	for (rank = 0; rank < RANKED_RANKS; rank++)
		for (home = 0; home <= homes; home++) {
			slot = r->list[home][rank].head;
			if (slot == SLOT_NONE)
				continue;
			if (stale && stale(owner, slot))
				return slot;
			if (!rank && few && young == SLOT_NONE)
				young = slot;
			if ((rank || !few) && lowest == SLOT_NONE)
				lowest = slot;
		}
	return lowest == SLOT_NONE ? young : lowest;
}

void ranked_drop(struct ranked *r, uint32_t slot)
{
	list_remove(&r->list[r->home[slot]][r->rank[slot]], r->link, slot);
	keyed_release(&r->keyed, slot);
	r->foreign -= !r->home[slot];
	r->young[r->home[slot]] -= !r->rank[slot];
}

uint32_t ranked_take(struct ranked *r, uint32_t hash, bool home, ranked_stale_fn stale,
		     const void *owner)
{
	bool full = r->keyed.used == r->keyed.max;
	uint32_t slot;

	if (full || (!home && r->foreign >= r->foreign_max)) {
		slot = least(r, home, stale, owner);
		if (slot == SLOT_NONE)
			return SLOT_NONE;
		ranked_drop(r, slot);
		r->evicted++;
	}
	slot = keyed_take(&r->keyed, hash);
	r->home[slot] = home;
	r->rank[slot] = 0;
	r->foreign += !home;
	r->young[home]++;
	list_append(&r->list[home][0], r->link, slot);
	return slot;
}

void ranked_touch(struct ranked *r, uint32_t slot, unsigned int rank)
{
	list_remove(&r->list[r->home[slot]][r->rank[slot]], r->link, slot);
	r->young[r->home[slot]] -= !r->rank[slot];
	r->young[r->home[slot]] += !rank;
	r->rank[slot] = (uint8_t)rank;
	list_append(&r->list[r->home[slot]][rank], r->link, slot);
}
