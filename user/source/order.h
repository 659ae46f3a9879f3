/* SPDX-License-Identifier: MIT */
/*
 * order.h - records in order of (first packet, key): the same from both engines of
 * replay, whatever their tables look like inside.
 */
#ifndef WEIR_ORDER_H
#define WEIR_ORDER_H

#include "source.h"

/* Time of the first packet of a record that has one. */
uint64_t order_first_ns(const struct weir_flow *flow);

/* Like memcmp() of (first packet, key). */
int order_compare(const struct weir_key *key_a, const struct weir_flow *flow_a,
		  const struct weir_key *key_b, const struct weir_flow *flow_b);

/* Whether the record of number @a must stand before that of @b. */
typedef int (*order_before_fn)(const void *ctx, uint32_t a, uint32_t b);

/* Sorts @count numbers at @item, quickly if they are nearly sorted. */
void order_sort(uint32_t *item, uint32_t count, order_before_fn before, const void *ctx);

/* Holds the records of one drain of an engine that hands them out in another order. */
struct order;
int order_new(uint32_t flows_max, struct order **out);
/* drain_sink.flow; ctx is the order. -E2BIG beyond flows_max. */
int order_flow(void *ctx, const struct weir_key *key, const struct weir_flow *flow);
/* Hands all records on to @sink->flow and forgets them. A negative return ends it. */
int order_drain(struct order *o, const struct drain_sink *sink);
void order_free(struct order *o); /* accepts NULL */

#endif
