/* SPDX-License-Identifier: MIT */
/*
 * stats.h - one view of the running sensor, and what is made of it: the status and stats
 * objects, Suricata-shaped counters, text for people.
 */
#ifndef WEIR_STATS_H
#define WEIR_STATS_H

#include "../alert/alert.h"
#include "../evidence/evidence.h"
#include "../pipeline.h"
#include "../sink/eve_connect.h"
#include "../sink/eve_file.h"
#include "../sink/eve_socket.h"
#include "../sink/journal.h"
#include "../source/blind.h"
#include "../sink/tally.h"
#include "account.h"
#include "durations.h"
#include "past_print.h"

#include <jansson.h>
#include <stdio.h>

struct stats_interface {
	char name[16];
	uint8_t slot;
	bool present; /* false: gone for now */
	bool awaited; /* never was there yet; it is attached when it comes */
	bool exact; /* false in generic mode */
	bool half; /* one of two wanted hooks is off */
	enum weir_mode ingress;
	enum weir_mode egress;
	char why[160];
	struct weir_tally seen; /* both hooks */
	struct weir_tally hook[2]; /* ingress, egress */
	uint64_t malformed[WEIR_MALFORMED_MAX]; /* packets by reason, both hooks */
	uint64_t not_visible; /* the NIC's own drops, by its counters: blind->nic_drops */
	const struct blind_stats *blind; /* NULL: not known */
};

/* How a sink fares, in terms that all of them have. */
struct stats_sink {
	const char *name; /* "journal", "eve_socket", "eve_file", "eve_connect" */
	bool up;
	bool has_queue;
	uint64_t queued;
	uint64_t sent;
	uint64_t dropped;
	int64_t last_s; /* when it took something last, since 1970; 0: never */
};

#define STATS_SINKS 4
#define STATS_STAGES 2 /* of a window's end: drain, close */

/* Filled by the owner of the sensor on demand; pointers stay its own and must hold
 * until the call that asked returns. A NULL pointer: no such part. */
struct stats_view {
	uint64_t uptime_s;
	const char *version;
	const char *model_id; /* "none" */
	const char *host;
	uint64_t config_reloads; /* configurations taken over while it runs, and not */
	uint64_t config_rejections;
	const char *config_rejected; /* why the last one was not; "" or NULL: it was */
	const char *config_waits; /* what of it waits for a restart; "" or NULL: nothing */
	bool gentle;
	uint32_t flow_map_entries; /* at the last drain */
	uint32_t flow_map_capacity;
	uint64_t window_ns;
	uint64_t early_swaps; /* of the flow map, because it was about to be full */
	uint64_t drain_errors;
	struct {
		bool overflow; /* packets without their flow, within the last hour */
		bool late; /* windows */
		bool drain; /* errors */
	} recent;
	uint64_t memory_budget; /* bytes */
	uint64_t memory_used; /* bytes of the process that are in memory; 0: not known */
	bool offloaded_known; /* the kernel tells which connections bypass it */
	uint64_t offloaded; /* connections that the hardware forwards unseen, now */
	int64_t wall_s; /* now, seconds since 1970 */
	int64_t model_loaded_s; /* 0: not told */
	const struct durations *stage; /* STATS_STAGES of them */
	const struct tally *reported;
	unsigned int sink_count;
	struct stats_sink sink[STATS_SINKS];
	const struct account *account;
	const struct pipeline_stats *pipeline;
	uint64_t memory_saved; /* times the site memory was saved, and could not be */
	uint64_t memory_failed;
	bool state_failing; /* the last save of it, of the devices or of the rules failed */
	const struct devices_stats *devices; /* NULL: they are not told apart */
	uint64_t devices_saved; /* times they were saved, and could not be */
	uint64_t devices_failed;
	const struct alert_stats *alert;
	const struct ruleset *rules; /* against false alarms */
	const struct journal_stats *journal;
	const struct eve_socket_stats *eve_socket;
	const struct eve_file_stats *eve_file;
	const struct eve_connect_stats *eve_connect;
	const struct evidence_stats *evidence;
	bool has_past;
	struct past_state past; /* what is known of the site's baseline, if has_past */
	unsigned int interface_count;
	struct stats_interface interface[WEIR_SLOTS];
};

const char *stats_mode_name(enum weir_mode mode); /* "native", "generic", "tc", "tcx", "none" */

/* All: new reference, NULL on lack of memory. */

/* {verdict,troubles[],version,host,uptime,model,gentle,account_holds,flow_map{},
 * interfaces[{...,blind_spots[]}],flows_live,windows{},losses{},memory{},site{memory{},
 * slow{}},alerts{},baseline{},sinks{}}; troubles as trouble.h says. */
json_t *stats_status(const struct stats_view *v);
/* {uptime,account,oddities,ring,frames,pipeline,site,alerts,rules,evidence,sinks,
 * flow_map} */
json_t *stats_json(const struct stats_view *v);
/* What was left out about hosts that the admin named: {"scanner":{"hits","hosts":[{"host",
 * "class","hits"}]},"backup":...,"monitoring":...} */
json_t *stats_named_hosts(const struct alert_stats *a);
/* dump-counters: names of Suricata's stats, weir's own under "weir". */
json_t *stats_counters(const struct stats_view *v);
/* iface-list: {"count":N,"ifaces":[...]} */
json_t *stats_interfaces(const struct stats_view *v);
/* iface-stat: {"pkts","bytes","drop","bypassed","ingress","egress",...}; drop is what the
 * NIC lost before anyone saw it. NULL with errno ENOENT if there is none of that name. */
json_t *stats_interface(const struct stats_view *v, const char *name);

/* What stats_status() and stats_json() made, for people. Take any JSON: what is missing
 * or of another type is left out. */
void stats_print_status(const json_t *status, FILE *out);
void stats_print(const json_t *stats, FILE *out);

#endif
