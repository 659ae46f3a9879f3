/* SPDX-License-Identifier: MIT */
/*
 * verdict.h - a row becomes at most a few findings: threshold detectors (rules.h) and
 * forests (models.h) each give a score, fused into one from 0 to 1000.
 * A row is judged alone. A rule decides alone; a forest alone only beyond its own, high threshold.
 */
#ifndef WEIR_VERDICT_H
#define WEIR_VERDICT_H

#include "../alert/finding.h"
#include "models.h"

#define VERDICT_FINDINGS 4 /* of one row: as an opener, as a target */

struct anomaly; /* anomaly.h */
struct verdict;

/* @m: NULL for rules alone; outlives the verdict. Takes all its memory now. */
int verdict_new(const struct models *m, struct verdict **out);

/* From now on rows are judged by @m, which outlives the verdict; NULL: by rules alone. */
void verdict_use_models(struct verdict *v, const struct models *m);

/* From now on rows are held against the site's past too, and learned from; @a outlives the
 * verdict. NULL: not. */
void verdict_use(struct verdict *v, struct anomaly *a);

/*
 * Judges one row; @now in ns on the source's clock. Returns how many of @out were
 * filled (0: nothing to report). In a finding, src is the attacker and dst the victim;
 * an address of zero means many or unknown. Allocates nothing.
 */
unsigned int verdict_row(struct verdict *v, const struct row *row, uint64_t now,
			 struct finding out[static VERDICT_FINDINGS]);

/* Rows that a forest was asked about. */
uint64_t verdict_forest_rows(const struct verdict *v);

void verdict_free(struct verdict *v);

#endif
