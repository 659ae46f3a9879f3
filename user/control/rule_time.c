// SPDX-License-Identifier: MIT
#include "rule_time.h"

#include "config.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define DAY_MINUTES 1440
#define NS_PER_S 1000000000ull
#define LONGEST_S (100ull * 366 * 86400)

/* Two digits at most; the end, or NULL. */
static const char *read_two(const char *text, unsigned int *out)
{
	unsigned int digits = 0;

	*out = 0;
	for (; isdigit((unsigned char)*text) && digits < 2; text++, digits++)
		*out = *out * 10 + (unsigned int)(*text - '0');
	return digits && !isdigit((unsigned char)*text) ? text : NULL;
}

/* "22:00" or "22"; the end, or NULL. */
static const char *read_clock(const char *text, uint16_t *minutes)
{
	unsigned int hour, minute = 0;
	const char *end = read_two(text, &hour);

	if (end && *end == ':')
		end = read_two(end + 1, &minute);
	if (!end || minute > 59 || hour * 60 + minute > DAY_MINUTES)
		return NULL;
	*minutes = (uint16_t)(hour * 60 + minute);
	return end;
}

int rule_time_span(const char *text, uint16_t *from, uint16_t *to)
{
	uint16_t begin, end;
	const char *at = read_clock(text, &begin);

	if (!at || *at != '-')
		return -EINVAL;
	at = read_clock(at + 1, &end);
	if (!at || *at || begin == DAY_MINUTES || begin == end)
		return -EINVAL;
	*from = begin;
	*to = end;
	return 0;
}

static int day_of(const char *text, size_t length)
{
	static const char *const names[] = { "sun", "mon", "tue", "wed", "thu", "fri", "sat" };

	for (int day = 0; length == 3 && day < 7; day++)
		if (!strncmp(text, names[day], 3))
			return day;
	return -1;
}

int rule_time_days(const char *text, uint8_t *bits)
{
	const char *dash = strchr(text, '-');
	int first = day_of(text, dash ? (size_t)(dash - text) : strlen(text));
	int last = dash ? day_of(dash + 1, strlen(dash + 1)) : first;

	if (first < 0 || last < 0)
		return -EINVAL;
	*bits |= (uint8_t)(1u << last);
	for (int day = first; day != last; day = (day + 1) % 7)
		*bits |= (uint8_t)(1u << day);
	return 0;
}

static int read_date(const char *text, int64_t *out_s)
{
	static const char *const forms[] = { "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S",
					     "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y-%m-%d" };

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		struct tm tm = { .tm_isdst = -1 }, given;
		const char *end = strptime(text, forms[i], &tm);
		time_t at;

		if (!end || *end)
			continue;
		tm.tm_isdst = -1;
		given = tm;
		at = mktime(&tm);
		/* 30 February would be a day of March. */
		if (at <= 0 || tm.tm_mday != given.tm_mday)
			return -EINVAL;
		*out_s = at;
		return 0;
	}
	return -EINVAL;
}

int rule_time_expiry(const char *text, int64_t made_s, int64_t *out_s)
{
	uint64_t ns;

	if (!config_duration(text, &ns)) {
		if (ns < NS_PER_S || ns / NS_PER_S > LONGEST_S || made_s <= 0 ||
		    made_s > INT64_MAX / 2)
			return -EINVAL;
		*out_s = made_s + (int64_t)(ns / NS_PER_S);
		return 0;
	}
	return isdigit((unsigned char)*text) ? read_date(text, out_s) : -EINVAL;
}

void rule_time_text(int64_t at_s, char out[static RULE_TIME_SIZE])
{
	time_t at = (time_t)at_s;
	struct tm tm;

	if (!localtime_r(&at, &tm) || !strftime(out, RULE_TIME_SIZE, "%Y-%m-%d %H:%M:%S", &tm))
		snprintf(out, RULE_TIME_SIZE, "1970-01-02");
}
