/* SPDX-License-Identifier: MIT */
/*
 * replay.h - one capture through an engine and the pipeline: what the sensor would have
 * seen, on the capture's own clock.
 */
#ifndef WEIR_REPLAY_H
#define WEIR_REPLAY_H

#include "pipeline.h"
#include "source/frame_record.h"

#define REPLAY_ERROR_SIZE 640

struct replay_options {
	int (*engine_new)(uint32_t flows_max, struct engine **out);
	struct pipeline_options pipeline; /* budget.flows_max sizes the engine's table */
	const char *state; /* folder with the site's memory to begin with; NULL: none */
	bool devices; /* learn them from the capture's frames, to name both ends of alarms */
	unsigned int drains; /* of the engine per base window, at least 1 */
	/* Called every 65,536 records; size 0: unknown. NULL: not wanted. */
	void (*progress)(void *ctx, uint64_t done_bytes, uint64_t size_bytes);
	void *progress_ctx;
	struct frame_consumer frames; /* each frame before the window it is in closes */
};

struct replay_result {
	struct account account;
	struct pipeline_stats pipeline;
	struct alert_stats alerts;
	uint64_t first_ns; /* time of the earliest and latest record; 0 and 0: none */
	uint64_t last_ns;
};

/*
 * Runs the capture at @path ("-": stdin) from first record to last; all output goes to
 * the pipeline's callbacks. *out is always filled. 0, or a negative errno with one line
 * in @error: what capture_open() and engine_new() fail with (-EPERM: the kernel engine
 * needs rights), -EBADMSG (broken file: what came before its end has been reported),
 * -ENOENT or -EINVAL (no site memory in @state, a broken one), -ENOMEM.
 */
int replay_run(const struct replay_options *o, const char *path, struct replay_result *out,
	       char error[static REPLAY_ERROR_SIZE]);

#endif
