// SPDX-License-Identifier: MIT
#include "tap.h"
#include "user/flow/hash.h"
#include "user/flow/slow.h"

#include <arpa/inet.h>
#include <string.h>

#define SECOND 1000000000ull
#define HOUR_BASES 720u /* base windows of 5 s in an hour */
#define DAY (20000ull * 24 * HOUR_BASES) /* base window that begins a day */

static struct networks home;
static struct window_scale scale;

static struct weir_addr v4(uint32_t addr)
{
	struct weir_addr out = { { 0, 0, htonl(0xffff), htonl(addr) } };

	return out;
}

static void attempt(struct slow *s, uint64_t number, uint32_t src, uint32_t dst, uint16_t port,
		    bool strange)
{
	struct slow_attempt a = { .ends = { .src = v4(src), .dst = v4(dst), .dport = htons(port),
					    .ip_v = 4 },
				  .strange = strange,
				  .first_ns = number * 5 * SECOND,
				  .last_ns = number * 5 * SECOND + 1 };

	slow_attempt(s, &scale, number, &a);
}

/* What the table has of a host that did nothing in the window; folding nothing is all. */
static struct slow_host *at(struct slow *s, uint64_t number, uint32_t addr)
{
	static struct host h;

	memset(&h, 0, sizeof(h));
	h.addr = v4(addr);
	h.ip_v = 4;
	return slow_fold(s, &scale, number, &h);
}

static void test_windows(void)
{
	const struct slow_sums *hour, *day;
	struct slow_host *h;
	struct slow s;
	uint32_t i;

	slow_init(&s, 8, &home);
	tap_ok(!at(&s, DAY, 0xc6336401), "a foreign host that tried nothing is not followed");
	for (i = 0; i < 60; i++)
		attempt(&s, DAY + i * 12, 0xc6336401, 0x0a000001 + i, 22, i % 2);
	h = at(&s, DAY + HOUR_BASES - 1, 0xc6336401);
	hour = &h->sums[SLOW_HOUR];
	day = &h->sums[SLOW_DAY];
	tap_is(hour->attempts, 60, "one a minute: 60 in the hour");
	tap_ok(abs((int)sketch_count(&hour->peers) - 60) < 12, "60 peers (%u)",
	       sketch_count(&hour->peers));
	tap_is(hour->strange, 30, "half of them strange");
	tap_ok(abs((int)sketch_small_count(&hour->strange_peers) - 30) < 6, "with 30 peers (%u)",
	       sketch_small_count(&hour->strange_peers));
	tap_is(sketch_small_count(&hour->services), 1, "one service");
	tap_is(hour->port.value, htons(22), "which is named");
	tap_is(hour->first_ns, DAY * 5 * SECOND, "from the first");
	tap_is(hour->last_ns, (DAY + 59 * 12) * 5 * SECOND + 1, "to the last");
	at(&s, DAY + HOUR_BASES, 0xc6336401);
	tap_is(hour->attempts, 0, "the next hour begins empty");
	tap_is(day->attempts, 60, "the day goes on");
	attempt(&s, DAY + 24 * HOUR_BASES, 0xc6336401, 0x0a000001, 22, true);
	tap_is(day->attempts, 1, "until the next");
	slow_fini(&s);
}

/* What the shorter windows can see is not told for the rest of the day. */
static void test_burst(void)
{
	struct slow_host *h;
	struct slow s;
	uint32_t i;

	slow_init(&s, 8, &home);
	for (i = 0; i < 5000; i++)
		attempt(&s, DAY + i / 1000, 0xc6336401, 0x0a000001 + i, 22, true);
	h = at(&s, DAY + 36, 0xc6336401);
	tap_is(h->sums[SLOW_DAY].attempts, SLOW_BURST, "of 5,000 in half a minute few count");
	for (i = 0; i < 100; i++)
		attempt(&s, DAY + 36, 0xc6336401, 0x0a000001 + i, 22, true);
	tap_is(h->sums[SLOW_DAY].attempts, 2 * SLOW_BURST, "and as many of the next three");
	slow_fini(&s);
}

static void test_fold(void)
{
	static struct host h;
	struct slow_host *slow;
	struct slow s;
	uint32_t i;

	slow_init(&s, 8, &home);
	h.addr = v4(0x0a000001);
	h.ip_v = 4;
	h.home = 1;
	for (i = 0; i < 10; i++) {
		h.sums[0].side[HOST_OPENED].flows = 2;
		h.sums[0].side[HOST_OPENED].ip_bytes = UINT32_MAX / 8;
		h.sums[0].first_ns = i + 1;
		h.sums[0].last_ns = i + 2;
		sketch_add(&h.sums[0].sketch[HOST_SKETCH_PEERS], hash_mix(i, 1));
		slow = slow_fold(&s, &scale, DAY + i, &h);
	}
	tap_is(slow->sums[SLOW_HOUR].side[HOST_OPENED].flows, 20, "windows add up");
	tap_is(slow->sums[SLOW_DAY].side[HOST_OPENED].ip_bytes, UINT32_MAX, "and saturate");
	tap_is(slow->sums[SLOW_DAY].first_ns, 1, "from the first packet");
	tap_is(slow->sums[SLOW_DAY].last_ns, 11, "to the last");
	tap_ok(sketch_count(&slow->sums[SLOW_HOUR].side[HOST_OPENED].peers) >= 9, "peers merge");
	tap_ok(slow_due(slow, &scale, DAY + 6), "rows are due");
	tap_ok(!slow_due(slow, &scale, DAY + 11), "once in 30 s");
	tap_ok(slow_due(slow, &scale, DAY + 12), "and then again");
	slow_fini(&s);
}

static void test_full(void)
{
	struct slow_stats stats;
	struct slow s;
	uint32_t i;

	slow_init(&s, 16, &home);
	for (i = 0; i < 5; i++)
		attempt(&s, DAY + i, 0xc6336401, 0x0a000001 + i, 22, true);
	for (i = 0; i < 10000; i++)
		attempt(&s, DAY + 10, 0x50000000 + i * 7, 0x0a000001, 80, true);
	slow_stats(&s, &stats);
	tap_is(stats.hosts, 8, "foreign hosts take half");
	tap_ok(at(&s, DAY + 11, 0xc6336401) != NULL, "10,000 invented ones leave a scanner");
	for (i = 0; i < 16; i++) {
		struct host h = { .addr = v4(0x0a000100 + i), .ip_v = 4, .home = 1 };

		slow_fold(&s, &scale, DAY + 12, &h);
	}
	slow_stats(&s, &stats);
	tap_is(stats.hosts, 16, "home hosts take what there is");
	tap_ok(at(&s, DAY + 13, 0xc6336401) != NULL, "but for the scanner");
	tap_ok(!at(&s, DAY + 13, 0x50000000 + 9999 * 7), "who tried once made room for them");
	attempt(&s, DAY + 13, 0xc6336402, 0x0a000001, 80, true);
	tap_ok(at(&s, DAY + 13, 0xc6336402) && !at(&s, DAY + 13, 0xc6336401),
	       "one foreign host makes room for another, no home one does");
	tap_ok(stats.evicted > 9000, "who made room is counted");
	slow_fini(&s);
}

int main(void)
{
	networks_default(&home);
	window_scale_init(&scale, 5 * SECOND, 0);
	test_windows();
	test_burst();
	test_fold();
	test_full();
	return tap_done();
}
