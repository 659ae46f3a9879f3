// SPDX-License-Identifier: MIT
#include "stats.h"
#include "../device/device.h"

#include "../evidence/evidence_print.h"
#include "../sink/eve.h"
#include "rule_json.h"
#include "trouble.h"

#include <errno.h>
#include <string.h>

typedef json_int_t num; /* what json_pack() takes for I */

const char *stats_mode_name(enum weir_mode mode)
{
	static const char *const names[] = { "none", "native", "generic", "tc", "tcx" };

	return (size_t)mode < sizeof(names) / sizeof(names[0]) ? names[mode] : "unknown";
}

static json_t *blind_object(const struct blind_spot *b)
{
	return json_pack("{s:s,s:s,s:s,s:s}", "name", b->name, "level", blind_level_name(b->level),
			 "effect", b->effect, "command", b->command);
}

static json_t *blind_list(const struct blind_stats *b)
{
	json_t *list = json_array();

	for (unsigned int i = 0; b && i < b->count; i++)
		json_array_append_new(list, blind_object(&b->spot[i]));
	return list;
}

static json_t *interface_object(const struct stats_interface *i)
{
	const struct blind_stats *b = i->blind;

	return json_pack("{s:s,s:b,s:b,s:s,s:s,s:b,s:s,s:I,s:I,s:I,s:b,s:I,s:I,s:o}", "name",
			 i->name, "present", i->present, "awaited", i->awaited, "ingress",
			 stats_mode_name(i->ingress), "egress", stats_mode_name(i->egress), "exact",
			 i->exact, "why", i->why, "packets", (num)i->seen.packets, "bytes",
			 (num)i->seen.bytes, "not_visible", (num)i->not_visible, "silent",
			 b && b->silent, "hooks_lost", (num)(b ? b->hooks_lost : 0),
			 "hooks_restored", (num)(b ? b->hooks_restored : 0), "blind_spots",
			 blind_list(b));
}

static json_t *interface_list(const struct stats_view *v)
{
	json_t *list = json_array();

	for (unsigned int i = 0; list && i < v->interface_count && i < WEIR_SLOTS; i++) {
		if (!json_array_append_new(list, interface_object(&v->interface[i])))
			continue;
		json_decref(list);
		return NULL;
	}
	return list;
}

static json_t *left_object(const struct alert_left *l)
{
	char text[ADDR_TEXT_SIZE];

	addr_text(&l->host, l->ip_v, text);
	return json_pack("{s:s,s:s,s:I}", "host", text, "class",
			 class_info((enum alert_class)l->class)->name, "hits", (num)l->count);
}

static json_t *named_object(const struct alert_stats *a, int role)
{
	json_t *list = json_array();

	for (uint32_t i = 0; list && i < a->left_count; i++)
		if (a->left[i].role == role &&
		    json_array_append_new(list, left_object(&a->left[i]))) {
			json_decref(list);
			return NULL;
		}
	return list ? json_pack("{s:I,s:o}", "hits", (num)a->named[role], "hosts", list) : NULL;
}

json_t *stats_named_hosts(const struct alert_stats *a)
{
	json_t *o = json_object();

	for (int role = 0; o && role < NAMED_ROLES; role++)
		if (json_object_set_new(o, named_role_name((enum named_role)role),
					named_object(a, role))) {
			json_decref(o);
			return NULL;
		}
	return o;
}

static json_t *alerts_object(const struct alert_stats *a)
{
	return json_pack("{s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I}", "raised", (num)a->raised,
			 "updates", (num)a->updates, "ended", (num)a->ended, "summaries",
			 (num)a->summaries, "held_back", (num)a->held_back, "absorbed",
			 (num)a->absorbed, "table_full", (num)a->table_full, "suppressed",
			 (num)a->suppressed, "allowed", (num)a->allowed, "acknowledged",
			 (num)a->acknowledged);
}

static json_t *journal_object(const struct journal_stats *j)
{
	return json_pack("{s:b,s:I,s:I,s:I,s:I,s:I,s:I}", "up", j->up, "raised", (num)j->raised,
			 "delivered", (num)j->delivered, "dropped", (num)j->dropped, "left_out",
			 (num)j->left_out, "queued", (num)j->queued, "outages", (num)j->outages);
}

static json_t *eve_socket_object(const struct eve_socket_stats *s)
{
	return json_pack("{s:I,s:I,s:I,s:I,s:I,s:I,s:I}", "readers", (num)s->readers, "alert",
			 (num)s->events[EVE_ALERT], "flow", (num)s->events[EVE_FLOW], "stats",
			 (num)s->events[EVE_STATS], "sent", (num)s->sent, "lost", (num)s->lost,
			 "refused", (num)s->refused);
}

static json_t *eve_file_object(const struct eve_file_stats *f)
{
	return json_pack("{s:I,s:I,s:s}", "written", (num)f->written, "lost", (num)f->lost, "error",
			 f->error ? strerror(f->error) : "");
}

static json_t *eve_connect_object(const struct eve_connect_stats *c)
{
	return json_pack("{s:b,s:I,s:I,s:I,s:I,s:I,s:s}", "up", !c->error, "emitted",
			 (num)c->emitted, "sent", (num)c->sent, "lost", (num)c->lost, "queued",
			 (num)c->queued, "outages", (num)c->outages, "error",
			 c->error ? strerror(c->error) : "");
}

static json_t *sinks_object(const struct stats_view *v)
{
	return json_pack("{s:o*,s:o*,s:o*,s:o*}", "journal",
			 v->journal ? journal_object(v->journal) : NULL, "eve_socket",
			 v->eve_socket ? eve_socket_object(v->eve_socket) : NULL, "eve_file",
			 v->eve_file ? eve_file_object(v->eve_file) : NULL, "eve_connect",
			 v->eve_connect ? eve_connect_object(v->eve_connect) : NULL);
}

static json_t *flow_map_object(const struct stats_view *v)
{
	return json_pack("{s:I,s:I}", "entries", (num)v->flow_map_entries, "capacity",
			 (num)v->flow_map_capacity);
}

static json_t *pipeline_object(const struct pipeline_stats *p)
{
	return json_pack("{s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I}", "windows", (num)p->windows,
			 "windows_late", (num)p->windows_late, "flows_created",
			 (num)p->flows_created, "flows_ended", (num)p->flows_ended, "flows_forced",
			 (num)p->flows_forced, "flows_live", (num)p->flows_live, "hosts_lost",
			 (num)p->hosts_lost, "pairs_lost", (num)p->pairs_lost, "rows_scored",
			 (num)p->rows_scored);
}

static json_t *site_object(const struct stats_view *v)
{
	const struct pipeline_stats *p = v->pipeline;

	return json_pack("{s:{s:I,s:I,s:I,s:I,s:I,s:I},s:{s:I,s:I,s:I}}", "memory", "entries",
			 (num)p->memory.entries, "entries_max", (num)p->memory.entries_max,
			 "evicted", (num)p->memory.evicted, "loaded", (num)p->memory.loaded,
			 "saved", (num)v->memory_saved, "failed", (num)v->memory_failed, "slow",
			 "hosts", (num)p->slow.hosts, "hosts_max", (num)p->slow.hosts_max,
			 "evicted", (num)p->slow.evicted);
}

static json_t *devices_object(const struct stats_view *v)
{
	const struct devices_stats *d = v->devices;

	if (!d)
		return NULL;
	return json_pack("{s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I}", "known",
			 (num)d->devices, "known_max", (num)d->devices_max, "evicted",
			 (num)d->evicted, "moved", (num)d->moved, "routers", (num)d->routers,
			 "peers", (num)d->peers, "peers_max", (num)d->peers_max, "peers_evicted",
			 (num)d->peers_evicted, "frames", (num)d->frames, "broken",
			 (num)d->broken, "leases", (num)d->leases, "lines_wrong",
			 (num)d->lines_wrong, "saved", (num)v->devices_saved, "failed",
			 (num)v->devices_failed);
}

static json_t *windows_object(const struct stats_view *v)
{
	const struct pipeline_stats *p = v->pipeline;

	return json_pack("{s:I,s:I,s:I,s:I,s:I}", "closed", (num)p->windows, "late",
			 (num)p->windows_late, "ms", (num)(v->window_ns / 1000000), "early_swaps",
			 (num)v->early_swaps, "drain_errors", (num)v->drain_errors);
}

/* What was not seen, or not whole, in packets by name; no name: none. */
static json_t *losses_object(const struct stats_view *v)
{
	const struct account *a = v->account;
	uint64_t nic = 0;
	json_t *o = json_object();
	unsigned int i;

	for (i = 0; i < v->interface_count && i < WEIR_SLOTS; i++)
		nic += v->interface[i].not_visible;
	if (nic)
		json_object_set_new(o, "not_visible", json_integer((num)nic));
	for (i = 0; i < WEIR_OVERFLOW_COUNT; i++)
		if (a->overflow[i].packets)
			json_object_set_new(o, account_overflow_name(i),
					    json_integer((num)a->overflow[i].packets));
	if (a->restart.packets)
		json_object_set_new(o, "restart", json_integer((num)a->restart.packets));
	if (a->ring_lost)
		json_object_set_new(o, "ring_events", json_integer((num)a->ring_lost));
	if (a->frames_lost)
		json_object_set_new(o, "frames", json_integer((num)a->frames_lost));
	return o;
}

static json_t *memory_object(const struct stats_view *v)
{
	return json_pack("{s:I,s:I}", "budget", (num)v->memory_budget, "used", (num)v->memory_used);
}

static json_t *offload_object(const struct stats_view *v)
{
	return v->offloaded_known ? json_pack("{s:I}", "hardware", (num)v->offloaded) : NULL;
}

json_t *stats_status(const struct stats_view *v)
{
	json_t *troubles = trouble_list(v);
	char verdict[80];

	trouble_verdict(troubles, verdict, sizeof(verdict));
	return json_pack("{s:s,s:o,s:s,s:s,s:I,s:s,s:b,s:b,s:o,s:o,s:I,s:o*,s:o*,s:o,s:o*,s:o*,s:o*,"
			 "s:o*,s:o*,s:o}",
			 "verdict", verdict, "troubles", troubles, "version",
			 v->version ? v->version : WEIR_VERSION, "host", v->host ? v->host : "",
			 "uptime", (num)v->uptime_s, "model", v->model_id ? v->model_id : "none",
			 "gentle", v->gentle, "account_holds",
			 !v->account || account_holds(v->account), "flow_map", flow_map_object(v),
			 "interfaces", interface_list(v), "flows_live",
			 (num)(v->pipeline ? v->pipeline->flows_live : 0), "windows",
			 v->pipeline ? windows_object(v) : NULL, "losses",
			 v->account ? losses_object(v) : NULL, "memory", memory_object(v),
			 "offloaded", offload_object(v), "site",
			 v->pipeline ? site_object(v) : NULL, "devices", devices_object(v), "alerts",
			 v->alert ? alerts_object(v->alert) : NULL, "baseline",
			 v->has_past ? past_status(&v->past) : NULL, "sinks", sinks_object(v));
}

static json_t *oddities_object(const struct account *a)
{
	json_t *o = json_object();

	for (unsigned int i = 0; o && i < WEIR_ODDITY_MAX; i++) {
		const char *name = account_oddity_name(i);

		if (name && a->oddity[i])
			json_object_set_new(o, name, json_integer((num)a->oddity[i]));
	}
	return o;
}

static json_t *frames_object(const struct account *a)
{
	return json_pack("{s:I,s:I,s:I}", "sent", (num)a->frames_sent, "lost", (num)a->frames_lost,
			 "over", (num)a->frames_over);
}

json_t *stats_json(const struct stats_view *v)
{
	const struct account *a = v->account;

	return json_pack("{s:I,s:o*,s:o*,s:o*,s:o*,s:o,s:o*,s:o*,s:o*,s:o*,s:o*,s:o*,s:o*,s:o}",
			 "uptime", (num)v->uptime_s, "account", a ? account_json(a) : NULL, "oddities",
			 a ? oddities_object(a) : NULL, "ring",
			 a ? json_pack("{s:I,s:I}", "sent", (num)a->ring_sent, "lost",
				       (num)a->ring_lost) :
			     NULL,
			 "frames", a ? frames_object(a) : NULL,
			 "flow_map", flow_map_object(v), "pipeline",
			 v->pipeline ? pipeline_object(v->pipeline) : NULL, "site",
			 v->pipeline ? site_object(v) : NULL, "devices", devices_object(v), "alerts",
			 v->alert ? alerts_object(v->alert) : NULL, "named_hosts",
			 v->alert ? stats_named_hosts(v->alert) : NULL, "rules",
			 v->rules ? rules_hits_json(v->rules) : NULL, "evidence",
			 v->evidence ? evidence_stats_json(v->evidence) : NULL, "sinks",
			 sinks_object(v));
}

json_t *stats_counters(const struct stats_view *v)
{
	json_t *counters = v->account ? eve_stats_object(v->account, v->pipeline, v->uptime_s) :
					json_object();

	if (!counters)
		return NULL;
	return eve_finish(counters, eve_put(counters, "weir", stats_json(v)));
}

json_t *stats_interfaces(const struct stats_view *v)
{
	json_t *names = json_array();
	int bad = 0;

	for (unsigned int i = 0; names && i < v->interface_count && i < WEIR_SLOTS; i++)
		bad |= json_array_append_new(names, json_string(v->interface[i].name));
	if (!names || bad) {
		json_decref(names);
		return NULL;
	}
	return json_pack("{s:I,s:o}", "count", (num)json_array_size(names), "ifaces", names);
}

json_t *stats_interface(const struct stats_view *v, const char *name)
{
	for (unsigned int k = 0; k < v->interface_count && k < WEIR_SLOTS; k++) {
		const struct stats_interface *i = &v->interface[k];

		if (strcmp(i->name, name) != 0)
			continue;
		return json_pack("{s:I,s:I,s:I,s:I,s:s,s:s,s:b,s:b,s:s}", "pkts",
				 (num)i->seen.packets, "bytes", (num)i->seen.bytes, "drop",
				 (num)i->not_visible, "bypassed", (num)0, "ingress",
				 stats_mode_name(i->ingress), "egress", stats_mode_name(i->egress),
				 "exact", i->exact, "present", i->present, "why", i->why);
	}
	errno = ENOENT;
	return NULL;
}
