// SPDX-License-Identifier: MIT
/* The native engine: records, overflow, refusals, drains. */
#include "tap.h"

#include "user/source/source.h"

#include <errno.h>
#include <string.h>

#define FRAME_BYTES 54

/* A TCP packet from 10.x.x.x (bits of @id) to 192.0.2.@victim, port 80. */
static void fill(uint8_t frame[static FRAME_BYTES], uint32_t id, uint8_t victim)
{
	static const uint8_t packet[FRAME_BYTES] = {
		0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 0x08, 0x00, /* Ethernet */
		0x45, 0, 0, 40, 0, 0, 0x40, 0, 64, 6, 0, 0, 10, 0, 0, 0, 192, 0, 2, 0,
		0x30, 0x39, 0, 80, 0, 0, 0, 1, 0, 0, 0, 0, 0x50, 0x02, 0, 0, 0, 0, 0, 0,
	};

	memcpy(frame, packet, FRAME_BYTES);
	frame[27] = (uint8_t)(id >> 16);
	frame[28] = (uint8_t)(id >> 8);
	frame[29] = (uint8_t)id;
	frame[33] = victim;
}

static void feed(struct engine *e, uint32_t id, uint8_t victim, uint64_t now)
{
	uint8_t frame[FRAME_BYTES];
	struct frame_record r = {
		.data = frame,
		.len = FRAME_BYTES,
		.meta = { .time_ns = now, .wire_len = FRAME_BYTES, .cap_len = FRAME_BYTES },
	};

	fill(frame, id, victim);
	e->ops->packet(e, &r);
}

struct taken {
	uint32_t flows;
	uint32_t stop_at; /* fail at this flow, 0: never */
	uint64_t packets;
	uint32_t last_id;
	int out_of_order;
	uint32_t victims;
	uint64_t victim_packets;
	struct weir_flow flow; /* the last one */
};

static int take_flow(void *ctx, const struct weir_key *key, const struct weir_flow *flow)
{
	struct taken *t = ctx;
	uint32_t id = __builtin_bswap32((uint32_t)key->lo.word[3]) & 0xffffff;

	if (t->stop_at && t->flows + 1 == t->stop_at) {
		t->stop_at = 0;
		t->flows++;
		return -EPIPE;
	}
	t->out_of_order += t->flows && id < t->last_id;
	t->last_id = id;
	t->flows++;
	t->packets += flow->hot[0].packets + flow->hot[1].packets;
	t->flow = *flow;
	return 0;
}

static int take_victim(void *ctx, const struct weir_victim *victim)
{
	struct taken *t = ctx;

	t->victims++;
	t->victim_packets += victim->packets;
	return 0;
}

static int drain(struct engine *e, struct taken *t, struct account *a)
{
	struct drain_sink sink = { take_flow, take_victim, t };

	return e->ops->drain(e, &sink, a);
}

static void test_records(void)
{
	struct account a = { .seen = { 0, 0 } };
	struct taken t = { 0 }, empty = { 0 };
	struct engine *e = NULL;
	uint32_t i;

	tap_is(engine_native_new(1000, &e), 0, "engine of 1000 flows");
	for (i = 0; i < 3000; i++)
		feed(e, i % 1000, 1, 1000 + i);
	tap_is(drain(e, &t, &a), 0, "drain");
	tap_is(t.flows, 1000, "a record per flow");
	tap_is(t.packets, 3000, "all packets");
	tap_is(t.out_of_order, 0, "in order of the first packet");
	tap_is(t.flow.first_ns[0], 1999, "first time of the last flow");
	tap_is(t.flow.hot[0].last_ns, 3999, "last time");
	tap_is(a.accounted.bytes, 3000 * FRAME_BYTES, "bytes accounted");
	tap_ok(account_holds(&a), "the account holds");
	tap_is(drain(e, &empty, &a), 0, "a second drain");
	tap_is(empty.flows, 0, "finds nothing");
	tap_is(a.seen.packets, 3000, "and adds nothing");
	feed(e, 7, 1, 5000);
	drain(e, &empty, &a);
	tap_is(empty.flows, 1, "a key comes back as a new record");
	tap_is(empty.flow.hot[0].packets, 1, "which starts from nothing");
	e->ops->free(e);
}

static void test_overflow(void)
{
	struct account a = { .seen = { 0, 0 } };
	struct taken t = { 0 }, again = { 0 };
	struct engine *e = NULL;
	uint32_t i;

	engine_native_new(64, &e);
	for (i = 0; i < 200; i++)
		feed(e, i, (uint8_t)(i & 1), i);
	feed(e, 63, 1, 200); /* has a record */
	drain(e, &t, &a);
	tap_is(t.flows, 64, "exactly flows_max records");
	tap_is(t.packets, 65, "a full table still counts what has a record");
	tap_is(a.overflow[WEIR_OVERFLOW_map_full].packets, 136, "the rest is map_full");
	tap_is(t.victims, 2, "two victims named");
	tap_is(t.victim_packets, 136, "with all packets");
	tap_ok(account_holds(&a), "the account holds");
	feed(e, 1, 1, 300);
	drain(e, &again, &a);
	tap_is(again.flows, 1, "room again");
	tap_is(again.victims, 0, "victims start anew");
	e->ops->free(e);
}

static void test_refusal(void)
{
	struct frame_record r = { .data = NULL, .len = 0, .meta = { .wire_len = 90, .cap_len = 9 } };
	struct account a = { .seen = { 0, 0 } };
	struct taken t = { 0 };
	struct engine *e = NULL;

	engine_native_new(1, &e);
	e->ops->refuse(e, &r, WEIR_MALFORMED_link_header_truncated);
	drain(e, &t, &a);
	tap_is(a.seen.packets, 1, "a refused record is seen");
	tap_is(a.malformed[WEIR_MALFORMED_link_header_truncated].bytes, 9, "captured bytes");
	tap_ok(account_holds(&a), "the account holds");
	e->ops->free(e);
}

static void test_failing_sink(void)
{
	struct account a = { .seen = { 0, 0 } };
	struct taken t = { .stop_at = 5 };
	struct engine *e = NULL;
	uint32_t i;

	engine_native_new(64, &e);
	for (i = 0; i < 20; i++)
		feed(e, i, 1, i);
	tap_is(drain(e, &t, &a), -EPIPE, "the sink's error comes back");
	tap_is(t.flows, 5, "it gets nothing after that");
	tap_is(a.accounted.packets, 20, "all is accounted");
	tap_ok(account_holds(&a), "the account holds");
	e->ops->free(e);
}

/* Flows come in the reverse order of their keys, three at a time or each before the last. */
static void test_order(void)
{
	struct account a = { .seen = { 0, 0 } };
	struct taken same = { 0 }, backwards = { 0 };
	struct engine *e = NULL;
	uint32_t i;

	engine_native_new(4096, &e);
	for (i = 0; i < 1000; i++)
		feed(e, 1000 + i / 3 * 3 + 2 - i % 3, 1, i / 3);
	drain(e, &same, &a);
	tap_is(same.flows, 1000, "flows of equal times");
	tap_is(same.out_of_order, 0, "are drained by key");
	for (i = 0; i < 4096; i++)
		feed(e, 5000 - i, 1, 5000 - i);
	drain(e, &backwards, &a);
	tap_is(backwards.flows, 4096, "flows of a clock that runs back");
	tap_is(backwards.out_of_order, 0, "are drained by time");
	tap_ok(account_holds(&a), "the account holds");
	e->ops->free(e);
}

int main(void)
{
	struct engine *e = NULL;

	test_records();
	test_overflow();
	test_refusal();
	test_failing_sink();
	test_order();
	tap_is(engine_native_new(0, &e), -EINVAL, "no table of no flows");
	return tap_done();
}
