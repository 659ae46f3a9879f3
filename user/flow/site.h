/* SPDX-License-Identifier: MIT */
/*
 * site.h - hosts and pairs of the site, and how a flow counts in them when its base
 * window closes ("settles"). Flows must come in the order of (first packet, key).
 *
 * A flow counts as opened in the window of its first packet. Its outcome (unanswered,
 * refused, ...) counts when known: at that window's end if it is final or the flow is
 * older than SITE_YOUNG_NS, else one window later. If a later reply changes the outcome,
 * the 30 and 180 s sums are corrected where they still hold it.
 */
#ifndef WEIR_SITE_H
#define WEIR_SITE_H

#include "../device/device.h"
#include "host.h"
#include "memory.h"
#include "names.h"
#include "network.h"
#include "pair.h"
#include "rhythm.h"
#include "slow.h"
#include "table.h"

/* A connection found in its middle so soon after the begin was under way before it. */
#define SITE_BEFORE_NS FLOW_TCP_ESTABLISHED_NS
#define SITE_YOUNG_NS FLOW_SECOND_NS
#define SITE_IDLE_NS (5 * FLOW_SECOND_NS) /* an open connection is idle after ... */
#define SITE_IDLE_BYTES 1024		  /* ... with less payload than this */

/* What an interface slot showed of replies, in the last and the present 180 s window. */
struct site_vantage {
	uint32_t two_way[2];
	uint32_t half[2];
	uint64_t number; /* of the present one */
};

struct site {
	struct window_scale scale;
	const struct networks *home;
	const struct devices *devices; /* whose addresses are one host's to the memory, or NULL */
	struct host_table hosts;
	struct pair_table pairs;
	struct rhythm_table rhythms;
	struct names_table names;
	struct memory memory;
	struct slow slow;
	uint64_t begin; /* first base window ever, WINDOW_NONE before it */
	struct site_vantage vantage[WEIR_SLOTS];
};

/* Rhythms are remembered for half as many pairs as are followed. */
#define SITE_RHYTHMS(pairs_max) (((pairs_max) + 1) / 2)
/* So many of them may be of clients and resolvers. */
#define SITE_NAMES(pairs_max) (((pairs_max) + 15) / 16)
/* The memory has entries for twice as many as are followed. */
#define SITE_MEMORIES(pairs_max) (2 * (pairs_max))
/* The slow tier follows a third of the hosts. */
#define SITE_SLOWS(hosts_max) (((hosts_max) + 2) / 3)
int site_init(struct site *s, const struct window_scale *scale, const struct networks *home,
	      uint32_t hosts_max, uint32_t pairs_max);
void site_fini(struct site *s);

/* Base window @number closes: counts what @f did in it. @last: the flow ends with it. */
void site_settle(struct site *s, struct flow *f, uint64_t number, bool last);
/* A pending flow that had nothing more in base window @number. */
void site_judge_late(struct site *s, struct flow *f, uint64_t number);
/* Adds a live flow to the open connections of its host and pair, if it is one. Called
 * for every live flow once all have settled. */
void site_count_open(struct site *s, const struct flow *f, uint64_t number);
/* Packets to a destination that no record could hold. */
void site_victim(struct site *s, const struct weir_victim *victim, uint64_t number);

/* The memory's key for a pair, in which the first address of a device stands for all. */
void site_memory_key(const struct site *s, const struct pair_key *pair, struct memory_key *out);
/* Wall-clock seconds at the begin of base window @number. */
uint32_t site_wall_s(const struct site *s, uint64_t number);
/* What @p exchanged in base window @number becomes part of the memory; once its rows and
 * those of its hosts are made, so that they tell what was before. */
void site_learn(struct site *s, const struct pair *p, uint64_t number);

/* A flow ends in base window @number, judged if it ever is: one that came to nothing is an
 * attempt of the slow tier. */
void site_end(struct site *s, const struct flow *f, uint64_t number);

/* Replies do not show there: TCP goes on without them, and (nearly) no flow has both
 * directions. */
bool site_is_one_way(const struct site *s, uint8_t slot);

#endif
