/* SPDX-License-Identifier: MIT */
/*
 * pair.h - what went on between one client and one port of one server, in the base window
 * and in the 30 and 180 s windows: how many connections, and how alike they are.
 *
 * Each connection is one sample: a TCP connection when it closes, with what it did over
 * its life; any other flow in each window in which it is active, with what it did there.
 * When the table is full, the pair that has been silent longest makes room, one that has
 * never got payload both ways (or, without TCP, a reply) before one that has: a port scan
 * does not push out who is served. If all are busy the new one is not followed (lost).
 */
#ifndef WEIR_PAIR_H
#define WEIR_PAIR_H

#include "flow.h"
#include "list.h"
#include "window.h"

struct pair_key {
	struct weir_addr client;
	struct weir_addr server;
	__be16 port; /* the server's; 0 for ICMP */
	uint8_t ip_proto;
	uint8_t slot; /* | WEIR_SLOT_IPV6 */
	uint32_t zero;
};

struct pair_sums {
	uint32_t flows; /* opened */
	uint32_t active_flows;
	uint32_t two_way_flows;
	uint32_t half_flows;
	uint32_t unanswered;
	uint32_t completed;
	uint32_t samples;
	uint32_t brief; /* samples under 10 s */
	uint32_t reset; /* samples ended by RST */
	uint32_t starts; /* gaps between the starts of connections */
	uint32_t packets[2]; /* in the window: client, server */
	uint32_t ip_bytes[2];
	uint64_t start_gap_ms;
	uint64_t start_gap_sq_ms2;
	uint64_t sample_payload[2];
	uint64_t sample_payload_sq[2];
	uint64_t sample_packets[2];
	uint64_t sample_ms;
	uint64_t first_ns;
	uint64_t last_ns;
};

struct pair {
	struct pair_key key;
	uint64_t last_start_ns; /* of its latest connection, 0: none yet */
	uint32_t open; /* connections open now */
	bool served;
	uint16_t alerted;
	uint16_t before; /* a flow of it was under way when we began to look */
	uint64_t number[WINDOW_LEVELS];
	struct pair_sums sums[WINDOW_LEVELS];
};

struct pair_table {
	struct pair *pair;
	struct list_link *link;
	struct keyed keyed;
	uint64_t seed;
	struct list recent[2]; /* by served: longest silent first */
	uint32_t *active;
	uint32_t active_count;
	uint32_t served;
	uint64_t lost;
};

int pair_table_init(struct pair_table *t, uint32_t max);
void pair_table_fini(struct pair_table *t);
size_t pair_table_bytes(uint32_t max);

/* The key of a flow's pair. */
void pair_key_of(const struct flow *f, const struct flow_ends *ends, struct pair_key *out);
/* The pair's slot with its sums of base window @number at hand; SLOT_NONE when it cannot
 * be followed. @served: the flow it is touched for is. */
uint32_t pair_touch(struct pair_table *t, const struct window_scale *scale, uint64_t number,
		    const struct pair_key *key, bool served);
uint32_t pair_find(const struct pair_table *t, const struct pair_key *key);

/* A connection began; in the order of their starts. */
void pair_start(struct pair *p, uint64_t start_ns);
/* A connection is over, or a window of one without an end. [0] client, [1] server. */
void pair_sample(struct pair *p, const uint64_t payload[static 2], const uint64_t packets[static 2],
		 uint64_t duration_ms, bool reset);

/* As host_fold() and host_table_rest(). */
void pair_fold(struct pair *p, const struct window_scale *scale, uint64_t number);
void pair_table_rest(struct pair_table *t);

/* For sort.h. */
int pair_key_order(const void *table, uint32_t a, uint32_t b);

#endif
