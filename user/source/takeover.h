/* SPDX-License-Identifier: MIT */
/*
 * takeover.h - accounts what a process that died left in its maps, with the programs
 * still counting into them.
 */
#ifndef WEIR_TAKEOVER_H
#define WEIR_TAKEOVER_H

#include "drain.h"

/*
 * Drains both pairs (no record reaches a sink: their window is unknown) and adds to @a the
 * whole account of the maps since they were made. What the kernel counted and neither the
 * ledger nor the maps hold goes to a->restart and into the ledger. @d is fresh from
 * drain_init(). On return every counter's growth up to here is in @a and later drains add
 * the rest. -EUCLEAN: the maps hold more than the kernel counted.
 */
int takeover_account(struct drain *d, struct account *a);

/*
 * For maps of another ABI. Only what every version keeps in place is read: seen of each
 * counter (after two 32-bit fields), accounted of the ledger (likewise). The rest of seen
 * goes to a->restart. Adds what has grown over @last and updates it; the first call gets
 * @last all zero.
 */
struct takeover_foreign {
	struct weir_tally seen;
	struct weir_tally accounted;
};
int takeover_foreign(const struct map_set *m, struct takeover_foreign *last, struct account *a);

#endif
