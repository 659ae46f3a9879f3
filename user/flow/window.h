/* SPDX-License-Identifier: MIT */
/*
 * window.h - the cascade: base windows, and the 30 and 180 s windows that are sums of
 * them. All three are aligned to the wall clock, so that a live run and a replay of the
 * same packets cut time at the same places.
 */
#ifndef WEIR_WINDOW_H
#define WEIR_WINDOW_H

#include <stdint.h>

#define WINDOW_LEVELS 3
#define WINDOW_BASE_MIN_NS 1000000000ull
#define WINDOW_NONE UINT64_MAX

struct window_scale {
	uint64_t base_ns;
	uint64_t wall_offset_ns; /* wall clock minus the source's clock */
	uint32_t bases[WINDOW_LEVELS]; /* base windows in one window of the level */
	uint16_t seconds[WINDOW_LEVELS]; /* its length, rounded */
};

/* The middle level holds as many base windows as fit 30 s (at least one), the long one
 * six of the middle. -EINVAL for a base under 1 s or over one hour. */
int window_scale_init(struct window_scale *s, uint64_t base_ns, uint64_t wall_offset_ns);

/* Number of the level's window that holds base window @number. */
static inline uint64_t window_level(const struct window_scale *s, unsigned int level,
				    uint64_t number)
{
	return number / s->bases[level];
}

/* Base window that holds @time_ns of the source's clock. */
static inline uint64_t window_number(const struct window_scale *s, uint64_t time_ns)
{
	return (time_ns + s->wall_offset_ns) / s->base_ns;
}

/* Begin of base window @number; the end of one is the begin of the next. Never before the
 * source's clock began. */
static inline uint64_t window_start(const struct window_scale *s, uint64_t number)
{
	uint64_t wall_ns = number * s->base_ns;

	return wall_ns > s->wall_offset_ns ? wall_ns - s->wall_offset_ns : 0;
}

/* Begin of the level's window that holds base window @number. */
static inline uint64_t window_level_start(const struct window_scale *s, unsigned int level,
					  uint64_t number)
{
	return window_start(s, window_level(s, level, number) * s->bases[level]);
}

#endif
