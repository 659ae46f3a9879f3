// SPDX-License-Identifier: MIT
/* The course of a window, against a source and a pipeline that only count. */
#include "tap.h"
#include "user/sensor/cycle.h"
#include "user/sensor/loop.h"

#include <errno.h>
#include <string.h>

#define BASE UINT64_C(1000000000)

static struct {
	unsigned int swaps;
	unsigned int drains;
	unsigned int unscored; /* slices of drains that go to nobody */
	unsigned int slices; /* that the next drain takes */
	unsigned int closes;
	unsigned int close_slices;
	unsigned int finishes;
	uint64_t end; /* of the open window; 0: none is open */
	int swap_error;
	int drain_error;
	uint64_t packets; /* that a drain adds to the account */
} fake;

static struct account taken = { .seen = { .packets = 100, .bytes = 1000 } };

const struct account *bpf_source_takeover(const struct bpf_source *s)
{
	(void)s;
	return &taken;
}

int bpf_source_swap(struct bpf_source *s)
{
	(void)s;
	fake.swaps++;
	return fake.swap_error;
}

int bpf_source_drain(struct bpf_source *s, const struct drain_sink *sink, struct account *a,
		     uint64_t budget_ns)
{
	(void)s;
	(void)budget_ns;
	if (fake.drain_error)
		return fake.drain_error;
	fake.unscored += !sink;
	a->accounted.packets++;
	if (fake.slices && --fake.slices)
		return 1;
	fake.drains++;
	a->seen.packets += fake.packets;
	return 0;
}

int pipeline_flow(void *ctx, const struct weir_key *key, const struct weir_flow *flow)
{
	(void)ctx;
	(void)key;
	(void)flow;
	return 0;
}

int pipeline_victim(void *ctx, const struct weir_victim *victim)
{
	(void)ctx;
	(void)victim;
	return 0;
}

uint64_t pipeline_window_end(const struct pipeline *p)
{
	(void)p;
	return fake.end;
}

void pipeline_open(struct pipeline *p, uint64_t now)
{
	(void)p;
	fake.end = (now / BASE + 1) * BASE;
}

int pipeline_close(struct pipeline *p, uint64_t now)
{
	(void)p;
	(void)now;
	fake.closes++;
	return 1;
}

int pipeline_step(struct pipeline *p, uint64_t budget_ns)
{
	(void)p;
	(void)budget_ns;
	return fake.close_slices && --fake.close_slices ? 1 : 0;
}

void pipeline_finish(struct pipeline *p, uint64_t now)
{
	(void)p;
	(void)now;
	fake.finishes++;
}

/* Any address will do: nobody looks behind it. */
static struct cycle fresh(void)
{
	struct cycle c;

	memset(&fake, 0, sizeof(fake));
	fake.packets = 10;
	cycle_init(&c, (struct bpf_source *)&fake, (struct pipeline *)&fake, BASE / 2,
		   BASE / 2);
	return c;
}

static void slow_start_is_not_scored(void)
{
	struct cycle c = fresh();

	tap_is(fake.swaps, 0, "a quick start takes nothing from the maps");
	fake.slices = 2;
	cycle_init(&c, (struct bpf_source *)&fake, (struct pipeline *)&fake, 0,
		   CYCLE_START_NS + 1);
	tap_is(fake.swaps, 1, "a slow one does");
	tap_is(fake.unscored, 2, "all of it, for nobody to score");
	tap_is(c.account.seen.packets, 110, "and accounts for it");
}

static void window_goes_its_course(void)
{
	struct cycle c = fresh();

	tap_is(c.account.seen.packets, 100, "the account begins with what was taken over");
	tap_ok(!cycle_busy(&c, BASE - 1), "nothing to do within a window");
	tap_is(cycle_step(&c, BASE - 1), 0, "and nothing is done");
	tap_is(fake.swaps, 0, "no swap before its end");
	tap_ok(cycle_busy(&c, BASE), "at its end there is");
	fake.slices = 3;
	fake.close_slices = 2;
	tap_is(cycle_step(&c, BASE), 0, "the swap is a slice of its own");
	tap_is(fake.swaps, 1, "one swap");
	cycle_step(&c, BASE);
	cycle_step(&c, BASE);
	tap_is(fake.drains, 0, "a drain in slices");
	tap_is(c.account.accounted.packets, 0, "does not show before it is whole");
	cycle_step(&c, BASE);
	tap_is(fake.drains, 1, "ends");
	tap_is(fake.closes, 1, "and the window is closed after it");
	tap_is(cycle_step(&c, BASE), 0, "in slices too");
	tap_is(cycle_step(&c, BASE + BASE / 4), 1, "then that is told");
	tap_is(fake.end, 2 * BASE, "and the next one is open");
	tap_ok(!cycle_busy(&c, BASE + BASE / 4), "all is quiet again");
	tap_is(c.account.seen.packets, 110, "the drain is in the account");
}

static void pressure_swaps_early(void)
{
	struct cycle c = fresh();
	uint64_t late = loop_now_ns() + 1000 * BASE; /* after any swap of this test */
	unsigned int i;

	for (i = 0; i < 5; i++) {
		cycle_pressure(&c, late);
		while (cycle_busy(&c, BASE - 1))
			tap_is(cycle_step(&c, BASE - 1), 0, "pressure %u closes no window", i);
	}
	tap_is(fake.swaps, CYCLE_EARLY_MAX, "a window has two early swaps at most");
	tap_is(fake.closes, 0, "it stays open over them");
	tap_is(c.account.seen.packets, 100 + 10 * CYCLE_EARLY_MAX, "each drain counts in it");
	while (cycle_step(&c, BASE) == 0)
		;
	tap_is(fake.closes, 1, "and it is closed once");
	cycle_pressure(&c, 1);
	tap_ok(!c.pressure, "what is told of drained maps is no pressure");
	cycle_pressure(&c, late);
	tap_ok(cycle_busy(&c, BASE + 1), "the next window has its own two");
}

static void errors_do_not_stop_it(void)
{
	struct cycle c = fresh();

	fake.swap_error = -ENOMEM;
	cycle_step(&c, BASE);
	tap_is(fake.closes, 1, "without a swap the window is closed all the same");
	tap_is(cycle_step(&c, BASE), 1, "and the next one opened");
	tap_is(c.drain_errors, 1, "counted");
	fake.swap_error = 0;
	fake.drain_error = -EFAULT;
	cycle_step(&c, 2 * BASE);
	tap_is(cycle_step(&c, 2 * BASE), 0, "a drain that fails ends");
	tap_is(cycle_step(&c, 2 * BASE), 1, "with its window");
	tap_is(c.drain_errors, 2, "counted too");
}

static void finish_takes_both_pairs(void)
{
	struct cycle c = fresh();

	fake.slices = 3;
	cycle_step(&c, BASE);
	tap_is(cycle_finish(&c, BASE + 1), 0, "it ends in the middle of a drain");
	tap_is(fake.swaps, 3, "after which both pairs are taken");
	tap_is(fake.drains, 3, "to the end");
	tap_is(fake.closes, 2, "the open window is closed");
	tap_is(fake.finishes, 1, "and the pipeline");
	tap_is(c.account.seen.packets, 130, "with all in the account");
}

int main(void)
{
	slow_start_is_not_scored();
	window_goes_its_course();
	pressure_swaps_early();
	errors_do_not_stop_it();
	finish_takes_both_pairs();
	return tap_done();
}
