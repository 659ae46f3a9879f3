/* SPDX-License-Identifier: MIT */
/*
 * netset.h - a set of networks of both families, as large as a list from a file.
 *
 * Networks are added in any order, may overlap and repeat; after netset_close() they are
 * disjoint ranges in order, and a look-up is a binary search (8 bytes a range of IPv4, 32
 * of IPv6).
 */
#ifndef WEIR_NETSET_H
#define WEIR_NETSET_H

#include <weir/abi.h>
#include <stdbool.h>
#include <stdint.h>

struct network; /* flow/network.h */

struct netset_range4 {
	uint32_t low, high; /* host order, both inside */
};

struct netset_range6 {
	uint64_t low[2], high[2]; /* high half first, host order */
};

/* All zero: empty. */
struct netset {
	uint32_t count[2]; /* ranges, IPv4 and IPv6 */
	uint32_t room[2];
	struct netset_range4 *range4;
	struct netset_range6 *range6;
};

/* -ENOMEM. */
int netset_add(struct netset *s, const struct network *n);
/* Before the first look-up, and after whatever is added later. */
void netset_close(struct netset *s);
/* A mapped address in an IPv6 header (@ip_v 6) is IPv6. */
bool netset_contains(const struct netset *s, const struct weir_addr *addr, uint8_t ip_v);
static inline bool netset_is_empty(const struct netset *s)
{
	return !s->count[0] && !s->count[1];
}
void netset_fini(struct netset *s);

#endif
