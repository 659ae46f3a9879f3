/* SPDX-License-Identifier: MIT */
/*
 * alert.h - findings become alerts with identity, life cycle and a budget.
 *
 * Identity is (class, host): the victim where the class is a denial of service, else the
 * attacker; the other end where that one is unknown. So there is one alarm per host and
 * class; addresses of one family that are a known device's are one host, which reports name
 * by the address of the strongest finding. It names the ports and protocol that all its findings agree on, and the peer
 * that three quarters of them are about, until they once were not; an address of zero or
 * a port of 0 means many.
 *
 * Findings of a window are taken in, and at its end (alert_table_tick) alarms begin: the
 * grave first, and of several about one cause (cause.h) only the most specific. An alarm
 * starts with a "new" report, repeats only count up and are reported as "update" at a
 * bounded rate, and it ends ("end") when quiet. When more new alarms come in an hour than
 * the budget allows, the rest are held back; one that still goes on when there is budget
 * again is raised then, the others are summarised by class when the hour is over.
 *
 * Severity, 1 high to 3 low, is that of the class (class.h), then steps for reach and
 * certainty:
 *   one higher   a scan within home; what an inside host does to ALERT_PEERS_WIDE hosts
 *                and more (password guessing, lateral movement, worm, upload, beacon)
 *   one lower    a scan from outside: every public address is scanned all day; a flood
 *                whose victim still answers half of it; certainty 1 of 3; what was under
 *                way before we began to look; the site's first week
 *   two lower    certainty 0
 * and never above 1 or below 3.
 *
 * A finding that a rule allows (ruleset.h) is left out as the work of a named host is. An
 * alarm that a rule suppresses is reported with that said, to be kept and not to be told;
 * it takes nothing from the budget. Should the rule end before the alarm, that is its new
 * report for all who were not told.
 */
#ifndef WEIR_ALERT_H
#define WEIR_ALERT_H

#include "../device/device.h"
#include "finding.h"
#include "named.h"
#include "peers.h"
#include "ruleset.h"

struct marks; /* mark.h */

enum alert_stage { ALERT_NEW, ALERT_UPDATE, ALERT_END, ALERT_SUMMARY };

#define ALERT_PEERS_MAX PEERS_MAX
#define ALERT_PEERS_WIDE 10
#define ALERT_MESSAGE_SIZE 704
#define ALERT_CAPTURE_SIZE 64

/* What is known of an end beyond its address. */
struct alert_device {
	char id[DEVICE_ID_SIZE]; /* as in device.h; "": no known device */
	uint8_t mac[DEVICE_MAC_SIZE];
	bool has_mac;
	bool is_src; /* that is the attacker's end, else the victim's; without an id: not the
		      * end that the peer's name is of */
	char name[DEVICE_NAME_SIZE]; /* "": none is known */
};

struct alert {
	char id[33]; /* hex, from class and host alone: the same in every report of the alarm,
		      * in replay and live, and when it comes again */
	enum alert_stage stage;
	struct finding finding; /* the strongest so far, its subject as said above;
				 * SUMMARY: the strongest held back */
	unsigned int severity; /* 1 high .. 3 low */
	uint64_t count; /* findings so far; SUMMARY: alarms held back */
	uint64_t first_ns; /* source clock: first and last packet of all findings */
	uint64_t last_ns;
	uint64_t now_ns; /* when this report was made */
	bool of_victim; /* the alarm's host is dst, its peers are sources; else src */
	uint32_t peers; /* distinct peers, up to ALERT_PEERS_MAX */
	uint32_t named;
	struct peers_named peer[PEERS_NAMED]; /* most findings first */
	struct alert_device device; /* the alarm's host, or else its peer, as far as they are known */
	char peer_name[DEVICE_NAME_SIZE]; /* of the end that device is not: of another device,
					   * or by DNS; "": none */
	bool suppressed; /* by a rule: for the records alone */
	bool acknowledged; /* not to be told again to people (mark.h) */
	char rule[RULESET_NAME_SIZE]; /* that suppresses it, "": none */
	char capture[ALERT_CAPTURE_SIZE]; /* file of the packets that followed; "": none */
	char message[ALERT_MESSAGE_SIZE]; /* one sentence: what, who, why, next step */
};

#define ALERT_SLOW_S 3600 /* windows so long are told of seldom */

struct alert_options {
	uint32_t alerts_max; /* open at once; the table never grows */
	uint32_t budget_per_hour; /* new alarms an hour, 0: no limit; severity 2 may use
				   * three quarters of it, severity 3 half, both rounded up */
	uint64_t update_every_ns; /* default 60 s */
	uint64_t quiet_ns; /* ends after, default 180 s; an hour if found in such a window */
	const struct named_hosts *named; /* outlive the table; NULL: none */
	const struct devices *devices; /* outlive the table; NULL: none is known */
	uint64_t gentle_until_ns; /* first week: severity one step lower before this time */
	uint64_t wall_offset_ns; /* wall clock minus the source's, for the times of rules */
	struct ruleset *rules; /* outlive the table; their hits are counted; NULL: none */
	struct marks *marks; /* the same */
};

/* Findings left out because a host is named for such work. */
#define ALERT_LEFT_MAX 32
struct alert_left {
	struct weir_addr host; /* the named one */
	uint8_t ip_v;
	uint8_t role; /* enum named_role */
	uint8_t class; /* enum alert_class */
	uint64_t count;
	uint64_t last_ns;
};

struct alert_stats {
	uint64_t raised, updates, ended;
	uint64_t summaries;
	uint64_t held_back; /* alarms the budget held back when they began */
	uint64_t absorbed; /* alarms that never began: another one has their cause */
	uint64_t allowed; /* findings that a rule let pass */
	uint64_t suppressed; /* alarms that a rule kept from the sinks */
	uint64_t acknowledged; /* reports that the admin wants to hear no more of */
	uint64_t table_full; /* findings lost because alerts_max were open */
	uint64_t named[NAMED_ROLES]; /* findings left out, by role */
	uint32_t left_count; /* of which hosts and classes: the first ALERT_LEFT_MAX */
	struct alert_left left[ALERT_LEFT_MAX];
};

typedef void (*alert_emit_fn)(void *ctx, const struct alert *alert);

/* Defaults as above: 256 open, 20 new an hour, never gentle. */
void alert_options_default(struct alert_options *o);

/* A report of class test, as `weir test-alert` raises it: about 192.0.2.1 (RFC 5737). */
void alert_test(uint64_t now, struct alert *out);

/* As said above; @peers: distinct ones, @gentle: in the site's first week. */
unsigned int alert_severity(const struct finding *f, uint32_t peers, bool gentle);

const char *alert_stage_name(enum alert_stage stage); /* "new", "update", "end", "summary" */

struct alert_table;
size_t alert_table_bytes(uint32_t alerts_max);
int alert_table_new(const struct alert_options *o, alert_emit_fn emit, void *ctx,
		    struct alert_table **out);
/* The wall clock was set: the times of rules follow. */
void alert_table_use_clock(struct alert_table *t, uint64_t wall_offset_ns);
/* Other rules from now on, or NULL; the old ones are the caller's again. */
void alert_table_use_rules(struct alert_table *t, struct ruleset *rules);
/* Budget, times and named hosts of @o hold from now on; the rest stays. What was raised in
 * this hour counts against the new budget. */
void alert_table_set(struct alert_table *t, const struct alert_options *o);
/* Takes a finding in; false if it is left out. @now in ns on the source's clock. */
bool alert_table_find(struct alert_table *t, const struct finding *f, uint64_t now);
/* Emits due updates, ends, the hour's summaries and new alarms. Called once a window, after its
 * findings; where empty windows are skipped, once with the end of the last of them,
 * before the next finding: then all is as if each had been stepped. */
void alert_table_tick(struct alert_table *t, uint64_t now);
/* Ends what is open (end of a replay, stop of the sensor). */
void alert_table_finish(struct alert_table *t, uint64_t now);
const struct alert_stats *alert_table_stats(const struct alert_table *t);
void alert_table_free(struct alert_table *t);

#endif
