// SPDX-License-Identifier: MIT
#include "cycle.h"
#include "loop.h"

#include <string.h>

/* A drain is in slices, but its account holds only as a whole. */
static void count_drain(struct cycle *c)
{
	account_add(&c->account, &c->drain);
	memset(&c->drain, 0, sizeof(c->drain));
}

/* Swaps and drains to the end. */
static int take_all(struct cycle *c, const struct drain_sink *sink)
{
	int result = bpf_source_swap(c->source);

	if (result)
		return result;
	do {
		result = bpf_source_drain(c->source, sink, &c->drain, CYCLE_SLICE_NS);
	} while (result > 0);
	count_drain(c);
	return result;
}

void cycle_init(struct cycle *c, struct bpf_source *s, struct pipeline *p, uint64_t since,
		uint64_t now)
{
	memset(c, 0, sizeof(*c));
	c->source = s;
	c->pipeline = p;
	c->account = *bpf_source_takeover(s);
	c->swapped_ns = now;
	if (now - since > CYCLE_START_NS && take_all(c, NULL))
		c->drain_errors++;
	pipeline_open(p, now);
}

void cycle_pressure(struct cycle *c, uint64_t time_ns)
{
	/* Told of the maps that are being drained already? */
	if (time_ns > c->swapped_ns)
		c->pressure = true;
}

static bool ends(const struct cycle *c, uint64_t now)
{
	return now >= pipeline_window_end(c->pipeline);
}

bool cycle_busy(const struct cycle *c, uint64_t now)
{
	return c->phase != CYCLE_IDLE || ends(c, now) ||
	       (c->pressure && c->early < CYCLE_EARLY_MAX);
}

enum stage { STAGE_DRAIN, STAGE_CLOSE };

static void stage_ends(struct cycle *c, enum stage stage)
{
	durations_add(&c->stage[stage], loop_now_ns() - c->stage_ns);
}

static int start_close(struct cycle *c, uint64_t now)
{
	int result;

	c->stage_ns = loop_now_ns();
	result = pipeline_close(c->pipeline, now);
	c->phase = CYCLE_CLOSE;
	return result < 0 ? result : 0;
}

static int start_drain(struct cycle *c, uint64_t now)
{
	c->partial = !ends(c, now);
	c->pressure = false;
	if (c->partial) {
		c->early++;
		c->early_swaps++;
	}
	c->stage_ns = loop_now_ns();
	if (bpf_source_swap(c->source)) {
		c->drain_errors++;
		return c->partial ? 0 : start_close(c, now);
	}
	/* Not @now: a swap takes its time, and what is told during it is about the old maps. */
	c->swapped_ns = loop_now_ns();
	c->phase = CYCLE_DRAIN;
	return 0;
}

static int step_drain(struct cycle *c, uint64_t now)
{
	const struct drain_sink sink = { .flow = pipeline_flow,
					 .victim = pipeline_victim,
					 .ctx = c->pipeline };
	int result = bpf_source_drain(c->source, &sink, &c->drain, CYCLE_SLICE_NS);

	if (result > 0)
		return 0;
	count_drain(c);
	stage_ends(c, STAGE_DRAIN);
	if (result < 0)
		c->drain_errors++;
	if (!c->partial)
		return start_close(c, now);
	c->phase = CYCLE_IDLE;
	return 0;
}

static int step_close(struct cycle *c, uint64_t now)
{
	int result = pipeline_step(c->pipeline, CYCLE_SLICE_NS);

	if (result > 0)
		return 0;
	stage_ends(c, STAGE_CLOSE);
	pipeline_open(c->pipeline, now);
	c->phase = CYCLE_IDLE;
	c->early = 0;
	return result < 0 ? result : 1;
}

int cycle_step(struct cycle *c, uint64_t now)
{
	switch (c->phase) {
	case CYCLE_DRAIN:
		return step_drain(c, now);
	case CYCLE_CLOSE:
		return step_close(c, now);
	default:
		return cycle_busy(c, now) ? start_drain(c, now) : 0;
	}
}

int cycle_finish(struct cycle *c, uint64_t now)
{
	const struct drain_sink sink = { .flow = pipeline_flow,
					 .victim = pipeline_victim,
					 .ctx = c->pipeline };
	int result = 0, error;

	while (c->phase != CYCLE_IDLE && result >= 0)
		result = cycle_step(c, now);
	/* The second swap waits for programs that began before the hooks were taken off. */
	error = take_all(c, &sink);
	if (!error)
		error = take_all(c, &sink);
	if (error)
		c->drain_errors++;
	result = pipeline_close(c->pipeline, now);
	while (result > 0)
		result = pipeline_step(c->pipeline, CYCLE_SLICE_NS);
	pipeline_finish(c->pipeline, now);
	return result ? result : error;
}
