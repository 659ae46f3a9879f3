/* SPDX-License-Identifier: MIT */
/*
 * eve.h - parts that the makers of EVE events share. A "put" takes a reference to its
 * value and returns 0, or -1 where the value is NULL or memory lacks; so an event is
 * made of puts whose results are or-ed, and eve_finish() keeps or drops it.
 */
#ifndef WEIR_EVE_H
#define WEIR_EVE_H

#include "event.h"

/* Who an event is about. */
struct eve_tuple {
	struct weir_addr src; /* zero: not named */
	struct weir_addr dst;
	__be16 sport;
	__be16 dport;
	uint16_t vlan; /* 0: none */
	uint8_t ip_proto;
	uint8_t ip_v;
	uint8_t icmp_type;
	uint8_t icmp_code;
	uint8_t slot;
	bool whole; /* a five-tuple: 0 in a port or protocol is a value, not "many" */
};

/* Whom an alert is about; whole only if it is about one flow. */
struct eve_tuple eve_alert_tuple(const struct alert *a);

int eve_put(json_t *object, const char *key, json_t *value);
int eve_put_text(json_t *object, const char *key, const char *value);
int eve_put_time(json_t *object, const char *key, const struct event_context *c, uint64_t ns);

/* TCP, UDP, SCTP. */
bool eve_has_ports(uint8_t ip_proto);

/* The keys before the event's own object; @t NULL: about nobody; @flow_id 0: none. */
json_t *eve_start(const struct event_context *c, const char *type, uint64_t now_ns,
		  uint64_t flow_id, const struct eve_tuple *t);
/* @event, or NULL with @event dropped if @bad. */
json_t *eve_finish(json_t *event, int bad);

/* The stats of a stats event; @p NULL: without flows. */
json_t *eve_stats_object(const struct account *a, const struct pipeline_stats *p,
			 uint64_t uptime_s);

/* {"pkts_toserver",...}: the head of a flow object. */
json_t *eve_counts(const uint64_t packets[2], const uint64_t bytes[2]);

#endif
