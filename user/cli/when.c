// SPDX-License-Identifier: MIT
#include "when.h"

#include "../control/config.h"
#include "../sink/eve_read.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define NS_PER_S 1000000000ull
#define DIGITS_MAX 10

static int parse_ago(const char *text, size_t digits, uint64_t now_ns, uint64_t *out_ns)
{
	uint64_t ago_ns;
	int error = text[digits] ? config_duration(text, &ago_ns) : -EINVAL;

	if (error == -EINVAL)
		return error;
	*out_ns = error || ago_ns > now_ns ? 0 : now_ns - ago_ns;
	return 0;
}

static int parse_local(const char *text, uint64_t *out_ns)
{
	struct tm tm = {.tm_isdst = -1};
	const char *end = strptime(text, "%Y-%m-%dT%H:%M:%S", &tm);
	time_t seconds;

	if (!end)
		end = strptime(text, "%Y-%m-%dT%H:%M", &tm);
	if (!end)
		end = strptime(text, "%Y-%m-%d", &tm);
	if (!end || *end)
		return -EINVAL;
	seconds = mktime(&tm);
	if (seconds < 0)
		return -EINVAL;
	*out_ns = (uint64_t)seconds * NS_PER_S;
	return 0;
}

int when_parse(const char *text, uint64_t now_ns, uint64_t *out_ns)
{
	size_t digits = strspn(text, "0123456789");

	if (*text == '@') {
		digits = strspn(text + 1, "0123456789");
		if (!digits || digits > DIGITS_MAX || text[1 + digits])
			return -EINVAL;
		*out_ns = strtoull(text + 1, NULL, 10) * NS_PER_S;
		return 0;
	}
	if (digits && digits <= DIGITS_MAX && text[digits] != '-')
		return parse_ago(text, digits, now_ns, out_ns);
	if (!eve_read_time(text, out_ns))
		return 0;
	return parse_local(text, out_ns);
}

uint64_t when_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (uint64_t)now.tv_sec * NS_PER_S + (uint64_t)now.tv_nsec;
}

void when_text(uint64_t wall_ns, char out[static WHEN_TEXT_SIZE])
{
	time_t seconds = (time_t)(wall_ns / NS_PER_S);
	struct tm tm;

	localtime_r(&seconds, &tm);
	strftime(out, WHEN_TEXT_SIZE, "%b %d %H:%M:%S", &tm);
}

void when_day(const char *stamp, char out[static WHEN_TEXT_SIZE])
{
	uint64_t wall_ns;
	time_t seconds;
	struct tm tm;

	strcpy(out, "never");
	if (eve_read_time(stamp, &wall_ns))
		return;
	seconds = (time_t)(wall_ns / NS_PER_S);
	localtime_r(&seconds, &tm);
	strftime(out, WHEN_TEXT_SIZE, "%Y-%m-%d %H:%M:%S", &tm);
}

void when_age(uint64_t ns, char out[static WHEN_TEXT_SIZE])
{
	unsigned long long s = ns / NS_PER_S;

	if (s < 60)
		snprintf(out, WHEN_TEXT_SIZE, "%llu.%llus", s, ns / (NS_PER_S / 10) % 10);
	else if (s < 3600)
		snprintf(out, WHEN_TEXT_SIZE, "%llum%02llus", s / 60, s % 60);
	else if (s < 86400)
		snprintf(out, WHEN_TEXT_SIZE, "%lluh%02llum", s / 3600, s / 60 % 60);
	else
		snprintf(out, WHEN_TEXT_SIZE, "%llud%02lluh", s / 86400, s / 3600 % 24);
}
