/* SPDX-License-Identifier: MIT */
/*
 * drain.h - takes a still pair of maps empty: records and victims to the sink, the growth
 * of the counters to the account, drained totals to the ledger.
 */
#ifndef WEIR_DRAIN_H
#define WEIR_DRAIN_H

#include "maps.h"
#include "source.h"

#define DRAIN_BATCH 4096 /* records per call; what a kill can lose to `restart` */

enum drain_phase { DRAIN_FLOWS, DRAIN_COUNTERS, DRAIN_VICTIMS };

struct drain {
	const struct map_set *maps; /* outlives this */
	struct weir_ledger ledger; /* as last written to its map */
	unsigned int still; /* pair that no program uses */
	enum drain_phase phase;
	struct account grown[2]; /* by pair: taken, and not yet whole */
	bool failed[2]; /* a batch call did, so some of the pair's records may be lost */
	bool overflowed; /* the still pair's counters say that victims are named */
	bool begun; /* token is valid */
	struct weir_key token; /* where the next batch begins */
	struct weir_key *keys; /* DRAIN_BATCH */
	struct weir_flow *flows; /* DRAIN_BATCH */
	struct weir_counters *last; /* as read before: [pair][vantage][cpu] */
	struct weir_counters *now; /* [cpu] */
	struct weir_victim *victims; /* [cpu] */
	uint32_t fill; /* records taken in this drain */
	uint32_t last_fill; /* and in the one before */
};

/* Reads ledger and active pair; the other one is taken to be still. Counters count from
 * zero, so that the first drain of each pair adds all they hold. 0 or -errno. */
int drain_init(struct drain *d, const struct map_set *m);
void drain_fini(struct drain *d);

/* Makes the still pair the one in use. On return the other is still, and drained next. */
int drain_swap(struct drain *d);

/*
 * Takes records out, batch by batch until @budget_ns is used up: 1 there is more, 0 all
 * done. Each batch is in the ledger before its records reach @sink (which may be NULL, as
 * may its functions), so a record is scored at most once. Negative: the kernel's errno, or
 * what the sink returned. @a gets all of a pair at once, when its records and counters are
 * taken, so that it holds; after an error that is when the pair is drained next. Records
 * that a failed batch call took out and did not give are in a->restart then.
 */
int drain_step(struct drain *d, const struct drain_sink *sink, struct account *a,
	       uint64_t budget_ns);

/* The same to the end, with no sink: 0 or -errno. */
int drain_whole(struct drain *d, struct account *a);

/* Writes d->ledger to its map. */
int drain_write_ledger(const struct drain *d);

#endif
