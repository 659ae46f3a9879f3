/* SPDX-License-Identifier: MIT */
/*
 * features.h - rows from what user/flow keeps. Integers only: shares in thousandths,
 * deviations as the rounded-down root of the variance over the whole population.
 */
#ifndef WEIR_DETECT_FEATURES_H
#define WEIR_DETECT_FEATURES_H

#include "../flow/site.h"
#include "row.h"

/* @number: the base window that closes, in which the subject was active. Each fills the
 * whole row; values beyond the kind's features are 0. */

/* Its hosts and pair must still be at hand (struct flow, host and pair). */
void features_flow(const struct site *s, const struct flow *f, uint64_t number, struct row *out);
/* @level: of the cascade; the longer windows end with the base window that closes. */
void features_host(const struct site *s, const struct host *h, unsigned int level, uint64_t number,
		   struct row *out);
void features_pair(const struct site *s, const struct pair *p, unsigned int level, uint64_t number,
		   struct row *out);

/* Of the hour or the day, with what features_host.h says those rows hold. */
void features_slow(const struct site *s, const struct slow_host *h, enum slow_level level,
		   uint64_t number, struct row *out);

/* Share in thousandths, at most 1000; 0 of nothing. */
uint32_t features_share(uint64_t part, uint64_t whole);
/* Standard deviation from count, sum and sum of squares. */
uint32_t features_deviation(uint64_t count, uint64_t sum, uint64_t sum_sq);

#endif
