/* SPDX-License-Identifier: MIT */
/*
 * pipeline_state.h - what pipeline.c (feeding, time) and pipeline_close.c (a window's
 * end, in slices) share. Nobody else includes it.
 */
#ifndef WEIR_PIPELINE_STATE_H
#define WEIR_PIPELINE_STATE_H

#include "detect/verdict.h"
#include "flow/site.h"
#include "flow/sort.h"
#include "flow/traffic.h"
#include "pipeline.h"

/* Steps of a window's end, in this order. */
enum pipeline_phase {
	PHASE_LATE, /* flows of the last window that waited for their outcome */
	PHASE_ORDER, /* this window's flows by (first packet, key) */
	PHASE_SETTLE, /* count in hosts and pairs */
	PHASE_OPEN, /* connections open now, parked ones included */
	PHASE_HOSTS, /* rows */
	PHASE_PAIRS,
	PHASE_FLOWS, /* rows; then parked until they expire */
	PHASE_EXPIRE, /* flows whose time is over */
	PHASE_ALERTS, /* updates, ends, summaries */
	PHASE_DONE
};

struct pipeline {
	struct pipeline_options o;
	struct window_scale scale;
	struct flow_table table;
	struct site site;
	struct sort flows; /* of the window, then of the expired */
	struct sort subjects; /* hosts, then pairs */
	uint32_t *pending; /* slots of flows that wait for their outcome */
	uint32_t pending_count;
	struct verdict *verdict; /* NULL: not scored */
	struct alert_table *alerts; /* NULL: not scored */
	struct pipeline_stats stats;
	uint64_t number; /* of the open base window, or the last closed one */
	bool started; /* number is valid */
	bool open;
	/* of the window's end */
	enum pipeline_phase phase;
	bool gathered; /* the phase's items are in place */
	uint32_t cursor;
	uint32_t bucket;
};

/* Begins the end of base window p->number. */
void pipeline_close_begin(struct pipeline *p);
/* Some work; true when the window is closed. */
bool pipeline_close_work(struct pipeline *p);
/* Reports a flow and removes it. */
void pipeline_flow_end(struct pipeline *p, uint32_t slot, enum flow_reason reason);
/* Puts every parked flow into p->flows, by (first packet, key); PHASE_DONE only. */
void pipeline_gather_parked(struct pipeline *p);

#endif
