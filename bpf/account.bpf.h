/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * account.bpf.h - the kernel's books: which counter set, flow map and victim slots a
 * packet belongs to, and what is counted where. Every branch that gives up on a packet
 * adds to a named counter first.
 */
#ifndef WEIR_ACCOUNT_BPF_H
#define WEIR_ACCOUNT_BPF_H

#include "maps.bpf.h"
#include <weir/account.h>

#define WEIR_E2BIG 7
#define WEIR_EEXIST 17
#define WEIR_PRESSURE_EVERY_NS 20000000ull

const volatile struct weir_config config = {};

/* An insert copies this into the map; the record is then filled in place, so that no
 * 232 bytes are built on the 512-byte stack. */
static const struct weir_flow empty_flow = {};

struct books {
	struct weir_counters *counters;
	struct weir_packet *packet;
	void *flows;
	__u32 epoch;
};

/* A frame as its hook saw it. */
struct frame {
	struct xdp_md *xdp; /* one of these two, */
	struct __sk_buff *skb; /* the other NULL */
	__u64 now;
	__u32 cap_len;
	__u32 wire_len;
	__u32 link_len;
	__u32 synth_len;
	__u32 gso_segs;
	__u32 gso_size;
	__u16 vlan; /* tag held outside the frame */
	__u32 tag_len; /* 4 if such a tag will be on the wire */
};

/* -1 only if user space attached before it filled the maps, which it does not. */
static __always_inline int books_open(struct books *books, __u32 hook)
{
	__u32 zero = 0, vantage = (config.slot & (WEIR_SLOTS - 1)) * 2 + hook;
	void *set = bpf_map_lookup_elem(&active, &zero);

	if (!set)
		return -1;
	books->counters = bpf_map_lookup_elem(set, &vantage);
	books->packet = bpf_map_lookup_elem(&scratch, &hook);
	if (!books->counters || !books->packet)
		return -1;
	books->epoch = books->counters->epoch & 1;
	books->flows = bpf_map_lookup_elem(&flows, &books->epoch);
	return books->flows ? 0 : -1;
}

static __always_inline int event_wanted(enum weir_event_kind kind)
{
	return config.events & (1u << kind);
}

static __always_inline struct weir_event *event_reserve(struct weir_counters *c, __u32 kind,
							__u32 value, __u64 now, __u32 hook)
{
	struct weir_event *e = bpf_ringbuf_reserve(&events, sizeof(*e), 0);

	if (!e) {
		c->ring_lost++;
		return 0;
	}
	c->ring_sent++;
	__builtin_memset(e, 0, sizeof(*e));
	e->time_ns = now;
	e->kind = kind;
	e->value = value;
	e->vantage = (__u16)(config.slot * 2 + hook);
	e->key.slot = config.slot;
	return e;
}

static __always_inline void raise_pressure(struct weir_counters *c, __u64 now, __u32 hook)
{
	struct weir_event *e;

	if (!event_wanted(WEIR_EVENT_PRESSURE) || now - c->pressure_ns < WEIR_PRESSURE_EVERY_NS)
		return;
	c->pressure_ns = now;
	e = event_reserve(c, WEIR_EVENT_PRESSURE, 0, now, hook);
	if (e)
		bpf_ringbuf_submit(e, 0);
}

static __always_inline void count_overflow(const struct books *books, const struct weir_packet *p,
					   const struct weir_span *s, enum weir_overflow reason)
{
	__u32 index = weir_victim_index(&p->dst);
	void *slots = bpf_map_lookup_elem(&victims, &books->epoch);
	struct weir_victim *victim = slots ? bpf_map_lookup_elem(slots, &index) : 0;

	weir_tally_add(&books->counters->overflow[reason], s->packets, s->bytes);
	if (!victim || !weir_victim_add(victim, p, s))
		weir_tally_add(&books->counters->overflow_other, s->packets, s->bytes);
}

/* The record of a key, made if need be; NULL and *reason where it cannot be. */
static __always_inline struct weir_flow *open_flow(const struct books *books,
						   const struct weir_key *key, int *created,
						   enum weir_overflow *reason)
{
	struct weir_flow *flow = bpf_map_lookup_elem(books->flows, key);
	int error;

	*created = 0;
	if (flow)
		return flow;
	/* Before Linux 6.4 only the lower half of what it returns is set. */
	error = (int)bpf_map_update_elem(books->flows, key, &empty_flow, 1 /* BPF_NOEXIST */);
	*reason = error == -WEIR_E2BIG ? WEIR_OVERFLOW_map_full : WEIR_OVERFLOW_map_busy;
	if (error && error != -WEIR_EEXIST)
		return 0;
	*created = !error;
	return bpf_map_lookup_elem(books->flows, key);
}

#endif
