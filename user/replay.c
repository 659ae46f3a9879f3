// SPDX-License-Identifier: MIT
#include "replay.h"

#include "device/observe.h"
#include "flow/memory_file.h"
#include "source/capture.h"
#include "source/order.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define PROGRESS_EVERY 65536u
#define STEP_NS 50000000ull

struct run {
	const struct replay_options *o;
	struct replay_result *result;
	struct capture *capture;
	struct engine *engine;
	struct order *order; /* NULL: the engine drains in order */
	struct pipeline *pipeline;
	uint64_t next_ns; /* when a drain or a window is due */
	struct devices *devices; /* NULL: not wanted */
	char *error;
	struct frame_buffer buffer; /* of the frame that somebody wants to see */
};

static int fail(const struct run *run, const char *what, int error)
{
	snprintf(run->error, REPLAY_ERROR_SIZE, "%s: %s", what, strerror(-error));
	return error;
}

static int hold_flow(void *ctx, const struct weir_key *key, const struct weir_flow *flow)
{
	struct run *run = ctx;

	return order_flow(run->order, key, flow);
}

static int pass_victim(void *ctx, const struct weir_victim *victim)
{
	struct run *run = ctx;

	return pipeline_victim(run->pipeline, victim);
}

/* Both engines feed the pipeline in one order, so that all it does is the same: which
 * flow makes room in a full table, when the ports of a closed connection come back. */
static int drain(struct run *run)
{
	struct drain_sink pass = { pipeline_flow, pipeline_victim, run->pipeline };
	struct drain_sink hold = { hold_flow, pass_victim, run };
	const struct drain_sink *sink = run->order ? &hold : &pass;
	int error = run->engine->ops->drain(run->engine, sink, &run->result->account);

	if (!error && run->order)
		error = order_drain(run->order, &pass);
	return error ? fail(run, "cannot drain the flow table", error) : 0;
}

/* Its own end is the time at which a window of replay closes. */
static int close_window(struct run *run)
{
	uint64_t end = pipeline_window_end(run->pipeline);
	int more = drain(run);

	if (more)
		return more;
	more = pipeline_close(run->pipeline, end);
	if (!more)
		more = 1;
	while (more > 0)
		more = pipeline_step(run->pipeline, STEP_NS);
	return more ? fail(run, "cannot close the window", more) : 0;
}

/* A record reached next_ns: drains, closes and opens what is due. */
static int advance(struct run *run, uint64_t now)
{
	uint64_t base = run->o->pipeline.base_ns, drains = run->o->drains, start;
	uint64_t end = pipeline_window_end(run->pipeline);
	int error = 0;

	if (!end) {
		pipeline_open(run->pipeline, now);
	} else if (now < end) {
		error = drain(run);
	} else {
		error = close_window(run);
		pipeline_open(run->pipeline, now);
	}
	end = pipeline_window_end(run->pipeline);
	start = end - base;
	run->next_ns = end;
	if (drains > 1 && now >= start)
		run->next_ns = start + ((now - start) * drains / base + 1) * base / drains;
	return error;
}

static void note_time(struct replay_result *result, uint64_t now)
{
	if (!result->first_ns || now < result->first_ns)
		result->first_ns = now;
	if (now > result->last_ns)
		result->last_ns = now;
}

static void take_name(void *ctx, const struct weir_frame *frame)
{
	struct run *run = ctx;

	devices_frame(run->devices, frame, (int64_t)run->o->pipeline.wall_offset_ns);
}

/* With either engine by the same code here, so that both show the same frames. */
static void offer(struct run *run, const struct frame_record *record)
{
	const struct frame_consumer naming = {.names = true, .frame = take_name, .ctx = run};
	struct weir_packet p;

	weir_parse(&p, record->data, record->data + record->len, 0);
	if (run->devices)
		frame_offer(&naming, record, &p, &run->buffer);
	if (run->o->frames.frame)
		frame_offer(&run->o->frames, record, &p, &run->buffer);
}

static int meter(struct run *run, const struct frame_record *record, int kind,
		 enum weir_malformed reason)
{
	int error = 0;

	note_time(run->result, record->meta.time_ns);
	if (record->meta.time_ns >= run->next_ns)
		error = advance(run, record->meta.time_ns);
	if (error)
		return error;
	if (kind == 2) {
		run->engine->ops->refuse(run->engine, record, reason);
		return 0;
	}
	if (run->devices || run->o->frames.frame)
		offer(run, record);
	error = run->engine->ops->packet(run->engine, record);
	return error ? fail(run, "the engine failed", error) : 0;
}

static void report_progress(const struct run *run)
{
	uint64_t done, size;

	if (!run->o->progress)
		return;
	capture_position(run->capture, &done, &size);
	run->o->progress(run->o->progress_ctx, done, size);
}

/* 0 at the end of the file, -EBADMSG where it broke. */
static int meter_all(struct run *run)
{
	enum weir_malformed reason = WEIR_MALFORMED_link_header_truncated;
	struct frame_record record = { .len = 0 };
	uint32_t until_progress = PROGRESS_EVERY;
	int kind, error;

	while ((kind = capture_next(run->capture, &record, &reason, run->error)) > 0) {
		error = meter(run, &record, kind, reason);
		if (error)
			return error;
		if (!--until_progress) {
			report_progress(run);
			until_progress = PROGRESS_EVERY;
		}
	}
	return kind;
}

/* Reports all that was metered, also before the place where a file is broken. */
static int finish(struct run *run)
{
	uint64_t end = pipeline_window_end(run->pipeline);
	int error = end ? close_window(run) : 0;

	pipeline_finish(run->pipeline, end);
	run->result->pipeline = *pipeline_stats(run->pipeline);
	run->result->alerts = *pipeline_alert_stats(run->pipeline);
	return error;
}

/* Of the site the capture is from. It is only read. */
static int load_memory(struct run *run)
{
	char why[MEMORY_FILE_ERROR_SIZE] = "no site memory there";
	struct memory *memory = pipeline_memory(run->pipeline);
	int error = memory_load(memory, run->o->state, why);

	if (!error && !memory->loaded)
		error = -ENOENT;
	if (error)
		snprintf(run->error, REPLAY_ERROR_SIZE, "%s: %s", run->o->state, why);
	return error;
}

static int open_pipeline(struct run *run)
{
	struct pipeline_options o = run->o->pipeline;
	int error = 0;

	if (run->o->devices)
		error = devices_new(o.budget.devices_max, o.budget.peers_max, o.home,
				    &run->devices);
	o.devices = run->devices;
	return error ? error : pipeline_new(&o, &run->pipeline);
}

static int open_all(struct run *run, const char *path)
{
	uint32_t flows_max = run->o->pipeline.budget.flows_max;
	int error = capture_open(path, &run->capture, run->error);

	if (error)
		return error;
	error = run->o->engine_new(flows_max, &run->engine);
	if (error)
		return fail(run, "cannot start the engine", error);
	if (!run->engine->ops->ordered)
		error = order_new(flows_max, &run->order);
	if (error)
		return fail(run, "cannot make the flow table", error);
	error = open_pipeline(run);
	if (error)
		return fail(run, "cannot make the pipeline", error);
	return run->o->state ? load_memory(run) : 0;
}

int replay_run(const struct replay_options *o, const char *path, struct replay_result *out,
	       char error[static REPLAY_ERROR_SIZE])
{
	struct run run = { .o = o, .result = out, .error = error };
	int result, finished;

	memset(out, 0, sizeof(*out));
	error[0] = '\0';
	result = open_all(&run, path);
	if (result)
		goto out;
	result = meter_all(&run);
	if (!result || result == -EBADMSG) {
		finished = finish(&run);
		if (finished)
			result = finished;
	}
out:
	pipeline_free(run.pipeline);
	devices_free(run.devices);
	if (run.engine)
		run.engine->ops->free(run.engine);
	order_free(run.order);
	capture_close(run.capture);
	return result;
}
