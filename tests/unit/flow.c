// SPDX-License-Identifier: MIT
#include "tap.h"
#include "user/flow/table.h"

#include <arpa/inet.h>
#include <string.h>
#include <weir/meter.h>

#define SECOND FLOW_SECOND_NS
#define MS 1000000ull
#define T0 (1000 * SECOND)

/* One packet of 10.0.0.1:@sport -> 192.0.2.1:@dport (up) or back, through the meter. */
struct talk {
	struct weir_key key;
	struct weir_flow record;
	uint16_t sport, dport;
	uint8_t proto;
};

static struct talk talk_of(uint8_t proto, uint16_t sport, uint16_t dport)
{
	struct talk t;

	memset(&t, 0, sizeof(t));
	t.proto = proto;
	t.sport = sport;
	t.dport = dport;
	return t;
}

static void say(struct talk *t, bool up, uint64_t now, uint8_t flags, uint32_t payload)
{
	static const uint8_t inside[4] = { 10, 0, 0, 1 }, outside[4] = { 192, 0, 2, 1 };
	struct weir_packet p;
	struct weir_span span;
	int direction;

	memset(&p, 0, sizeof(p));
	weir_load_addr4(up ? &p.src : &p.dst, inside);
	weir_load_addr4(up ? &p.dst : &p.src, outside);
	p.sport = htons(up ? t->sport : t->dport);
	p.dport = htons(up ? t->dport : t->sport);
	p.ip_v = 4;
	p.ip_proto = t->proto;
	p.tcp_flags = flags;
	p.icmp_type = t->proto == WEIR_PROTO_ICMP ? (up ? 8 : 0) : 0;
	p.payload_len = payload;
	p.ip_len = 40 + payload;
	p.bytes = 54 + payload;
	direction = weir_key_of(&t->key, &p, 0, 0);
	weir_span_single(&span, &p);
	weir_meter(&t->record, direction, &p, &span, now);
}

/* The window is over: its record goes into the flow. */
static void drain(struct talk *t, struct flow *f, uint64_t window_start)
{
	f->key = t->key;
	flow_merge(f, &t->record, window_start);
	memset(&t->record, 0, sizeof(t->record));
}

static struct flow flow_of(struct talk *t)
{
	struct flow f;

	memset(&f, 0, sizeof(f));
	drain(t, &f, T0);
	return f;
}

enum { S = WEIR_TCP_SYN, A = WEIR_TCP_ACK, R = WEIR_TCP_RST, F = WEIR_TCP_FIN, P = WEIR_TCP_PSH };

/* ">S <SA >A": a conversation in short. */
struct step {
	bool up;
	uint8_t flags;
	uint8_t payload;
};

static const struct {
	const char *name;
	struct step step[8];
	int steps;
	enum flow_state state;
	enum flow_outcome outcome;
	bool unasked, midstream, half;
} cases[] = {
	{ "SYN", { { 1, S, 0 } }, 1, FLOW_NEW, OUTCOME_UNANSWERED, 0, 0, 0 },
	{ "SYN, RST", { { 1, S, 0 }, { 0, R | A, 0 } }, 2, FLOW_CLOSED, OUTCOME_REFUSED, 0, 0, 0 },
	{ "SYN, SYN+ACK", { { 1, S, 0 }, { 0, S | A, 0 } }, 2, FLOW_NEW, OUTCOME_HALF, 0, 0, 0 },
	{ "SYN scan of an open port",
	  { { 1, S, 0 }, { 0, S | A, 0 }, { 1, R, 0 } },
	  3, FLOW_CLOSED, OUTCOME_HALF, 0, 0, 0 },
	{ "handshake", { { 1, S, 0 }, { 0, S | A, 0 }, { 1, A, 0 } },
	  3, FLOW_ESTABLISHED, OUTCOME_ANSWERED, 0, 0, 0 },
	{ "request and answer",
	  { { 1, S, 0 }, { 0, S | A, 0 }, { 1, A | P, 50 }, { 0, A | P, 90 } },
	  4, FLOW_ESTABLISHED, OUTCOME_COMPLETED, 0, 0, 0 },
	{ "closed both ways",
	  { { 1, S, 0 }, { 0, S | A, 0 }, { 1, A | P, 50 }, { 0, A | P | F, 90 }, { 1, A | F, 0 } },
	  5, FLOW_CLOSED, OUTCOME_COMPLETED, 0, 0, 0 },
	{ "closed one way",
	  { { 1, S, 0 }, { 0, S | A, 0 }, { 1, A | P | F, 50 }, { 0, A | P, 90 } },
	  4, FLOW_ESTABLISHED, OUTCOME_COMPLETED, 0, 0, 0 },
	{ "found in its middle", { { 0, A | P, 90 }, { 1, A, 0 } },
	  2, FLOW_ESTABLISHED, OUTCOME_ANSWERED, 0, 1, 0 },
	{ "SYN+ACK alone", { { 0, S | A, 0 } }, 1, FLOW_NEW, OUTCOME_HALF, 1, 0, 0 },
	{ "RST alone", { { 0, R | A, 0 } }, 1, FLOW_CLOSED, OUTCOME_UNANSWERED, 1, 0, 0 },
	{ "one-way vantage", { { 1, S, 0 }, { 1, A, 0 }, { 1, A | P, 50 } },
	  3, FLOW_ESTABLISHED, OUTCOME_UNANSWERED, 0, 0, 1 },
	{ "SYN sent thrice", { { 1, S, 0 }, { 1, S, 0 }, { 1, S, 0 } },
	  3, FLOW_NEW, OUTCOME_UNANSWERED, 0, 0, 0 },
};

static void test_tcp(void)
{
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct talk t = talk_of(WEIR_PROTO_TCP, 40000, 80);
		unsigned int victim;
		struct flow f;
		int step;

		for (step = 0; step < cases[i].steps; step++)
			say(&t, cases[i].step[step].up, T0 + (uint64_t)step * MS,
			    cases[i].step[step].flags, cases[i].step[step].payload);
		f = flow_of(&t);
		tap_is(flow_is_midstream(&f), cases[i].midstream, "%s: midstream", cases[i].name);
		tap_is(flow_is_unasked(&f, &victim), cases[i].unasked, "%s: unasked",
		       cases[i].name);
		flow_orient(&f);
		tap_is(flow_state(&f), cases[i].state, "%s: state", cases[i].name);
		tap_is(flow_outcome(&f), cases[i].outcome, "%s: outcome", cases[i].name);
		tap_is(flow_is_half(&f), cases[i].half, "%s: half", cases[i].name);
	}
}

static void test_unasked(void)
{
	static const struct {
		uint16_t sport, dport;
		bool unasked;
	} udp[] = { { 40000, 53, true },  { 40000, 11211, true }, { 123, 123, false },
		    { 40000, 5000, false }, { 1900, 53, false } };
	unsigned int victim = 9;
	size_t i;

	for (i = 0; i < sizeof(udp) / sizeof(udp[0]); i++) {
		struct talk t = talk_of(WEIR_PROTO_UDP, udp[i].sport, udp[i].dport);
		struct flow f;

		say(&t, false, T0, 0, 400);
		f = flow_of(&t);
		tap_is(flow_is_unasked(&f, &victim), udp[i].unasked, "UDP %d -> %d", udp[i].dport,
		       udp[i].sport);
		say(&t, true, T0 + MS, 0, 40);
		drain(&t, &f, T0);
		tap_ok(!flow_is_unasked(&f, &victim), "not once both have spoken");
	}
}

static void test_reply(void)
{
	struct talk t = talk_of(WEIR_PROTO_UDP, 40000, 53);
	struct flow f;

	say(&t, true, T0, 0, 40);
	f = flow_of(&t);
	tap_is(flow_outcome(&f), OUTCOME_UNANSWERED, "a query without answer");
	t.key.hi.word[3] = htonl(0xe00000fb);
	f.key = t.key;
	tap_is(flow_outcome(&f), OUTCOME_NONE, "none is due to multicast");
	f.key.hi.word[3] = htonl(0xc0a801ff);
	tap_is(flow_outcome(&f), OUTCOME_NONE, "nor to a subnet's broadcast");
	f.key.port_lo = f.key.port_hi = 0;
	f.key.hi.word[3] = htonl(0xc0000201);
	tap_is(flow_outcome(&f), OUTCOME_NONE, "nor to a later fragment");
	t = talk_of(WEIR_PROTO_ICMP, 7, 7);
	say(&t, true, T0, 0, 56);
	f = flow_of(&t);
	tap_is(flow_outcome(&f), OUTCOME_UNANSWERED, "an echo request without answer");
	f.icmp_type = 3;
	tap_is(flow_outcome(&f), OUTCOME_NONE, "unreachable wants none");
}

static void test_parts(void)
{
	struct talk t = talk_of(WEIR_PROTO_UDP, 40000, 5000);
	struct flow_life life;
	struct flow f;

	say(&t, true, T0, 0, 60);
	say(&t, true, T0 + 200 * MS, 0, 160);
	say(&t, false, T0 + 300 * MS, 0, 1160);
	f = flow_of(&t);
	tap_is(f.part[f.initiator].packets, 2, "window: packets");
	tap_is(f.part[f.initiator].ip_bytes, 300, "window: IP bytes");
	tap_is(f.part[f.initiator].size_sq, 100 * 100 + 200 * 200, "window: squares");
	tap_is(f.part[f.initiator].small, 1, "window: small ones");
	tap_is(f.part[f.initiator].gaps, 1, "window: one gap");
	tap_is(f.part[f.initiator].gap_sum_us, 200000, "window: of 200 ms");
	flow_part_reset(&f);
	say(&t, true, T0 + 5200 * MS, 0, 60);
	drain(&t, &f, T0 + 5 * SECOND);
	tap_is(f.part[f.initiator].packets, 1, "next window: its own packets");
	tap_is(f.part[f.initiator].gaps, 1, "and the gap since the last");
	tap_is(f.part[f.initiator].gap_sum_us, 5000000, "of 5 s");
	flow_part_reset(&f);
	say(&t, true, T0 + 4000 * MS, 0, 60);
	drain(&t, &f, T0 + 10 * SECOND);
	tap_is(f.part[f.initiator].gaps, 0, "time that went back is no gap");
	tap_is(f.seen_ns, T0 + 10 * SECOND, "and counts in the open window");
	flow_report(&f, FLOW_TIMEOUT, &life);
	tap_is(life.packets[0], 4, "life: packets of the initiator");
	tap_is(life.packets[1], 1, "life: of the responder");
	tap_is(life.bytes[0], 54 * 4 + 60 + 160 + 60 + 60, "life: frame bytes");
	tap_is(life.payload_bytes[1], 1160, "life: payload back");
	tap_is(life.start_ns, T0, "life: start");
	tap_is(life.end_ns, T0 + 5200 * MS, "life: end");
	tap_is(life.sport, htons(40000), "life: the initiator's port");
	tap_ok(life.flow_id && life.flow_id < 1ull << 53, "life: an id that JavaScript keeps");
}

/* Partial drains of one window in either order name the same initiator. */
static void test_partial(void)
{
	struct talk t = talk_of(WEIR_PROTO_UDP, 40000, 5000);
	struct weir_flow early, late;
	struct flow a, b;

	say(&t, true, T0, 0, 60);
	early = t.record;
	memset(&t.record, 0, sizeof(t.record));
	say(&t, false, T0 + MS, 0, 60);
	late = t.record;
	memset(&a, 0, sizeof(a));
	a.key = t.key;
	b = a;
	flow_merge(&a, &early, T0);
	flow_merge(&a, &late, T0);
	flow_merge(&b, &late, T0);
	flow_merge(&b, &early, T0);
	tap_ok(!memcmp(&a, &b, sizeof(a)), "partial records commute");
	tap_is(a.part_first_ns, T0, "and begin at the first packet");
}

/* Three packets before five others of the same side, in either order. */
static void test_first_sizes(void)
{
	struct talk t = talk_of(WEIR_PROTO_UDP, 40000, 5000);
	struct flow a, b;
	const struct flow_side *side;
	struct weir_flow early;
	unsigned int i;

	for (i = 0; i < 3; i++)
		say(&t, true, T0 + i * MS, 0, 10 * i);
	early = t.record;
	memset(&t.record, 0, sizeof(t.record));
	for (; i < 8; i++)
		say(&t, true, T0 + i * MS, 0, 10 * i);
	memset(&a, 0, sizeof(a));
	a.key = t.key;
	b = a;
	flow_merge(&a, &early, T0);
	side = &a.side[a.initiator];
	tap_ok(side->first_sizes[0] == 40 && side->first_sizes[2] == 60 && !side->first_sizes[3],
	       "sizes of the first packets, none for the fourth");
	flow_merge(&a, &t.record, T0);
	tap_is(side->first_sizes[3], 70, "which a later record brings");
	flow_merge(&b, &t.record, T0);
	flow_merge(&b, &early, T0);
	tap_ok(!memcmp(side->first_sizes, b.side[b.initiator].first_sizes,
		       sizeof(side->first_sizes)),
	       "in either order");
}

static void test_table(void)
{
	struct window_scale scale;
	struct flow_table t;
	struct weir_key key;
	uint32_t i, slot, missing = 0;

	window_scale_init(&scale, 5 * SECOND, 0);

	memset(&key, 0, sizeof(key));
	tap_is(flow_table_init(&t, 1000, &scale), 0, "a table of 1,000");
	for (i = 0; i < 1000; i++) {
		key.lo.word[3] = i;
		slot = flow_table_add(&t, &key);
		t.flow[slot].seen_ns = i * SECOND;
		flow_table_rest(&t);
		flow_table_park(&t, slot, 0);
	}
	key.lo.word[3] = 1000;
	tap_is(flow_table_add(&t, &key), SLOT_NONE, "holds no more");
	for (i = 0; i < 1000; i++) {
		key.lo.word[3] = i;
		slot = flow_table_find(&t, &key);
		missing += slot == SLOT_NONE || t.flow[slot].key.lo.word[3] != i;
	}
	tap_is(missing, 0, "and finds each");
	slot = flow_table_nearest(&t, 0);
	tap_is(t.flow[slot].key.lo.word[3], 0, "nearest its timeout is the first seen");
	flow_table_wake(&t, slot);
	for (i = 1; i < 5; i++)
		flow_table_wake(&t, flow_table_nearest(&t, 0));
	tap_is(t.flow[flow_table_nearest(&t, 0)].key.lo.word[3], 5, "then the next");
	tap_is(t.active_count, 5, "five are active");
	for (i = 0; i < 1000; i++) {
		key.lo.word[3] = i;
		flow_table_remove(&t, flow_table_find(&t, &key));
		missing += flow_table_find(&t, &key) != SLOT_NONE;
	}
	tap_ok(!missing && !t.keyed.used && !t.active_count, "all can go");
	tap_is(flow_table_nearest(&t, 0), SLOT_NONE, "an empty table has none");
	flow_table_fini(&t);
}

int main(void)
{
	test_tcp();
	test_unasked();
	test_reply();
	test_parts();
	test_partial();
	test_first_sizes();
	test_table();
	return tap_done();
}
