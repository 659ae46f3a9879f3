// SPDX-License-Identifier: MIT
/* Drains of maps whose kernel is this file: batch calls that fail, before, halfway and after
 * they took something out. */
#include "tests/unit/tap.h"
#include "user/source/drain.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <string.h>

#define FD_BASE 1000 /* a map's descriptor and id: FD_BASE + role */
#define BYTES 100 /* of a packet */

static struct {
	uint32_t records[2]; /* in each flow map, a packet in each */
	uint32_t active; /* id of the counters in use */
	struct weir_counters counters[2];
	struct weir_ledger ledger;
	uint32_t batch; /* records that a call takes at most */
	/* the next batch call: */
	int error; /* what it returns, 0: it works */
	uint32_t taken; /* records that it takes out all the same */
	uint32_t given; /* records that it gives and says so */
	bool refused; /* the count stays as it was */
} kernel;

static struct map_set maps;
static uint32_t handed_out;

int bpf_obj_get_info_by_fd(int fd, void *info, __u32 *size)
{
	(void)size;
	((struct bpf_map_info *)info)->id = (uint32_t)fd;
	return 0;
}

int bpf_map_lookup_elem(int fd, const void *key, void *value)
{
	int role = fd - FD_BASE;

	if (role == MAP_ACTIVE)
		memcpy(value, &kernel.active, sizeof(kernel.active));
	else if (role == MAP_LEDGER)
		memcpy(value, &kernel.ledger, sizeof(kernel.ledger));
	else if (*(const uint32_t *)key)
		memset(value, 0, sizeof(struct weir_counters));
	else
		memcpy(value, &kernel.counters[role - MAP_COUNTERS], sizeof(kernel.counters[0]));
	return 0;
}

int bpf_map_update_elem(int fd, const void *key, const void *value, __u64 flags)
{
	(void)key;
	(void)flags;
	if (fd == FD_BASE + MAP_ACTIVE)
		memcpy(&kernel.active, value, sizeof(kernel.active));
	if (fd == FD_BASE + MAP_LEDGER)
		memcpy(&kernel.ledger, value, sizeof(kernel.ledger));
	return 0;
}

static void give(struct weir_key *keys, struct weir_flow *flows, uint32_t count)
{
	memset(keys, 0, count * sizeof(*keys));
	memset(flows, 0, count * sizeof(*flows));
	while (count--)
		flows[count].hot[0] = (struct weir_hot){ .packets = 1, .bytes = BYTES };
}

int bpf_map_lookup_and_delete_batch(int fd, void *in, void *out, void *keys, void *values,
				    __u32 *count, const struct bpf_map_batch_opts *options)
{
	uint32_t *records = &kernel.records[fd - FD_BASE - MAP_FLOWS];
	int error = kernel.error;

	(void)in;
	(void)out;
	(void)options;
	if (error) {
		kernel.error = 0;
		*records -= kernel.taken;
		give(keys, values, kernel.given);
		if (!kernel.refused)
			*count = kernel.given;
		return error;
	}
	*count = *records < kernel.batch ? *records : kernel.batch;
	give(keys, values, *count);
	*records -= *count;
	return *records ? 0 : -ENOENT;
}

static int take(void *ctx, const struct weir_key *key, const struct weir_flow *flow)
{
	(void)ctx;
	(void)key;
	(void)flow;
	handed_out++;
	return 0;
}

static const struct drain_sink sink = { .flow = take };

/* Packets to the pair in use, each a flow of its own. */
static void traffic(uint32_t packets)
{
	unsigned int pair = kernel.active - FD_BASE - MAP_COUNTERS;

	kernel.records[pair] += packets;
	kernel.counters[pair].seen.packets += packets;
	kernel.counters[pair].seen.bytes += (uint64_t)packets * BYTES;
}

static void fresh(struct drain *d)
{
	unsigned int i;

	memset(&kernel, 0, sizeof(kernel));
	kernel.batch = 8;
	kernel.active = FD_BASE + MAP_COUNTERS;
	handed_out = 0;
	for (i = 0; i < MAP_ROLES; i++)
		maps.fd[i] = FD_BASE + (int)i;
	maps.cpus = 1;
	tap_is(drain_init(d, &maps), 0, "begins");
}

static int window(struct drain *d, struct account *a)
{
	int result = drain_swap(d);

	while (!result) {
		result = drain_step(d, &sink, a, 0);
		if (result <= 0)
			return result;
		result = 0;
	}
	return result;
}

/* 20 packets, of which a call in the midst fails; then two windows that work. */
static void fail(int error, uint32_t taken, uint32_t given, bool refused, const char *what)
{
	struct account a = { 0 };
	struct drain d;

	fresh(&d);
	traffic(20);
	tap_is(drain_swap(&d), 0, "%s: swapped", what);
	tap_is(drain_step(&d, &sink, &a, 0), 1, "a batch works");
	kernel.error = error;
	kernel.taken = taken;
	kernel.given = given;
	kernel.refused = refused;
	tap_is(drain_step(&d, &sink, &a, 0), error, "the next one fails");
	tap_ok(account_holds(&a), "the account holds");
	tap_is(handed_out, 8 + given, "what was given is handed out");
	tap_is(kernel.ledger.accounted.packets, 8 + given, "and in the ledger");
	traffic(5);
	tap_is(window(&d, &a), 0, "the other pair is drained");
	tap_ok(account_holds(&a) && a.seen.packets == 5, "the account is that of the other pair");
	traffic(3);
	tap_is(window(&d, &a), 0, "the rest of the first one too");
	tap_ok(account_holds(&a) && a.seen.packets == 28, "the account is of all");
	tap_is(a.restart.packets, taken - given, "what the call lost is named");
	tap_is(a.restart.bytes, (taken - given) * BYTES, "in bytes too");
	tap_is(kernel.ledger.restart.packets, taken - given, "also for the next process");
	tap_is(handed_out, 28 - (taken - given), "all others are handed out once");
	drain_fini(&d);
}

static void no_call_fails(void)
{
	struct account a = { 0 };
	struct drain d;

	fresh(&d);
	traffic(20);
	tap_is(window(&d, &a), 0, "a window");
	kernel.counters[0].seen.packets++;
	traffic(1);
	tap_is(window(&d, &a), 0, "another");
	tap_is(window(&d, &a), 0, "and the first pair again");
	tap_ok(!account_holds(&a) && !a.restart.packets,
	       "a packet that nobody lost by a failure is not explained away");
	drain_fini(&d);
}

int main(void)
{
	fail(-EPERM, 0, 0, true, "refused");
	fail(-ENOMEM, 4, 4, false, "halfway, and all is given");
	fail(-EFAULT, 6, 0, false, "halfway, and nothing is given");
	fail(-EFAULT, 6, 2, false, "halfway, and some is given");
	no_call_fails();
	return tap_done();
}
