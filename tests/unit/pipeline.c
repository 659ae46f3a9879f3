// SPDX-License-Identifier: MIT
/* Any records in any order, windows far apart: nothing is lost and the order is nothing. */
#include "heard.h"
#include "tap.h"

#include <errno.h>

#define RECORDS_MAX 4096

static uint64_t random_state;

static uint64_t random_next(void)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return random_state;
}

static uint64_t below(uint64_t limit)
{
	return random_next() % limit;
}

/* Any record a source might drain in [begin, begin + BASE). */
static struct fed anything(uint64_t begin)
{
	static const uint8_t protos[] = { 6, 6, 6, 17, 17, 1, 47 };
	uint8_t proto = protos[below(7)];
	struct fed r = record(proto, (uint8_t)below(20), (uint8_t)below(40),
			      (uint16_t)(40000 + below(4)), (uint16_t)(1 + below(60)));
	uint64_t first = begin + below(BASE); /* some too young to be judged */
	int ways = 1 + (int)below(3), direction;

	for (direction = 0; direction < 2; direction++)
		if (ways & (1 << direction))
			packets(&r, direction, 1 + (uint32_t)below(9), first + below(1000),
				first + 1000 + below(SECOND / 2), proto == 6 ? (uint8_t)below(32) : 0);
	r.flow.initiator = ways == 2 || (ways == 3 && below(8) == 0);
	return r;
}

/* Distinct keys, as one drain gives them. */
static unsigned int drain_of(struct fed *out, unsigned int want, uint64_t begin)
{
	unsigned int count = 0, i;

	while (count < want) {
		out[count] = anything(begin);
		for (i = 0; i < count; i++)
			if (!memcmp(&out[i].key, &out[count].key, sizeof(out->key)))
				break;
		count += i == count;
		want -= i != count && i < count;
	}
	return count;
}

static void shuffle(struct fed *list, unsigned int count)
{
	unsigned int i;

	for (i = count; i > 1; i--) {
		unsigned int j = (unsigned int)below(i);
		struct fed swap = list[i - 1];

		list[i - 1] = list[j];
		list[j] = swap;
	}
}

/* Random windows with random gaps between them. @seed2 permutes each drain. */
static struct heard run_random(uint64_t seed, uint64_t seed2, uint32_t lives, struct heard *fed)
{
	static struct fed list[RECORDS_MAX];
	uint64_t now = START, saved;
	struct heard h;
	struct pipeline *p = start(&h, lives, true);
	unsigned int window, i, count;

	memset(fed, 0, sizeof(*fed));
	random_state = seed;
	for (window = 0; window < 60; window++) {
		pipeline_open(p, now);
		count = drain_of(list, 1 + (unsigned int)below(300), now);
		saved = random_state;
		if (seed2) {
			random_state = seed2;
			shuffle(list, count);
		}
		random_state = saved;
		for (i = 0; i < count; i++) {
			feed(p, &list[i]);
			fed->packets += list[i].flow.hot[0].packets + list[i].flow.hot[1].packets;
			fed->bytes += list[i].flow.hot[0].bytes + list[i].flow.hot[1].bytes;
			fed->payload += list[i].flow.hot[0].payload_bytes +
					list[i].flow.hot[1].payload_bytes;
		}
		close_window(p);
		now += BASE * (below(4) ? 1 : 1 + below(90));
	}
	fed->flows = pipeline_stats(p)->flows_created;
	fed->alerts = pipeline_stats(p)->flows_forced;
	stop(p);
	return h;
}

static void test_conservation(void)
{
	struct heard fed, h;
	uint64_t seed;

	for (seed = 1; seed <= 4; seed++) {
		h = run_random(seed, 0, 4096, &fed);
		tap_is(h.packets, fed.packets, "seed %d: every packet is in a flow", (int)seed);
		tap_is(h.bytes, fed.bytes, "seed %d: every byte", (int)seed);
		tap_is(h.payload, fed.payload, "seed %d: all payload", (int)seed);
		tap_is(h.flows, fed.flows, "seed %d: created flows end", (int)seed);
		tap_is(fed.alerts, 0, "seed %d: none by force", (int)seed);
	}
	h = run_random(5, 0, 50, &fed);
	tap_is(h.packets, fed.packets, "full table: every packet is in a flow");
	tap_is(h.bytes, fed.bytes, "full table: every byte");
	tap_is(h.flows, fed.flows, "full table: created flows end");
	tap_ok(fed.alerts > 1000, "full table: many by force (%d)", (int)fed.alerts);
	tap_ok(h.reasons[FLOW_FORCED] >= fed.alerts, "and reported as forced");
}

static void test_order(void)
{
	struct heard fed, a, b;
	uint64_t seed;

	for (seed = 11; seed < 15; seed++) {
		a = run_random(seed, 0, 4096, &fed);
		b = run_random(seed, 99 + seed, 4096, &fed);
		tap_ok(a.rows > 1000 && a.flows > 100, "seed %d says something", (int)seed);
		tap_is(a.rows, b.rows, "seed %d: as many rows in another order", (int)seed);
		tap_ok(a.digest == b.digest, "seed %d: the same rows and flows", (int)seed);
	}
}

/* One busy window, then one far away; the windows between stepped one by one or not. */
static struct heard far_jump(uint64_t windows, bool stepped)
{
	static struct fed list[RECORDS_MAX];
	struct heard h;
	struct pipeline *p = start(&h, 4096, true);
	unsigned int i, count;
	uint64_t step;

	random_state = 77;
	pipeline_open(p, START);
	count = drain_of(list, 500, START);
	for (i = 0; i < count; i++)
		feed(p, &list[i]);
	close_window(p);
	for (step = 1; stepped && step < windows; step++) {
		pipeline_open(p, START + step * BASE);
		close_window(p);
	}
	pipeline_open(p, START + windows * BASE);
	tap_is(pipeline_window_end(p), START + (windows + 1) * BASE, "the right window is open");
	tap_is(pipeline_stats(p)->windows, windows, "all windows before it are closed");
	for (i = 0; i < count; i += 3) {
		list[i].flow.first_ns[0] += windows * BASE;
		list[i].flow.first_ns[1] += windows * BASE;
		list[i].flow.hot[0].last_ns += windows * BASE;
		list[i].flow.hot[1].last_ns += windows * BASE;
		feed(p, &list[i]);
	}
	stop(p);
	return h;
}

static void test_skip(void)
{
	static const uint64_t jumps[] = { 1, 2, 3, 6, 7, 13, 36, 61, 62, 400, 2000 };
	struct heard a, b;
	size_t i;

	for (i = 0; i < sizeof(jumps) / sizeof(jumps[0]); i++) {
		a = far_jump(jumps[i], true);
		b = far_jump(jumps[i], false);
		tap_ok(a.rows == b.rows && a.flows == b.flows && a.digest == b.digest,
		       "a jump of %d windows is as that many steps", (int)jumps[i]);
	}
	a = far_jump(656697038, false);
	b = far_jump(2000, false);
	tap_ok(a.rows == b.rows && a.flows == b.flows, "a jump of 656,697,038 windows");
	tap_is(a.reasons[FLOW_TIMEOUT], b.reasons[FLOW_TIMEOUT], "with the same timeouts");
}

static void test_misuse(void)
{
	struct pipeline_options o = { .base_ns = SECOND - 1, .home = &home };
	struct fed r = record(WEIR_PROTO_UDP, 1, 1, 1, 2);
	struct heard h;
	struct pipeline *p = start(&h, 64, false);

	tap_is(pipeline_window_end(p), 0, "no window before the first");
	tap_is(pipeline_flow(p, &r.key, &r.flow), -EBUSY, "nor a record");
	tap_is(pipeline_close(p, 0), -EINVAL, "nor an end");
	pipeline_open(p, START);
	tap_is(pipeline_flow(p, &r.key, &r.flow), 0, "an empty record is nothing");
	tap_is(pipeline_stats(p)->flows_created, 0, "and makes no flow");
	stop(p);
	budget_from_bytes(8 << 20, &o.budget);
	tap_is(pipeline_new(&o, &p), -EINVAL, "a base under a second is refused");
}

int main(void)
{
	networks_default(&home);
	test_conservation();
	test_order();
	test_skip();
	test_misuse();
	return tap_done();
}
