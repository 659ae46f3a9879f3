// SPDX-License-Identifier: MIT
#include "netset.h"

#include "../flow/network.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <weir/meter.h>

#define MAPPED_BITS 96
#define ROOM_FIRST 8

static int make_room(void **list, uint32_t count, uint32_t *room, size_t size)
{
	uint32_t wanted = *room ? *room * 2 : ROOM_FIRST;
	void *more;

	if (count < *room)
		return 0;
	more = realloc(*list, wanted * size);
	if (!more)
		return -ENOMEM;
	*list = more;
	*room = wanted;
	return 0;
}

static int add4(struct netset *s, const struct network *n)
{
	unsigned int bits = n->prefix - MAPPED_BITS;
	uint32_t mask = bits ? ~0u << (32 - bits) : 0;
	uint32_t addr = (uint32_t)weir_addr_half(&n->addr, 1);
	int error = make_room((void **)&s->range4, s->count[0], &s->room[0], sizeof(*s->range4));

	if (!error)
		s->range4[s->count[0]++] =
			(struct netset_range4){ .low = addr & mask, .high = addr | ~mask };
	return error;
}

static uint64_t half_mask(unsigned int bits)
{
	return bits ? ~0ull << (64 - bits) : 0;
}

static int add6(struct netset *s, const struct network *n)
{
	unsigned int first = n->prefix < 64 ? n->prefix : 64;
	int error = make_room((void **)&s->range6, s->count[1], &s->room[1], sizeof(*s->range6));
	struct netset_range6 *range;

	if (error)
		return error;
	range = &s->range6[s->count[1]++];
	for (unsigned int i = 0; i < 2; i++) {
		uint64_t mask = half_mask(i ? n->prefix - first : first);
		uint64_t half = weir_addr_half(&n->addr, i);

		range->low[i] = half & mask;
		range->high[i] = half | ~mask;
	}
	return 0;
}

int netset_add(struct netset *s, const struct network *n)
{
	return n->ip_v == 4 ? add4(s, n) : add6(s, n);
}

static int compare(const uint64_t a[static 2], const uint64_t b[static 2])
{
	if (a[0] != b[0])
		return a[0] < b[0] ? -1 : 1;
	return a[1] < b[1] ? -1 : a[1] > b[1];
}

static int order4(const void *a, const void *b)
{
	const struct netset_range4 *one = a, *other = b;

	return one->low < other->low ? -1 : one->low > other->low;
}

static int order6(const void *a, const void *b)
{
	return compare(((const struct netset_range6 *)a)->low,
		       ((const struct netset_range6 *)b)->low);
}

static void close4(struct netset *s)
{
	uint32_t kept = 0;

	qsort(s->range4, s->count[0], sizeof(*s->range4), order4);
	for (uint32_t i = 1; i < s->count[0]; i++) {
		struct netset_range4 *last = &s->range4[kept], *next = &s->range4[i];

		if (next->low > last->high)
			s->range4[++kept] = *next;
		else if (next->high > last->high)
			last->high = next->high;
	}
	s->count[0] = kept + 1;
}

static void close6(struct netset *s)
{
	uint32_t kept = 0;

	qsort(s->range6, s->count[1], sizeof(*s->range6), order6);
	for (uint32_t i = 1; i < s->count[1]; i++) {
		struct netset_range6 *last = &s->range6[kept], *next = &s->range6[i];

		if (compare(next->low, last->high) > 0)
			s->range6[++kept] = *next;
		else if (compare(next->high, last->high) > 0)
			memcpy(last->high, next->high, sizeof(last->high));
	}
	s->count[1] = kept + 1;
}

void netset_close(struct netset *s)
{
	if (s->count[0])
		close4(s);
	if (s->count[1])
		close6(s);
}

/* The last range that begins at or before the address is the only one that may hold it. */
static bool contains4(const struct netset *s, uint32_t addr)
{
	uint32_t low = 0, high = s->count[0];

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (s->range4[middle].low <= addr)
			low = middle + 1;
		else
			high = middle;
	}
	return low && addr <= s->range4[low - 1].high;
}

static bool contains6(const struct netset *s, const uint64_t addr[static 2])
{
	uint32_t low = 0, high = s->count[1];

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (compare(s->range6[middle].low, addr) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low && compare(addr, s->range6[low - 1].high) <= 0;
}

bool netset_contains(const struct netset *s, const struct weir_addr *addr, uint8_t ip_v)
{
	const uint64_t half[2] = { weir_addr_half(addr, 0), weir_addr_half(addr, 1) };

	return ip_v == 4 ? contains4(s, (uint32_t)half[1]) : contains6(s, half);
}

void netset_fini(struct netset *s)
{
	free(s->range4);
	free(s->range6);
	memset(s, 0, sizeof(*s));
}
