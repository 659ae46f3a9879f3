// SPDX-License-Identifier: MIT
#include "takeover.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

int takeover_account(struct drain *d, struct account *a)
{
	struct account whole = { 0 };
	struct weir_tally lost;
	int error;

	whole.accounted = d->ledger.accounted;
	whole.restart = d->ledger.restart;
	/* First the pair that is still already, with its counters; it then takes over and
	 * grows, and the other one comes to rest. So both are read while they are still. */
	error = drain_whole(d, &whole);
	if (!error)
		error = drain_swap(d);
	if (!error)
		error = drain_whole(d, &whole);
	if (!error)
		error = account_missing(&whole, &lost);
	if (error)
		return error;
	whole.restart.packets += lost.packets;
	whole.restart.bytes += lost.bytes;
	d->ledger.restart = whole.restart;
	d->ledger.restarts++;
	error = drain_write_ledger(d);
	if (!error)
		account_add(a, &whole);
	return error;
}

static int map_sizes(int fd, uint32_t *value_size, uint32_t *entries)
{
	struct bpf_map_info info = { 0 };
	uint32_t length = sizeof(info);
	int error = bpf_obj_get_info_by_fd(fd, &info, &length);

	*value_size = info.value_size;
	*entries = info.max_entries;
	return error;
}

/* A tally that follows two 32-bit fields at the front of a value. */
static void add_tally(const uint8_t *value, struct weir_tally *to)
{
	struct weir_tally tally;

	memcpy(&tally, value + 8, sizeof(tally));
	to->packets += tally.packets;
	to->bytes += tally.bytes;
}

static int add_fronts(int fd, unsigned int cpus, struct weir_tally *to)
{
	uint32_t size, entries, key;
	unsigned int cpu;
	uint8_t *values;
	int error = map_sizes(fd, &size, &entries);

	if (error)
		return error;
	if (size < 8 + sizeof(struct weir_tally))
		return -EUCLEAN;
	size = (size + 7) / 8 * 8;
	values = calloc(cpus, size);
	if (!values)
		return -ENOMEM;
	for (key = 0; key < entries && !error; key++) {
		error = bpf_map_lookup_elem(fd, &key, values);
		for (cpu = 0; cpu < cpus && !error; cpu++)
			add_tally(values + (size_t)cpu * size, to);
	}
	free(values);
	return error;
}

int takeover_foreign(const struct map_set *m, struct takeover_foreign *last, struct account *a)
{
	struct takeover_foreign now = { 0 };
	struct weir_tally seen, accounted;
	int error = add_fronts(m->fd[MAP_COUNTERS], m->cpus, &now.seen);

	if (!error)
		error = add_fronts(m->fd[MAP_COUNTERS_B], m->cpus, &now.seen);
	if (!error)
		error = add_fronts(m->fd[MAP_LEDGER], 1, &now.accounted);
	if (error)
		return error;
	seen.packets = now.seen.packets - last->seen.packets;
	seen.bytes = now.seen.bytes - last->seen.bytes;
	accounted.packets = now.accounted.packets - last->accounted.packets;
	accounted.bytes = now.accounted.bytes - last->accounted.bytes;
	if (accounted.packets > seen.packets || accounted.bytes > seen.bytes)
		return -EUCLEAN;
	a->seen.packets += seen.packets;
	a->seen.bytes += seen.bytes;
	a->accounted.packets += accounted.packets;
	a->accounted.bytes += accounted.bytes;
	a->restart.packets += seen.packets - accounted.packets;
	a->restart.bytes += seen.bytes - accounted.bytes;
	*last = now;
	return 0;
}
