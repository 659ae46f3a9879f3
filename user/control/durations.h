/* SPDX-License-Identifier: MIT */
/*
 * durations.h - how long something took, many times: a histogram of fixed bounds, in
 * integers.
 */
#ifndef WEIR_DURATIONS_H
#define WEIR_DURATIONS_H

#include <stdint.h>

/* Upper ends in microseconds, inclusive: 1 ms .. 10 s. */
#define DURATIONS_BOUNDS_US                                                                        \
	1000, 2500, 5000, 10000, 25000, 50000, 100000, 250000, 500000, 1000000, 2500000, 5000000,  \
		10000000
#define DURATIONS_BOUNDS 13

struct durations {
	uint64_t count[DURATIONS_BOUNDS + 1]; /* the last: longer than all */
	uint64_t sum_ns;
};

static const uint32_t durations_bound_us[DURATIONS_BOUNDS] = {DURATIONS_BOUNDS_US};

static inline void durations_add(struct durations *d, uint64_t ns)
{
	unsigned int i = 0;

	while (i < DURATIONS_BOUNDS && ns > (uint64_t)durations_bound_us[i] * 1000)
		i++;
	d->count[i]++;
	d->sum_ns += ns;
}

#endif
