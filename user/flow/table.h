/* SPDX-License-Identifier: MIT */
/*
 * table.h - the live flows, a fixed number of them. Each is either active (has records
 * in the open window) or parked in the bucket of the base window in which it expires.
 */
#ifndef WEIR_FLOW_TABLE_H
#define WEIR_FLOW_TABLE_H

#include "flow.h"
#include "list.h"
#include "window.h"

/* More than the longest timeout in base windows of one second. */
#define FLOW_BUCKETS 512

struct flow_table {
	struct flow *flow;
	struct list_link *link;
	struct keyed keyed;
	uint64_t seed;
	struct window_scale scale;
	struct list active; /* in the order of arrival */
	uint32_t active_count;
	uint64_t earliest; /* no bucket of an earlier window holds a flow */
	struct list bucket[FLOW_BUCKETS];
};

int flow_table_init(struct flow_table *t, uint32_t max, const struct window_scale *scale);
void flow_table_fini(struct flow_table *t);
/* Memory for @max flows. */
size_t flow_table_bytes(uint32_t max);

/* Slot of a key, SLOT_NONE if it has no live flow. */
uint32_t flow_table_find(const struct flow_table *t, const struct weir_key *key);
/* A new flow, active; SLOT_NONE when full. */
uint32_t flow_table_add(struct flow_table *t, const struct weir_key *key);
/* Makes a parked flow active; @slot may be active already. */
void flow_table_wake(struct flow_table *t, uint32_t slot);
/* The window is over: no flow is in the list of active ones any more, so each that was
 * must be parked now. */
void flow_table_rest(struct flow_table *t);
/* Parks a flow after flow_table_rest(). @now: the base window that closes; one that
 * expires in it goes to its bucket. */
void flow_table_park(struct flow_table *t, uint32_t slot, uint64_t now);
/* The place is all zero after it. */
void flow_table_remove(struct flow_table *t, uint32_t slot);

/* The base window in which a flow ends if nothing more comes. */
uint64_t flow_table_expiry(const struct flow_table *t, const struct flow *f);
/* First flow of the bucket of base window @number, SLOT_NONE if it is empty. Windows must
 * be asked for one after the other, or after a jump when no flow is left. */
uint32_t flow_table_expiring(const struct flow_table *t, uint64_t number);
/* Who makes room: the parked flow nearest to its timeout, so that a flood of short-lived
 * ones does not push out connections; if none is parked, the oldest active. @now: the
 * open base window. SLOT_NONE when empty. */
uint32_t flow_table_nearest(struct flow_table *t, uint64_t now);

/* For sort.h: order of the keys of two slots. */
int flow_table_key_order(const void *table, uint32_t a, uint32_t b);

#endif
