/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * meter.h - a parsed packet -> its flow key and its flow record.
 *
 * Written once for BPF and for the native engine. In BPF two CPUs may meet in one
 * record: packets and bytes are added atomically, everything else is plain.
 */
#ifndef WEIR_METER_H
#define WEIR_METER_H

#include <weir/parse.h>

#ifdef __bpf__
#define WEIR_ADD(target, amount) ((void)__sync_fetch_and_add(&(target), (amount)))
#else
#define WEIR_ADD(target, amount) ((void)((target) += (amount)))
#endif

/*
 * A packet as the wire saw it. Offloads hand the tc hooks one buffer for several
 * wire packets: packets - 1 of full_len and one of last_len (IP total lengths).
 */
struct weir_span {
	__u32 packets;
	__u32 full_len;
	__u32 last_len;
	__u32 zero;
	__u64 bytes;
	__u64 payload_bytes;
};

static __always_inline void weir_span_single(struct weir_span *s, const struct weir_packet *p)
{
	s->packets = 1;
	s->full_len = p->ip_len;
	s->last_len = p->ip_len;
	s->zero = 0;
	s->bytes = p->bytes;
	s->payload_bytes = p->payload_len;
}

/*
 * @len: buffer length, link header included; @gso_segs, @gso_size: the kernel's hints
 * (segs 0 with a size: guest taps, so count them). Each wire packet but the first
 * repeats the headers, and the tag of @tag_len bytes where that is only in the buffer's
 * metadata (p->bytes already has it once).
 */
static __always_inline void weir_span_gso(struct weir_span *s, const struct weir_packet *p,
					  __u32 len, __u32 gso_segs, __u32 gso_size,
					  __u32 tag_len)
{
	__u32 headers = p->l4_off + p->l4_len;
	__u32 ip_headers = headers - p->l3_off;
	__u32 payload = len > headers ? len - headers : 0;
	__u32 full;

	s->packets = gso_segs;
	if (!gso_segs)
		s->packets = (payload + gso_size - 1) / gso_size;
	if (!s->packets)
		s->packets = 1;
	full = (s->packets - 1) * gso_size;
	s->full_len = ip_headers + gso_size;
	s->last_len = ip_headers + (payload > full ? payload - full : 0);
	s->zero = 0;
	s->bytes = (__u64)p->bytes + (__u64)(s->packets - 1) * (headers + tag_len);
	s->payload_bytes = payload;
}

static __always_inline __u64 weir_addr_half(const struct weir_addr *a, int half)
{
	__u64 high = (__u32)a->word[2 * half];
	__u64 low = (__u32)a->word[2 * half + 1];

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	return (__u64)__builtin_bswap32((__u32)high) << 32 | __builtin_bswap32((__u32)low);
#else
	return high << 32 | low;
#endif
}

/* Order by (address, port) as network-order bytes: 1 if the source is hi. */
static __always_inline int weir_direction(const struct weir_packet *p)
{
	__u64 src = weir_addr_half(&p->src, 0);
	__u64 dst = weir_addr_half(&p->dst, 0);

	if (src == dst) {
		src = weir_addr_half(&p->src, 1);
		dst = weir_addr_half(&p->dst, 1);
	}
	if (src != dst)
		return src > dst;
	return weir_ntoh16(p->sport) > weir_ntoh16(p->dport);
}

/* Fills the key; returns the packet's direction. @keyed_vlan 0 leaves the VLAN out. */
static __always_inline int weir_key_of(struct weir_key *key, const struct weir_packet *p,
				       __u8 slot, int keyed_vlan)
{
	int direction = weir_direction(p);

	key->lo = direction ? p->dst : p->src;
	key->hi = direction ? p->src : p->dst;
	key->port_lo = direction ? p->dport : p->sport;
	key->port_hi = direction ? p->sport : p->dport;
	key->vlan = keyed_vlan ? p->vlan : 0;
	key->ip_proto = p->ip_proto;
	key->slot = p->ip_v == 6 ? slot | WEIR_SLOT_IPV6 : slot;
	return direction;
}

static __always_inline void weir_saturate16(__u16 *counter)
{
	if (*counter != 0xffff)
		(*counter)++;
}

static __always_inline void weir_count_flags(struct weir_tcp *tcp, __u8 flags)
{
	__u8 xmas = WEIR_TCP_FIN | WEIR_TCP_PSH | WEIR_TCP_URG;

	if (flags == WEIR_TCP_ACK)
		return;
	if (flags & WEIR_TCP_SYN)
		weir_saturate16(flags & WEIR_TCP_ACK ? &tcp->synack : &tcp->syn);
	if (flags & WEIR_TCP_FIN)
		weir_saturate16(&tcp->fin);
	if (flags & WEIR_TCP_RST)
		weir_saturate16(&tcp->rst);
	if (flags & WEIR_TCP_PSH)
		weir_saturate16(&tcp->psh);
	if (!(flags & 0x3f) || (flags & xmas) == xmas ||
	    (flags & (WEIR_TCP_SYN | WEIR_TCP_FIN)) == (WEIR_TCP_SYN | WEIR_TCP_FIN))
		weir_saturate16(&tcp->odd_flags);
}

/* Types that answer with text or names of the asked side's choice: programs seldom ask for
 * them, but for mail. */
static __always_inline int weir_dns_is_carrier(__u16 type)
{
	return type == WEIR_DNS_CNAME || type == WEIR_DNS_NULL || type == WEIR_DNS_MX ||
	       type == WEIR_DNS_TXT || type == WEIR_DNS_KEY || type >= WEIR_DNS_PRIVATE;
}

static __always_inline void weir_meter_query(struct weir_dns *dns, const struct weir_dns_message *m)
{
	weir_saturate16(&dns->queries);
	if (m->label_max >= WEIR_DNS_LABEL_LONG)
		weir_saturate16(&dns->long_names);
	if (weir_dns_is_carrier(m->type))
		weir_saturate16(&dns->carriers);
	if (m->domain)
		dns->domains |= (__u16)(1u << (m->domain >> 28));
	if (!m->name || m->name == dns->name)
		return;
	dns->name = m->name;
	weir_saturate16(&dns->names);
}

static __always_inline void weir_meter_answer(struct weir_dns *dns,
					      const struct weir_dns_message *m)
{
	__u16 name = (__u16)(m->name >> 16);

	weir_saturate16(&dns->answers);
	if (m->rcode == WEIR_DNS_NOERROR)
		return;
	if (m->rcode != WEIR_DNS_NXDOMAIN) {
		weir_saturate16(&dns->failed);
		return;
	}
	weir_saturate16(&dns->nxdomain);
	if (!m->name)
		return;
	if (!dns->name) /* asked before the window, or another way */
		dns->name = m->name;
	if (m->labels > WEIR_DNS_PLAIN_LABELS || (dns->nx_names && name == dns->nx_name))
		return;
	dns->nx_name = name;
	weir_saturate16(&dns->nx_names);
}

/* The sender of the first packet opened the flow, unless a handshake says otherwise. */
static __always_inline void weir_meter_initiator(struct weir_flow *flow, int direction, __u8 flags)
{
	int opener = direction;

	if (flow->evidence >= WEIR_BY_HANDSHAKE || !(flags & WEIR_TCP_SYN))
		return;
	if (flags & WEIR_TCP_ACK)
		opener = !direction;
	flow->initiator = (__u8)opener;
	flow->evidence = WEIR_BY_HANDSHAKE;
}

static __always_inline void weir_meter_sizes(struct weir_flow *flow, int direction,
					     const struct weir_span *s)
{
	struct weir_hot *hot = &flow->hot[direction];
	struct weir_cold *cold = &flow->cold[direction];
	__u32 full = s->packets - 1;
	__u32 i;

	hot->ip_bytes += (__u64)full * s->full_len + s->last_len;
	hot->size_sq += (__u64)full * s->full_len * s->full_len + (__u64)s->last_len * s->last_len;
	if (full) {
		if (s->full_len <= WEIR_SIZE_SMALL)
			cold->size_bins[0] += full;
		else if (s->full_len < WEIR_SIZE_LARGE)
			cold->size_bins[1] += full;
		if (s->full_len > cold->size_max)
			cold->size_max = s->full_len > 0xffff ? 0xffff : (__u16)s->full_len;
		cold->gap_bins[0] += full;
	}
	if (s->last_len <= WEIR_SIZE_SMALL)
		cold->size_bins[0]++;
	else if (s->last_len < WEIR_SIZE_LARGE)
		cold->size_bins[1]++;
	if (s->last_len > cold->size_max)
		cold->size_max = s->last_len > 0xffff ? 0xffff : (__u16)s->last_len;
	if (!hot->packets || s->last_len < cold->size_min)
		cold->size_min = s->last_len > 0xffff ? 0xffff : (__u16)s->last_len;
	if (hot->packets >= WEIR_FIRST_SIZES)
		return;
	for (i = 0; i < WEIR_FIRST_SIZES; i++) {
		__u32 nth = i - (__u32)hot->packets; /* wraps below: not of this span */
		__u32 size = nth < full ? s->full_len : s->last_len;

		if (nth <= full)
			flow->first_sizes[direction][i] = size > 0xffff ? 0xffff : (__u16)size;
	}
}

static __always_inline void weir_meter_gap(struct weir_hot *hot, struct weir_cold *cold, __u64 now)
{
	__u64 gap = now > hot->last_ns ? now - hot->last_ns : 0;
	__u64 gap_us;

	if (gap < WEIR_GAP_SHORT_NS) {
		cold->gap_bins[0]++;
		return;
	}
	if (gap <= WEIR_GAP_LONG_NS)
		cold->gap_bins[1]++;
	if (gap > WEIR_GAP_CLAMP_NS)
		gap = WEIR_GAP_CLAMP_NS;
	gap_us = gap / 1000;
	hot->gap_sum_us += (__u32)gap_us;
	hot->gap_sq_us2 += gap_us * gap_us;
	if (gap_us > hot->gap_max_us)
		hot->gap_max_us = (__u32)gap_us;
}

/*
 * Add a packet (or span) to its flow's record. @direction as weir_key_of() gave it,
 * @now in ns on the clock of the source. A clock that steps back makes gap 0 and
 * leaves last_ns where it was.
 */
static __always_inline void weir_meter(struct weir_flow *flow, int direction,
				       const struct weir_packet *p, const struct weir_span *s,
				       __u64 now)
{
	struct weir_hot *hot = &flow->hot[direction];
	struct weir_cold *cold = &flow->cold[direction];

	weir_meter_sizes(flow, direction, s);
	if (hot->packets) {
		weir_meter_gap(hot, cold, now);
	} else {
		flow->first_ns[direction] = now;
		if (!flow->hot[!direction].packets) {
			flow->initiator = (__u8)direction;
			flow->icmp_type = p->icmp_type;
			flow->icmp_code = p->icmp_code;
		}
	}
	if (now > hot->last_ns)
		hot->last_ns = now;
	hot->payload_bytes += s->payload_bytes;
	if (p->ip_proto == WEIR_PROTO_TCP && !p->later_fragment) {
		flow->tcp_flags[direction] |= p->tcp_flags;
		weir_count_flags(&flow->proto.tcp[direction], p->tcp_flags);
		weir_meter_initiator(flow, direction, p->tcp_flags);
	}
	if (p->dns.kind == WEIR_DNS_QUERY)
		weir_meter_query(&flow->proto.dns, &p->dns);
	else if (p->dns.kind == WEIR_DNS_ANSWER)
		weir_meter_answer(&flow->proto.dns, &p->dns);
	if (p->oddities & (1u << WEIR_ODDITY_fragment))
		weir_saturate16(&flow->fragments);
	WEIR_ADD(hot->packets, s->packets);
	WEIR_ADD(hot->bytes, s->bytes);
}

#endif
