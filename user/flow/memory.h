/* SPDX-License-Identifier: MIT */
/*
 * memory.h - what the site has always done: who has talked with whom at which service,
 * since when and on how many days, over months and restarts, in a fixed number of
 * entries.
 *
 * An entry is learned from an exchange, never from an attempt: TCP with payload both
 * ways, anything else answered. One end is a home address. So scans leave no entry, nor
 * do floods from invented addresses that nobody answers.
 *
 * When the table is full the least valuable makes room: first what has not been met for
 * MEMORY_FORGET_S, then what was met on one day only and seldom, and so on by rank, of
 * one rank the longest silent. Entries that foreign clients brought never take more than
 * half, and never push out one that a home device brought. So whoever makes many new
 * entries pushes out new ones: what was met on two days and more stays, but for an eighth
 * of the room, which the new keep.
 *
 * Time is wall-clock seconds since 1970, days are those of UTC. A clock that steps back
 * makes no new days, and nothing was first met later than now.
 */
#ifndef WEIR_MEMORY_H
#define WEIR_MEMORY_H

#include "network.h"
#include "ranked.h"

#define MEMORY_DAY_S 86400u
#define MEMORY_FORGET_S (60 * MEMORY_DAY_S)

/* A service between two hosts. With an address of zero in place of the server: the
 * client's use of that service at all; in place of the client: the server's offer of it.
 * The interface does not matter: its slot may be another after a restart. */
struct memory_key {
	struct weir_addr client;
	struct weir_addr server;
	__be16 port; /* the server's; 0 for ICMP */
	uint8_t ip_proto;
	uint8_t ip_v;
	uint32_t zero;
};

/* Keys are kept as 64 bits under a secret seed: one in 10^11 tables of 16 Ki entries
 * takes one pair for another. */
struct memory_entry {
	uint64_t id;
	uint32_t first_s; /* first and last met */
	uint32_t last_s;
	uint32_t bytes; /* usual IP bytes of an active base window, both ways: moving average */
	uint16_t contacts; /* connections; saturates */
	uint16_t days; /* distinct days on which it was met; saturates */
};

struct memory_stats {
	uint32_t entries;
	uint32_t entries_max;
	uint64_t evicted; /* made room, since the start */
	uint64_t loaded; /* entries that came from the state directory */
};

struct memory {
	const struct networks *home;
	struct memory_entry *entry;
	struct ranked ranked;
	uint64_t seed;
	uint32_t now_s; /* latest */
	uint64_t loaded;
};

/* @home: the home networks; outlive the memory. */
int memory_init(struct memory *m, uint32_t max, const struct networks *home);
void memory_fini(struct memory *m);
size_t memory_bytes(uint32_t max);

/* NULL: never met. Borrowed until the next memory_meet(). */
const struct memory_entry *memory_find(const struct memory *m, const struct memory_key *key);

/* They exchanged something in a base window: @contacts new connections, @bytes in all.
 * Learned for the pair, the client's use and the server's offer, as far as these are
 * home; forgotten at once if none is. */
void memory_meet(struct memory *m, const struct memory_key *key, uint32_t now_s, uint32_t contacts,
		 uint64_t bytes);
/* Puts back an entry as another run left it, for memory_file.h; in the order of last_s,
 * so that the longest silent makes room first. @home: a home device brought it. */
void memory_restore(struct memory *m, const struct memory_entry *e, bool home);

/* Seconds from the first meeting to @now_s; 0 for NULL and for what came later. */
uint32_t memory_known_s(const struct memory_entry *e, uint32_t now_s);
/* Days before that of @now_s on which they met; 0 for NULL. */
uint32_t memory_known_days(const struct memory_entry *e, uint32_t now_s);

void memory_stats(const struct memory *m, struct memory_stats *out);

#endif
