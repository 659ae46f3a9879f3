// SPDX-License-Identifier: MIT
#include "order.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct record {
	struct weir_key key;
	struct weir_flow flow;
};

struct order {
	uint32_t flows_max;
	uint32_t count;
	uint32_t *item;
	struct record *record;
};

uint64_t order_first_ns(const struct weir_flow *flow)
{
	if (!flow->hot[0].packets)
		return flow->first_ns[1];
	if (!flow->hot[1].packets || flow->first_ns[0] < flow->first_ns[1])
		return flow->first_ns[0];
	return flow->first_ns[1];
}

int order_compare(const struct weir_key *key_a, const struct weir_flow *flow_a,
		  const struct weir_key *key_b, const struct weir_flow *flow_b)
{
	uint64_t a = order_first_ns(flow_a), b = order_first_ns(flow_b);

	if (a != b)
		return a < b ? -1 : 1;
	return memcmp(key_a, key_b, sizeof(*key_a));
}

/* From the ends of a heap's tree up: children move up while they belong after. */
static void sift(uint32_t *item, uint32_t root, uint32_t count, order_before_fn before,
		 const void *ctx)
{
	uint32_t moved = item[root], child;

	while ((child = 2 * root + 1) < count) {
		if (child + 1 < count && before(ctx, item[child], item[child + 1]))
			child++;
		if (!before(ctx, moved, item[child]))
			break;
		item[root] = item[child];
		root = child;
	}
	item[root] = moved;
}

static void heap_sort(uint32_t *item, uint32_t count, order_before_fn before, const void *ctx)
{
	uint32_t i;

	for (i = count / 2; i > 0; i--)
		sift(item, i - 1, count, before, ctx);
	for (i = count; i > 1; i--) {
		uint32_t last = item[i - 1];

		item[i - 1] = item[0];
		item[0] = last;
		sift(item, 0, i - 1, before, ctx);
	}
}

/* By insertion, until that proves to be too much work. */
void order_sort(uint32_t *item, uint32_t count, order_before_fn before, const void *ctx)
{
	uint64_t moves_left = 8ull * count;
	uint32_t i, at;

	for (i = 1; i < count; i++) {
		uint32_t moved = item[i];

		for (at = i; at && moves_left && before(ctx, moved, item[at - 1]); at--) {
			item[at] = item[at - 1];
			moves_left--;
		}
		item[at] = moved;
		if (!moves_left) {
			heap_sort(item, count, before, ctx);
			return;
		}
	}
}

int order_new(uint32_t flows_max, struct order **out)
{
	struct order *o = calloc(1, sizeof(*o));

	if (!o)
		return -ENOMEM;
	o->flows_max = flows_max;
	o->item = calloc(flows_max, sizeof(o->item[0]));
	o->record = calloc(flows_max, sizeof(o->record[0]));
	if (!o->item || !o->record) {
		order_free(o);
		return -ENOMEM;
	}
	*out = o;
	return 0;
}

int order_flow(void *ctx, const struct weir_key *key, const struct weir_flow *flow)
{
	struct order *o = ctx;

	if (o->count == o->flows_max)
		return -E2BIG;
	o->item[o->count] = o->count;
	o->record[o->count].key = *key;
	o->record[o->count++].flow = *flow;
	return 0;
}

static int is_before(const void *ctx, uint32_t a, uint32_t b)
{
	const struct record *record = ctx;

	return order_compare(&record[a].key, &record[a].flow, &record[b].key, &record[b].flow) < 0;
}

int order_drain(struct order *o, const struct drain_sink *sink)
{
	uint32_t i;
	int error = 0;

	order_sort(o->item, o->count, is_before, o->record);
	for (i = 0; i < o->count && error >= 0; i++) {
		const struct record *record = &o->record[o->item[i]];

		error = sink->flow(sink->ctx, &record->key, &record->flow);
	}
	o->count = 0;
	return error < 0 ? error : 0;
}

void order_free(struct order *o)
{
	if (!o)
		return;
	free(o->item);
	free(o->record);
	free(o);
}
