// SPDX-License-Identifier: MIT
#include "sink_watch.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

_Static_assert((int)SINK_NAMES <= STATS_SINKS, "a view has room for all sinks");

static const char *const names[SINK_NAMES] = {"journal", "eve_socket", "eve_file", "eve_connect"};

/* What the sink says of itself; false: there is none. *error: an errno, or 0. */
static bool ask(const struct output *out, enum sink_name name, struct stats_sink *s, int *error)
{
	const struct journal_stats *j = out->journal ? journal_stats(out->journal) : NULL;
	const struct eve_socket_stats *e = out->eve ? eve_socket_stats(out->eve) : NULL;
	const struct eve_file_stats *f = out->file ? eve_file_stats(out->file) : NULL;
	const struct eve_connect_stats *c = out->connect ? eve_connect_stats(out->connect) : NULL;

	*error = 0;
	*s = (struct stats_sink){.name = names[name], .up = true};
	if (name == SINK_JOURNAL && j) {
		s->up = j->up;
		s->has_queue = true;
		s->queued = j->queued;
		s->sent = j->delivered;
		s->dropped = j->dropped;
		return true;
	}
	if (name == SINK_EVE_SOCKET && e) {
		s->sent = e->sent;
		s->dropped = e->lost;
		return true;
	}
	if (name == SINK_EVE_FILE && f) {
		*error = f->error;
		s->sent = f->written;
		s->dropped = f->lost;
	} else if (name == SINK_EVE_CONNECT && c) {
		*error = c->error;
		s->has_queue = true;
		s->queued = c->queued;
		s->sent = c->sent;
		s->dropped = c->lost;
	} else {
		return false;
	}
	s->up = !*error;
	return true;
}

static void tell_down(struct output *out, const struct stats_sink *s, int error)
{
	const char *const fields[][2] = {{"WEIR_SINK", s->name}, {NULL, NULL}};
	char message[200];

	snprintf(message, sizeof(message),
		 "The sink %s takes no events (%s); what it loses is counted; next: look at what "
		 "stands behind it.",
		 s->name, strerror(error));
	output_event_with(out, JOURNAL_SINK_DOWN, message, fields);
}

static void tell_up(struct output *out, const struct stats_sink *s, uint64_t lost)
{
	char message[200], count[24];
	const char *const fields[][2] = {
		{"WEIR_SINK", s->name}, {"WEIR_LOST", count}, {NULL, NULL}};

	snprintf(count, sizeof(count), "%" PRIu64, lost);
	snprintf(message, sizeof(message),
		 "The sink %s takes events again; %s were lost meanwhile; next: %s.", s->name,
		 count, lost ? "read them from another sink" : "nothing");
	output_event_with(out, JOURNAL_SINK_RECOVERED, message, fields);
}

static void look_at(struct sink_watch *w, struct output *out, enum sink_name name, int64_t wall_s)
{
	struct stats_sink s;
	int error;

	if (!ask(out, name, &s, &error))
		return;
	if (s.sent != w->sink[name].sent)
		w->sink[name].last_s = wall_s;
	w->sink[name].sent = s.sent;
	if (name == SINK_JOURNAL || s.up == !w->sink[name].down)
		return;
	w->sink[name].down = !s.up;
	if (s.up) {
		tell_up(out, &s, s.dropped - w->sink[name].dropped_before);
		return;
	}
	w->sink[name].dropped_before = s.dropped;
	tell_down(out, &s, error);
}

void sink_watch_look(struct sink_watch *w, struct output *out, int64_t wall_s)
{
	for (unsigned int i = 0; i < SINK_NAMES; i++)
		look_at(w, out, (enum sink_name)i, wall_s);
}

unsigned int sink_watch_view(const struct sink_watch *w, const struct output *out,
			     struct stats_sink sinks[static STATS_SINKS])
{
	unsigned int count = 0;
	int error;

	for (unsigned int i = 0; i < SINK_NAMES; i++)
		if (ask(out, (enum sink_name)i, &sinks[count], &error))
			sinks[count++].last_s = w->sink[i].last_s;
	return count;
}
