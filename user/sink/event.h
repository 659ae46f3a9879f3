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

/* One EVE object per event, keys in Suricata's order; dump with eve_text(). New
 * reference, NULL on lack of memory. */
json_t *eve_alert(const struct event_context *c, const struct alert *a);
json_t *eve_flow(const struct event_context *c, const struct flow_life *f);
json_t *eve_stats(const struct event_context *c, const struct account *a,
		  const struct pipeline_stats *p, uint64_t uptime_s, uint64_t now_ns);

/* The event as one line without newline; free() it. NULL on lack of memory. */
char *eve_text(const json_t *event);

/* "2025-01-31T12:00:00.123456+0000" of nanoseconds since the epoch (UTC). */
#define EVE_TIME_SIZE 40
void eve_time(int64_t wall_ns, char out[static EVE_TIME_SIZE]);

/* "TCP", "UDP", "ICMP", "IPv6-ICMP", "SCTP", ...; else the number in three digits. */
#define EVE_PROTO_SIZE 16
void eve_proto(uint8_t ip_proto, char out[static EVE_PROTO_SIZE]);

#endif
