// SPDX-License-Identifier: MIT
#include "metrics_part.h"

#include "../device/device.h"
#include "../evidence/evidence.h"

#include <string.h>

static void write_baseline(struct metrics_text *t, const struct stats_view *v)
{
	static const char *const states[][2] = {
		{"none", "none"}, {"learning", "learning"}, {"training", "training"},
		{"in use", "in_use"}};

	if (!v->has_past)
		return;
	metrics_family(t, "weir_baseline_state", GAUGE,
		       "1: the state of the site's baseline, of all there are.");
	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++)
		metrics_sample(t, v->past.state && !strcmp(v->past.state, states[i][0]), "state",
			       states[i][1], NULL);
	metrics_value(t, "weir_baseline_drifted", GAUGE, "1: the site is no longer like it.",
		      v->past.day.drifted);
	if (v->past.baseline)
		metrics_value(t, "weir_baseline_age_seconds", GAUGE,
			      "Since the end of what the baseline in use was learned from.",
			      v->wall_s > v->past.baseline->to_s ?
				      (uint64_t)(v->wall_s - v->past.baseline->to_s) :
				      0);
}

static void write_memory(struct metrics_text *t, const struct stats_view *v)
{
	if (!v->pipeline)
		return;
	metrics_value(t, "weir_site_memory_entries", GAUGE,
		      "Who has exchanged what with whom: entries remembered.",
		      v->pipeline->memory.entries);
	metrics_value(t, "weir_site_memory_capacity", GAUGE, "Entries that can be.",
		      v->pipeline->memory.entries_max);
	metrics_value(t, "weir_site_memory_evicted_total", COUNTER, "Entries that made room.",
		      v->pipeline->memory.evicted);
	metrics_value(t, "weir_site_memory_saves_failed_total", COUNTER,
		      "Times that it could not be saved.", v->memory_failed);
}

static void write_devices(struct metrics_text *t, const struct devices_stats *d)
{
	if (!d)
		return;
	metrics_value(t, "weir_devices", GAUGE, "Devices of the site that are known.", d->devices);
	metrics_value(t, "weir_devices_capacity", GAUGE, "Devices that can be.", d->devices_max);
	metrics_value(t, "weir_devices_evicted_total", COUNTER, "Devices that made room.",
		      d->evicted);
	metrics_value(t, "weir_devices_moved_total", COUNTER,
		      "Addresses that went to another MAC address.", d->moved);
	metrics_value(t, "weir_peer_names", GAUGE, "Addresses outside whose name is known.",
		      d->peers);
	metrics_value(t, "weir_names_broken_total", COUNTER,
		      "Frames with names that are not what they claim.", d->broken);
}

static void write_evidence(struct metrics_text *t, const struct evidence_stats *e)
{
	if (!e)
		return;
	metrics_value(t, "weir_captures_total", COUNTER, "Captures begun.", e->begun);
	metrics_value(t, "weir_captures_failed_total", COUNTER,
		      "Captures that could not be written to their end.", e->failed);
	metrics_value(t, "weir_captures_removed_total", COUNTER,
		      "Captures removed to keep within their total.", e->removed);
	metrics_value(t, "weir_captures_refused_total", COUNTER,
		      "Alarms without a capture: too many were open, or one had failed.",
		      e->refused);
	metrics_value(t, "weir_captures_kept", GAUGE, "Captures in the folder.", e->files);
	metrics_value(t, "weir_captures_bytes", GAUGE, "Bytes of all captures.", e->bytes);
}

void metrics_write_site(struct metrics_text *t, const struct stats_view *v)
{
	write_baseline(t, v);
	write_memory(t, v);
	write_devices(t, v->devices);
	write_evidence(t, v->evidence);
}
