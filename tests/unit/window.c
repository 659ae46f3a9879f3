// SPDX-License-Identifier: MIT
#include "tap.h"
#include "user/flow/window.h"

#include <errno.h>
#include <stdbool.h>

#define SECOND 1000000000ull

static void test_scale(void)
{
	static const struct {
		uint64_t base_ms;
		int middle, seconds[WINDOW_LEVELS];
	} cases[] = {
		{ 5000, 6, { 5, 30, 180 } },	{ 1000, 30, { 1, 30, 180 } },
		{ 10000, 3, { 10, 30, 180 } },	{ 7000, 4, { 7, 28, 168 } },
		{ 30000, 1, { 30, 30, 180 } },	{ 60000, 1, { 60, 60, 360 } },
		{ 1500, 20, { 2, 30, 180 } },
	};
	struct window_scale s;
	size_t i;
	int level;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		tap_is(window_scale_init(&s, cases[i].base_ms * 1000000, 0), 0, "base %d ms",
		       (int)cases[i].base_ms);
		tap_is(s.bases[1], cases[i].middle, "bases in the middle window");
		for (level = 0; level < WINDOW_LEVELS; level++)
			tap_is(s.seconds[level], cases[i].seconds[level], "seconds of level %d",
			       level);
	}
	tap_is(window_scale_init(&s, SECOND - 1, 0), -EINVAL, "under a second");
	tap_is(window_scale_init(&s, 3601 * SECOND, 0), -EINVAL, "over an hour");
}

static void test_numbers(void)
{
	uint64_t number, bad = 0, ends = 0;
	struct window_scale s;
	int level;

	window_scale_init(&s, 5 * SECOND, 0);
	for (number = 0; number < 1000; number++)
		for (level = 0; level < WINDOW_LEVELS; level++) {
			uint64_t start = window_level_start(&s, level, number);
			uint64_t length = s.bases[level] * s.base_ns;

			bad += start % length != 0;
			bad += start > window_start(&s, number);
			bad += window_start(&s, number + 1) > start + length;
			ends += window_start(&s, number + 1) == start + length;
		}
	tap_is(bad, 0, "each base window lies in its longer ones, all aligned");
	tap_is(ends, 1000 + 166 + 27, "and every longer one ends with a base window");
	tap_is(window_start(&s, 656697038), 656697038 * (5 * SECOND), "far away");
}

/* A live run's clock began at boot; its windows are those of the wall clock. */
static void test_wall_clock(void)
{
	const uint64_t boot = 1700000003 * SECOND;
	struct window_scale s;

	window_scale_init(&s, 5 * SECOND, boot);
	tap_is(window_number(&s, 0), 340000000, "boot lies within a window");
	tap_is(window_start(&s, window_number(&s, 0)), 0, "which begins before there is a clock");
	tap_is(window_start(&s, window_number(&s, 0) + 1), 2 * SECOND, "the next is whole");
	tap_is(window_number(&s, 2 * SECOND), 340000001, "and holds its first moment");
	tap_is(window_number(&s, 7 * SECOND - 1), 340000001, "and its last");
	tap_is(window_level_start(&s, 2, window_number(&s, 400 * SECOND)) + boot,
	       1700000280 * SECOND, "long windows too");
}

int main(void)
{
	test_scale();
	test_numbers();
	test_wall_clock();
	return tap_done();
}
