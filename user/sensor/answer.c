// SPDX-License-Identifier: MIT
#include "state.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

const char *sensor_slot_name(void *ctx, uint8_t slot)
{
	const struct sensor *s = ctx;
	unsigned int i;

	for (i = 0; s->set && i < attach_count(s->set); i++)
		if (attach_get(s->set, i)->slot == slot)
			return attach_get(s->set, i)->ifname;
	return NULL;
}

/* Of this process, 0 where it cannot be told (proc(5), statm). */
static uint64_t resident_bytes(void)
{
	unsigned long size, resident;
	FILE *f = fopen("/proc/self/statm", "re");
	int got = f ? fscanf(f, "%lu %lu", &size, &resident) : 0;

	if (f)
		fclose(f);
	return got == 2 ? (uint64_t)resident * (uint64_t)sysconf(_SC_PAGESIZE) : 0;
}

static void view_interface(const struct sensor *s, const struct attachment *a,
			   struct stats_interface *out)
{
	struct weir_tally in, egress;
	uint64_t malformed[WEIR_MALFORMED_MAX];

	bpf_source_seen(s->source, a->slot * 2u, &in);
	bpf_source_seen(s->source, a->slot * 2u + 1, &egress);
	memcpy(out->name, a->ifname, sizeof(out->name));
	out->slot = a->slot;
	out->present = a->ifindex;
	out->exact = a->exact;
	out->ingress = a->ingress;
	out->egress = a->egress;
	memcpy(out->why, a->why, sizeof(out->why));
	out->hook[0] = in;
	out->hook[1] = egress;
	bpf_source_malformed(s->source, a->slot * 2u, out->malformed);
	bpf_source_malformed(s->source, a->slot * 2u + 1, malformed);
	for (unsigned int i = 0; i < WEIR_MALFORMED_MAX; i++)
		out->malformed[i] += malformed[i];
	out->seen.packets = in.packets + egress.packets;
	out->seen.bytes = in.bytes + egress.bytes;
	out->awaited = a->awaited;
	out->half = a->half;
	out->blind = health_blind(&s->health, a->slot);
	out->not_visible = out->blind->nic_drops;
}

static void view(void *ctx, struct stats_view *out)
{
	struct sensor *s = ctx;
	const struct health *h = &s->health;
	uint64_t now = loop_now_ns();
	unsigned int i;

	memset(out, 0, sizeof(*out));
	out->uptime_s = (now - s->start_ns) / NS_PER_S;
	out->version = WEIR_VERSION;
	out->model_id = s->out.context.model_id;
	out->host = s->out.context.host;
	out->config_reloads = s->reload.reloaded;
	out->config_rejections = s->reload.rejected;
	out->config_rejected = s->reload.why;
	out->config_waits = s->reload.waits;
	out->flow_map_entries = bpf_source_last_fill(s->source);
	out->flow_map_capacity = s->flow_map_capacity;
	out->window_ns = s->config->window_ns;
	out->early_swaps = s->cycle.early_swaps;
	out->drain_errors = s->cycle.drain_errors;
	out->recent.overflow = health_is_recent(h->overflow_ns, now);
	out->recent.late = health_is_recent(h->late_ns, now);
	out->recent.drain = health_is_recent(h->drain_ns, now);
	out->memory_budget = s->config->memory_bytes;
	out->memory_used = resident_bytes();
	out->offloaded_known = h->offload.known;
	out->offloaded = h->offload.last.hardware;
	out->gentle = now < s->gentle_until_ns;
	out->account = &s->cycle.account;
	out->pipeline = pipeline_stats(s->pipeline);
	out->memory_saved = s->remember.saved;
	out->memory_failed = s->remember.failed;
	out->state_failing = s->remember.failing || s->naming.failing || s->book.failing;
	out->alert = pipeline_alert_stats(s->pipeline);
	out->rules = s->book.rules;
	out->journal = s->out.journal ? journal_stats(s->out.journal) : NULL;
	out->eve_socket = s->out.eve ? eve_socket_stats(s->out.eve) : NULL;
	out->wall_s = sensor_wall_s(s);
	out->model_loaded_s = s->model_loaded_s;
	out->stage = s->cycle.stage;
	out->reported = &s->out.reported;
	out->sink_count = sink_watch_view(&s->sinks, &s->out, out->sink);
	out->eve_connect = s->out.connect ? eve_connect_stats(s->out.connect) : NULL;
	out->eve_file = s->out.file ? eve_file_stats(s->out.file) : NULL;
	out->evidence = evidence_stats(s->evidence);
	out->devices = s->naming.devices ? devices_stats(s->naming.devices) : NULL;
	out->devices_saved = s->naming.saved;
	out->devices_failed = s->naming.failed;
	out->has_past = true;
	past_view(s->past, &out->past);
	out->interface_count = attach_count(s->set);
	for (i = 0; i < out->interface_count; i++)
		view_interface(s, attach_get(s->set, i), &out->interface[i]);
}

const struct control_commands *sensor_commands(struct sensor *s)
{
	/* Every area's table; the last line ends them. */
	const struct control_commands all[] = {
		{command_stats, &s->stats_source},
		{command_recent, &s->out.recent},
		{answer_view, s},
		{answer_flows, s},
		{answer_top, s},
		{answer_devices, s},
		{answer_baseline, s},
		{answer_reload, s},
		{answer_evidence, s},
		{answer_run, s},
		{answer_rules, s},
		{answer_marks, s},
		{NULL, NULL},
	};

	_Static_assert(sizeof(all) <= sizeof(s->commands), "SENSOR_COMMANDS_MAX is too small");
	s->stats_source = (struct stats_source){.view = view, .ctx = s};
	memcpy(s->commands, all, sizeof(all));
	return s->commands;
}
