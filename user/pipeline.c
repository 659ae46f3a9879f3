// SPDX-License-Identifier: MIT
#include "pipeline_state.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <time.h>
#include <weir/parse.h>

/* After so long without a packet no alert has anything left to say: the hour of the
 * alert budget, and as much again for updates and ends. */
#define QUIET_NS (7200 * FLOW_SECOND_NS)

static void alert_out(void *ctx, const struct alert *alert)
{
	struct pipeline *p = ctx;
	struct alert told = *alert;

	if (p->o.output.prepare)
		p->o.output.prepare(p->o.output.ctx, &told);
	if (p->o.records)
		records_alert(p->o.records, &told);
	p->o.output.alert(p->o.output.ctx, &told);
}

static int pipeline_init(struct pipeline *p)
{
	const struct budget *b = &p->o.budget;
	uint32_t subjects = b->hosts_max > b->pairs_max ? b->hosts_max : b->pairs_max;
	int error = window_scale_init(&p->scale, p->o.base_ns, p->o.wall_offset_ns);

	if (!error)
		error = flow_table_init(&p->table, b->lives_max, &p->scale);
	if (!error)
		error = site_init(&p->site, &p->scale, p->o.home, b->hosts_max, b->pairs_max);
	if (!error)
		error = sort_init(&p->flows, b->lives_max);
	if (!error)
		error = sort_init(&p->subjects, subjects);
	if (error)
		return error;
	p->site.devices = p->o.devices;
	p->pending = calloc(b->lives_max, sizeof(*p->pending));
	if (!p->pending)
		return -ENOMEM;
	if (!p->o.score)
		return 0;
	error = verdict_new(p->o.models, &p->verdict);
	if (error)
		return error;
	verdict_use(p->verdict, p->o.anomaly);
	p->o.alert.wall_offset_ns = p->o.wall_offset_ns;
	return alert_table_new(&p->o.alert, alert_out, p, &p->alerts);
}

int pipeline_new(const struct pipeline_options *o, struct pipeline **out)
{
	struct pipeline *p;
	int error;

	if (!o->budget.lives_max || !o->budget.hosts_max || !o->budget.pairs_max)
		return -EINVAL;
	p = calloc(1, sizeof(*p));
	if (!p)
		return -ENOMEM;
	p->o = *o;
	p->o.alert.devices = o->devices;
	p->phase = PHASE_DONE;
	error = pipeline_init(p);
	if (error) {
		pipeline_free(p);
		return error;
	}
	*out = p;
	return 0;
}

void pipeline_free(struct pipeline *p)
{
	if (!p)
		return;
	alert_table_free(p->alerts);
	verdict_free(p->verdict);
	free(p->pending);
	sort_fini(&p->flows);
	sort_fini(&p->subjects);
	site_fini(&p->site);
	flow_table_fini(&p->table);
	free(p);
}

/* Ends a flow while the window is open: it hands in what its window has summed up, and
 * the outcome it still owes. */
static void end_early(struct pipeline *p, uint32_t slot, enum flow_reason reason)
{
	struct flow *f = &p->table.flow[slot];

	if (p->o.traffic && (f->flags & FLOW_ACTIVE))
		traffic_add(p->o.traffic, f, window_start(&p->scale, p->number));
	if (f->flags & FLOW_ACTIVE)
		site_settle(&p->site, f, p->number, true);
	else if (f->flags & FLOW_PENDING)
		site_judge_late(&p->site, f, p->number);
	pipeline_flow_end(p, slot, reason);
}

/* One makes room for another. */
static void force_one(struct pipeline *p)
{
	uint32_t slot = flow_table_nearest(&p->table, p->number);

	assert(slot != SLOT_NONE);
	p->stats.flows_forced++;
	end_early(p, slot, FLOW_FORCED);
}

/* The ports of a closed connection are used again. */
static bool is_reuse(const struct flow *f, const struct weir_flow *record)
{
	return !(f->flags & FLOW_ACTIVE) && f->key.ip_proto == WEIR_PROTO_TCP &&
	       flow_state(f) == FLOW_CLOSED && record->evidence == WEIR_BY_HANDSHAKE &&
	       record->proto.tcp[record->initiator & 1].syn;
}

int pipeline_flow(void *ctx, const struct weir_key *key, const struct weir_flow *flow)
{
	struct pipeline *p = ctx;
	uint32_t slot;
	struct flow *f;

	if (!p->open)
		return -EBUSY;
	if (!flow->hot[0].packets && !flow->hot[1].packets)
		return 0;
	slot = flow_table_find(&p->table, key);
	if (slot != SLOT_NONE && is_reuse(&p->table.flow[slot], flow)) {
		end_early(p, slot, FLOW_TIMEOUT);
		slot = SLOT_NONE;
	}
	if (slot == SLOT_NONE) {
		if (p->table.keyed.used == p->table.keyed.max)
			force_one(p);
		slot = flow_table_add(&p->table, key);
	}
	f = &p->table.flow[slot];
	if (!flow_packets(f))
		p->stats.flows_created++;
	flow_merge(f, flow, window_start(&p->scale, p->number));
	flow_table_wake(&p->table, slot);
	p->stats.flows_live = p->table.keyed.used;
	return 0;
}

int pipeline_victim(void *ctx, const struct weir_victim *victim)
{
	struct pipeline *p = ctx;

	if (!p->open)
		return -EBUSY;
	if (victim->used)
		site_victim(&p->site, victim, p->number);
	return 0;
}

uint64_t pipeline_window_end(const struct pipeline *p)
{
	return p->started ? window_start(&p->scale, p->number + 1) : 0;
}

static bool is_idle(const struct pipeline *p)
{
	return !p->table.keyed.used && !p->pending_count;
}

/* Closes windows with nothing in them while time itself still ends something; beyond
 * that, one empty window is like another. */
static void skip_to(struct pipeline *p, uint64_t number)
{
	uint64_t alert_windows = p->alerts ? (QUIET_NS + p->o.alert.quiet_ns) / p->o.base_ns : 0;

	while (p->number + 1 < number && (alert_windows || !is_idle(p))) {
		p->number++;
		pipeline_close_begin(p);
		while (!pipeline_close_work(p))
			;
		if (alert_windows)
			alert_windows--;
	}
	p->stats.windows += number - 1 - p->number;
	p->number = number;
}

void pipeline_open(struct pipeline *p, uint64_t now)
{
	uint64_t number = window_number(&p->scale, now);

	if (p->open)
		return;
	assert(p->phase == PHASE_DONE);
	if (!p->started)
		p->number = number;
	else
		skip_to(p, number > p->number ? number : p->number + 1);
	p->started = true;
	p->open = true;
}

int pipeline_close(struct pipeline *p, uint64_t now)
{
	if (!p->open)
		return -EINVAL;
	if (now > pipeline_window_end(p) + p->o.base_ns)
		p->stats.windows_late++;
	pipeline_close_begin(p);
	return 1;
}

static uint64_t clock_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * FLOW_SECOND_NS + (uint64_t)now.tv_nsec;
}

int pipeline_step(struct pipeline *p, uint64_t budget_ns)
{
	uint64_t begin = clock_ns();

	while (p->phase != PHASE_DONE) {
		if (pipeline_close_work(p))
			break;
		if (clock_ns() - begin >= budget_ns)
			return 1;
	}
	return 0;
}

void pipeline_finish(struct pipeline *p, uint64_t now)
{
	uint32_t i;

	if (p->open)
		pipeline_close(p, now);
	while (!pipeline_close_work(p))
		;
	pipeline_gather_parked(p);
	while (sort_step(&p->flows))
		;
	for (i = 0; i < p->flows.count; i++)
		pipeline_flow_end(p, p->flows.item[i].slot, FLOW_SHUTDOWN);
	if (p->alerts)
		alert_table_finish(p->alerts, now);
}

void pipeline_use_models(struct pipeline *p, const struct models *m)
{
	p->o.models = m;
	if (p->verdict)
		verdict_use_models(p->verdict, m);
}

void pipeline_use_alerts(struct pipeline *p, const struct alert_options *o)
{
	if (p->alerts)
		alert_table_set(p->alerts, o);
	p->o.alert.quiet_ns = o->quiet_ns;
}

void pipeline_home_changed(struct pipeline *p)
{
	host_table_sort_homes(&p->site.hosts);
}

void pipeline_use_clock(struct pipeline *p, uint64_t wall_offset_ns)
{
	if (p->alerts)
		alert_table_use_clock(p->alerts, wall_offset_ns);
}

void pipeline_use_rules(struct pipeline *p, struct ruleset *rules)
{
	p->o.alert.rules = rules;
	if (p->alerts)
		alert_table_use_rules(p->alerts, rules);
}

struct memory *pipeline_memory(struct pipeline *p)
{
	return &p->site.memory;
}

uint32_t pipeline_places(const struct pipeline *p)
{
	return p->table.keyed.max;
}

const struct flow *pipeline_flow_at(const struct pipeline *p, uint32_t place)
{
	const struct flow *f = &p->table.flow[place];

	return flow_packets(f) ? f : NULL;
}

const struct pipeline_stats *pipeline_stats(const struct pipeline *p)
{
	return &p->stats;
}

const struct alert_stats *pipeline_alert_stats(const struct pipeline *p)
{
	static const struct alert_stats none;

	return p->alerts ? alert_table_stats(p->alerts) : &none;
}
