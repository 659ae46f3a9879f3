// SPDX-License-Identifier: MIT
/* Records in order of (first packet, key), from any order. */
#include "tap.h"

#include "user/source/order.h"

#include <errno.h>
#include <string.h>

#define RECORDS 1000

struct seen {
	uint32_t count;
	uint32_t stop_at;
	int out_of_order;
	uint64_t last_ns;
	uint16_t last_port;
};

static int see(void *ctx, const struct weir_key *key, const struct weir_flow *flow)
{
	struct seen *s = ctx;
	uint64_t now = order_first_ns(flow);
	uint16_t port = __builtin_bswap16(key->port_lo);

	if (s->count && (now < s->last_ns || (now == s->last_ns && port <= s->last_port)))
		s->out_of_order++;
	s->last_ns = now;
	s->last_port = port;
	return ++s->count == s->stop_at ? -EPIPE : 0;
}

static int put(struct order *o, uint64_t first_ns, uint16_t port, int direction)
{
	struct weir_key key = { .port_lo = __builtin_bswap16(port) };
	struct weir_flow flow = { .evidence = 0 };

	flow.first_ns[direction] = first_ns;
	flow.hot[direction].packets = 1;
	return order_flow(o, &key, &flow);
}

static void test_orders(void)
{
	struct order *o = NULL;
	uint32_t round, i;

	tap_is(order_new(RECORDS, &o), 0, "room for 1000 records");
	for (round = 0; round < 3; round++) {
		struct seen s = { 0 };
		struct drain_sink sink = { see, NULL, &s };

		for (i = 0; i < RECORDS; i++) {
			uint32_t scattered = i * 617 % RECORDS;
			uint32_t n = round == 0 ? i : round == 1 ? RECORDS - 1 - i : scattered;

			put(o, n / 4, (uint16_t)(n + 1), (int)(n & 1));
		}
		tap_is(put(o, 0, 0, 0), -E2BIG, "and no more");
		tap_is(order_drain(o, &sink), 0, "drained");
		tap_is(s.count, RECORDS, "all of them");
		tap_is(s.out_of_order, 0, "%s",
		       round == 0 ? "given in order" : round == 1 ? "given backwards" : "scattered");
	}
	order_free(o);
}

static void test_failing_sink(void)
{
	struct seen s = { .stop_at = 2 };
	struct drain_sink sink = { see, NULL, &s };
	struct order *o = NULL;

	order_new(3, &o);
	put(o, 3, 1, 0);
	put(o, 1, 2, 0);
	put(o, 2, 3, 0);
	tap_is(order_drain(o, &sink), -EPIPE, "the sink's error comes back");
	tap_is(s.count, 2, "it gets nothing after that");
	tap_is(order_drain(o, &sink), 0, "nothing is left");
	order_free(o);
	order_free(NULL);
}

static void test_first(void)
{
	struct weir_flow flow = { .first_ns = { 7, 5 } };

	flow.hot[0].packets = 1;
	tap_is(order_first_ns(&flow), 7, "a direction without packets has no first one");
	flow.hot[1].packets = 1;
	tap_is(order_first_ns(&flow), 5, "the earlier of both");
}

int main(void)
{
	test_orders();
	test_failing_sink();
	test_first();
	return tap_done();
}
