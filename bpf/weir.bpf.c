/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * weir.bpf.c - the hooks: XDP ingress, tc ingress, tc egress.
 *
 * Each counts the packet and lets it pass; none ever drops, redirects or alters one.
 * Only the context is used (xdp_md, __sk_buff): no CO-RE, no kernel BTF needed.
 */
#include <linux/bpf.h>
#include <linux/pkt_cls.h>
#include "frames.bpf.h"

/* Where a filter that decides nothing leaves the packet to the others. */
#define WEIR_TC_NEXT TC_ACT_UNSPEC
/* A __sk_buff may have no protocol; that is not an Ethernet header then. */
#define WEIR_PROTOCOL_UNKNOWN 0xffff
#define WEIR_PULL_FIRST 192u

/* Copies @len (1 to WEIR_PREFIX_MAX) bytes at @offset of the frame; 0 if all are there. */
static __always_inline long copy_bytes(const struct frame *f, __u32 offset, __u8 *to, __u32 len)
{
	const __u8 *at;
	__u32 i;

	if (f->skb)
		return bpf_skb_load_bytes(f->skb, offset, to, len);
	if (config.frags)
		return bpf_xdp_load_bytes(f->xdp, offset, to, len);
	at = (const __u8 *)(long)f->xdp->data + (offset & 0x3fff);
	asm volatile("" : "+r"(len)); /* or the loop's constant bound is taken for redundant */
	for (i = 0; i < WEIR_PREFIX_MAX && i < len; i++) {
		if (at + i + 1 > (const __u8 *)(long)f->xdp->data_end)
			return -1;
		to[i] = at[i];
	}
	return 0;
}

/* Sends the first payload bytes of a new flow's first packet, as far as they are in the
 * frame and were asked for. */
static __always_inline void send_prefix(struct weir_counters *c, const struct frame *f,
					const struct weir_packet *p, const struct weir_key *key,
					int direction, __u32 hook)
{
	__u32 offset = p->l4_off + p->l4_len;
	__u32 len = config.prefix_len;
	struct weir_event *e;

	if (len > WEIR_PREFIX_MAX)
		len = WEIR_PREFIX_MAX;
	if (len > p->payload_len)
		len = p->payload_len;
	if (offset >= f->cap_len || !len)
		return;
	if (len > f->cap_len - offset)
		len = f->cap_len - offset;
	e = event_reserve(c, WEIR_EVENT_PREFIX, 0, f->now, hook);
	if (!e)
		return;
	e->key = *key;
	e->direction = (__u16)direction;
	e->payload_len = p->payload_len > 0xffff ? 0xffff : (__u16)p->payload_len;
	/* Says again, in one register that 6.1 can follow, that it is 1 to WEIR_PREFIX_MAX. */
	asm volatile("" : "+r"(len));
	len = ((len - 1) & (WEIR_PREFIX_MAX - 1)) + 1;
	if (!copy_bytes(f, offset, e->prefix, len))
		e->prefix_len = (__u16)len;
	bpf_ringbuf_submit(e, 0);
}

static __always_inline void send_oddity(struct weir_counters *c, const struct frame *f,
					const struct weir_packet *p, const struct weir_key *key,
					int direction, __u32 hook)
{
	__u32 value = WEIR_EVENT_MALFORMED | p->reason;
	struct weir_event *e;

	if (p->status == WEIR_PACKET_OK)
		value = p->oddities;
	e = event_reserve(c, WEIR_EVENT_ODDITY, value, f->now, hook);
	if (!e)
		return;
	if (key) {
		e->key = *key;
		e->direction = (__u16)direction;
	}
	bpf_ringbuf_submit(e, 0);
}

static __always_inline void count_flow(const struct books *books, const struct frame *f,
				       const struct weir_packet *p, const struct weir_span *s,
				       __u32 hook)
{
	enum weir_overflow reason = WEIR_OVERFLOW_map_busy;
	struct weir_key key;
	struct weir_flow *flow;
	int direction, created;

	direction = weir_key_of(&key, p, config.slot, config.keyed_vlan);
	flow = open_flow(books, &key, &created, &reason);
	if (!flow) {
		count_overflow(books, p, s, reason);
		raise_pressure(books->counters, f->now, hook);
		return;
	}
	if (direction)
		weir_meter(flow, 1, p, s, f->now);
	else
		weir_meter(flow, 0, p, s, f->now);
	if (created && event_wanted(WEIR_EVENT_PREFIX))
		send_prefix(books->counters, f, p, &key, direction, hook);
	if (p->oddities && event_wanted(WEIR_EVENT_ODDITY))
		send_oddity(books->counters, f, p, &key, direction, hook);
}

/* Everything after the entry count: exactly one bucket of the account per packet. */
static __always_inline void count_parsed(const struct books *books, const struct frame *f,
					 __u32 hook)
{
	struct weir_counters *c = books->counters;
	struct weir_packet *p = books->packet;
	struct weir_span span;

	weir_measure(p, f->cap_len, f->wire_len, f->link_len, f->synth_len);
	p->bytes += f->tag_len;
	if (config.replay)
		c->seen.bytes += p->bytes;
	if (!p->vlan)
		p->vlan = f->vlan;
	weir_count_oddities(c, p);
	if (p->status == WEIR_PACKET_NOT_IP) {
		weir_count_not_ip(c, p);
		return;
	}
	if (p->status == WEIR_PACKET_MALFORMED) {
		weir_count_malformed(c, p);
		if (event_wanted(WEIR_EVENT_ODDITY))
			send_oddity(c, f, p, 0, 0, hook);
		return;
	}
	offer_frame(c, f, p, hook);
	weir_span_single(&span, p);
	if (f->gso_size) {
		weir_span_gso(&span, p, f->cap_len, f->gso_segs, f->gso_size, f->tag_len);
		weir_tally_add(&c->seen, span.packets - 1, span.bytes - p->bytes);
	}
	count_flow(books, f, p, &span, hook);
}

static __always_inline int frame_of_replay(struct frame *f, const struct xdp_md *ctx)
{
	const struct weir_replay_meta *meta = (void *)(long)ctx->data_meta;

	if ((const void *)(meta + 1) > (const void *)(long)ctx->data)
		return -1;
	f->now = meta->time_ns;
	f->cap_len = meta->cap_len;
	f->wire_len = meta->wire_len;
	f->link_len = meta->link_len;
	f->synth_len = meta->synth_len;
	return 0;
}

static __always_inline __u32 xdp_length(struct xdp_md *ctx)
{
	if (config.frags)
		return (__u32)bpf_xdp_get_buff_len(ctx);
	return ctx->data_end - ctx->data;
}

SEC("xdp")
int weir_xdp(struct xdp_md *ctx)
{
	struct frame f = { .xdp = ctx };
	struct books books;

	if (books_open(&books, WEIR_HOOK_INGRESS))
		return XDP_PASS;
	if (config.replay) {
		if (frame_of_replay(&f, ctx))
			return XDP_PASS;
		weir_tally_add(&books.counters->seen, 1, 0);
	} else {
		f.now = bpf_ktime_get_ns();
		f.cap_len = xdp_length(ctx);
		f.wire_len = f.cap_len;
		weir_tally_add(&books.counters->seen, 1, f.cap_len);
	}
	weir_parse(books.packet, (void *)(long)ctx->data, (void *)(long)ctx->data_end, 0);
	count_parsed(&books, &f, WEIR_HOOK_INGRESS);
	return XDP_PASS;
}

static __always_inline int is_truncated(const struct weir_packet *p)
{
	return p->status == WEIR_PACKET_MALFORMED || p->dns.cut ||
	       (p->oddities & (1u << WEIR_ODDITY_tcp_header_truncated));
}

/* Whether more of the packet could say more. A function of its own, as it is called
 * thrice: in a loop, 6.1 would refuse the helper call between as a back-edge. */
static __attribute__((noinline)) int parse_linear(struct weir_packet *p, struct __sk_buff *skb,
						  __u16 ethertype)
{
	weir_parse(p, (void *)(long)skb->data, (void *)(long)skb->data_end, ethertype);
	return is_truncated(p) && skb->data_end - skb->data < skb->len;
}

static __always_inline void pull(struct __sk_buff *skb, __u32 len)
{
	bpf_skb_pull_data(skb, skb->len < len ? skb->len : len);
}

/*
 * Headers may lie outside the linear part: then pull in as much as an ordinary packet's
 * headers take and parse again, and at last as much as any packet's may. Pulling up front
 * would copy every offloaded packet, whose linear part ends with its headers.
 */
static __always_inline void parse_skb(struct weir_packet *p, struct __sk_buff *skb,
				      __u16 ethertype)
{
	if (!parse_linear(p, skb, ethertype))
		return;
	pull(skb, WEIR_PULL_FIRST);
	if (!parse_linear(p, skb, ethertype))
		return;
	pull(skb, WEIR_REACH_MAX);
	parse_linear(p, skb, ethertype);
}

static __always_inline int count_skb(struct __sk_buff *skb, __u32 hook)
{
	struct frame f = { .skb = skb, .now = bpf_ktime_get_ns() };
	__u16 ethertype = 0;
	struct books books;

	if (books_open(&books, hook))
		return WEIR_TC_NEXT;
	f.cap_len = skb->len;
	f.wire_len = skb->len;
	f.gso_size = skb->gso_size;
	f.gso_segs = skb->gso_segs;
	if (skb->vlan_present) {
		f.vlan = skb->vlan_tci & 0x0fff;
		f.tag_len = 4;
	}
	if (config.no_link_header) {
		ethertype = weir_ntoh16((__be16)skb->protocol);
		if (!ethertype)
			ethertype = WEIR_PROTOCOL_UNKNOWN;
	}
	weir_tally_add(&books.counters->seen, 1, f.cap_len + f.tag_len);
	parse_skb(books.packet, skb, ethertype);
	count_parsed(&books, &f, hook);
	return WEIR_TC_NEXT;
}

SEC("tc")
int weir_tc_ingress(struct __sk_buff *skb)
{
	return count_skb(skb, WEIR_HOOK_INGRESS);
}

SEC("tc")
int weir_tc_egress(struct __sk_buff *skb)
{
	return count_skb(skb, WEIR_HOOK_EGRESS);
}

char LICENSE[] SEC("license") = "Dual MIT/GPL";
