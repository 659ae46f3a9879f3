/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * frame.h - frames that somebody wants to see: those that may name something, and those of
 * a flow, pair or host under watch. They come through a ring buffer of their own
 * (`frames`), so that they take no place from events.
 *
 * Written once for the kernel, for the sensor and for replay. Multi-byte fields are host
 * order unless the type says __be16.
 */
#ifndef WEIR_FRAME_H
#define WEIR_FRAME_H

#include <weir/meter.h>

#define WEIR_FRAME_MAX 2048u /* bytes of one frame at most; power of two */
#define WEIR_FRAME_NAME_BYTES 512u /* of one that may name something */
#define WEIR_WATCHES_MAX 64 /* entries of the watch map */
/* Frames that may name something, per vantage and CPU, in WEIR_NAMES_EVERY_NS; more are
 * counted in weir_counters.frames_over: what looks like an answer may be a flood. */
#define WEIR_NAMES_MAX 1000u
#define WEIR_NAMES_EVERY_NS 1000000000ull

enum weir_frame_reason {
	WEIR_FRAME_NAME = 1, /* weir_frame_names() */
	WEIR_FRAME_WATCH = 2, /* on the watch map */
};

/* A frame in the ring. A tag that was held outside the frame is not in data. */
struct weir_frame {
	__u64 time_ns; /* clock of the source, as in flow records */
	__u32 wire_len; /* of the whole frame, link header and outside tag included */
	__u32 watch; /* weir_watch.id of the entry that wanted it, 0: none did */
	__u16 vantage; /* slot * 2 + hook */
	__u16 data_len; /* bytes in data, 1 to WEIR_FRAME_MAX; the record holds as many */
	__u16 ethertype; /* 0: data begins with an Ethernet header; else with what this names */
	__be16 vlan_proto; /* of a tag held outside the frame; 0: none */
	__u16 vlan_tci;
	__u8 reasons; /* bits of enum weir_frame_reason, at least one */
	__u8 zero;
	__u32 zero2;
	__u8 data[];
};

/*
 * What is watched. The key is a weir_key in which the slot holds the family only
 * (WEIR_SLOT_IPV6 or 0) and the VLAN is 0:
 *   a flow   both ends, both ports, protocol
 *   a pair   both ends in canonical order; ports and protocol 0
 *   a host   the address as lo; all else 0
 * A packet belongs to the first entry that has frames left, asked for in this order, the
 * source before the destination.
 */
struct weir_watch {
	__u64 sent; /* frames; the kernel adds. CPUs that meet may send one each too many */
	__u32 packets; /* frames to send; later ones are counted in frames_over */
	__u32 bytes; /* of a frame at most, 1 to WEIR_FRAME_MAX */
	__u32 id; /* chosen by user space, not 0 */
	__u16 slots; /* interfaces, bits 1 << slot */
	__u16 zero;
};

/* Kinds of entries that the map holds: bits of the program's variable `watching`. While
 * it is 0 nothing is looked up. */
enum weir_watching {
	WEIR_WATCHING_FLOWS = 1,
	WEIR_WATCHING_PAIRS = 2,
	WEIR_WATCHING_HOSTS = 4,
};

#define WEIR_DHCP_SERVER_PORT 67
#define WEIR_DHCP_CLIENT_PORT 68
#define WEIR_MDNS_PORT 5353

/* Whether the packet may name a device or a peer: answers of a resolver (from port 53),
 * DHCP (67, 68), names by multicast (5353), all over UDP. Ports alone decide. */
static __always_inline int weir_frame_names(const struct weir_packet *p)
{
	__u16 sport, dport;

	if (p->status != WEIR_PACKET_OK || p->ip_proto != WEIR_PROTO_UDP || p->later_fragment)
		return 0;
	sport = weir_ntoh16(p->sport);
	dport = weir_ntoh16(p->dport);
	return sport == WEIR_DNS_PORT || sport == WEIR_MDNS_PORT || dport == WEIR_MDNS_PORT ||
	       sport == WEIR_DHCP_SERVER_PORT || sport == WEIR_DHCP_CLIENT_PORT ||
	       dport == WEIR_DHCP_SERVER_PORT || dport == WEIR_DHCP_CLIENT_PORT;
}

/* Key of the packet's flow on the watch map. */
static __always_inline void weir_watch_flow(struct weir_key *key, const struct weir_packet *p)
{
	weir_key_of(key, p, 0, 0);
}

/* Makes the key of a flow that of the pair of its hosts. */
static __always_inline void weir_watch_pair(struct weir_key *key)
{
	key->port_lo = 0;
	key->port_hi = 0;
	key->ip_proto = 0;
}

/* Key of a host; @family: WEIR_SLOT_IPV6 or 0. */
static __always_inline void weir_watch_host(struct weir_key *key, const struct weir_addr *addr,
					    __u8 family)
{
	__builtin_memset(key, 0, sizeof(*key));
	key->lo = *addr;
	key->slot = family;
}

WEIR_ASSERT(sizeof(struct weir_frame) == 32);
WEIR_AT(weir_frame, wire_len, 8);
WEIR_AT(weir_frame, watch, 12);
WEIR_AT(weir_frame, vantage, 16);
WEIR_AT(weir_frame, data_len, 18);
WEIR_AT(weir_frame, ethertype, 20);
WEIR_AT(weir_frame, vlan_proto, 22);
WEIR_AT(weir_frame, vlan_tci, 24);
WEIR_AT(weir_frame, reasons, 26);
WEIR_ASSERT(sizeof(struct weir_watch) == 24);
WEIR_AT(weir_watch, packets, 8);
WEIR_AT(weir_watch, bytes, 12);
WEIR_AT(weir_watch, id, 16);
WEIR_AT(weir_watch, slots, 20);
WEIR_ASSERT((WEIR_FRAME_MAX & (WEIR_FRAME_MAX - 1)) == 0);

#endif
