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
	struct first_week f;
	uint64_t left = 0;
	int error = first_week_begin(&f, state, now, &left);

	first_week_fini(&f);
	return error ? -1 : (int64_t)(left / UINT64_C(1000000000)) / DAY;
}

static void test_no_clock(const char *state, const char *stamp)
{
	struct first_week f;
	uint64_t left;

	tap_is(first_week_begin(&f, state, 60, &left), 0, "a start in 1970");
	tap_is((int64_t)(left / UINT64_C(1000000000)), 7 * DAY, "is the first week");
	first_week_tick(&f, 120, 60);
	tap_ok(access(stamp, F_OK) && !worker_busy(&f.worker), "of which nothing is kept");
	first_week_tick(&f, NOW + 3600, 3600);
	worker_wait(&f.worker);
	tap_ok(!access(stamp, F_OK), "until the clock is set");
	first_week_tick(&f, NOW + 7200, 7200);
	tap_ok(!worker_busy(&f.worker), "once");
	first_week_fini(&f);
	tap_is(days_left(state, NOW + 2 * DAY), 5, "then it counts from the start");
	tap_is(days_left(state, 60), 0, "in 1970 again, the site is not new");
	tap_is(days_left(state, NOW + 2 * DAY), 5, "and what is kept stays");
}

int main(void)
{
	char folder[] = "/tmp/weir-state-XXXXXX";
	char state[PATH_MAX], stamp[PATH_MAX + 16];
	struct first_week f;
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
	file = fopen(stamp, "w");
	fputs("61\n", file);
	fclose(file);
	tap_is(days_left(state, NOW + DAY), 7, "a stamp of 1970 is nonsense, too");
	unlink(stamp);
	test_no_clock(state, stamp);
	unlink(stamp);
	rmdir(state);
	rmdir(folder);
	tap_is(first_week_begin(&f, state, NOW, &left), -ENOENT, "no place to remember");
	first_week_fini(&f);
	tap_is(left, 0, "then nothing is held low");
	return tap_done();
}
