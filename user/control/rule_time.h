/* SPDX-License-Identifier: MIT */
/*
 * rule_time.h - the times in a rule: spans of the day, days of the week, an end. All are
 * local time. Functions return 0 or -EINVAL.
 */
#ifndef WEIR_RULE_TIME_H
#define WEIR_RULE_TIME_H

#include <stdint.h>

#define RULE_TIME_SIZE 32

/* "22:00-06:00", "12-13:30" -> minutes of the day, @from below 1440, @to at most 1440. */
int rule_time_span(const char *text, uint16_t *from, uint16_t *to);

/* Adds "fri", "mon-fri", "sat-mon" to bits, 0: Sunday. */
int rule_time_days(const char *text, uint8_t *bits);

/* "2026-12-31", "2026-12-31 18:00", "2026-12-31T18:00:30", or a time such as "7d" after
 * @made_s, -> seconds since 1970, above 0. */
int rule_time_expiry(const char *text, int64_t made_s, int64_t *out_s);

/* As rule_time_expiry() takes it. */
void rule_time_text(int64_t at_s, char out[static RULE_TIME_SIZE]);

#endif
