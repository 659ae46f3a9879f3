// SPDX-License-Identifier: MIT
#include "tap.h"
#include "user/flow/pair.h"

#include <string.h>

#define MS 1000000ull

static struct window_scale scale;

static struct pair_key key_of(uint16_t port)
{
	struct pair_key key;

	memset(&key, 0, sizeof(key));
	key.client.word[3] = 1;
	key.server.word[3] = 2;
	key.port = port;
	key.ip_proto = 6;
	return key;
}

static struct pair *touch(struct pair_table *t, uint64_t number, uint16_t port)
{
	struct pair_key key = key_of(port);
	uint32_t slot = pair_touch(t, &scale, number, &key, false);

	return slot == SLOT_NONE ? NULL : &t->pair[slot];
}

static void test_starts(void)
{
	struct pair_table t;
	struct pair *p;

	tap_is(pair_table_init(&t, 4), 0, "a table of 4");
	p = touch(&t, 36, 22);
	pair_start(p, 1000 * MS);
	tap_is(p->sums[0].starts, 0, "the first start has no gap before it");
	pair_start(p, 1500 * MS);
	pair_start(p, 1400 * MS);
	tap_is(p->sums[0].starts, 2, "two gaps");
	tap_is(p->sums[0].start_gap_ms, 500, "one of 500 ms, one that went back");
	pair_fold(p, &scale, 36);
	pair_table_rest(&t);
	p = touch(&t, 37, 22);
	pair_start(p, 7500 * MS);
	tap_is(p->sums[0].start_gap_ms, 6000, "gaps go on from window to window");
	pair_fold(p, &scale, 37);
	tap_is(p->sums[1].flows, 4, "30 s: all connections");
	tap_is(p->sums[1].start_gap_sq_ms2, 500 * 500 + 6000 * 6000, "30 s: squares");
	pair_table_fini(&t);
}

static void test_samples(void)
{
	uint64_t payload[2] = { 100, 2000 }, packets[2] = { 5, 7 }, huge[2] = { 1ull << 40, 0 };
	struct pair_table t;
	struct pair *p;
	int i;

	pair_table_init(&t, 4);
	p = touch(&t, 36, 22);
	for (i = 0; i < 3; i++)
		pair_sample(p, payload, packets, 9999, i == 0);
	pair_sample(p, huge, packets, 10000, false);
	tap_is(p->sums[0].samples, 4, "four samples");
	tap_is(p->sums[0].brief, 3, "three under 10 s");
	tap_is(p->sums[0].reset, 1, "one reset");
	tap_is(p->sums[0].sample_payload[1], 6000, "payload of the server");
	tap_is(p->sums[0].sample_payload[0], 300 + (1 << 24), "a huge one is clamped");
	tap_is(p->sums[0].sample_payload_sq[0], 30000 + (1ll << 48), "and so is its square");
	tap_is(p->sums[0].sample_packets[1], 28, "packets of the server");
	pair_table_fini(&t);
}

static void test_full(void)
{
	struct pair_table t;
	uint16_t port;

	pair_table_init(&t, 4);
	for (port = 1; port <= 4; port++)
		touch(&t, 36, port);
	tap_ok(!touch(&t, 36, 5), "no active pair makes room");
	tap_is(t.lost, 1, "and that is counted");
	pair_table_rest(&t);
	touch(&t, 37, 1);
	tap_ok(touch(&t, 37, 5) != NULL, "an idle one does");
	tap_ok(pair_find(&t, &t.pair[0].key) == 0, "not the one that is active again");
	tap_is(t.keyed.used, 4, "the table stays full");
	pair_table_fini(&t);
}

/* @served: a pair of the table gets a flow that is. */
static bool touch_served(struct pair_table *t, uint64_t number, uint16_t port)
{
	struct pair_key key = key_of(port);

	return pair_touch(t, &scale, number, &key, true) != SLOT_NONE;
}

static bool is_there(const struct pair_table *t, uint16_t port)
{
	struct pair_key key = key_of(port);

	return pair_find(t, &key) != SLOT_NONE;
}

static void test_served(void)
{
	struct pair_table t;
	uint16_t port;

	pair_table_init(&t, 8);
	for (port = 1; port <= 3; port++)
		touch_served(&t, 1, port);
	pair_table_rest(&t);
	for (port = 100; port < 105; port++)
		touch(&t, 2, port);
	tap_ok(!touch(&t, 2, 200), "all unanswered ones are busy: no room for another");
	pair_table_rest(&t);
	for (port = 201; port < 206; port++)
		touch(&t, 3, port);
	tap_ok(is_there(&t, 1) && is_there(&t, 3), "a scan leaves those that were served");
	tap_ok(!is_there(&t, 100) && is_there(&t, 205), "and pushes out its own");
	tap_ok(touch_served(&t, 3, 4), "one that is served pushes out the longest silent");
	tap_ok(!is_there(&t, 1) && is_there(&t, 2), "where no other has room");
	pair_table_rest(&t);
	for (port = 201; port < 206; port++)
		touch_served(&t, 4, port);
	tap_ok(touch(&t, 4, 300) != NULL, "beyond half, those give way too");
	tap_ok(!is_there(&t, 2) && is_there(&t, 3), "one by one");
	pair_table_fini(&t);
}

int main(void)
{
	window_scale_init(&scale, 5000000000ull, 0);
	test_starts();
	test_samples();
	test_full();
	test_served();
	return tap_done();
}
