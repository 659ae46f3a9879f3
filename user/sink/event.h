/* SPDX-License-Identifier: MIT */
/*
 * event.h - what sinks need beside the alert itself, and EVE lines as text.
 */
#ifndef WEIR_EVENT_H
#define WEIR_EVENT_H

#include "../alert/alert.h"
#include "../flow/life.h"
#include "../control/account.h"
#include "../pipeline.h"

#include <jansson.h>

/* What is the same for every event of a run. */
struct event_context {
	const char *host; /* sensor name */
	const char *model_id; /* "none" without a model */
	unsigned int model_rev;
	const char *pcap_filename; /* replay: the file; else NULL */
	int64_t wall_offset_ns; /* wall clock minus source clock; replay: 0 */
	const char *(*ifname)(void *ctx, uint8_t slot); /* NULL result: left out */
	void *ctx;
};

/* One EVE object per event, keys in the order of conventions 1.1; dump with
 * JSON_COMPACT | JSON_PRESERVE_ORDER. New reference, NULL on lack of memory. */
json_t *eve_alert(const struct event_context *c, const struct alert *a);
json_t *eve_flow(const struct event_context *c, const struct flow_life *f);
json_t *eve_stats(const struct event_context *c, const struct account *a,
		  const struct pipeline_stats *p, uint64_t uptime_s, uint64_t now_ns);

/* Community ID v1 ("1:...="); seed 0. Ports in network order; ICMP: type and code as
 * given by the flow. @out holds at least COMMUNITY_ID_SIZE bytes. */
#define COMMUNITY_ID_SIZE 32

#endif
