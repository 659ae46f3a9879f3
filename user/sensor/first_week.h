/* SPDX-License-Identifier: MIT */
/*
 * first_week.h - how long this site is still new to the sensor, over restarts.
 */
#ifndef WEIR_FIRST_WEEK_H
#define WEIR_FIRST_WEEK_H

#include <stdint.h>

/*
 * Reads when the sensor first ran from the file "first-start" under @state (a folder,
 * made if missing), or writes @now (seconds since 1970) there on the first run. *left_ns:
 * what is left of the first seven days, 0 after them. A file that lies in the future
 * counts as written now. 0 or -errno (then *left_ns is 0).
 */
int first_week_left(const char *state, int64_t now, uint64_t *left_ns);

#endif
