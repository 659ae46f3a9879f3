/* SPDX-License-Identifier: MIT */
/*
 * flow.h - one live flow: what it did in the open window and over its life. flow_merge()
 * adds drained records to it; table.h keeps the live ones.
 *
 * Both parts are kept by direction of the key (0: lo -> hi), as in struct weir_flow;
 * @initiator is the direction of who opened it.
 */
#ifndef WEIR_FLOW_H
#define WEIR_FLOW_H

#include "life.h"

#define FLOW_SECOND_NS 1000000000ull
/* Idle timeouts. TCP: Suricata's defaults halved, since the table of a small gateway is
 * small; the linger after the end takes in what is still on its way. */
#define FLOW_TCP_NEW_NS (30 * FLOW_SECOND_NS)
#define FLOW_TCP_ESTABLISHED_NS (300 * FLOW_SECOND_NS)
#define FLOW_TCP_CLOSED_NS (10 * FLOW_SECOND_NS)
#define FLOW_UDP_NS (60 * FLOW_SECOND_NS)
#define FLOW_ICMP_NS (30 * FLOW_SECOND_NS)
#define FLOW_OTHER_NS (60 * FLOW_SECOND_NS)
#define FLOW_IDLE_MAX_NS FLOW_TCP_ESTABLISHED_NS
/* A flow that goes on is reported each half hour. */
#define FLOW_ACTIVE_NS (1800 * FLOW_SECOND_NS)

/* What became of an opened flow, as far as hosts care. */
enum flow_outcome {
	OUTCOME_NONE, /* not judged: too young, or nothing to expect */
	OUTCOME_UNANSWERED,
	OUTCOME_REFUSED, /* TCP: RST and no SYN+ACK */
	OUTCOME_HALF, /* TCP: SYN+ACK that the initiator never acknowledged */
	OUTCOME_ANSWERED,
	OUTCOME_COMPLETED, /* TCP: payload both ways */
	OUTCOMES
};

enum flow_flag {
	FLOW_ACTIVE = 0x01, /* has records in the open window */
	FLOW_COUNTED = 0x02, /* its hosts have counted it as opened */
	FLOW_PENDING = 0x04, /* its outcome is asked for at the next window's end */
	FLOW_ALERTED = 0x08,
	FLOW_CONTINUED = 0x10, /* goes on after an active timeout */
	FLOW_SAMPLED = 0x20, /* its pair has taken its sample */
	FLOW_BEFORE = 0x40, /* was under way when we began to look */
};

struct flow_side {
	uint64_t packets;
	uint64_t bytes;
	uint64_t ip_bytes;
	uint64_t payload_bytes;
	uint64_t first_ns; /* valid where packets is not 0 */
	uint64_t last_ns;
	uint32_t syn; /* without ACK */
	uint32_t synack;
	uint32_t fin;
	uint32_t rst;
	uint32_t psh;
	uint16_t size_max;
	uint8_t tcp_flags;
	uint8_t zero;
	uint16_t first_sizes[WEIR_FIRST_SIZES]; /* IP lengths of its first packets, 0: none yet */
};

struct flow_part {
	uint64_t ip_bytes;
	uint64_t payload_bytes;
	uint64_t size_sq;
	uint64_t gap_sq_us2;
	uint32_t packets; /* saturates */
	uint32_t gap_sum_us;
	uint32_t gaps; /* of 1 ms and more, with the one since the last window */
	uint32_t small; /* packets of at most WEIR_SIZE_SMALL */
};

struct flow_flags {
	uint32_t syn;
	uint32_t synack;
	uint32_t odd_flags;
};

struct flow {
	struct weir_key key;
	uint64_t seen_ns; /* latest packet, not before the window it counted in */
	uint64_t judged; /* base window of the outcome */
	uint64_t bucket; /* base window in which it expires, while parked */
	uint64_t part_first_ns; /* first and last packet in the open window */
	uint64_t part_last_ns;
	uint32_t windows; /* base windows it was active in */
	uint32_t host[2]; /* slots of initiator and responder, while the window is closed */
	uint32_t pair;
	uint8_t initiator; /* direction */
	uint8_t evidence;
	uint8_t icmp_type;
	uint8_t icmp_code;
	uint8_t flags; /* enum flow_flag */
	uint8_t outcome; /* enum flow_outcome */
	uint8_t completed; /* its pair has counted it as completed */
	uint8_t zero;
	struct flow_side side[2];
	struct flow_part part[2];
	union { /* in the open window, too */
		struct flow_flags tcp[2];
		struct weir_dns dns; /* of UDP */
	} proto;
};

/* The two sides of a flow from the initiator's point of view. */
struct flow_ends {
	struct weir_addr src;
	struct weir_addr dst;
	__be16 sport;
	__be16 dport;
	uint8_t ip_v;
	uint8_t forward; /* direction of the initiator's packets */
};

void flow_ends(const struct flow *f, struct flow_ends *out);

/*
 * Adds a record to both parts. Records of one window commute, but for the gap between
 * partial drains of one flow, which come in time order. A gap since the flow's last
 * window counts in this one; if time went back it is 0.
 */
void flow_merge(struct flow *f, const struct weir_flow *record, uint64_t window_start_ns);

/* First and last packet of its life; 0 before any. */
uint64_t flow_start_ns(const struct flow *f);
uint64_t flow_end_ns(const struct flow *f);
uint64_t flow_packets(const struct flow *f);

/*
 * A TCP flow first seen without its handshake was opened by the side with the port of
 * 1024 and more if the other has one below, both have sent and none reset it.
 */
void flow_orient(struct flow *f);

/* Established: packets both ways and, TCP, the initiator has acknowledged; on a one-way
 * vantage from the third packet. Closed: TCP after RST, or FIN both ways. */
enum flow_state flow_state(const struct flow *f);
/* Of TCP, going on in one direction with no reply at all: the vantage is one-way. */
bool flow_is_half(const struct flow *f);
/* When it ends if nothing more comes. */
uint64_t flow_expiry_ns(const struct flow *f);
/* TCP seen first in its middle: nobody opened it before us. */
bool flow_is_midstream(const struct flow *f);
/*
 * Looks like replies that nobody asked for (reflection, backscatter): TCP with SYN+ACK
 * or RST from the responder alone, UDP one way from a service port to a high port.
 * *victim: the direction that received them.
 */
bool flow_is_unasked(const struct flow *f, unsigned int *victim);
/* A reply is to be expected: TCP, UDP, SCTP and ICMP echo to a unicast address. */
bool flow_expects_reply(const struct flow *f);
/* Outcome by what is known now; OUTCOME_NONE where no reply is to be expected. */
enum flow_outcome flow_outcome(const struct flow *f);

/* Below 2^53, from key and start: one for each report of a flow. */
uint64_t flow_id(const struct flow *f);
/* What is reported at its end. */
void flow_report(const struct flow *f, enum flow_reason reason, struct flow_life *out);
/* Zeroes what the open window counted. */
void flow_part_reset(struct flow *f);
/* After an active timeout: counts begin again, who opened it stays. */
void flow_restart(struct flow *f);

#endif
