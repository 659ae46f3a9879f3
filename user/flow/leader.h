/* SPDX-License-Identifier: MIT */
/*
 * leader.h - the one value that more than half of all are, if there is one, in a few
 * bytes: the vote of Boyer and Moore ("MJRTY: a fast majority vote algorithm", 1991). Two
 * votes merge as two runs of it would (Agarwal et al., "Mergeable summaries", 2012).
 *
 * Cells count values by hash: the fullest one bounds the busiest value's count from
 * above, off by what else fell into it (of many even ones, a sixteenth and some).
 */
#ifndef WEIR_LEADER_H
#define WEIR_LEADER_H

#include <stdint.h>
#include <weir/abi.h>

#define LEADER_CELLS 16

struct leader_addr {
	uint16_t cell[LEADER_CELLS];
	struct weir_addr value;
	uint32_t votes;
};

struct leader_port {
	uint16_t cell[LEADER_CELLS];
	uint32_t votes;
	__be16 value;
	uint16_t zero;
};

/* @hash: of the value, from a fixed seed. */
void leader_addr_vote(struct leader_addr *l, const struct weir_addr *value, uint64_t hash);
void leader_addr_merge(struct leader_addr *into, const struct leader_addr *from);
void leader_port_vote(struct leader_port *l, __be16 value, uint64_t hash);
void leader_port_merge(struct leader_port *into, const struct leader_port *from);
/* Count of the busiest value, from above. */
uint32_t leader_top(const uint16_t cell[static LEADER_CELLS]);

#endif
