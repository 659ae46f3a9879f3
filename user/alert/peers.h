/* SPDX-License-Identifier: MIT */
/*
 * peers.h - whom an alarm's findings are about at the other end: how many, and who most.
 */
#ifndef WEIR_PEERS_H
#define WEIR_PEERS_H

#include <weir/abi.h>
#include <stdbool.h>
#include <stdint.h>

#define PEERS_MAX 64 /* distinct ones are counted up to here */
#define PEERS_NAMED 8 /* and so many are known by name */

struct peers_named {
	struct weir_addr addr;
	uint32_t count; /* findings about it */
};

struct peers {
	uint32_t findings; /* all, those about nobody in particular too */
	uint32_t distinct;
	uint32_t named;
	struct peers_named list[PEERS_NAMED]; /* most findings first, then in order of coming */
	uint32_t hash[PEERS_MAX];
};

/* Counts a finding about @peer; zero: about nobody in particular. Of more than
 * PEERS_NAMED the newest takes the place of one that was met once. */
void peers_add(struct peers *p, const struct weir_addr *peer);

/* Whether three quarters of all findings are about the first of the list. */
bool peers_agree(const struct peers *p);

#endif
