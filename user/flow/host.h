/* SPDX-License-Identifier: MIT */
/*
 * host.h - what each host did in the base window and in the 30 and 180 s windows: sums
 * and sketches of fixed size, for a fixed number of hosts. A host is an address as seen
 * on one interface.
 *
 * When the table is full, the host that has been silent longest makes room, a foreign one
 * before one of the home networks. Foreign addresses, which anyone can invent, never take
 * more than three quarters and never push out a home one. If all are busy the new one is
 * not followed (lost).
 */
#ifndef WEIR_HOST_H
#define WEIR_HOST_H

#include "flow.h"
#include "leader.h"
#include "list.h"
#include "network.h"
#include "sketch.h"
#include "window.h"

enum host_end { HOST_OPENED, HOST_RECEIVED }; /* flows it opened, flows opened to it */

enum host_sketch {
	HOST_SKETCH_PEERS, /* + enum host_end */
	HOST_SKETCH_PEERS_IN,
	HOST_SKETCH_PORTS, /* HOST_OPENED: destination ports */
	HOST_SKETCH_PORTS_IN, /* own ports */
	HOST_SKETCH_PEER_PORTS, /* opened: (peer, port) */
	HOST_SKETCHES
};

struct host_side {
	uint32_t flows;
	uint32_t tcp_flows;
	uint32_t tcp[OUTCOMES]; /* judged flows by outcome */
	uint32_t other[OUTCOMES];
	uint32_t packets; /* of the initiators */
	uint32_t reply_packets;
	uint32_t ip_bytes;
	uint32_t reply_ip_bytes;
	uint32_t syn;
	uint32_t icmp;
	uint32_t udp_packets;
	uint32_t active_flows; /* opened before or now */
	uint32_t two_way_flows;
	uint32_t half_flows;
	struct leader_addr peer;
	struct leader_port port; /* the responders' */
};

struct host_sums {
	struct host_side side[2]; /* enum host_end */
	struct sketch sketch[HOST_SKETCHES];
	struct sketch_small fresh[2]; /* by enum host_end: peers never met at that service */
	uint32_t odd_flags;
	uint32_t dns_flows;
	uint32_t dns_query_bytes;
	uint32_t dns_answer_bytes;
	uint32_t synack_unasked;
	uint32_t unasked_flows;
	uint32_t unasked_packets;
	uint32_t unasked_ip_bytes;
	uint32_t overflow_packets;
	uint16_t inside[2]; /* by enum host_end: flows whose other end is a home address */
	uint64_t first_ns;
	uint64_t last_ns;
};

struct host {
	struct weir_addr addr;
	uint8_t ip_v;
	uint8_t slot;
	uint8_t home;
	uint8_t alerted; /* 1 << enum host_end: an alarm about flows it opened / received */
	uint32_t open; /* TCP flows to it, open now */
	uint32_t open_idle;
	uint32_t peers[2]; /* estimates of the base window, for the rows of its flows */
	uint64_t number[WINDOW_LEVELS]; /* which window each sum is of */
	struct host_sums sums[WINDOW_LEVELS];
};

struct host_table {
	const struct networks *home;
	struct host *host;
	struct list_link *link;
	struct keyed keyed;
	uint64_t seed;
	struct list recent[2]; /* by home: longest silent first */
	uint32_t foreign;
	uint32_t *active; /* slots touched in the open window */
	uint32_t active_count;
	uint64_t lost; /* not followed, or cut short within a window of 180 s */
};

/* @home: the home networks; outlive the table. */
int host_table_init(struct host_table *t, uint32_t max, const struct networks *home);
void host_table_fini(struct host_table *t);
size_t host_table_bytes(uint32_t max);

/* The host's slot with its sums of base window @number at hand; SLOT_NONE when it cannot
 * be followed. */
uint32_t host_touch(struct host_table *t, const struct window_scale *scale, uint64_t number,
		    const struct weir_addr *addr, uint8_t ip_v, uint8_t slot);
uint32_t host_find(const struct host_table *t, const struct weir_addr *addr, uint8_t ip_v,
		   uint8_t slot);

/* The home networks have changed: who is home now. */
void host_table_sort_homes(struct host_table *t);

/* A base window is over: adds its sums to those of the longer windows. Once per active
 * host and window. */
void host_fold(struct host *h, const struct window_scale *scale, uint64_t number);
/* No host is active any more. */
void host_table_rest(struct host_table *t);

/*
 * A flow judged in base window @judged turns out otherwise: moves it from one outcome to
 * another in the longer windows, where those of @judged are still open.
 */
void host_rejudge(struct host *h, const struct window_scale *scale, enum host_end end, bool tcp,
		  enum flow_outcome from, enum flow_outcome to, uint64_t judged);

/* For sort.h. */
int host_key_order(const void *table, uint32_t a, uint32_t b);

#endif
