// SPDX-License-Identifier: MIT
#include "state.h"
#include "../log.h"

#include <inttypes.h>
#include <stdlib.h>
#include <time.h>

#define STEP_NS ((int64_t)NS_PER_S) /* less of a step is none */

int64_t clock_wall_offset_ns(void)
{
	struct timespec wall;

	clock_gettime(CLOCK_REALTIME, &wall);
	return (int64_t)wall.tv_sec * (int64_t)NS_PER_S + wall.tv_nsec - (int64_t)loop_now_ns();
}

/* NTP's slewing is of both clocks alike, so only a step moves them apart. Windows go on as
 * they were cut: a window's number that falls would be a second one of the same name. */
void sensor_follow_clock(struct sensor *s)
{
	int64_t offset = clock_wall_offset_ns(), step = offset - s->out.context.wall_offset_ns;

	if (llabs(step) < STEP_NS)
		return;
	log_info("the clock was set by %+" PRId64 " s: events have the new time from now on",
		 (step + (step < 0 ? -STEP_NS : STEP_NS) / 2) / STEP_NS);
	s->out.context.wall_offset_ns = offset;
	s->naming.wall_offset_ns = offset;
	evidence_use_clock(s->evidence, offset);
	pipeline_use_clock(s->pipeline, (uint64_t)offset);
}
