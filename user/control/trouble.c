// SPDX-License-Identifier: MIT
#include "trouble.h"
#include "text_json.h"

#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#define TEXT 256
#define FILL_WARN_PERCENT 80

struct found {
	json_t *of[BLIND_SPOT + 1]; /* by level */
};

/* One that is about to be added. */
struct trouble {
	enum blind_level level;
	const char *name;
	const char *ifname;  /* NULL: about no interface */
	const char *command; /* NULL: none */
};

__attribute__((format(printf, 3, 4))) static void add(struct found *l, const struct trouble *t,
						      const char *format, ...)
{
	char text[TEXT];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	json_array_append_new(l->of[t->level],
			      json_pack("{s:s,s:s,s:s*,s:o,s:s*}", "level",
					blind_level_name(t->level), "name", t->name, "interface",
					t->ifname, "text", text_json(text), "command",
					t->command));
}

static void add_hooks(struct found *l, const struct stats_interface *i)
{
	bool none = i->ingress == WEIR_MODE_NONE && i->egress == WEIR_MODE_NONE;

	if (i->awaited)
		add(l, &(struct trouble){BLIND_NOTE, "awaited", i->name, NULL},
		    "it is not there yet, and attached when it comes");
	else if (!i->present)
		add(l, &(struct trouble){BLIND_WARNING, "gone", i->name, "ip link"},
		    "the interface is gone; it is attached again when it is back");
	else if (none)
		add(l,
		    &(struct trouble){BLIND_SPOT, "not-attached", i->name,
				      "systemctl restart weir"},
		    "nothing is attached there: %s", i->why);
	else if (i->half)
		add(l,
		    &(struct trouble){BLIND_SPOT, "half-attached", i->name,
				      "systemctl restart weir"},
		    "only one direction is seen: %s", i->why);
}

static void add_interface(struct found *l, const struct stats_interface *i)
{
	const struct blind_stats *b = i->blind;
	unsigned int k;

	add_hooks(l, i);
	if (!b || !i->present)
		return;
	if (b->silent)
		add(l, &(struct trouble){BLIND_SPOT, "silent", i->name, "ip -s link"},
		    "it was busy and shows no packets: cable, link, or hardware offload");
	for (k = 0; k < b->count; k++)
		add(l,
		    &(struct trouble){b->spot[k].level, b->spot[k].name, i->name,
				      b->spot[k].command},
		    "%s", b->spot[k].effect);
	if (b->drops_recent)
		add(l, &(struct trouble){BLIND_SPOT, "nic-drops", i->name, "ethtool -G IFACE rx MAXIMUM"},
		    "the NIC loses packets before anyone can count them, %" PRIu64
		    " since the start",
		    b->nic_drops);
	if (b->hooks_recent)
		add(l, &(struct trouble){BLIND_WARNING, "hook-taken-off", i->name, NULL},
		    "somebody takes weir's hook off, %" PRIu64
		    " times so far, each time with packets unseen: find out who",
		    b->hooks_lost);
}

static void add_load(struct found *l, const struct stats_view *v)
{
	const struct pipeline_stats *p = v->pipeline;
	uint64_t fill = v->flow_map_capacity
				? 100 * (uint64_t)v->flow_map_entries / v->flow_map_capacity
				: 0;

	if (v->account && !account_holds(v->account))
		add(l, &(struct trouble){BLIND_SPOT, "account", NULL, "weir stats --json"},
		    "the account of packets does not hold, which is an error in weir: report it");
	if (v->recent.drain)
		add(l, &(struct trouble){BLIND_SPOT, "drain", NULL, "journalctl -u weir"},
		    "the kernel's maps cannot be drained, %" PRIu64 " times so far",
		    v->drain_errors);
	if (v->recent.overflow)
		add(l, &(struct trouble){BLIND_SPOT, "map-full", NULL, NULL},
		    "the flow map was full within the last hour, so some packets are counted "
		    "without their flow: a flood, or raise [Sensor] memory=");
	else if (fill >= FILL_WARN_PERCENT)
		add(l, &(struct trouble){BLIND_WARNING, "map-filling", NULL, NULL},
		    "the flow map is %" PRIu64 " %% full: raise [Sensor] memory=", fill);
	if (v->recent.late)
		add(l, &(struct trouble){BLIND_WARNING, "late", NULL, NULL},
		    "%" PRIu64 " of %" PRIu64 " windows were closed late, some of them within the "
		    "last hour: the machine is too slow for this traffic",
		    p ? p->windows_late : 0, p ? p->windows : 0);
	if (v->state_failing)
		add(l, &(struct trouble){BLIND_WARNING, "state", NULL, "df -h /var/lib/weir"},
		    "what is known of the site, its devices and the rules cannot be saved");
}

static void add_config(struct found *l, const struct stats_view *v)
{
	if (v->config_rejected && *v->config_rejected)
		add(l, &(struct trouble){BLIND_WARNING, "config", NULL, "weir check-config"},
		    "the last reload was refused, and what was before holds: %s",
		    v->config_rejected);
	if (v->config_waits && *v->config_waits)
		add(l, &(struct trouble){BLIND_NOTE, "restart", NULL, "systemctl restart weir"},
		    "a changed key waits for a restart: %s", v->config_waits);
}

static void add_sinks(struct found *l, const struct stats_view *v)
{
	if (v->journal && !v->journal->up)
		add(l,
		    &(struct trouble){BLIND_WARNING, "journal", NULL,
				      "systemctl status systemd-journald"},
		    "the journal is down: %u entries wait, %" PRIu64 " were dropped",
		    v->journal->queued, v->journal->dropped);
	if (v->eve_file && v->eve_file->error)
		add(l, &(struct trouble){BLIND_WARNING, "eve-file", NULL, NULL},
		    "the EVE file cannot be written (%s): %" PRIu64 " lines lost",
		    strerror(v->eve_file->error), v->eve_file->lost);
	if (!v->has_past)
		return;
	if (v->past.day.drifted)
		add(l, &(struct trouble){BLIND_WARNING, "baseline", NULL, "weir baseline start"},
		    "the site has drifted from its baseline, and anomalies are held back");
	if (v->past.rejected && *v->past.rejected)
		add(l, &(struct trouble){BLIND_WARNING, "baseline", NULL, "weir baseline list"},
		    "a baseline is not used: %s", v->past.rejected);
}

json_t *trouble_list(const struct stats_view *v)
{
	struct found l = {{json_array(), json_array(), json_array()}};
	unsigned int i;

	for (i = 0; i < v->interface_count && i < WEIR_SLOTS; i++)
		add_interface(&l, &v->interface[i]);
	add_load(&l, v);
	add_sinks(&l, v);
	add_config(&l, v);
	json_array_extend(l.of[BLIND_SPOT], l.of[BLIND_WARNING]);
	json_array_extend(l.of[BLIND_SPOT], l.of[BLIND_NOTE]);
	json_decref(l.of[BLIND_WARNING]);
	json_decref(l.of[BLIND_NOTE]);
	return l.of[BLIND_SPOT];
}

static unsigned int count(const json_t *troubles, enum blind_level level)
{
	unsigned int found = 0;
	const json_t *t;
	size_t i;

	json_array_foreach(troubles, i, t)
	{
		const char *word = json_string_value(json_object_get(t, "level"));

		found += word && !strcmp(word, blind_level_name(level));
	}
	return found;
}

void trouble_verdict(const json_t *troubles, char *out, size_t size)
{
	unsigned int blind = count(troubles, BLIND_SPOT);
	unsigned int warnings = count(troubles, BLIND_WARNING);

	if (!blind && !warnings)
		snprintf(out, size, "all well");
	else if (!blind)
		snprintf(out, size, "%u warning%s", warnings, warnings == 1 ? "" : "s");
	else
		snprintf(out, size, "BLIND: %u blind spot%s, %u warning%s", blind,
			 blind == 1 ? "" : "s", warnings, warnings == 1 ? "" : "s");
}
