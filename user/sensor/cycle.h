/* SPDX-License-Identifier: MIT */
/*
 * cycle.h - the course of a live window: at its end, or early when the flow map is full,
 * the maps are swapped, drained into the pipeline, and the window is closed; all in
 * slices, so that the loop can look at its sockets in between.
 */
#ifndef WEIR_CYCLE_H
#define WEIR_CYCLE_H

#include "../control/stats.h"
#include "../pipeline.h"
#include "../source/bpf.h"

#define CYCLE_SLICE_NS 50000000ull
#define CYCLE_START_NS 500000000ull
#define CYCLE_EARLY_MAX 2 /* swaps before a window's end: a flood outruns any number */

enum cycle_phase { CYCLE_IDLE, CYCLE_DRAIN, CYCLE_CLOSE };

struct cycle {
	struct bpf_source *source; /* outlive the cycle */
	struct pipeline *pipeline;
	struct account account; /* since start, with what was taken over; whole drains only */
	struct account drain; /* of the drain that goes on */
	enum cycle_phase phase;
	bool partial; /* the drain is an early one, the window stays open */
	bool pressure; /* the flow map in use is full */
	unsigned int early; /* early swaps in this window */
	uint64_t swapped_ns;
	uint64_t early_swaps; /* in all */
	uint64_t drain_errors;
	uint64_t stage_ns; /* when the stage that goes on began */
	struct durations stage[STATS_STAGES]; /* from the first slice to the last */
};

/*
 * Opens the first window. The maps have counted since @since: if that is over
 * CYCLE_START_NS ago (a slow start, or hooks that a sensor before this one left), what they
 * hold is accounted but not scored, for it is more than a window's.
 */
void cycle_init(struct cycle *c, struct bpf_source *s, struct pipeline *p, uint64_t since,
		uint64_t now);

/* The kernel said at @time_ns that a flow did not fit. */
void cycle_pressure(struct cycle *c, uint64_t time_ns);

/* Is there work that does not wait for the window's end? */
bool cycle_busy(const struct cycle *c, uint64_t now);

/* One slice of it. 1: a window was closed with it, and the next one opened; 0; or the
 * pipeline's negative errno. */
int cycle_step(struct cycle *c, uint64_t now);

/* After the last hook is off: takes all that was counted, closes the window and ends
 * flows and alerts. */
int cycle_finish(struct cycle *c, uint64_t now);

#endif
