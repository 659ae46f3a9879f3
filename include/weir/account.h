/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * account.h - where a packet is counted when it is not (only) in a flow record.
 *
 * One struct weir_counters per vantage and counter set: per-CPU map values in the
 * kernel, plain memory in the native engine. All adds are plain: a per-CPU value has
 * one writer at a time, because the hooks run with bottom halves off.
 */
#ifndef WEIR_ACCOUNT_H
#define WEIR_ACCOUNT_H

#include <weir/meter.h>

static __always_inline void weir_tally_add(struct weir_tally *t, __u64 packets, __u64 bytes)
{
	t->packets += packets;
	t->bytes += bytes;
}

static __always_inline void weir_count_malformed(struct weir_counters *c,
						 const struct weir_packet *p)
{
	__u32 reason = p->reason & (WEIR_MALFORMED_MAX - 1);

	weir_tally_add(&c->malformed[reason], 1, p->bytes);
}

/* The first WEIR_ETHERTYPES distinct ethertypes get a slot of their own. */
static __always_inline void weir_count_not_ip(struct weir_counters *c, const struct weir_packet *p)
{
	__u32 i;

	for (i = 0; i < WEIR_ETHERTYPES; i++) {
		struct weir_ethertype *slot = &c->not_ip[i];

		if (!slot->used) {
			slot->ethertype = p->ethertype;
			slot->used = 1;
		}
		if (slot->ethertype == p->ethertype) {
			slot->packets++;
			slot->bytes += p->bytes;
			return;
		}
	}
	weir_tally_add(&c->not_ip_other, 1, p->bytes);
}

static __always_inline void weir_count_oddities(struct weir_counters *c,
						const struct weir_packet *p)
{
	__u32 i;

	if (!p->oddities)
		return;
	for (i = 0; i < WEIR_ODDITY_COUNT; i++)
		if (p->oddities & (1u << i))
			c->oddity[i]++;
}

/* Index of the victim slot for a destination (multiplicative hash, Knuth 6.4). */
static __always_inline __u32 weir_victim_index(const struct weir_addr *addr)
{
	__u64 mixed = weir_addr_half(addr, 0) * 0x9e3779b97f4a7c15ull + weir_addr_half(addr, 1);

	mixed *= 0x9e3779b97f4a7c15ull;
	return (__u32)(mixed >> 32) & (WEIR_VICTIMS - 1);
}

static __always_inline int weir_addr_equal(const struct weir_addr *a, const struct weir_addr *b)
{
	return a->word[0] == b->word[0] && a->word[1] == b->word[1] && a->word[2] == b->word[2] &&
	       a->word[3] == b->word[3];
}

/* Adds to the slot if it is free or this destination's; 0 if another owns it. */
static __always_inline int weir_victim_add(struct weir_victim *v, const struct weir_packet *p,
					   const struct weir_span *s)
{
	if (!v->used) {
		v->addr = p->dst;
		v->used = p->ip_v;
	} else if (v->used != p->ip_v || !weir_addr_equal(&v->addr, &p->dst)) {
		return 0;
	}
	v->packets += s->packets;
	v->bytes += s->bytes;
	return 1;
}

#endif
