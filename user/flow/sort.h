/* SPDX-License-Identifier: MIT */
/*
 * sort.h - sorts slots by (time, key) in slices: a bottom-up merge sort in memory taken
 * at start, so that neither the slice nor the heap grows with a busy window.
 */
#ifndef WEIR_SORT_H
#define WEIR_SORT_H

#include <stddef.h>
#include <stdint.h>

struct sort_item {
	uint64_t time_ns;
	uint32_t slot;
	uint32_t zero;
};

/* Below, equal or above 0, as memcmp() of the keys of two slots. */
typedef int (*sort_key_fn)(const void *table, uint32_t a, uint32_t b);

struct sort {
	struct sort_item *item; /* in order when done */
	struct sort_item *spare;
	uint32_t max;
	uint32_t count;
	uint32_t width;
	uint32_t left;
	sort_key_fn key;
	const void *table;
};

int sort_init(struct sort *s, uint32_t max);
void sort_fini(struct sort *s);
size_t sort_bytes(uint32_t max);
void sort_begin(struct sort *s, sort_key_fn key, const void *table);
/* @slot must not be in it yet; at most max slots. */
void sort_add(struct sort *s, uint64_t time_ns, uint32_t slot);
/* One merge: 1 there is more, 0 in order. */
int sort_step(struct sort *s);

#endif
