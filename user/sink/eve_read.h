/* SPDX-License-Identifier: MIT */
/*
 * eve_read.h - an EVE flow event, Suricata's or weir's own, back to a flow.
 */
#ifndef WEIR_EVE_READ_H
#define WEIR_EVE_READ_H

#include "../flow/life.h"

#include <jansson.h>

#define EVE_READ_NAME_SIZE 16

struct eve_flow_read {
	/* Times are ns since 1970 (UTC). What the event does not tell is zero: payload, IP bytes,
	 * the counts of flags, slot, but reason: FLOW_GOES_ON. */
	struct flow_life life;
	char ifname[EVE_READ_NAME_SIZE]; /* "": not told */
};

/* 0; -ENOMSG: not an event of type flow; -EINVAL: not one that makes sense. */
int eve_read_flow(const json_t *event, struct eve_flow_read *out);

/* "2025-01-31T12:00:00.123456+0000" (any offset, "Z", any number of digits, also none) to ns
 * since 1970. -EINVAL, also before 1970 and from 2262 on. */
int eve_read_time(const char *text, uint64_t *out_ns);

#endif
