/* SPDX-License-Identifier: MIT */
/*
 * first_week.h - how long this site is still new to the sensor, over restarts: when it first
 * ran stands in the file "first-start" under the state folder, in seconds since 1970.
 *
 * A machine without a clock of its own starts in 1970. Such a time is none: it is not kept,
 * and the file is written once the clock has been set.
 */
#ifndef WEIR_FIRST_WEEK_H
#define WEIR_FIRST_WEEK_H

#include "worker.h"

#include <limits.h>
#include <stdint.h>

#define FIRST_WEEK_CLOCK_S INT64_C(1672531200) /* 2023: before that there was no weir */

struct first_week {
	struct worker worker; /* writes the file */
	bool waits; /* for the clock to be set */
	int64_t first_s; /* to be written */
	char path[PATH_MAX];
};

/*
 * @state is made if it is missing; @wall_s, now, becomes the first start if there is none.
 * *left_ns: what is left of the first seven days, 0 after them. A first start in the future
 * counts as now. By a clock that is not set, a site without a first start is new and one
 * with it is not. 0 or -errno (then *left_ns is 0). Before the loop; first_week_fini() also
 * after a failure.
 */
int first_week_begin(struct first_week *f, const char *state, int64_t wall_s, uint64_t *left_ns);

/* In the loop, now and then. @wall_s: by the clock as it is now; @uptime_s: since begin. */
void first_week_tick(struct first_week *f, int64_t wall_s, uint64_t uptime_s);

void first_week_fini(struct first_week *f);

#endif
