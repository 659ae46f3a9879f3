/* SPDX-License-Identifier: MIT */
/*
 * slow.h - what hosts did in the hour and in the day (UTC): for what is too slow for
 * 180 s. Fewer hosts and fewer things than in host.h, and mostly about attempts.
 *
 * An attempt is a TCP flow that a host opened, with a SYN or with flags that no
 * connection has, to something it has never met (memory.h), and that ended unanswered,
 * refused or left half open; it counts when it ends. It is strange if the host has never
 * been served by anyone at that port either, and that port is not the web's (80, 443) which
 * any home host uses: a phone whose network is down tries many peers, but not strangely.
 * Replies nobody asked for (backscatter) and what is left of old connections are no
 * attempts, and where replies cannot be seen there are none. Of one 180 s window at most
 * SLOW_BURST count: what comes faster is for the shorter windows, and must not be told for
 * the rest of the day.
 *
 * Home hosts are followed once they are active, foreign ones from their first attempt.
 * Those have at most half of the table. When it is full the host with the fewest attempts
 * in its day makes room, of equals a foreign one first: invented sources push out neither a
 * scanner nor a home host.
 */
#ifndef WEIR_SLOW_H
#define WEIR_SLOW_H

#include "host.h"
#include "ranked.h"

#define SLOW_BURST 12
#define SLOW_STEADY 4 /* attempts of the hour, below which the day's are not told */

enum slow_level { SLOW_HOUR, SLOW_DAY, SLOW_LEVELS };

struct slow_side {
	uint32_t flows;
	uint32_t tcp_flows;
	uint32_t packets; /* of the initiators */
	uint32_t reply_packets;
	uint32_t ip_bytes;
	uint32_t reply_ip_bytes;
	struct sketch peers;
	struct sketch_small fresh; /* peers never met at that service */
};

struct slow_sums {
	struct slow_side side[2]; /* enum host_end */
	uint32_t syn;
	uint32_t icmp;
	uint32_t udp_packets;
	uint32_t dns_flows;
	uint32_t attempts;
	uint32_t attempts_inside; /* of those, to home addresses */
	struct sketch peers; /* of attempts */
	struct sketch ports; /* (peer, port) */
	struct sketch_small services; /* destination ports */
	uint32_t strange; /* attempts */
	struct sketch_small strange_peers;
	struct sketch_small strange_services;
	struct leader_addr peer; /* of attempts */
	struct leader_port port;
	uint64_t first_ns;
	uint64_t last_ns;
};

struct slow_host {
	struct weir_addr addr;
	uint8_t ip_v;
	uint8_t slot;
	uint8_t home;
	bool untold; /* an attempt has come since its latest rows */
	uint32_t burst; /* attempts in a 180 s window, which one */
	uint64_t burst_number;
	uint64_t told; /* 30 s window of its latest rows */
	uint64_t number[SLOW_LEVELS]; /* which window each sum is of */
	struct slow_sums sums[SLOW_LEVELS];
};

/* One attempt, as flow_ends() says, of a flow that ends. */
struct slow_attempt {
	struct flow_ends ends;
	uint8_t slot;
	bool inside; /* to a home address */
	bool strange;
	uint64_t first_ns;
	uint64_t last_ns;
};

struct slow_stats {
	uint32_t hosts;
	uint32_t hosts_max;
	uint64_t evicted;
};

struct slow {
	const struct networks *home;
	struct slow_host *host;
	struct ranked ranked;
	uint64_t seed;
	uint64_t day; /* latest */
};

/* @home: the home networks; outlive the table. */
int slow_init(struct slow *s, uint32_t max, const struct networks *home);
void slow_fini(struct slow *s);
size_t slow_bytes(uint32_t max);

/* Length of a level's window in seconds, and which one base window @number begins in. */
uint32_t slow_seconds(enum slow_level level);
uint64_t slow_window(const struct window_scale *scale, enum slow_level level, uint64_t number);

/* Adds what a host did in base window @number; once per active host and window. The
 * host's entry with both its sums at hand, or NULL if it is not followed. */
struct slow_host *slow_fold(struct slow *s, const struct window_scale *scale, uint64_t number,
			    const struct host *h);
/* An attempt ended in base window @number. */
void slow_attempt(struct slow *s, const struct window_scale *scale, uint64_t number,
		  const struct slow_attempt *a);
/* Whether the host's rows are due: once in 30 s, in the first base window it is active.
 * Once they are made, the owner clears untold. */
bool slow_due(struct slow_host *h, const struct window_scale *scale, uint64_t number);

void slow_stats(const struct slow *s, struct slow_stats *out);

#endif
