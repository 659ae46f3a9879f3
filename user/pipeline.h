/* SPDX-License-Identifier: MIT */
/*
 * pipeline.h - record -> window -> features -> score -> alert, for live and replay
 * alike. The owner feeds drained records and says what time it is; the pipeline calls
 * back with alerts, finished flows and (if asked) feature rows.
 *
 * Order of records within a window does not matter: sums commute, and rows are made in
 * the order of (first packet, key), so two engines that drain in different orders give
 * the same output.
 */
#ifndef WEIR_PIPELINE_H
#define WEIR_PIPELINE_H

#include "alert/record.h"
#include "control/budget.h"
#include "flow/life.h"
#include "flow/memory.h"
#include "flow/network.h"
#include "flow/slow.h"

struct flow; /* flow/flow.h */
struct traffic; /* flow/traffic.h */
struct anomaly; /* detect/anomaly.h: the site's own past, NULL: none */
struct models; /* detect/models.h: the loaded forests, NULL: rules only */

struct pipeline_output {
	/* May add to a report before anyone, the records included, is shown it; NULL: no. */
	void (*prepare)(void *ctx, struct alert *alert);
	void (*alert)(void *ctx, const struct alert *alert);
	void (*flow)(void *ctx, const struct flow_life *life); /* NULL: not wanted */
	void (*row)(void *ctx, const struct row *row); /* NULL: not wanted */
	void *ctx;
};

struct pipeline_options {
	uint64_t base_ns; /* base window, 5 s; 1 s and up */
	uint64_t wall_offset_ns; /* wall clock minus the source's clock, 0 in replay */
	struct budget budget;
	const struct networks *home; /* outlives the pipeline */
	const struct devices *devices; /* device/device.h; outlive the pipeline, or NULL */
	const struct models *models; /* outlives the pipeline, or NULL */
	struct anomaly *anomaly; /* outlives the pipeline, or NULL */
	struct traffic *traffic; /* sums for `weir top`; outlives the pipeline, or NULL */
	struct records *records; /* of alarms, to explain them; outlives the pipeline, or NULL */
	struct alert_options alert;
	struct pipeline_output output;
	bool score; /* false: rows and flows only (weir features) */
};

struct pipeline_stats {
	uint64_t windows; /* base windows closed */
	uint64_t windows_late; /* closed over one base window after their end */
	uint64_t flows_created;
	uint64_t flows_ended;
	uint64_t flows_forced; /* ended early because lives_max were live */
	uint32_t flows_live;
	uint64_t hosts_lost; /* hosts not followed because hosts_max were */
	uint64_t pairs_lost;
	uint64_t rows_scored;
	uint64_t rows_forest; /* of those, put to a forest of the model */
	struct memory_stats memory;
	struct slow_stats slow;
};

struct pipeline;

int pipeline_new(const struct pipeline_options *o, struct pipeline **out);

/* A drained record of the open window; a record from before it counts in it. Several
 * drains of one window come in the order of time. -EBUSY while no window is open, also
 * from pipeline_close() to pipeline_open(). drain_sink callbacks: ctx is the pipeline. */
int pipeline_flow(void *ctx, const struct weir_key *key, const struct weir_flow *flow);
int pipeline_victim(void *ctx, const struct weir_victim *victim);

/*
 * Windows are numbered (time + wall offset) / base. The open window's end (exclusive), 0
 * before the first. Replay: when a packet's time reaches it, drain, close, open the packet's.
 */
uint64_t pipeline_window_end(const struct pipeline *p);
/* Opens the window that holds @now. Later windows with nothing in them are skipped by
 * arithmetic, with the same state as if each had been stepped. */
void pipeline_open(struct pipeline *p, uint64_t now);

/* Begins to close the open window (all its records have been fed), then works in slices
 * of about @budget_ns: 1 there is more, 0 closed, negative errno. */
int pipeline_close(struct pipeline *p, uint64_t now);
int pipeline_step(struct pipeline *p, uint64_t budget_ns);

/* Closes the open window, then ends every flow (reason shutdown) and alert. Nothing may be
 * fed after it. */
void pipeline_finish(struct pipeline *p, uint64_t now);

/* What holds from now on, for rows and findings that come. */
void pipeline_use_models(struct pipeline *p, const struct models *m);
/* Budget, times and named hosts of @o; the rest stays. */
void pipeline_use_alerts(struct pipeline *p, const struct alert_options *o);
/* The networks that the options' home points to have changed. */
void pipeline_home_changed(struct pipeline *p);

/* The wall clock was set: the times of rules follow; windows go on as they were cut. */
void pipeline_use_clock(struct pipeline *p, uint64_t wall_offset_ns);
/* Other rules from now on (alert.h); the old ones are the caller's again. */
void pipeline_use_rules(struct pipeline *p, struct ruleset *rules);

/* The site memory, to be loaded and saved between windows; the pipeline's own. */
struct memory *pipeline_memory(struct pipeline *p);

/* Live flows, to look at between calls into the pipeline, as they were when the last window
 * closed: by place, below pipeline_places(). NULL: none there. */
uint32_t pipeline_places(const struct pipeline *p);
const struct flow *pipeline_flow_at(const struct pipeline *p, uint32_t place);

const struct pipeline_stats *pipeline_stats(const struct pipeline *p);
const struct alert_stats *pipeline_alert_stats(const struct pipeline *p);
void pipeline_free(struct pipeline *p);

#endif
