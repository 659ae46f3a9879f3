// SPDX-License-Identifier: MIT
#include "window.h"

#include <errno.h>

#define SECOND_NS 1000000000ull
#define MIDDLE_NS (30 * SECOND_NS)
#define LONG_PER_MIDDLE 6
#define BASE_MAX_NS (3600 * SECOND_NS)

int window_scale_init(struct window_scale *s, uint64_t base_ns, uint64_t wall_offset_ns)
{
	unsigned int level;

	if (base_ns < WINDOW_BASE_MIN_NS || base_ns > BASE_MAX_NS)
		return -EINVAL;
	s->base_ns = base_ns;
	s->wall_offset_ns = wall_offset_ns;
	s->bases[0] = 1;
	s->bases[1] = base_ns < MIDDLE_NS ? (uint32_t)(MIDDLE_NS / base_ns) : 1;
	s->bases[2] = s->bases[1] * LONG_PER_MIDDLE;
	for (level = 0; level < WINDOW_LEVELS; level++)
		s->seconds[level] =
			(uint16_t)((s->bases[level] * base_ns + SECOND_NS / 2) / SECOND_NS);
	return 0;
}
