/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * frames.bpf.h - frames that somebody wants to see, see frame.h. What nobody asked for in
 * the read-only configuration is no code; names cost a look at the ports; a watch costs a
 * look at `watching` while nothing is watched.
 */
#ifndef WEIR_FRAMES_BPF_H
#define WEIR_FRAMES_BPF_H

#include "account.bpf.h"

/* Bits of enum weir_watching; written by user space. */
volatile __u32 watching;

/* As far as the frame is linear, without a helper: the loop is walked by the verifier. */
static __always_inline long copy_linear(const struct frame *f, __u8 *to, __u32 len)
{
	const __u8 *at = (const __u8 *)(long)f->xdp->data;
	__u32 i, base = len & ~7u;

	for (i = 0; i < WEIR_FRAME_MAX / 8 && i * 8 < base; i++) {
		if (at + i * 8 + 8 > (const __u8 *)(long)f->xdp->data_end)
			return -1;
		__builtin_memcpy(to + i * 8, at + i * 8, 8);
	}
	WEIR_PLAIN(base);
	base &= WEIR_FRAME_MAX - 8;
	at = (const __u8 *)(long)f->xdp->data + base;
	to += base;
	for (i = 0; i < 7 && i < (len & 7); i++) {
		if (at + i + 1 > (const __u8 *)(long)f->xdp->data_end)
			return -1;
		to[i] = at[i];
	}
	return 0;
}

/* The first @len (1 to WEIR_FRAME_MAX) bytes of the frame; 0 if all are there. */
static __always_inline long copy_frame(const struct frame *f, __u8 *to, __u32 len)
{
	if (f->skb)
		return bpf_skb_load_bytes(f->skb, 0, to, len);
	if (config.frags)
		return bpf_xdp_load_bytes(f->xdp, 0, to, len);
	return copy_linear(f, to, len);
}

static __always_inline void frame_head(struct weir_frame *frame, const struct frame *f,
				       const struct weir_packet *p, __u32 hook)
{
	__builtin_memset(frame, 0, sizeof(*frame));
	frame->time_ns = f->now;
	frame->wire_len = f->wire_len;
	frame->vantage = (__u16)(config.slot * 2 + hook);
	if (config.no_link_header)
		frame->ethertype = p->ip_v == 6 ? WEIR_ETH_IPV6 : WEIR_ETH_IPV4;
	/* Not by f->tag_len: the verifier would follow both ways of it from the start. */
	if (f->skb && f->skb->vlan_present) {
		frame->wire_len += 4;
		frame->vlan_proto = (__be16)f->skb->vlan_proto;
		frame->vlan_tci = (__u16)f->skb->vlan_tci;
	}
}

/* Why it is sent, and how much of it: so many bytes as the one who wants most asks for. */
static __always_inline void frame_want(struct weir_frame *frame, int name, struct weir_watch *w)
{
	if (name) {
		frame->reasons = WEIR_FRAME_NAME;
		frame->data_len = WEIR_FRAME_NAME_BYTES;
	}
	if (!w)
		return;
	frame->reasons |= WEIR_FRAME_WATCH;
	frame->watch = w->id;
	if (frame->data_len < w->bytes)
		frame->data_len = (__u16)w->bytes;
	WEIR_ADD(w->sent, 1);
}

static __always_inline void send_frame(struct weir_counters *c, const struct frame *f,
				       struct weir_frame *frame)
{
	__u32 len = frame->data_len;

	if (len > f->cap_len)
		len = f->cap_len;
	frame->data_len = (__u16)len;
	/* From memory it is just a number to the verifier, whatever path led here; that it is
	 * 1 to WEIR_FRAME_MAX is said again in one register, as 6.1 wants it. */
	WEIR_JOIN_PATHS();
	len = frame->data_len;
	WEIR_PLAIN(len);
	len = ((len - 1) & (WEIR_FRAME_MAX - 1)) + 1;
	if (copy_frame(f, frame->data, len) ||
	    bpf_ringbuf_output(&frames, frame, sizeof(*frame) + len, 0)) {
		c->frames_lost++;
		return;
	}
	c->frames_sent++;
}

static __always_inline struct weir_watch *look_up(const struct weir_key *key, int *over)
{
	struct weir_watch *w = bpf_map_lookup_elem(&watch, key);

	if (!w || !(w->slots & 1u << (config.slot & (WEIR_SLOTS - 1))))
		return 0;
	if (w->sent < w->packets)
		return w;
	*over = 1;
	return 0;
}

/* A function of its own, so that the path of other packets keeps its registers. */
static __attribute__((noinline)) struct weir_watch *find_watch(struct weir_counters *c,
							       const struct weir_packet *p)
{
	__u32 kinds = watching;
	struct weir_watch *w = 0;
	struct weir_key key;
	int over = 0;

	weir_watch_flow(&key, p);
	if (kinds & WEIR_WATCHING_FLOWS)
		w = look_up(&key, &over);
	if (!w && kinds & WEIR_WATCHING_PAIRS) {
		weir_watch_pair(&key);
		w = look_up(&key, &over);
	}
	if (!w && kinds & WEIR_WATCHING_HOSTS) {
		weir_watch_host(&key, &p->src, key.slot);
		w = look_up(&key, &over);
		if (!w) {
			key.lo = p->dst;
			w = look_up(&key, &over);
		}
	}
	if (!w && over)
		c->frames_over++;
	return w;
}

/* Whether one more frame may be sent for its names. */
static __always_inline int name_allowed(struct weir_counters *c, __u64 now)
{
	if (now - c->names_ns >= WEIR_NAMES_EVERY_NS) {
		c->names_ns = now;
		c->names_sent = 0;
	}
	if (c->names_sent >= WEIR_NAMES_MAX) {
		c->frames_over++;
		return 0;
	}
	c->names_sent++;
	return 1;
}

/* Sends the frame of a packet whose key could be read, if somebody wants it. */
static __always_inline void offer_frame(struct weir_counters *c, const struct frame *f,
					const struct weir_packet *p, __u32 hook)
{
	struct weir_watch *w = 0;
	struct weir_frame *frame;
	int name = 0;

	if (event_wanted(WEIR_EVENT_NAMES) && weir_frame_names(p))
		name = name_allowed(c, f->now);
	if (event_wanted(WEIR_EVENT_WATCH) && watching)
		w = find_watch(c, p);
	if (!name && !w)
		return;
	frame = bpf_map_lookup_elem(&frame_scratch, &hook);
	if (!frame)
		return;
	frame_head(frame, f, p, hook);
	frame_want(frame, name, w);
	send_frame(c, f, frame);
}

#endif
