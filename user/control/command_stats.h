/* SPDX-License-Identifier: MIT */
/*
 * command_stats.h - commands that need no more than a view of the sensor: version, uptime,
 * running-mode, iface-list, iface-stat, dump-counters, status, stats, metrics (Prometheus'
 * text).
 */
#ifndef WEIR_CONTROL_COMMAND_STATS_H
#define WEIR_CONTROL_COMMAND_STATS_H

#include "command.h"
#include "stats.h"

/* What they work on: fills a view that is all zero; it holds until the command returns. */
struct stats_source {
	void (*view)(void *ctx, struct stats_view *out);
	void *ctx;
};

extern const struct control_command command_stats[];

#endif
