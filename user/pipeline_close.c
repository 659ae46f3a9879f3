// SPDX-License-Identifier: MIT
#include "pipeline_state.h"
#include "detect/features.h"

#include <string.h>

/* Items worked on before the clock is asked again. */
#define BATCH 64

#define MARK_OPENED (1u << HOST_OPENED)
#define MARK_RECEIVED (1u << HOST_RECEIVED)

static uint64_t window_end_ns(const struct pipeline *p)
{
	return window_start(&p->scale, p->number + 1);
}

void pipeline_close_begin(struct pipeline *p)
{
	p->open = false;
	p->phase = PHASE_LATE;
	p->gathered = false;
	p->cursor = 0;
	p->bucket = 0;
}

static void phase_next(struct pipeline *p)
{
	p->phase++;
	p->gathered = false;
	p->cursor = 0;
	p->bucket = 0;
}

/* Hands the row on; bits of enum host_end: alarms about its src as who acts or suffers. */
static unsigned int row_out(struct pipeline *p, const struct row *row)
{
	struct finding finding[VERDICT_FINDINGS];
	uint64_t now = window_end_ns(p);
	unsigned int i, count, marks = 0;

	if (p->o.output.row)
		p->o.output.row(p->o.output.ctx, row);
	if (!p->verdict)
		return 0;
	count = verdict_row(p->verdict, row, now, finding);
	p->stats.rows_scored++;
	for (i = 0; i < count; i++) {
		bool acts = !memcmp(&finding[i].subject.src, &row->subject.src,
				    sizeof(row->subject.src));

		if (alert_table_find(p->alerts, &finding[i], now))
			marks |= acts ? MARK_OPENED : MARK_RECEIVED;
	}
	return marks;
}

void pipeline_flow_end(struct pipeline *p, uint32_t slot, enum flow_reason reason)
{
	const struct flow *f = &p->table.flow[slot];
	struct flow_life life;

	site_end(&p->site, f, p->number);
	/* After an active timeout nothing more may have come. */
	if (flow_packets(f)) {
		p->stats.flows_ended++;
		if (p->o.output.flow) {
			flow_report(f, reason, &life);
			p->o.output.flow(p->o.output.ctx, &life);
		}
	}
	flow_table_remove(&p->table, slot);
	p->stats.flows_live = p->table.keyed.used;
}

static bool late_work(struct pipeline *p)
{
	struct flow *f;

	if (p->cursor == p->pending_count) {
		p->pending_count = 0;
		return true;
	}
	f = &p->table.flow[p->pending[p->cursor++]];
	if ((f->flags & FLOW_PENDING) && !(f->flags & FLOW_ACTIVE))
		site_judge_late(&p->site, f, p->number);
	return false;
}

static bool order_work(struct pipeline *p)
{
	uint32_t slot;

	if (!p->gathered) {
		sort_begin(&p->flows, flow_table_key_order, &p->table);
		for (slot = p->table.active.head; slot != SLOT_NONE;
		     slot = p->table.link[slot].next)
			sort_add(&p->flows, p->table.flow[slot].part_first_ns, slot);
		p->gathered = true;
	}
	return !sort_step(&p->flows);
}

static bool settle_work(struct pipeline *p)
{
	struct flow *f;

	if (p->cursor == p->flows.count)
		return true;
	f = &p->table.flow[p->flows.item[p->cursor++].slot];
	site_settle(&p->site, f, p->number, flow_table_expiry(&p->table, f) <= p->number);
	return false;
}

/* The active flows, then bucket by bucket the parked ones. */
static bool open_work(struct pipeline *p)
{
	uint32_t slot;

	if (!p->site.hosts.active_count)
		return true;
	if (p->cursor < p->flows.count) {
		slot = p->flows.item[p->cursor++].slot;
		site_count_open(&p->site, &p->table.flow[slot], p->number);
		return false;
	}
	if (p->bucket == FLOW_BUCKETS)
		return true;
	for (slot = p->table.bucket[p->bucket].head; slot != SLOT_NONE;
	     slot = p->table.link[slot].next)
		site_count_open(&p->site, &p->table.flow[slot], p->number);
	p->bucket++;
	return false;
}

static void gather_hosts(struct pipeline *p)
{
	struct host_table *t = &p->site.hosts;
	uint32_t i;

	sort_begin(&p->subjects, host_key_order, t);
	for (i = 0; i < t->active_count; i++)
		sort_add(&p->subjects, t->host[t->active[i]].sums[0].first_ns, t->active[i]);
}

static void slow_rows(struct pipeline *p, struct host *h)
{
	struct slow_host *slow = slow_fold(&p->site.slow, &p->scale, p->number, h);
	unsigned int level;
	struct row row;

	if (!slow || !slow_due(slow, &p->scale, p->number))
		return;
	for (level = 0; level < SLOW_LEVELS; level++) {
		features_slow(&p->site, slow, level, p->number, &row);
		h->alerted |= (uint8_t)row_out(p, &row);
	}
	slow->untold = false;
}

static void host_rows(struct pipeline *p, struct host *h)
{
	struct row row;
	unsigned int level;

	host_fold(h, &p->scale, p->number);
	for (level = 0; level < WINDOW_LEVELS; level++) {
		features_host(&p->site, h, level, p->number, &row);
		if (!level) {
			h->peers[HOST_OPENED] = row.value[HOST_out_peers];
			h->peers[HOST_RECEIVED] = row.value[HOST_in_peers];
			if (p->o.records)
				records_row(p->o.records, &row);
		}
		h->alerted |= (uint8_t)row_out(p, &row);
	}
	slow_rows(p, h);
}

static bool hosts_work(struct pipeline *p)
{
	if (!p->gathered) {
		gather_hosts(p);
		p->gathered = true;
	}
	if (sort_step(&p->subjects))
		return false;
	if (p->cursor == p->subjects.count) {
		host_table_rest(&p->site.hosts);
		return true;
	}
	host_rows(p, &p->site.hosts.host[p->subjects.item[p->cursor++].slot]);
	return false;
}

static void gather_pairs(struct pipeline *p)
{
	struct pair_table *t = &p->site.pairs;
	uint32_t i;

	sort_begin(&p->subjects, pair_key_order, t);
	for (i = 0; i < t->active_count; i++)
		sort_add(&p->subjects, t->pair[t->active[i]].sums[0].first_ns, t->active[i]);
}

static void pair_rows(struct pipeline *p, struct pair *pair)
{
	struct row row;
	unsigned int level;

	pair_fold(pair, &p->scale, p->number);
	for (level = 0; level < WINDOW_LEVELS; level++) {
		features_pair(&p->site, pair, level, p->number, &row);
		pair->alerted |= (uint16_t)row_out(p, &row);
	}
	site_learn(&p->site, pair, p->number);
}

static bool pairs_work(struct pipeline *p)
{
	if (!p->gathered) {
		gather_pairs(p);
		p->gathered = true;
	}
	if (sort_step(&p->subjects))
		return false;
	if (p->cursor == p->subjects.count) {
		pair_table_rest(&p->site.pairs);
		return true;
	}
	pair_rows(p, &p->site.pairs.pair[p->subjects.item[p->cursor++].slot]);
	return false;
}

static bool subject_alerted(const struct pipeline *p, const struct flow *f)
{
	const struct host *host = p->site.hosts.host;

	if (f->host[HOST_OPENED] != SLOT_NONE &&
	    (host[f->host[HOST_OPENED]].alerted & MARK_OPENED))
		return true;
	if (f->host[HOST_RECEIVED] != SLOT_NONE &&
	    (host[f->host[HOST_RECEIVED]].alerted & MARK_RECEIVED))
		return true;
	return f->pair != SLOT_NONE && p->site.pairs.pair[f->pair].alerted;
}

/* A flow that goes on is reported all the same, now and then. */
static void report_active(struct pipeline *p, struct flow *f)
{
	struct flow_life life;

	if (flow_end_ns(f) < flow_start_ns(f) + FLOW_ACTIVE_NS)
		return;
	p->stats.flows_ended++;
	if (p->o.output.flow) {
		flow_report(f, FLOW_TIMEOUT, &life);
		p->o.output.flow(p->o.output.ctx, &life);
	}
	flow_restart(f);
}

static bool flows_work(struct pipeline *p)
{
	uint32_t slot;
	struct flow *f;
	struct row row;

	if (!p->cursor)
		flow_table_rest(&p->table);
	if (p->cursor == p->flows.count)
		return true;
	slot = p->flows.item[p->cursor++].slot;
	f = &p->table.flow[slot];
	if (p->verdict || p->o.output.row) {
		features_flow(&p->site, f, p->number, &row);
		if (row_out(p, &row) || subject_alerted(p, f))
			f->flags |= FLOW_ALERTED;
	}
	flow_table_park(&p->table, slot, p->number);
	if (f->flags & FLOW_PENDING)
		p->pending[p->pending_count++] = slot;
	if (p->o.traffic)
		traffic_add(p->o.traffic, f, window_start(&p->scale, p->number));
	flow_part_reset(f);
	report_active(p, f);
	return false;
}

static bool expire_work(struct pipeline *p)
{
	uint32_t slot;

	if (!p->gathered) {
		sort_begin(&p->flows, flow_table_key_order, &p->table);
		for (slot = flow_table_expiring(&p->table, p->number); slot != SLOT_NONE;
		     slot = p->table.link[slot].next)
			sort_add(&p->flows, flow_expiry_ns(&p->table.flow[slot]), slot);
		p->gathered = true;
	}
	if (sort_step(&p->flows))
		return false;
	if (p->cursor == p->flows.count)
		return true;
	slot = p->flows.item[p->cursor++].slot;
	pipeline_flow_end(p, slot, FLOW_TIMEOUT);
	return false;
}

static bool alerts_work(struct pipeline *p)
{
	if (p->alerts)
		alert_table_tick(p->alerts, window_end_ns(p));
	if (p->o.traffic)
		traffic_close(p->o.traffic, &p->scale, p->number);
	p->stats.windows++;
	p->stats.hosts_lost = p->site.hosts.lost;
	p->stats.pairs_lost = p->site.pairs.lost;
	p->stats.rows_forest = p->verdict ? verdict_forest_rows(p->verdict) : 0;
	memory_stats(&p->site.memory, &p->stats.memory);
	slow_stats(&p->site.slow, &p->stats.slow);
	return true;
}

bool pipeline_close_work(struct pipeline *p)
{
	static bool (*const work[PHASE_DONE])(struct pipeline *p) = {
		[PHASE_LATE] = late_work,     [PHASE_ORDER] = order_work,
		[PHASE_SETTLE] = settle_work, [PHASE_OPEN] = open_work,
		[PHASE_HOSTS] = hosts_work,   [PHASE_PAIRS] = pairs_work,
		[PHASE_FLOWS] = flows_work,   [PHASE_EXPIRE] = expire_work,
		[PHASE_ALERTS] = alerts_work,
	};
	unsigned int i;

	for (i = 0; i < BATCH && p->phase < PHASE_DONE; i++)
		if (work[p->phase](p))
			phase_next(p);
	return p->phase == PHASE_DONE;
}

void pipeline_gather_parked(struct pipeline *p)
{
	uint32_t bucket, slot;

	sort_begin(&p->flows, flow_table_key_order, &p->table);
	for (bucket = 0; bucket < FLOW_BUCKETS; bucket++)
		for (slot = p->table.bucket[bucket].head; slot != SLOT_NONE;
		     slot = p->table.link[slot].next)
			sort_add(&p->flows, flow_start_ns(&p->table.flow[slot]), slot);
}
