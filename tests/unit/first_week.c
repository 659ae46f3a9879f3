// SPDX-License-Identifier: MIT
/* The stamp of the first start: made once, kept, survives nonsense. */
#include "tap.h"
#include "user/sensor/first_week.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#define NOW INT64_C(1700000000)
#define DAY INT64_C(86400)

static int64_t days_left(const char *state, int64_t now)
{
	uint64_t left = 0;

	if (first_week_left(state, now, &left))
		return -1;
	return (int64_t)(left / UINT64_C(1000000000)) / DAY;
}

int main(void)
{
	char folder[] = "/tmp/weir-state-XXXXXX";
	char state[PATH_MAX], stamp[PATH_MAX + 16];
	uint64_t left = 1;
	FILE *file;

	if (!mkdtemp(folder))
		return 1;
	snprintf(state, sizeof(state), "%s/weir", folder);
	snprintf(stamp, sizeof(stamp), "%s/first-start", state);
	tap_is(days_left(state, NOW), 7, "the first start makes folder and stamp");
	tap_is(days_left(state, NOW + 2 * DAY), 5, "two days on");
	tap_is(days_left(state, NOW + 8 * DAY), 0, "after the week");
	tap_is(days_left(state, NOW - 30 * DAY), 7, "a clock that went back is a new site");
	file = fopen(stamp, "w");
	fputs("not a number\n", file);
	fclose(file);
	tap_is(days_left(state, NOW + DAY), 7, "nonsense is written anew");
	tap_is(days_left(state, NOW + 3 * DAY), 5, "and then kept");
	unlink(stamp);
	rmdir(state);
	rmdir(folder);
	tap_is(first_week_left(state, NOW, &left), -ENOENT, "no place to remember");
	tap_is(left, 0, "then nothing is held low");
	return tap_done();
}
