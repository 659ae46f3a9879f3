/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * parse.h - bytes of a frame -> facts of a packet.
 *
 * Written once: compiles for BPF, for the native engine and for the fuzzer. Every
 * header has one short function that does its own bounds check. Nothing here reads a
 * clock, keeps state or trusts a length field further than the bytes reach.
 *
 * Sources: IEEE 802.1Q, RFC 2516 (PPPoE), RFC 3032 (MPLS), RFC 791, RFC 8200,
 * RFC 9293 (TCP), RFC 768, RFC 792, RFC 4443, RFC 9260 (SCTP).
 */
#ifndef WEIR_PARSE_H
#define WEIR_PARSE_H

#include <weir/dns.h>

#define WEIR_VLAN_TAGS 2
#define WEIR_MPLS_LABELS 8
#define WEIR_IPV6_EXTENSIONS 8

enum weir_ethertype_value {
	WEIR_ETH_IPV4 = 0x0800,
	WEIR_ETH_IPV6 = 0x86dd,
	WEIR_ETH_VLAN = 0x8100,
	WEIR_ETH_QINQ = 0x88a8,
	WEIR_ETH_QINQ_OLD = 0x9100,
	WEIR_ETH_MPLS = 0x8847,
	WEIR_ETH_MPLS_MC = 0x8848,
	WEIR_ETH_PPPOE = 0x8864,
	WEIR_ETH_PPP = 0x880b,
	WEIR_ETH_LENGTH_LIMIT = 0x0600, /* below: an 802.3 length, not an ethertype */
};

enum weir_ip_proto {
	WEIR_PROTO_HOPOPTS = 0,
	WEIR_PROTO_ICMP = 1,
	WEIR_PROTO_TCP = 6,
	WEIR_PROTO_UDP = 17,
	WEIR_PROTO_ROUTING = 43,
	WEIR_PROTO_FRAGMENT = 44,
	WEIR_PROTO_AH = 51,
	WEIR_PROTO_ICMPV6 = 58,
	WEIR_PROTO_NONE = 59,
	WEIR_PROTO_DSTOPTS = 60,
	WEIR_PROTO_SCTP = 132,
	WEIR_PROTO_MOBILITY = 135,
	WEIR_PROTO_HIP = 139,
	WEIR_PROTO_SHIM6 = 140,
};

enum weir_tcp_flag {
	WEIR_TCP_FIN = 0x01,
	WEIR_TCP_SYN = 0x02,
	WEIR_TCP_RST = 0x04,
	WEIR_TCP_PSH = 0x08,
	WEIR_TCP_ACK = 0x10,
	WEIR_TCP_URG = 0x20,
};

enum weir_status {
	WEIR_PACKET_OK = 0,
	WEIR_PACKET_NOT_IP = 1, /* ethertype says what it is */
	WEIR_PACKET_MALFORMED = 2, /* the key cannot be read; reason says why */
};

struct weir_packet {
	struct weir_addr src;
	struct weir_addr dst;
	__be16 sport;
	__be16 dport;
	__u16 vlan; /* innermost tag's id, 0: none */
	__u16 ethertype; /* host order, after tags */
	__u8 ip_proto;
	__u8 ip_v; /* 4, 6, or 0 while no IP header has been read */
	__u8 tcp_flags;
	__u8 icmp_type;
	__u8 icmp_code;
	__u8 later_fragment; /* fragment after the first: no transport header */
	__u8 status; /* enum weir_status */
	__u8 reason; /* enum weir_malformed */
	__u32 oddities; /* bits 1 << enum weir_oddity */
	__u32 l3_off; /* of the IP header, in the frame as given */
	__u32 l4_off; /* of what follows the IP header and its extensions */
	__u32 l4_len; /* transport header, 0 where unknown */
	__u32 ip_total; /* length the IP header claims, 0: to the end of the frame */
	struct weir_dns_message dns;
	/* set by weir_measure() */
	__u32 ip_len; /* ip_total held within the record */
	__u32 payload_len; /* transport payload */
	__u32 bytes; /* what the account counts for this record */
};

static __always_inline int weir_malformed(struct weir_packet *p, enum weir_malformed reason)
{
	p->status = WEIR_PACKET_MALFORMED;
	p->reason = (__u8)reason;
	return -1;
}

static __always_inline int weir_not_ip(struct weir_packet *p)
{
	p->status = WEIR_PACKET_NOT_IP;
	return -1;
}

static __always_inline void weir_odd(struct weir_packet *p, enum weir_oddity oddity)
{
	p->oddities |= 1u << oddity;
}

/* Each weir_parse_* returns 0 to go on, -1 when the packet's status is decided. */

static __always_inline int weir_parse_ethernet(struct weir_cursor *c, struct weir_packet *p)
{
	const __u8 *h = weir_take(c, 14);

	if (!h)
		return weir_malformed(p, WEIR_MALFORMED_ethernet_truncated);
	p->ethertype = weir_load16(h + 12);
	return 0;
}

static __always_inline int weir_is_vlan(__u16 ethertype)
{
	return ethertype == WEIR_ETH_VLAN || ethertype == WEIR_ETH_QINQ ||
	       ethertype == WEIR_ETH_QINQ_OLD;
}

static __always_inline int weir_parse_vlan(struct weir_cursor *c, struct weir_packet *p)
{
	const __u8 *h;

	if (!weir_is_vlan(p->ethertype))
		return 0;
	h = weir_take(c, 4);
	if (!h)
		return weir_malformed(p, WEIR_MALFORMED_vlan_truncated);
	p->vlan = weir_load16(h) & 0x0fff;
	p->ethertype = weir_load16(h + 2);
	return 0;
}

/* A session packet that carries no IP stays not-IP under the PPPoE ethertype. */
static __always_inline int weir_parse_pppoe(struct weir_cursor *c, struct weir_packet *p)
{
	const __u8 *h;
	__u16 ppp;

	if (p->ethertype != WEIR_ETH_PPPOE)
		return 0;
	h = weir_take(c, 8);
	if (!h)
		return weir_malformed(p, WEIR_MALFORMED_pppoe_truncated);
	ppp = weir_load16(h + 6);
	if (ppp == 0x0021)
		p->ethertype = WEIR_ETH_IPV4;
	else if (ppp == 0x0057)
		p->ethertype = WEIR_ETH_IPV6;
	else if (ppp == 0x0281)
		p->ethertype = WEIR_ETH_MPLS;
	else
		return weir_not_ip(p);
	return 0;
}

/* RFC 4928: the first nibble under the stack tells IP from pseudowires. */
static __always_inline int weir_parse_mpls(struct weir_cursor *c, struct weir_packet *p)
{
	const __u8 *h;
	__u8 bottom = 0;
	int i;

	if (p->ethertype != WEIR_ETH_MPLS && p->ethertype != WEIR_ETH_MPLS_MC)
		return 0;
	for (i = 0; i < WEIR_MPLS_LABELS && !bottom; i++) {
		h = weir_take(c, 4);
		if (!h)
			return weir_malformed(p, WEIR_MALFORMED_mpls_truncated);
		bottom = h[2] & 1;
	}
	if (!bottom)
		return weir_malformed(p, WEIR_MALFORMED_mpls_stack_too_deep);
	h = weir_take(c, 1);
	if (!h)
		return weir_malformed(p, WEIR_MALFORMED_mpls_truncated);
	c->off--;
	if (*h >> 4 == 4)
		p->ethertype = WEIR_ETH_IPV4;
	else if (*h >> 4 == 6)
		p->ethertype = WEIR_ETH_IPV6;
	else
		return weir_not_ip(p);
	return 0;
}

static __always_inline int weir_parse_ipv4(struct weir_cursor *c, struct weir_packet *p)
{
	const __u8 *h;
	__u32 header;
	__u16 fragment;

	h = weir_take(c, 20);
	if (!h)
		return weir_malformed(p, WEIR_MALFORMED_ipv4_header_truncated);
	header = (__u32)(h[0] & 0x0f) * 4;
	if (h[0] >> 4 != 4 || header < 20)
		return weir_malformed(p, WEIR_MALFORMED_ipv4_header_invalid);
	p->ip_v = 4;
	p->ip_total = weir_load16(h + 2);
	fragment = weir_load16(h + 6);
	p->ip_proto = h[9];
	weir_load_addr4(&p->src, h + 12);
	weir_load_addr4(&p->dst, h + 16);
	if (p->ip_total && p->ip_total < header) {
		weir_odd(p, WEIR_ODDITY_ipv4_length_too_small);
		p->ip_total = 0;
	}
	if (fragment & 0x3fff)
		weir_odd(p, WEIR_ODDITY_fragment);
	p->later_fragment = (fragment & 0x1fff) != 0;
	c->off += header - 20;
	if (weir_join(c, &p->l4_off) || !weir_take(c, 0))
		return weir_malformed(p, WEIR_MALFORMED_ipv4_header_truncated);
	return 0;
}

static __always_inline int weir_is_extension(__u8 next)
{
	return next == WEIR_PROTO_HOPOPTS || next == WEIR_PROTO_ROUTING ||
	       next == WEIR_PROTO_FRAGMENT || next == WEIR_PROTO_AH ||
	       next == WEIR_PROTO_DSTOPTS || next == WEIR_PROTO_MOBILITY ||
	       next == WEIR_PROTO_HIP || next == WEIR_PROTO_SHIM6;
}

/* One extension header: its length by kind, a later fragment ends the walk. */
static __always_inline int weir_parse_extension(struct weir_cursor *c, struct weir_packet *p)
{
	const __u8 *h = weir_take(c, 8);
	__u32 length = 8;

	if (!h)
		return weir_malformed(p, WEIR_MALFORMED_ipv6_extension_truncated);
	if (p->ip_proto == WEIR_PROTO_FRAGMENT) {
		weir_odd(p, WEIR_ODDITY_fragment);
		p->later_fragment = (weir_load16(h + 2) & 0xfff8) != 0;
	} else if (p->ip_proto == WEIR_PROTO_AH) {
		length = ((__u32)h[1] + 2) * 4;
	} else {
		length = ((__u32)h[1] + 1) * 8;
	}
	p->ip_proto = h[0];
	if (length > 8)
		c->off += length - 8;
	if (weir_join(c, &p->l4_off) || !weir_take(c, 0))
		return weir_malformed(p, WEIR_MALFORMED_ipv6_extension_truncated);
	return 0;
}

static __always_inline int weir_parse_ipv6(struct weir_cursor *c, struct weir_packet *p)
{
	const __u8 *h;
	__u32 payload;
	int i;

	h = weir_take(c, 40);
	if (!h)
		return weir_malformed(p, WEIR_MALFORMED_ipv6_header_truncated);
	if (h[0] >> 4 != 6)
		return weir_malformed(p, WEIR_MALFORMED_ipv6_header_invalid);
	p->ip_v = 6;
	payload = weir_load16(h + 4);
	p->ip_proto = h[6];
	/* Length 0 is a jumbogram or an offloaded super-packet, unless nothing follows. */
	if (payload || p->ip_proto == WEIR_PROTO_NONE)
		p->ip_total = 40 + payload;
	weir_load_addr(&p->src, h + 8);
	weir_load_addr(&p->dst, h + 24);
	p->l4_off = c->off;
	for (i = 0; i < WEIR_IPV6_EXTENSIONS; i++) {
		if (p->later_fragment || !weir_is_extension(p->ip_proto))
			break;
		if (weir_parse_extension(c, p))
			return -1;
	}
	if (!p->later_fragment && weir_is_extension(p->ip_proto))
		return weir_malformed(p, WEIR_MALFORMED_ipv6_extensions_too_many);
	return 0;
}

/* Bytes the IP header leaves for the transport; plenty where it does not say. */
static __always_inline __u32 weir_transport_room(const struct weir_packet *p)
{
	if (!p->ip_total)
		return 1u << 20;
	return p->ip_total > p->l4_off - p->l3_off ? p->ip_total - (p->l4_off - p->l3_off) : 0;
}

static __always_inline int weir_parse_ports(struct weir_cursor *c, struct weir_packet *p)
{
	const __u8 *h = weir_take(c, 4);

	if (!h || weir_transport_room(p) < 4)
		return weir_malformed(p, WEIR_MALFORMED_transport_truncated);
	p->sport = weir_load_be16(h);
	p->dport = weir_load_be16(h + 2);
	return 0;
}

static __always_inline int weir_parse_tcp(struct weir_cursor *c, struct weir_packet *p)
{
	const __u8 *h;

	if (weir_parse_ports(c, p))
		return -1;
	p->l4_len = 20;
	h = weir_take(c, 10);
	if (!h || weir_transport_room(p) < 14) {
		weir_odd(p, WEIR_ODDITY_tcp_header_truncated);
		return 0;
	}
	p->tcp_flags = h[9];
	if (h[8] >> 4 < 5 || (__u32)(h[8] >> 4) * 4 > weir_transport_room(p))
		weir_odd(p, WEIR_ODDITY_tcp_offset_invalid);
	else
		p->l4_len = (__u32)(h[8] >> 4) * 4;
	return 0;
}

static __always_inline int weir_parse_udp(struct weir_cursor *c, struct weir_packet *p)
{
	const __u8 *h;
	__u16 length;

	if (weir_parse_ports(c, p))
		return -1;
	p->l4_len = 8;
	h = weir_take(c, 2);
	if (!h)
		return 0;
	length = weir_load16(h);
	/* In a fragment the length is that of the whole datagram; 0 is a jumbogram's. */
	if (p->oddities & (1u << WEIR_ODDITY_fragment))
		return 0;
	if (p->ip_total && (length < 8 || length > weir_transport_room(p)))
		weir_odd(p, WEIR_ODDITY_udp_length_invalid);
	return 0;
}

/* What a resolver is asked and answers. TCP is left out: few look-ups use it, and a message
 * there may begin anywhere. */
static __always_inline void weir_parse_names(struct weir_cursor *c, struct weir_packet *p)
{
	if (weir_ntoh16(p->dport) != WEIR_DNS_PORT && weir_ntoh16(p->sport) != WEIR_DNS_PORT)
		return;
	weir_parse_dns(&p->dns, c->start, c->end, p->l4_off + 8);
}

static __always_inline int weir_is_echo(const struct weir_packet *p)
{
	if (p->ip_v == 4)
		return p->icmp_type == 8 || p->icmp_type == 0;
	return p->icmp_type == 128 || p->icmp_type == 129;
}

static __always_inline int weir_parse_icmp(struct weir_cursor *c, struct weir_packet *p)
{
	const __u8 *h = weir_take(c, 2);

	if (!h || weir_transport_room(p) < 2)
		return weir_malformed(p, WEIR_MALFORMED_icmp_truncated);
	p->icmp_type = h[0];
	p->icmp_code = h[1];
	p->l4_len = 8;
	if (!weir_is_echo(p))
		return 0;
	h = weir_take(c, 4);
	if (!h || weir_transport_room(p) < 6)
		return weir_malformed(p, WEIR_MALFORMED_icmp_truncated);
	p->sport = weir_load_be16(h + 2);
	p->dport = p->sport;
	return 0;
}

static __always_inline int weir_parse_transport(struct weir_cursor *c, struct weir_packet *p)
{
	if (p->later_fragment)
		return 0;
	if (p->ip_proto == WEIR_PROTO_TCP)
		return weir_parse_tcp(c, p);
	if (p->ip_proto == WEIR_PROTO_UDP) {
		if (weir_parse_udp(c, p))
			return -1;
		weir_parse_names(c, p);
		return 0;
	}
	if (p->ip_proto == (p->ip_v == 4 ? WEIR_PROTO_ICMP : WEIR_PROTO_ICMPV6))
		return weir_parse_icmp(c, p);
	if (p->ip_proto == WEIR_PROTO_SCTP) {
		p->l4_len = 12;
		return weir_parse_ports(c, p);
	}
	return 0;
}

/*
 * Parse the frame [start, end). @ethertype 0: the frame begins with an Ethernet
 * header; else (host order) it begins with what that ethertype names, as on devices
 * without a link header. Sets every field of @p but those of weir_measure();
 * p->status says what became of it.
 */
static __always_inline void weir_parse(struct weir_packet *p, const void *start, const void *end,
				       __u16 ethertype)
{
	struct weir_cursor c = { start, end, 0 };
	int i;

	__builtin_memset(p, 0, sizeof(*p));
	p->ethertype = ethertype;
	if (!ethertype && weir_parse_ethernet(&c, p))
		return;
	for (i = 0; i < WEIR_VLAN_TAGS; i++)
		if (weir_parse_vlan(&c, p))
			return;
	if (weir_parse_pppoe(&c, p) || weir_parse_mpls(&c, p))
		return;
	if (weir_join(&c, &p->l3_off)) {
		weir_malformed(p, WEIR_MALFORMED_link_header_truncated);
		return;
	}
	if (p->ethertype == WEIR_ETH_IPV4) {
		if (weir_parse_ipv4(&c, p))
			return;
	} else if (p->ethertype == WEIR_ETH_IPV6) {
		if (weir_parse_ipv6(&c, p))
			return;
	} else {
		if (p->ethertype < WEIR_ETH_LENGTH_LIMIT)
			p->ethertype = WEIR_ETHERTYPE_LLC;
		weir_not_ip(p);
		return;
	}
	weir_parse_transport(&c, p);
}

/*
 * Lengths of a parsed packet, from what is known of its record.
 * @cap_len, @wire_len: captured and original length, link header included (live:
 * both the frame's length). @link_len replaces @synth_len at the front of the frame
 * (both 0 but in replay of other link types).
 *
 * bytes: captured length of a whole record; of a cut one whose IP header was read,
 * the larger of captured length and link header + IP total length, never above the
 * original length; else the captured length.
 */
static __always_inline void weir_measure(struct weir_packet *p, __u32 cap_len, __u32 wire_len,
					 __u32 link_len, __u32 synth_len)
{
	__u32 l3_off = p->l3_off - synth_len + link_len;
	__u32 room, headers;

	if (wire_len < cap_len)
		wire_len = cap_len;
	p->bytes = cap_len;
	if (!p->ip_v)
		return;
	room = wire_len > l3_off ? wire_len - l3_off : 0;
	p->ip_len = p->ip_total ? p->ip_total : room;
	if (p->ip_len > room) {
		weir_odd(p, WEIR_ODDITY_ip_length_beyond_frame);
		p->ip_len = room;
	}
	if (cap_len < wire_len && l3_off + p->ip_len > cap_len)
		p->bytes = l3_off + p->ip_len;
	headers = p->l4_off - p->l3_off + p->l4_len;
	p->payload_len = p->ip_len > headers ? p->ip_len - headers : 0;
}

#endif
