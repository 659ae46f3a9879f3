// SPDX-License-Identifier: MIT
#include "table.h"
#include "hash.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

_Static_assert(FLOW_BUCKETS > FLOW_IDLE_MAX_NS / FLOW_SECOND_NS + 2, "the longest timeout fits");
_Static_assert((FLOW_BUCKETS & (FLOW_BUCKETS - 1)) == 0, "power of two");

size_t flow_table_bytes(uint32_t max)
{
	return (sizeof(struct flow) + sizeof(struct list_link)) * (size_t)max + keyed_bytes(max);
}

int flow_table_init(struct flow_table *t, uint32_t max, const struct window_scale *scale)
{
	unsigned int i;
	int error;

	memset(t, 0, sizeof(*t));
	error = keyed_init(&t->keyed, max);
	if (error)
		return error;
	t->flow = calloc(max, sizeof(*t->flow));
	t->link = calloc(max, sizeof(*t->link));
	if (!t->flow || !t->link)
		return -ENOMEM;
	t->seed = hash_random_seed();
	t->scale = *scale;
	list_init(&t->active);
	for (i = 0; i < FLOW_BUCKETS; i++)
		list_init(&t->bucket[i]);
	return 0;
}

void flow_table_fini(struct flow_table *t)
{
	keyed_fini(&t->keyed);
	free(t->flow);
	free(t->link);
	t->flow = NULL;
	t->link = NULL;
}

static uint32_t key_hash(const struct flow_table *t, const struct weir_key *key)
{
	return (uint32_t)hash_words(key, sizeof(*key), t->seed);
}

uint32_t flow_table_find(const struct flow_table *t, const struct weir_key *key)
{
	uint32_t hash = key_hash(t, key);
	uint32_t slot = keyed_first(&t->keyed, hash);

	while (slot != SLOT_NONE && memcmp(&t->flow[slot].key, key, sizeof(*key)))
		slot = keyed_next(&t->keyed, slot, hash);
	return slot;
}

uint32_t flow_table_add(struct flow_table *t, const struct weir_key *key)
{
	uint32_t slot = keyed_take(&t->keyed, key_hash(t, key));
	struct flow *f;

	if (slot == SLOT_NONE)
		return SLOT_NONE;
	f = &t->flow[slot];
	memset(f, 0, sizeof(*f));
	f->key = *key;
	f->flags = FLOW_ACTIVE;
	list_append(&t->active, t->link, slot);
	t->active_count++;
	return slot;
}

static struct list *bucket_of(struct flow_table *t, uint64_t number)
{
	return &t->bucket[number & (FLOW_BUCKETS - 1)];
}

uint64_t flow_table_expiry(const struct flow_table *t, const struct flow *f)
{
	return window_number(&t->scale, flow_expiry_ns(f));
}

static void unlink_slot(struct flow_table *t, uint32_t slot)
{
	struct flow *f = &t->flow[slot];

	if (f->flags & FLOW_ACTIVE) {
		list_remove(&t->active, t->link, slot);
		t->active_count--;
		return;
	}
	list_remove(bucket_of(t, f->bucket), t->link, slot);
}

void flow_table_wake(struct flow_table *t, uint32_t slot)
{
	if (t->flow[slot].flags & FLOW_ACTIVE)
		return;
	unlink_slot(t, slot);
	t->flow[slot].flags |= FLOW_ACTIVE;
	list_append(&t->active, t->link, slot);
	t->active_count++;
}

void flow_table_rest(struct flow_table *t)
{
	list_init(&t->active);
	t->active_count = 0;
}

void flow_table_park(struct flow_table *t, uint32_t slot, uint64_t now)
{
	struct flow *f = &t->flow[slot];
	uint64_t number = flow_table_expiry(t, f);

	assert((f->flags & FLOW_ACTIVE) && !t->active_count);
	/* A clock ahead of its window must not send a flow once around the buckets. */
	if (number >= now + FLOW_BUCKETS)
		number = now + FLOW_BUCKETS - 1;
	if (number < now)
		number = now;
	f->bucket = number;
	f->flags &= (uint8_t)~FLOW_ACTIVE;
	list_append(bucket_of(t, number), t->link, slot);
	if (number < t->earliest)
		t->earliest = number;
}

void flow_table_remove(struct flow_table *t, uint32_t slot)
{
	unlink_slot(t, slot);
	memset(&t->flow[slot], 0, sizeof(t->flow[slot]));
	keyed_release(&t->keyed, slot);
}

uint32_t flow_table_expiring(const struct flow_table *t, uint64_t number)
{
	return t->bucket[number & (FLOW_BUCKETS - 1)].head;
}

uint32_t flow_table_nearest(struct flow_table *t, uint64_t now)
{
	uint64_t end = now + FLOW_BUCKETS;

	if (t->earliest < now)
		t->earliest = now;
	for (; t->earliest < end; t->earliest++)
		if (bucket_of(t, t->earliest)->head != SLOT_NONE)
			return bucket_of(t, t->earliest)->head;
	return t->active.head;
}

int flow_table_key_order(const void *table, uint32_t a, uint32_t b)
{
	const struct flow_table *t = table;

	return memcmp(&t->flow[a].key, &t->flow[b].key, sizeof(t->flow[a].key));
}
