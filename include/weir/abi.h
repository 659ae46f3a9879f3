/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * abi.h - what the kernel programs and user space share: flow key, flow record,
 * counters, ledger, ring events, loss reasons.
 *
 * Every struct here is the BTF type of a map, so `bpftool map dump` prints these
 * names: they are an interface. Sizes and offsets are asserted at the end of the
 * file, on both sides. Multi-byte fields are host order unless the type says
 * __be16 or __be32. All padding is explicit and zero.
 */
#ifndef WEIR_ABI_H
#define WEIR_ABI_H

#include <linux/types.h>
#ifdef __bpf__
#define WEIR_OFFSETOF(type, member) __builtin_offsetof(type, member)
#else
#include <stddef.h>
#define WEIR_OFFSETOF(type, member) offsetof(type, member)
#endif

#define WEIR_ABI_VERSION 3

#define WEIR_SLOTS 16 /* interfaces at once */
#define WEIR_VANTAGES (2 * WEIR_SLOTS) /* slot * 2 + hook */
#define WEIR_VICTIMS 1024 /* overflow slots by destination; power of two */
#define WEIR_ETHERTYPES 16 /* distinct not-IP ethertypes a counter set names */
#define WEIR_PREFIX_MAX 128 /* payload prefix bytes in a ring event */
#define WEIR_FIRST_SIZES 4 /* sizes kept of the first packets of a direction */

enum weir_hook { WEIR_HOOK_INGRESS = 0, WEIR_HOOK_EGRESS = 1 };

/* IPv4 is stored as ::ffff:a.b.c.d; WEIR_SLOT_IPV6 in the key tells the families
 * apart, so a packet that carries a mapped address in an IPv6 header stays IPv6. */
struct weir_addr {
	__be32 word[4];
};

#define WEIR_SLOT_IPV6 0x80

/*
 * Five-tuple in canonical order: (lo, port_lo) <= (hi, port_hi), compared as
 * network-order bytes, address first, so that both directions meet in one record.
 * Direction 0 is lo -> hi, direction 1 is hi -> lo.
 * ICMP echo: the identifier is both ports. Other ICMP, fragments after the first,
 * and protocols without ports: 0.
 */
struct weir_key {
	struct weir_addr lo;
	struct weir_addr hi;
	__be16 port_lo;
	__be16 port_hi;
	__u16 vlan; /* id of the innermost of at most two tags; 0: none, or not keyed here */
	__u8 ip_proto;
	__u8 slot; /* interface slot (0-15), | WEIR_SLOT_IPV6 */
};

/* What every packet of one direction touches: one cache line. */
struct weir_hot {
	__u64 packets; /* exact under concurrent writers */
	__u64 bytes; /* frame bytes, exact under concurrent writers */
	__u64 ip_bytes; /* sum of IP total lengths */
	__u64 payload_bytes; /* sum of transport payload lengths */
	__u64 last_ns; /* time of the latest packet */
	__u64 size_sq; /* sum of squared IP total lengths */
	__u64 gap_sq_us2; /* sum of squared gaps of 1 ms and more */
	__u32 gap_sum_us; /* sum of gaps of 1 ms and more */
	__u32 gap_max_us;
};

/* The bins, and the counts below, may miss an increment when two CPUs meet in one record
 * (packets and bytes may not). */
struct weir_cold {
	__u16 size_min; /* IP total length */
	__u16 size_max;
	__u32 size_bins[2]; /* IP total length <= 128, 129..1023; the rest: larger */
	__u32 gap_bins[2]; /* gap < 1 ms, 1..100 ms; the rest of packets - 1: longer */
};

/* Flags of one direction; counts saturate at 65535. */
struct weir_tcp {
	__u16 syn; /* SYN without ACK */
	__u16 synack;
	__u16 fin;
	__u16 rst;
	__u16 psh;
	__u16 odd_flags; /* no flag at all, SYN+FIN, or FIN+PSH+URG */
};

/*
 * What was asked and answered in a UDP flow to or from port 53, both directions; all zero
 * where no header was captured. Counts saturate at 65535. A name counts as another one if
 * it differs from the one before it in this record; a plain name has at most
 * WEIR_DNS_PLAIN_LABELS labels, as what people register does.
 */
struct weir_dns {
	__u32 name; /* hash of the latest question's name, 0: none read */
	__u16 domains; /* a bit for each domain (last two labels) asked for, by its hash */
	__u16 nx_name; /* of the hash of the latest plain name that does not exist */
	__u16 queries;
	__u16 names; /* queries for another name */
	__u16 long_names; /* queries with a label of WEIR_DNS_LABEL_LONG bytes and more */
	__u16 carriers; /* queries for types whose answers carry text or names: CNAME, NULL,
			 * MX, TXT, KEY, private use */
	__u16 answers;
	__u16 nxdomain; /* answers: the name does not exist */
	__u16 nx_names; /* of those, about another plain name */
	__u16 failed; /* answers with any other error */
};

#define WEIR_DNS_PLAIN_LABELS 3
#define WEIR_DNS_LABEL_LONG 40

#define WEIR_SIZE_SMALL 128
#define WEIR_SIZE_LARGE 1024
#define WEIR_GAP_SHORT_NS 1000000ull /* below: one bin, no moments (GRO bunching) */
#define WEIR_GAP_LONG_NS 100000000ull
#define WEIR_GAP_CLAMP_NS 60000000000ull

/* How the initiator of a record was decided; a higher value overrules a lower one. */
enum weir_evidence {
	WEIR_BY_FIRST_PACKET = 0,
	WEIR_BY_HANDSHAKE = 1, /* SYN, or the receiver of a SYN+ACK */
};

/* One flow in one window. An all-zero record is a flow with no packet yet. */
struct weir_flow {
	__u64 first_ns[2]; /* per direction; valid where hot[].packets is not 0 */
	__u16 first_sizes[2][WEIR_FIRST_SIZES]; /* IP total lengths, 0: not yet */
	__u8 tcp_flags[2]; /* all flags seen, per direction */
	__u8 initiator; /* direction whose sender opened the flow: 0 or 1 */
	__u8 evidence; /* enum weir_evidence */
	__u8 icmp_type; /* of the first packet */
	__u8 icmp_code;
	__u16 fragments; /* saturating */
	struct weir_hot hot[2];
	struct weir_cold cold[2];
	union {
		struct weir_tcp tcp[2]; /* ip_proto 6 */
		struct weir_dns dns; /* ip_proto 17, else zero */
	} proto;
};

struct weir_tally {
	__u64 packets;
	__u64 bytes;
};

struct weir_ethertype {
	__u64 packets;
	__u64 bytes;
	__u32 ethertype; /* host order; WEIR_ETHERTYPE_LLC for 802.3 length frames */
	__u32 used;
};

#define WEIR_ETHERTYPE_LLC 0x0000
#define WEIR_ETHERTYPE_OTHER 0xffff /* more distinct ethertypes than slots */

/* Reasons: X(name). The names are the keys of the account in JSON. */
#define WEIR_MALFORMED_LIST(X)                                                                     \
	X(ethernet_truncated)                                                                      \
	X(link_header_truncated)                                                                   \
	X(vlan_truncated)                                                                          \
	X(pppoe_truncated)                                                                         \
	X(mpls_truncated)                                                                          \
	X(mpls_stack_too_deep)                                                                     \
	X(ipv4_header_truncated)                                                                   \
	X(ipv4_header_invalid)                                                                     \
	X(ipv6_header_truncated)                                                                   \
	X(ipv6_header_invalid)                                                                     \
	X(ipv6_extension_truncated)                                                                \
	X(ipv6_extensions_too_many)                                                                \
	X(transport_truncated)                                                                     \
	X(icmp_truncated)

#define WEIR_OVERFLOW_LIST(X)                                                                      \
	X(map_full)                                                                                \
	X(map_busy)

/* Oddities stand beside the account: the packet is accounted all the same. */
#define WEIR_ODDITY_LIST(X)                                                                        \
	X(tcp_offset_invalid)                                                                      \
	X(tcp_header_truncated)                                                                    \
	X(udp_length_invalid)                                                                      \
	X(ip_length_beyond_frame)                                                                  \
	X(ipv4_length_too_small)                                                                   \
	X(fragment)

#define WEIR_ENUM_MALFORMED(name) WEIR_MALFORMED_##name,
#define WEIR_ENUM_OVERFLOW(name) WEIR_OVERFLOW_##name,
#define WEIR_ENUM_ODDITY(name) WEIR_ODDITY_##name,
enum weir_malformed { WEIR_MALFORMED_LIST(WEIR_ENUM_MALFORMED) WEIR_MALFORMED_COUNT };
enum weir_overflow { WEIR_OVERFLOW_LIST(WEIR_ENUM_OVERFLOW) WEIR_OVERFLOW_COUNT };
enum weir_oddity { WEIR_ODDITY_LIST(WEIR_ENUM_ODDITY) WEIR_ODDITY_COUNT };

#define WEIR_MALFORMED_MAX 16
#define WEIR_ODDITY_MAX 8

/*
 * One vantage's counters in one of the two counter sets. They only grow, also over
 * swaps and restarts: a reader takes differences, so nothing is ever reset under a
 * writer. seen is counted at entry; no counter is derived from another.
 */
struct weir_counters {
	__u32 epoch; /* which set this is: 0 (a) or 1 (b); picks the flow map */
	__u32 zero;
	struct weir_tally seen;
	struct weir_ethertype not_ip[WEIR_ETHERTYPES];
	struct weir_tally not_ip_other;
	struct weir_tally malformed[WEIR_MALFORMED_MAX];
	struct weir_tally overflow[WEIR_OVERFLOW_COUNT];
	struct weir_tally overflow_other; /* part of overflow that no victim slot holds */
	__u64 oddity[WEIR_ODDITY_MAX];
	__u64 ring_sent;
	__u64 ring_lost;
	__u64 pressure_ns; /* last time pressure was raised */
	__u64 frames_sent;
	__u64 frames_lost; /* wanted, but their ring was full or they could not be read */
	__u64 frames_over; /* wanted, but more than were asked for */
	__u64 names_ns; /* since when names_sent counts */
	__u64 names_sent; /* frames sent as they may name something */
};

/* Overflow detail by destination: first comer owns the slot. Emptied by each drain. */
struct weir_victim {
	struct weir_addr addr;
	__u64 packets;
	__u64 bytes;
	__u32 used; /* 0 free, else ip version 4 or 6 */
	__u32 zero;
};

/* What user space has taken out of the flow maps, kept over its death. */
struct weir_ledger {
	__u32 abi; /* WEIR_ABI_VERSION of the maps */
	__u32 flows_max; /* entries of one flow map */
	struct weir_tally accounted; /* drained from the flow maps */
	/* drained by a process that died before it told us, or by a call that failed */
	struct weir_tally restart;
	__u64 restarts; /* takeovers so far */
};

/* Set in the object's read-only data before it is loaded; one object per interface. */
struct weir_config {
	__u8 slot;
	__u8 keyed_vlan; /* 1: the VLAN is part of the key */
	__u8 no_link_header; /* 1: frames begin with IP (tc on ppp, wg, tun) */
	__u8 frags; /* 1: loaded as multi-buffer XDP, length comes from a helper */
	__u8 replay; /* 1: frames carry struct weir_replay_meta; the live object has 0 */
	__u8 events; /* bits 1 << enum weir_event_kind that a consumer wants */
	__u16 prefix_len; /* payload bytes of WEIR_EVENT_PREFIX, at most WEIR_PREFIX_MAX */
};

enum weir_mode {
	WEIR_MODE_NONE = 0,
	WEIR_MODE_NATIVE = 1, /* XDP in the driver */
	WEIR_MODE_GENERIC = 2, /* XDP in the stack; inexact */
	WEIR_MODE_TC = 3, /* clsact filter */
	WEIR_MODE_TCX = 4,
};

/* Who stands at a vantage; for people, bpftool and the next process. */
struct weir_vantage {
	char ifname[16];
	__u32 ifindex; /* 0: slot free, or interface gone */
	__u32 mode; /* enum weir_mode, | WEIR_VANTAGE_OWN_QDISC */
};

/* WEIR_MODE_TC: weir made the clsact qdisc, and removes it when nobody uses it. */
#define WEIR_VANTAGE_OWN_QDISC 0x100

enum weir_event_kind {
	WEIR_EVENT_PRESSURE = 1, /* a flow did not fit the flow map */
	WEIR_EVENT_PREFIX = 2, /* first payload bytes of a new flow */
	WEIR_EVENT_ODDITY = 3, /* value: oddity bits, or WEIR_EVENT_MALFORMED | reason */
	/* not in this ring, but as struct weir_frame in that of frames */
	WEIR_EVENT_NAMES = 4, /* frames that may name something */
	WEIR_EVENT_WATCH = 5, /* frames on the watch map */
};
#define WEIR_EVENT_MALFORMED 0x100

struct weir_event {
	__u64 time_ns;
	__u32 kind; /* enum weir_event_kind */
	__u32 value;
	struct weir_key key; /* zero for malformed packets, but for slot */
	__u16 vantage;
	__u16 direction; /* of the packet in key */
	__u16 payload_len; /* transport payload of the packet */
	__u16 prefix_len; /* bytes valid in prefix */
	__u8 prefix[WEIR_PREFIX_MAX];
};

/* Replay through the kernel: metadata in front of the frame (ctx data_meta). */
struct weir_replay_meta {
	__u64 time_ns;
	__u32 wire_len; /* original length of the record */
	__u32 cap_len; /* captured length of the record, also where the frame was cut */
	__u16 link_len; /* link header of the record */
	__u16 synth_len; /* synthetic Ethernet header that stands for it; 0: none */
	__u32 zero;
};

#define WEIR_ASSERT(cond) _Static_assert(cond, #cond)
#define WEIR_AT(type, member, offset) WEIR_ASSERT(WEIR_OFFSETOF(struct type, member) == (offset))

WEIR_ASSERT(sizeof(struct weir_key) == 40);
WEIR_AT(weir_key, hi, 16);
WEIR_AT(weir_key, port_lo, 32);
WEIR_AT(weir_key, port_hi, 34);
WEIR_AT(weir_key, vlan, 36);
WEIR_AT(weir_key, ip_proto, 38);
WEIR_AT(weir_key, slot, 39);
WEIR_ASSERT(sizeof(struct weir_hot) == 64);
WEIR_AT(weir_hot, bytes, 8);
WEIR_AT(weir_hot, ip_bytes, 16);
WEIR_AT(weir_hot, payload_bytes, 24);
WEIR_AT(weir_hot, last_ns, 32);
WEIR_AT(weir_hot, size_sq, 40);
WEIR_AT(weir_hot, gap_sq_us2, 48);
WEIR_AT(weir_hot, gap_sum_us, 56);
WEIR_AT(weir_hot, gap_max_us, 60);
WEIR_ASSERT(sizeof(struct weir_cold) == 20);
WEIR_AT(weir_cold, size_max, 2);
WEIR_AT(weir_cold, size_bins, 4);
WEIR_AT(weir_cold, gap_bins, 12);
WEIR_ASSERT(sizeof(struct weir_tcp) == 12);
WEIR_AT(weir_tcp, synack, 2);
WEIR_AT(weir_tcp, fin, 4);
WEIR_AT(weir_tcp, rst, 6);
WEIR_AT(weir_tcp, psh, 8);
WEIR_AT(weir_tcp, odd_flags, 10);
WEIR_ASSERT(sizeof(struct weir_dns) == 24);
WEIR_AT(weir_dns, domains, 4);
WEIR_AT(weir_dns, nx_name, 6);
WEIR_AT(weir_dns, queries, 8);
WEIR_AT(weir_dns, names, 10);
WEIR_AT(weir_dns, long_names, 12);
WEIR_AT(weir_dns, carriers, 14);
WEIR_AT(weir_dns, answers, 16);
WEIR_AT(weir_dns, nxdomain, 18);
WEIR_AT(weir_dns, nx_names, 20);
WEIR_AT(weir_dns, failed, 22);
/* A kernel hash element is 48 bytes of header, then key, then value: 40 + 232 makes
 * it 320, five whole cache lines, with hot[0] and hot[1] on lines of their own. */
WEIR_ASSERT(sizeof(struct weir_flow) == 232);
WEIR_AT(weir_flow, first_sizes, 16);
WEIR_AT(weir_flow, tcp_flags, 32);
WEIR_AT(weir_flow, initiator, 34);
WEIR_AT(weir_flow, evidence, 35);
WEIR_AT(weir_flow, icmp_type, 36);
WEIR_AT(weir_flow, icmp_code, 37);
WEIR_AT(weir_flow, fragments, 38);
WEIR_AT(weir_flow, hot, 40);
WEIR_AT(weir_flow, cold, 168);
WEIR_AT(weir_flow, proto, 208);
WEIR_ASSERT(sizeof(struct weir_tally) == 16);
WEIR_ASSERT(sizeof(struct weir_ethertype) == 24);
WEIR_AT(weir_ethertype, ethertype, 16);
WEIR_AT(weir_ethertype, used, 20);
WEIR_AT(weir_counters, seen, 8);
WEIR_AT(weir_counters, not_ip, 24);
WEIR_AT(weir_counters, not_ip_other, 408);
WEIR_AT(weir_counters, malformed, 424);
WEIR_AT(weir_counters, overflow, 680);
WEIR_AT(weir_counters, overflow_other, 712);
WEIR_AT(weir_counters, oddity, 728);
WEIR_AT(weir_counters, ring_sent, 792);
WEIR_AT(weir_counters, ring_lost, 800);
WEIR_AT(weir_counters, pressure_ns, 808);
WEIR_AT(weir_counters, frames_sent, 816);
WEIR_AT(weir_counters, frames_lost, 824);
WEIR_AT(weir_counters, frames_over, 832);
WEIR_ASSERT(sizeof(struct weir_counters) == 856);
WEIR_ASSERT(WEIR_MALFORMED_COUNT <= WEIR_MALFORMED_MAX);
WEIR_ASSERT(WEIR_ODDITY_COUNT <= WEIR_ODDITY_MAX);
WEIR_ASSERT(sizeof(struct weir_victim) == 40);
WEIR_AT(weir_victim, packets, 16);
WEIR_AT(weir_victim, bytes, 24);
WEIR_AT(weir_victim, used, 32);
WEIR_ASSERT(sizeof(struct weir_ledger) == 48);
WEIR_AT(weir_ledger, accounted, 8);
WEIR_AT(weir_ledger, restart, 24);
WEIR_AT(weir_ledger, restarts, 40);
WEIR_ASSERT(sizeof(struct weir_config) == 8);
WEIR_AT(weir_config, prefix_len, 6);
WEIR_ASSERT(sizeof(struct weir_vantage) == 24);
WEIR_AT(weir_vantage, ifindex, 16);
WEIR_AT(weir_vantage, mode, 20);
WEIR_ASSERT(sizeof(struct weir_event) == 192);
WEIR_AT(weir_event, kind, 8);
WEIR_AT(weir_event, value, 12);
WEIR_AT(weir_event, key, 16);
WEIR_AT(weir_event, vantage, 56);
WEIR_AT(weir_event, direction, 58);
WEIR_AT(weir_event, payload_len, 60);
WEIR_AT(weir_event, prefix_len, 62);
WEIR_AT(weir_event, prefix, 64);
WEIR_ASSERT(sizeof(struct weir_replay_meta) == 24);
WEIR_AT(weir_replay_meta, wire_len, 8);
WEIR_AT(weir_replay_meta, cap_len, 12);
WEIR_AT(weir_replay_meta, link_len, 16);
WEIR_AT(weir_replay_meta, synth_len, 18);

#endif
