// SPDX-License-Identifier: MIT
#include "sort.h"

#include <assert.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

size_t sort_bytes(uint32_t max)
{
	return 2 * sizeof(struct sort_item) * max;
}

int sort_init(struct sort *s, uint32_t max)
{
	memset(s, 0, sizeof(*s));
	s->max = max;
	s->item = calloc(max, sizeof(*s->item));
	s->spare = calloc(max, sizeof(*s->spare));
	return s->item && s->spare ? 0 : -ENOMEM;
}

void sort_fini(struct sort *s)
{
	free(s->item);
	free(s->spare);
	s->item = NULL;
	s->spare = NULL;
}

void sort_begin(struct sort *s, sort_key_fn key, const void *table)
{
	s->count = 0;
	s->width = 1;
	s->left = 0;
	s->key = key;
	s->table = table;
}

void sort_add(struct sort *s, uint64_t time_ns, uint32_t slot)
{
	assert(s->count < s->max);
	s->item[s->count].time_ns = time_ns;
	s->item[s->count].slot = slot;
	s->count++;
}

static bool in_order(const struct sort *s, const struct sort_item *a, const struct sort_item *b)
{
	if (a->time_ns != b->time_ns)
		return a->time_ns < b->time_ns;
	return s->key(s->table, a->slot, b->slot) <= 0;
}

static uint32_t least(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

static void merge(struct sort *s, uint32_t left, uint32_t middle, uint32_t right)
{
	uint32_t a = left, b = middle, out = left;

	if (middle == right || in_order(s, &s->item[middle - 1], &s->item[middle])) {
		memcpy(&s->spare[left], &s->item[left], sizeof(*s->item) * (right - left));
		return;
	}
	while (a < middle && b < right)
		s->spare[out++] = in_order(s, &s->item[a], &s->item[b]) ? s->item[a++] :
									  s->item[b++];
	memcpy(&s->spare[out], &s->item[a], sizeof(*s->item) * (middle - a));
	out += middle - a;
	memcpy(&s->spare[out], &s->item[b], sizeof(*s->item) * (right - b));
}

int sort_step(struct sort *s)
{
	struct sort_item *swap;
	uint32_t middle, right;

	if (s->width >= s->count)
		return 0;
	middle = least(s->left + s->width, s->count);
	right = least(middle + s->width, s->count);
	merge(s, s->left, middle, right);
	s->left = right;
	if (s->left < s->count)
		return 1;
	swap = s->item;
	s->item = s->spare;
	s->spare = swap;
	s->left = 0;
	s->width *= 2;
	return s->width < s->count;
}
