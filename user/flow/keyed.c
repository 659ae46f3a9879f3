// SPDX-License-Identifier: MIT
#include "keyed.h"
#include "hash.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/random.h>
#include <time.h>

uint64_t hash_random_seed(void)
{
	struct timespec now;
	uint64_t seed;

	if (getrandom(&seed, sizeof(seed), GRND_NONBLOCK) == (ssize_t)sizeof(seed))
		return seed;
	/* Early in boot there may be no randomness yet; the clock is better than waiting. */
	clock_gettime(CLOCK_MONOTONIC, &now);
	return hash_mix((uint64_t)now.tv_nsec, (uint64_t)(uintptr_t)&now);
}

static uint32_t heads_for(uint32_t max)
{
	uint32_t heads = 1;

	while (heads < max && heads < 1u << 31)
		heads *= 2;
	return heads;
}

size_t keyed_bytes(uint32_t max)
{
	return sizeof(uint32_t) * heads_for(max) + sizeof(struct keyed_link) * max;
}

int keyed_init(struct keyed *k, uint32_t max)
{
	uint32_t i;

	k->max = max;
	k->used = 0;
	k->mask = heads_for(max) - 1;
	k->heads = malloc(sizeof(*k->heads) * (k->mask + 1ull));
	k->link = calloc(max, sizeof(*k->link));
	if (!k->heads || !k->link)
		return -ENOMEM;
	for (i = 0; i <= k->mask; i++)
		k->heads[i] = SLOT_NONE;
	for (i = 0; i < max; i++)
		k->link[i].chain = i + 1 < max ? i + 1 : SLOT_NONE;
	k->free = max ? 0 : SLOT_NONE;
	return 0;
}

void keyed_fini(struct keyed *k)
{
	free(k->heads);
	free(k->link);
	k->heads = NULL;
	k->link = NULL;
}

uint32_t keyed_take(struct keyed *k, uint32_t hash)
{
	uint32_t slot = k->free;

	if (slot == SLOT_NONE)
		return SLOT_NONE;
	k->free = k->link[slot].chain;
	k->link[slot].hash = hash;
	k->link[slot].chain = k->heads[hash & k->mask];
	k->heads[hash & k->mask] = slot;
	k->used++;
	return slot;
}

void keyed_release(struct keyed *k, uint32_t slot)
{
	uint32_t *at = &k->heads[k->link[slot].hash & k->mask];

	while (*at != slot)
		at = &k->link[*at].chain;
	*at = k->link[slot].chain;
	k->link[slot].chain = k->free;
	k->free = slot;
	k->used--;
}
