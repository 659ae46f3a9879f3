/* SPDX-License-Identifier: MIT */
/*
 * alert.h - findings become alerts with identity, life cycle and a budget.
 *
 * Identity is (class, attacker or victim, peer or group, port): one alarm per host and
 * class. It starts with a "new" report, repeats only count up and are reported as
 * "update" at a bounded rate, and it ends ("end") when quiet. When more new alarms come
 * in an hour than the budget allows, the rest are summarised by class.
 */
#ifndef WEIR_ALERT_H
#define WEIR_ALERT_H

#include "finding.h"

enum alert_stage { ALERT_NEW, ALERT_UPDATE, ALERT_END, ALERT_SUMMARY };

struct alert {
	char id[33]; /* stable, hex; the same in replay and live for the same traffic */
	enum alert_stage stage;
	struct finding finding; /* the strongest so far; class and subject are identity */
	unsigned int severity; /* 1 high .. 3 low */
	uint64_t count; /* findings so far; SUMMARY: alarms held back */
	uint64_t first_ns; /* source clock */
	uint64_t last_ns;
	uint64_t now_ns; /* when this report was made */
	uint32_t peers; /* distinct peers in it, where it groups */
	char message[256]; /* one sentence: what, who, why, next step */
};

struct alert_options {
	uint32_t alerts_max; /* open at once; the table never grows */
	uint32_t budget_per_hour; /* new alarms an hour, 0: no limit */
	uint64_t update_every_ns; /* default 60 s */
	uint64_t quiet_ns; /* ends after, default 180 s */
	bool gentle; /* first week: severity one step lower */
};

struct alert_stats {
	uint64_t raised, updates, ended;
	uint64_t held_back; /* by the budget */
	uint64_t table_full; /* findings lost because alerts_max were open */
};

typedef void (*alert_emit_fn)(void *ctx, const struct alert *alert);

/* Defaults as above: 1024 open, 60 new an hour, not gentle. */
void alert_options_default(struct alert_options *o);

/* A report of class test, as `weir test-alert` raises it: about 192.0.2.1 (RFC 5737). */
void alert_test(uint64_t now, struct alert *out);

const char *alert_stage_name(enum alert_stage stage); /* "new", "update", "end", "summary" */

struct alert_table;
int alert_table_new(const struct alert_options *o, alert_emit_fn emit, void *ctx,
		    struct alert_table **out);
/* Takes a finding in; may emit. @now in ns on the source's clock. */
void alert_table_find(struct alert_table *t, const struct finding *f, uint64_t now);
/* Emits due updates, ends and the hour's summaries. Called once a window. */
void alert_table_tick(struct alert_table *t, uint64_t now);
/* Ends what is open (end of a replay, stop of the sensor). */
void alert_table_finish(struct alert_table *t, uint64_t now);
const struct alert_stats *alert_table_stats(const struct alert_table *t);
void alert_table_free(struct alert_table *t);

#endif
