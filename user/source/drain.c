// SPDX-License-Identifier: MIT
#include "drain.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static uint64_t clock_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static int read_ledger(struct drain *d)
{
	uint32_t zero = 0;

	return bpf_map_lookup_elem(d->maps->fd[MAP_LEDGER], &zero, &d->ledger);
}

int drain_write_ledger(const struct drain *d)
{
	uint32_t zero = 0;

	return bpf_map_update_elem(d->maps->fd[MAP_LEDGER], &zero, &d->ledger, 0);
}

int drain_init(struct drain *d, const struct map_set *m)
{
	int active;

	*d = (struct drain){ .maps = m };
	d->keys = calloc(DRAIN_BATCH, sizeof(*d->keys));
	d->flows = calloc(DRAIN_BATCH, sizeof(*d->flows));
	d->last = calloc((size_t)2 * WEIR_VANTAGES * m->cpus, sizeof(*d->last));
	d->now = calloc(m->cpus, sizeof(*d->now));
	d->victims = calloc(m->cpus, sizeof(*d->victims));
	active = -ENOMEM;
	if (d->keys && d->flows && d->last && d->now && d->victims)
		active = map_set_active(m);
	if (active >= 0 && read_ledger(d))
		active = -errno;
	if (active < 0) {
		drain_fini(d);
		return active;
	}
	d->still = !active;
	return 0;
}

void drain_fini(struct drain *d)
{
	free(d->keys);
	free(d->flows);
	free(d->last);
	free(d->now);
	free(d->victims);
	*d = (struct drain){ 0 };
}

static void begin(struct drain *d)
{
	d->phase = DRAIN_FLOWS;
	d->begun = false;
	d->overflowed = false;
	d->fill = 0;
}

int drain_swap(struct drain *d)
{
	int error = map_set_activate(d->maps, d->still);

	if (error)
		return error;
	d->still = !d->still;
	begin(d);
	return 0;
}

/* Takes one batch: its size, 0 at the end of the map (*ended set), or -errno with what the
 * call had taken out before it failed. */
static int take_batch(struct drain *d, uint32_t *count, bool *ended)
{
	void *from = d->begun ? &d->token : NULL;
	int error;

	*count = DRAIN_BATCH;
	error = bpf_map_lookup_and_delete_batch(d->maps->fd[MAP_FLOWS + d->still], from, &d->token,
						d->keys, d->flows, count, NULL);
	*ended = error == -ENOENT;
	if (!error || *ended) {
		d->begun = true;
		return 0;
	}
	/* Refused at once, it leaves the count as it was. */
	if (*count == DRAIN_BATCH)
		*count = 0;
	return error;
}

static void tally_add(struct weir_tally *to, const struct weir_tally *amount)
{
	to->packets += amount->packets;
	to->bytes += amount->bytes;
}

static void add_records(const struct drain *d, uint32_t count, struct weir_tally *total)
{
	uint32_t i;

	*total = (struct weir_tally){ 0, 0 };
	for (i = 0; i < count; i++) {
		total->packets += d->flows[i].hot[0].packets + d->flows[i].hot[1].packets;
		total->bytes += d->flows[i].hot[0].bytes + d->flows[i].hot[1].bytes;
	}
}

static int hand_out(const struct drain *d, const struct drain_sink *sink, uint32_t count)
{
	uint32_t i;
	int error;

	if (!sink || !sink->flow)
		return 0;
	for (i = 0; i < count; i++) {
		error = sink->flow(sink->ctx, &d->keys[i], &d->flows[i]);
		if (error < 0)
			return error;
	}
	return 0;
}

static int drain_batch(struct drain *d, const struct drain_sink *sink)
{
	struct weir_tally total;
	uint32_t count;
	bool ended;
	int failure = take_batch(d, &count, &ended), error;

	add_records(d, count, &total);
	tally_add(&d->grown[d->still].accounted, &total);
	tally_add(&d->ledger.accounted, &total);
	d->fill += count;
	if (failure)
		d->failed[d->still] = true;
	if (ended) {
		d->phase = DRAIN_COUNTERS;
		d->last_fill = d->fill;
	}
	error = drain_write_ledger(d);
	if (!error)
		error = hand_out(d, sink, count);
	return failure ? failure : error;
}

static bool has_overflowed(const struct weir_counters *now, const struct weir_counters *before)
{
	unsigned int i;

	for (i = 0; i < WEIR_OVERFLOW_COUNT; i++)
		if (now->overflow[i].packets != before->overflow[i].packets)
			return true;
	return false;
}

/* Records and counters of the pair are taken: its account is whole. What a batch call took
 * out of the map and did not give is the rest of what was seen. */
static int settle(struct drain *d, struct account *a)
{
	struct account *grown = &d->grown[d->still];
	struct weir_tally lost;
	int error = 0;

	if (d->failed[d->still] && !account_missing(grown, &lost)) {
		tally_add(&grown->restart, &lost);
		tally_add(&d->ledger.restart, &lost);
		error = drain_write_ledger(d);
	}
	account_add(a, grown);
	*grown = (struct account){ 0 };
	d->failed[d->still] = false;
	return error;
}

static int drain_counters(struct drain *d, struct account *a)
{
	struct weir_counters *last = d->last + (size_t)d->still * WEIR_VANTAGES * d->maps->cpus;
	unsigned int cpu;
	uint32_t vantage;
	int error;

	for (vantage = 0; vantage < WEIR_VANTAGES; vantage++) {
		error = bpf_map_lookup_elem(d->maps->fd[MAP_COUNTERS + d->still], &vantage, d->now);
		if (error)
			return error;
		for (cpu = 0; cpu < d->maps->cpus; cpu++, last++) {
			d->overflowed |= has_overflowed(&d->now[cpu], last);
			account_add_counters(&d->grown[d->still], &d->now[cpu], last);
			*last = d->now[cpu];
		}
	}
	d->phase = DRAIN_VICTIMS;
	return settle(d, a);
}

/* One slot on every CPU: handed out, then emptied for the pair's next turn. */
static int drain_victim(struct drain *d, const struct drain_sink *sink, uint32_t slot)
{
	int fd = d->maps->fd[MAP_VICTIMS + d->still];
	bool used = false;
	unsigned int cpu;
	int error = bpf_map_lookup_elem(fd, &slot, d->victims);

	for (cpu = 0; cpu < d->maps->cpus && !error; cpu++) {
		if (!d->victims[cpu].used)
			continue;
		used = true;
		if (sink && sink->victim)
			error = sink->victim(sink->ctx, &d->victims[cpu]);
		if (error > 0)
			error = 0;
	}
	if (error || !used)
		return error;
	memset(d->victims, 0, d->maps->cpus * sizeof(*d->victims));
	return bpf_map_update_elem(fd, &slot, d->victims, 0);
}

static int drain_victims(struct drain *d, const struct drain_sink *sink)
{
	uint32_t slot;
	int error = 0;

	for (slot = 0; slot < WEIR_VICTIMS && d->overflowed && !error; slot++)
		error = drain_victim(d, sink, slot);
	if (!error)
		begin(d);
	return error;
}

int drain_step(struct drain *d, const struct drain_sink *sink, struct account *a,
	       uint64_t budget_ns)
{
	uint64_t start = clock_ns();
	int error;

	while (d->phase == DRAIN_FLOWS) {
		error = drain_batch(d, sink);
		if (error)
			return error;
		if (d->phase == DRAIN_FLOWS && clock_ns() - start >= budget_ns)
			return 1;
	}
	if (d->phase == DRAIN_COUNTERS) {
		error = drain_counters(d, a);
		if (error)
			return error;
		if (d->overflowed)
			return 1;
	}
	return drain_victims(d, sink);
}

int drain_whole(struct drain *d, struct account *a)
{
	int more;

	do
		more = drain_step(d, NULL, a, UINT64_MAX);
	while (more > 0);
	return more;
}
