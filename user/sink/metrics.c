// SPDX-License-Identifier: MIT
#include "metrics.h"

#include "../control/trouble.h"
#include "metrics_part.h"

#include <stdio.h>
#include <string.h>

static void write_build(struct metrics_text *t, const struct stats_view *v)
{
	metrics_family(t, "weir_build_info", GAUGE, "Version of the sensor, model in use.");
	metrics_sample(t, 1, "version", v->version ? v->version : WEIR_VERSION, "model",
		       v->model_id ? v->model_id : "none", NULL);
	if (!v->model_loaded_s)
		return;
	metrics_value(t, "weir_model_loaded_timestamp_seconds", GAUGE,
		      "When the model in use was loaded.", (uint64_t)v->model_loaded_s);
}

static void write_config(struct metrics_text *t, const struct stats_view *v)
{
	metrics_family(t, "weir_config_reloads_total", COUNTER,
		       "Configurations read while it runs, taken over or refused.");
	metrics_sample(t, v->config_reloads, "result", "done", NULL);
	metrics_sample(t, v->config_rejections, "result", "rejected", NULL);
}

static void write_traffic(struct metrics_text *t, const struct stats_view *v)
{
	static const char *const hooks[] = {"ingress", "egress"};
	unsigned int i, hook;

	metrics_family(t, "weir_packets_total", COUNTER, "Packets seen, at the last drain.");
	for (i = 0; i < v->interface_count; i++)
		for (hook = 0; hook < 2; hook++)
			metrics_sample(t, v->interface[i].hook[hook].packets, "iface",
				       v->interface[i].name, "hook", hooks[hook], NULL);
	metrics_family(t, "weir_bytes_total", COUNTER, "Bytes seen, at the last drain.");
	for (i = 0; i < v->interface_count; i++)
		for (hook = 0; hook < 2; hook++)
			metrics_sample(t, v->interface[i].hook[hook].bytes, "iface",
				       v->interface[i].name, "hook", hooks[hook], NULL);
}

static void write_unparsed(struct metrics_text *t, const struct stats_view *v)
{
	unsigned int i, reason;
	const char *name;

	metrics_family(t, "weir_packets_unparsed_total", COUNTER,
		       "Packets whose addresses cannot be read.");
	for (i = 0; i < v->interface_count; i++)
		for (reason = 0; (name = account_malformed_name(reason)); reason++)
			metrics_sample(t, v->interface[i].malformed[reason], "iface",
				       v->interface[i].name, "reason", name, NULL);
}

static void write_blindness(struct metrics_text *t, const struct stats_view *v)
{
	unsigned int i;

	metrics_family(t, "weir_interface_up", GAUGE, "1: the interface is there and watched.");
	for (i = 0; i < v->interface_count; i++)
		metrics_sample(t, v->interface[i].present, "iface", v->interface[i].name, NULL);
	metrics_family(t, "weir_packets_not_visible_total", COUNTER,
		       "Packets that the NIC dropped before they could be counted.");
	for (i = 0; i < v->interface_count; i++)
		metrics_sample(t, v->interface[i].not_visible, "iface", v->interface[i].name, NULL);
	metrics_family(t, "weir_blind_spots", GAUGE, "What weir doctor would name.");
	for (i = 0; i < v->interface_count; i++)
		if (v->interface[i].blind)
			metrics_sample(t, v->interface[i].blind->count, "iface",
				       v->interface[i].name, NULL);
	metrics_family(t, "weir_interface_silent", GAUGE, "1: it was busy, and shows nothing.");
	for (i = 0; i < v->interface_count; i++)
		if (v->interface[i].blind)
			metrics_sample(t, v->interface[i].blind->silent, "iface",
				       v->interface[i].name, NULL);
	metrics_family(t, "weir_hooks_lost_total", COUNTER, "Times that others took a hook off.");
	for (i = 0; i < v->interface_count; i++)
		if (v->interface[i].blind)
			metrics_sample(t, v->interface[i].blind->hooks_lost, "iface",
				       v->interface[i].name, NULL);
	if (v->offloaded_known)
		metrics_value(t, "weir_connections_offloaded", GAUGE,
			      "Connections that hardware forwards unseen.", v->offloaded);
}

/* By how bad it is, as weir status lists it. */
static void write_troubles(struct metrics_text *t, const struct stats_view *v)
{
	static const char *const levels[] = {"blind", "warning", "note"};
	json_t *list = trouble_list(v), *trouble;
	uint64_t count[3] = {0};
	unsigned int level;
	size_t i;

	json_array_foreach(list, i, trouble)
		for (level = 0; level < 3; level++)
			count[level] += !strcmp(levels[level], json_string_value(json_object_get(
								       trouble, "level")));
	json_decref(list);
	metrics_family(t, "weir_troubles", GAUGE, "What weir status names as wrong.");
	for (level = 0; level < 3; level++)
		metrics_sample(t, count[level], "level", levels[level], NULL);
}

static void write_account(struct metrics_text *t, const struct account *a)
{
	struct weir_tally malformed, overflow;
	unsigned int reason;
	const char *name;

	if (!a)
		return;
	malformed = account_malformed(a);
	overflow = account_overflow(a);
	metrics_family(t, "weir_account_packets_total", COUNTER,
		       "Where every packet seen went; the sum is what was seen.");
	metrics_sample(t, a->accounted.packets, "bucket", "accounted", NULL);
	metrics_sample(t, a->not_ip.packets, "bucket", "not_ip", NULL);
	metrics_sample(t, malformed.packets, "bucket", "malformed", NULL);
	metrics_sample(t, overflow.packets, "bucket", "overflow", NULL);
	metrics_sample(t, a->restart.packets, "bucket", "restart", NULL);
	metrics_value(t, "weir_account_holds", GAUGE, "1: that sum is right.", account_holds(a));
	metrics_family(t, "weir_packets_lost_total", COUNTER,
		       "Packets that were counted, but not as part of a flow.");
	for (reason = 0; (name = account_overflow_name(reason)); reason++)
		metrics_sample(t, a->overflow[reason].packets, "reason", name, NULL);
	metrics_sample(t, a->restart.packets, "reason", "restart", NULL);
	metrics_family(t, "weir_packet_oddities_total", COUNTER,
		       "Packets accounted all the same, in which something is wrong.");
	for (reason = 0; (name = account_oddity_name(reason)); reason++)
		metrics_sample(t, a->oddity[reason], "oddity", name, NULL);
	metrics_value(t, "weir_ringbuf_dropped_total", COUNTER,
		      "Events of the kernel that found the ring buffer full.", a->ring_lost);
	metrics_family(t, "weir_frames_total", COUNTER,
		       "Frames wanted for names or as evidence: sent, lost, more than allowed.");
	metrics_sample(t, a->frames_sent, "result", "sent", NULL);
	metrics_sample(t, a->frames_lost, "result", "lost", NULL);
	metrics_sample(t, a->frames_over, "result", "over", NULL);
}

static void write_flows(struct metrics_text *t, const struct stats_view *v)
{
	const struct pipeline_stats *p = v->pipeline;

	metrics_value(t, "weir_flow_map_entries", GAUGE, "Flows in the kernel at the last drain.",
		      v->flow_map_entries);
	metrics_value(t, "weir_flow_map_capacity", GAUGE, "Flows that the kernel can hold.",
		      v->flow_map_capacity);
	metrics_value(t, "weir_flow_map_early_swaps_total", COUNTER,
		      "Drains before a window's end, because the map was full.", v->early_swaps);
	metrics_value(t, "weir_drain_errors_total", COUNTER, "Drains that failed.",
		      v->drain_errors);
	if (!p)
		return;
	metrics_value(t, "weir_flows_active", GAUGE, "Flows that are followed now.",
		      p->flows_live);
	metrics_value(t, "weir_flows_total", COUNTER, "Flows that began.", p->flows_created);
	metrics_value(t, "weir_flows_forced_total", COUNTER,
		      "Flows ended early, because no more could be followed.", p->flows_forced);
	metrics_value(t, "weir_hosts_lost_total", COUNTER,
		      "Hosts not followed, because no more could be.", p->hosts_lost);
	metrics_value(t, "weir_pairs_lost_total", COUNTER,
		      "Pairs of hosts not followed, because no more could be.", p->pairs_lost);
}

static void write_stage(struct metrics_text *t, const struct durations *d, const char *window,
			const char *stage)
{
	uint64_t count = 0;
	unsigned int i;
	char end[32];

	for (i = 0; i < DURATIONS_BOUNDS; i++) {
		count += d->count[i];
		snprintf(end, sizeof(end), "%g", durations_bound_us[i] / 1e6);
		metrics_part(t, "_bucket", count, "window", window, "stage", stage, "le", end,
				NULL);
	}
	count += d->count[i];
	metrics_part(t, "_bucket", count, "window", window, "stage", stage, "le", "+Inf",
			NULL);
	metrics_seconds(t, "_sum", d->sum_ns, "window", window, "stage", stage, NULL);
	metrics_part(t, "_count", count, "window", window, "stage", stage, NULL);
}

static void write_windows(struct metrics_text *t, const struct stats_view *v)
{
	static const char *const stages[STATS_STAGES] = {"drain", "close"};
	char window[24];
	unsigned int i;

	snprintf(window, sizeof(window), "%gs", (double)v->window_ns / 1e9);
	if (v->stage) {
		metrics_family(t, "weir_window_duration_seconds", "histogram",
			       "How long a window's work took.");
		for (i = 0; i < STATS_STAGES; i++)
			write_stage(t, &v->stage[i], window, stages[i]);
	}
	if (!v->pipeline)
		return;
	metrics_family(t, "weir_windows_total", COUNTER, "Windows closed.");
	metrics_sample(t, v->pipeline->windows, "window", window, NULL);
	metrics_family(t, "weir_window_late_total", COUNTER,
		       "Windows closed more than a window after their end.");
	metrics_sample(t, v->pipeline->windows_late, "window", window, NULL);
}

static void write_process(struct metrics_text *t, const struct stats_view *v,
			  const struct process *p)
{
	if (!p)
		return;
	metrics_family(t, "process_cpu_seconds_total", COUNTER, "User and system time.");
	metrics_seconds(t, "", p->cpu_us * 1000, NULL);
	metrics_value(t, "process_resident_memory_bytes", GAUGE, "In memory.", p->resident_bytes);
	metrics_value(t, "process_virtual_memory_bytes", GAUGE, "Mapped.", p->virtual_bytes);
	metrics_value(t, "process_open_fds", GAUGE, "Open files.", p->fds);
	metrics_value(t, "process_max_fds", GAUGE, "Files that may be open.", p->fds_max);
	metrics_value(t, "process_start_time_seconds", GAUGE, "When the sensor started.",
		      (uint64_t)v->wall_s - v->uptime_s);
}

size_t metrics_write(const struct stats_view *v, const struct process *p, char *out, size_t size)
{
	struct metrics_text t = {.data = out, .size = size};

	write_build(&t, v);
	write_config(&t, v);
	write_traffic(&t, v);
	write_unparsed(&t, v);
	write_blindness(&t, v);
	write_troubles(&t, v);
	write_account(&t, v->account);
	write_flows(&t, v);
	write_windows(&t, v);
	metrics_write_alerts(&t, v);
	metrics_write_site(&t, v);
	metrics_write_sinks(&t, v);
	write_process(&t, v, p);
	return t.used;
}
