/* SPDX-License-Identifier: MIT */
/*
 * when.h - points in time as people say them.
 */
#ifndef WEIR_CLI_WHEN_H
#define WEIR_CLI_WHEN_H

#include <stdint.h>

/* "90s", "5m", "2h", "1d", "1w" and what else config_duration() takes: so long before @now_ns; or "2025-01-31T12:00:00" with "Z" or
 * an offset, without one local time; or "@1700000000". ns since 1970. -EINVAL. */
int when_parse(const char *text, uint64_t now_ns, uint64_t *out_ns);
#define WHEN_EXPECTED "90s, 5m, 2h, 1d, 1w (ago) or 2025-01-31T12:00:00"

/* Now, ns since 1970. */
uint64_t when_now(void);
/* "Jan 31 12:00:00" in local time. */
#define WHEN_TEXT_SIZE 24
void when_text(uint64_t wall_ns, char out[static WHEN_TEXT_SIZE]);
/* "2025-01-31 12:00:00" in local time, of an EVE time stamp; what is none: "never". */
void when_day(const char *stamp, char out[static WHEN_TEXT_SIZE]);
/* "4.2s", "3m07s", "2h05m", "3d04h". */
void when_age(uint64_t ns, char out[static WHEN_TEXT_SIZE]);

#endif
