/* SPDX-License-Identifier: MIT */
/*
 * explain.h - why: the features that moved a verdict, their values, what was expected.
 */
#ifndef WEIR_EXPLAIN_H
#define WEIR_EXPLAIN_H

#include "../alert/finding.h"
#include "baseline.h"
#include "forest.h"
#include "rules.h"

/*
 * Fills f->reason and f->reason_count, strongest first, contributions in thousandths.
 *
 * Of a rule: its conditions, weighted by how far the value is beyond the limit; the
 * leading one counts double, and one that says "few of these for each of those" half, so
 * that it comes after every limit that was passed. Expected is the other side of the limit.
 *
 * Where the site's own range is known (@b, NULL: none) and the value lies outside of it,
 * that range is what was expected. Values that are void in a one_way row are no reasons.
 */
void explain_rule(const struct rule *rule, const struct row *row, const struct baseline *b,
		  struct finding *f);

/*
 * Of a forest: each feature is put back into its expected range in turn; what the votes
 * for @class (an index of the forest) lose is its contribution.
 */
void explain_forest(const struct forest *forest, const struct row *row, unsigned int class,
		    const struct baseline *b, struct finding *f);

/*
 * Fills the finding's evidence: the row's values, the rules that fired and the one nearest
 * to it, and what the forest said. @forest NULL: not asked; else @share is its votes by
 * class, in thousandths.
 */
void explain_layers(const struct row *row, const struct forest *forest, const uint16_t *share,
		    struct finding *f);

#endif
