/* SPDX-License-Identifier: MIT */
/*
 * who.h - the ends of an alarm by what is known of them beside their addresses.
 */
#ifndef WEIR_ALERT_WHO_H
#define WEIR_ALERT_WHO_H

#include "alert.h"

/* Fills a->device and a->peer_name from the subject; @devices NULL: nothing is known. */
void who_fill(struct alert *a, const struct devices *devices);

/* For rules (ruleset_name_hosts()): what devices know of a host; @ctx: struct devices. */
void who_host(void *ctx, const struct weir_addr *addr, uint8_t ip_v, struct ruleset_host *out);
/* The same as an alarm that is kept has it; @ctx: struct alert. */
void who_host_of_alert(void *ctx, const struct weir_addr *addr, uint8_t ip_v,
		       struct ruleset_host *out);

#endif
