/* SPDX-License-Identifier: MIT */
/*
 * sink_watch.h - looks at every sink once a second: when it took something last, whether it
 * is down, and tells that it went down or works again (the journal tells that itself).
 */
#ifndef WEIR_SINK_WATCH_H
#define WEIR_SINK_WATCH_H

#include "../control/stats.h"
#include "output.h"

enum sink_name { SINK_JOURNAL, SINK_EVE_SOCKET, SINK_EVE_FILE, SINK_EVE_CONNECT, SINK_NAMES };

struct sink_watch {
	struct {
		int64_t last_s;
		uint64_t sent; /* at the last look */
		bool down;     /* as told */
		uint64_t dropped_before; /* when it went down */
	} sink[SINK_NAMES];
};

/* @wall_s: seconds since 1970. */
void sink_watch_look(struct sink_watch *w, struct output *out, int64_t wall_s);

/* Of the sinks that there are. Returns how many of @sinks were filled. */
unsigned int sink_watch_view(const struct sink_watch *w, const struct output *out,
			     struct stats_sink sinks[static STATS_SINKS]);

#endif
