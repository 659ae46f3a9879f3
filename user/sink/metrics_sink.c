// SPDX-License-Identifier: MIT
#include "metrics_part.h"

void metrics_write_sinks(struct metrics_text *t, const struct stats_view *v)
{
	const struct stats_sink *end = v->sink + v->sink_count, *s;

	metrics_family(t, "weir_sink_up", GAUGE, "1: the sink takes events.");
	for (s = v->sink; s < end; s++)
		metrics_sample(t, s->up, "sink", s->name, NULL);
	metrics_family(t, "weir_sink_events_total", COUNTER, "Events that the sink took.");
	for (s = v->sink; s < end; s++)
		metrics_sample(t, s->sent, "sink", s->name, NULL);
	metrics_family(t, "weir_sink_dropped_total", COUNTER,
		       "Events that were lost because the sink took no more.");
	for (s = v->sink; s < end; s++)
		metrics_sample(t, s->dropped, "sink", s->name, NULL);
	metrics_family(t, "weir_sink_queue_events", GAUGE, "Events that wait for the sink.");
	for (s = v->sink; s < end; s++)
		if (s->has_queue)
			metrics_sample(t, s->queued, "sink", s->name, NULL);
	metrics_family(t, "weir_sink_last_success_timestamp_seconds", GAUGE,
		       "When the sink took an event last.");
	for (s = v->sink; s < end; s++)
		if (s->last_s)
			metrics_sample(t, (uint64_t)s->last_s, "sink", s->name, NULL);
	if (v->journal)
		metrics_value(t, "weir_journal_left_out_total", COUNTER,
			      "Entries beyond the journal's rate, summed up in one.",
			      v->journal->left_out);
	if (v->eve_socket)
		metrics_value(t, "weir_eve_readers", GAUGE, "Connected to the EVE socket.",
			      v->eve_socket->readers);
}
