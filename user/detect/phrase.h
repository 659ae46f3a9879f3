/* SPDX-License-Identifier: MIT */
/*
 * phrase.h - features in words that an admin reads: what they count, values with their
 * unit, what was expected. The same input always gives the same text.
 */
#ifndef WEIR_PHRASE_H
#define WEIR_PHRASE_H

#include "../alert/finding.h"

/* What a feature counts, such as "ports tried"; for one without a phrase of its own, its
 * text of features.h. Static. */
const char *phrase_of(enum row_kind kind, unsigned int feature);

/* "512", "95 %", "2.4 s", "12 kB"; rounded down. */
#define PHRASE_VALUE_SIZE 32
void phrase_value(const char *unit, uint32_t value, char out[static PHRASE_VALUE_SIZE]);

/* "at most 14", "at least 70 %", "3 to 9"; UINT32_MAX (of a share: 1000) is no bound. */
#define PHRASE_RANGE_SIZE 80
void phrase_range(const char *unit, uint32_t lo, uint32_t hi, char out[static PHRASE_RANGE_SIZE]);

/* "a fixed limit", "this site's own past", "the model" */
const char *phrase_basis(enum reason_basis basis);

/* "ports tried: 512, expected at most 14" */
#define PHRASE_REASON_SIZE 224
void phrase_reason(enum row_kind kind, const struct reason *r, char out[static PHRASE_REASON_SIZE]);

#endif
