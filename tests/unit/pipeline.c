// SPDX-License-Identifier: MIT
#include "record.h"
#include "tap.h"
#include "user/pipeline.h"

#include <errno.h>
#include <weir/features.h>

#define SECOND 1000000000ull
#define BASE (5 * SECOND)
#define START (1000 * SECOND) /* begins a window of every length but the long one */
#define RECORDS_MAX 4096

/* What a pipeline says, summed and hashed. */
struct heard {
	uint64_t packets, bytes, ip_bytes, payload;
	uint64_t flows, rows, alerts;
	uint64_t reasons[3];
	uint32_t contacts, opened_share; /* of the latest pair row */
	uint32_t open_idle; /* most of any host row */
	uint64_t judged; /* outcomes, over the base windows' host rows of who opened */
	uint64_t digest; /* of rows and flows in order */
	struct flow_life last;
};

static struct networks home;
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

static void digest(struct heard *h, const void *data, size_t size)
{
	const unsigned char *at = data;
	size_t i;

	for (i = 0; i < size; i++)
		h->digest = (h->digest ^ at[i]) * 0x100000001b3ull;
}

static void hear_flow(void *ctx, const struct flow_life *life)
{
	struct heard *h = ctx;

	h->packets += life->packets[0] + life->packets[1];
	h->bytes += life->bytes[0] + life->bytes[1];
	h->ip_bytes += life->ip_bytes[0] + life->ip_bytes[1];
	h->payload += life->payload_bytes[0] + life->payload_bytes[1];
	h->flows++;
	h->reasons[life->reason]++;
	h->last = *life;
	digest(h, life, sizeof(*life));
}

static void hear_row(void *ctx, const struct row *row)
{
	struct heard *h = ctx;

	h->rows++;
	if (row->subject.kind == ROW_HOST && row->value[HOST_in_open_idle] > h->open_idle)
		h->open_idle = row->value[HOST_in_open_idle];
	if (row->subject.kind == ROW_HOST && row->subject.window_s == 5)
		h->judged += row->value[HOST_out_judged];
	if (row->subject.kind == ROW_PAIR) {
		h->contacts = row->value[PAIR_contacts];
		h->opened_share = row->value[PAIR_contact_opened_share];
	}
	digest(h, row, sizeof(*row));
}

static void hear_alert(void *ctx, const struct alert *alert)
{
	struct heard *h = ctx;

	h->alerts += alert->stage == ALERT_NEW;
}

static struct pipeline *start(struct heard *h, uint32_t lives, bool score)
{
	struct pipeline_options o = {
		.base_ns = BASE,
		.home = &home,
		.score = score,
		.alert = { .alerts_max = 64, .update_every_ns = 60 * SECOND,
			   .quiet_ns = 180 * SECOND },
		.output = { NULL, hear_alert, hear_flow, hear_row, h },
	};
	struct pipeline *p;

	memset(h, 0, sizeof(*h));
	h->digest = 0xcbf29ce484222325ull;
	if (budget_from_bytes(8 << 20, &o.budget))
		abort();
	o.budget.lives_max = lives;
	if (pipeline_new(&o, &p))
		abort();
	return p;
}

static void close_window(struct pipeline *p)
{
	if (pipeline_close(p, pipeline_window_end(p)) < 0)
		abort();
	while (pipeline_step(p, 1) > 0)
		;
}

static void stop(struct pipeline *p)
{
	pipeline_finish(p, pipeline_window_end(p));
	pipeline_free(p);
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

static void feed(struct pipeline *p, const struct fed *r)
{
	if (pipeline_flow(p, &r->key, &r->flow))
		abort();
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

/* Seconds from the last packet until the flow is reported. */
static int ends_after(const struct fed *r, enum flow_state state, enum flow_reason reason)
{
	struct heard h;
	struct pipeline *p = start(&h, 64, false);
	int windows;

	pipeline_open(p, START);
	feed(p, r);
	close_window(p);
	for (windows = 1; !h.flows && windows < 1000; windows++) {
		pipeline_open(p, START + (uint64_t)windows * BASE);
		close_window(p);
	}
	if (h.last.state != state || h.last.reason != reason)
		windows = -1;
	pipeline_free(p);
	return windows * 5;
}

static void test_timeouts(void)
{
	struct fed r = record(WEIR_PROTO_TCP, 1, 1, 40000, 80);

	packets(&r, 0, 1, START, START, WEIR_TCP_SYN);
	tap_is(ends_after(&r, FLOW_NEW, FLOW_TIMEOUT), 35, "TCP, SYN only: 30 s");
	packets(&r, 1, 1, START, START, WEIR_TCP_SYN | WEIR_TCP_ACK);
	tap_is(ends_after(&r, FLOW_NEW, FLOW_TIMEOUT), 35, "TCP, half-open: 30 s");
	packets(&r, 0, 3, START, START, WEIR_TCP_SYN | WEIR_TCP_ACK);
	tap_is(ends_after(&r, FLOW_ESTABLISHED, FLOW_TIMEOUT), 305, "TCP, established: 300 s");
	packets(&r, 0, 3, START, START, WEIR_TCP_SYN | WEIR_TCP_ACK | WEIR_TCP_FIN);
	tap_is(ends_after(&r, FLOW_ESTABLISHED, FLOW_TIMEOUT), 305, "TCP, FIN one way: 300 s");
	packets(&r, 1, 3, START, START, WEIR_TCP_SYN | WEIR_TCP_ACK | WEIR_TCP_FIN);
	tap_is(ends_after(&r, FLOW_CLOSED, FLOW_TIMEOUT), 15, "TCP, FIN both ways: 10 s");
	packets(&r, 1, 1, START, START, WEIR_TCP_RST | WEIR_TCP_ACK);
	tap_is(ends_after(&r, FLOW_CLOSED, FLOW_TIMEOUT), 15, "TCP, RST: 10 s");
	r = record(WEIR_PROTO_TCP, 1, 1, 40000, 80);
	packets(&r, 0, 9, START, START, WEIR_TCP_ACK | WEIR_TCP_PSH);
	tap_is(ends_after(&r, FLOW_ESTABLISHED, FLOW_TIMEOUT), 305, "TCP on a one-way vantage");
	r = record(WEIR_PROTO_UDP, 1, 1, 40000, 53);
	packets(&r, 0, 1, START, START, 0);
	tap_is(ends_after(&r, FLOW_NEW, FLOW_TIMEOUT), 65, "UDP: 60 s");
	packets(&r, 1, 1, START, START, 0);
	tap_is(ends_after(&r, FLOW_ESTABLISHED, FLOW_TIMEOUT), 65, "UDP, answered: 60 s");
	r = record(WEIR_PROTO_ICMP, 1, 1, 7, 7);
	packets(&r, 0, 1, START, START, 0);
	tap_is(ends_after(&r, FLOW_NEW, FLOW_TIMEOUT), 35, "ICMP: 30 s");
}

static void test_active(void)
{
	struct fed r = record(WEIR_PROTO_TCP, 1, 1, 40000, 443);
	struct heard h;
	struct pipeline *p = start(&h, 64, false);
	unsigned int window;

	for (window = 0; window < 2 * 1800 / 5 + 10; window++) {
		uint64_t now = START + window * BASE;

		pipeline_open(p, now);
		packets(&r, 1, 2, now, now, window ? WEIR_TCP_ACK : WEIR_TCP_SYN | WEIR_TCP_ACK);
		packets(&r, 0, 2, now, now, window ? WEIR_TCP_ACK : WEIR_TCP_SYN | WEIR_TCP_ACK);
		feed(p, &r);
		close_window(p);
	}
	tap_is(h.flows, 2, "an hour's flow has been reported twice");
	tap_is(h.reasons[FLOW_TIMEOUT], 2, "by timeout");
	tap_is(h.packets, 2 * 4 * (1800 / 5 + 1), "each with half an hour's packets");
	tap_is(h.last.dport, htons(443), "and the initiator of the handshake");
	tap_is(h.last.state, FLOW_ESTABLISHED, "established still");
	stop(p);
	tap_is(h.flows, 3, "the rest at the end");
	tap_is(h.packets, 4 * (2 * 1800 / 5 + 10), "and no packet lost");
}

/* A connection that is reported in parts is opened once, and has done what it did. */
static void test_in_parts(void)
{
	struct fed r = record(WEIR_PROTO_TCP, 1, 1, 40000, 443);
	struct fed other = record(WEIR_PROTO_TCP, 1, 1, 40001, 443);
	struct heard h;
	struct pipeline *p = start(&h, 64, false);
	unsigned int minute, direction;

	for (minute = 0; minute < 40; minute++) {
		uint64_t now = START + minute * 12 * BASE;

		pipeline_open(p, now);
		for (direction = 0; direction < 2; direction++) {
			packets(&r, direction, 2, now, now,
				minute ? WEIR_TCP_ACK : WEIR_TCP_SYN | WEIR_TCP_ACK);
			r.flow.hot[direction].payload_bytes = minute ? 100 : 1000;
		}
		feed(p, &r);
		close_window(p);
		if (minute == 0)
			tap_is(h.opened_share, 1000, "its first contact opens it");
		pipeline_open(p, now + BASE);
		packets(&other, 0, 1, now + BASE, now + BASE, WEIR_TCP_SYN);
		packets(&other, 1, 1, now + BASE, now + BASE, WEIR_TCP_RST | WEIR_TCP_ACK);
		other.flow.hot[0].payload_bytes = other.flow.hot[1].payload_bytes = 0;
		feed(p, &other);
		close_window(p);
	}
	tap_is(h.contacts, 40, "a contact each minute");
	tap_is(h.opened_share, 0, "and none of the later ones opens it again");
	tap_is(h.open_idle, 0, "nor is it ever one that hardly sends");
	stop(p);
}

static void test_reuse(void)
{
	struct fed r = record(WEIR_PROTO_TCP, 1, 1, 40000, 80);
	struct heard h;
	struct pipeline *p = start(&h, 64, false);

	pipeline_open(p, START);
	packets(&r, 0, 3, START, START, WEIR_TCP_SYN | WEIR_TCP_ACK | WEIR_TCP_FIN);
	packets(&r, 1, 3, START, START, WEIR_TCP_SYN | WEIR_TCP_ACK | WEIR_TCP_FIN);
	feed(p, &r);
	close_window(p);
	pipeline_open(p, START + BASE);
	r.flow.first_ns[0] += BASE;
	r.flow.first_ns[1] += BASE;
	feed(p, &r);
	tap_is(h.flows, 1, "a SYN after the end begins another flow");
	tap_is(h.last.packets[0], 3, "the first had its own packets");
	stop(p);
	tap_is(h.flows, 2, "two in all");
}

/* A port found open at @when, and left at once. */
static struct fed probe(uint64_t when)
{
	struct fed r = record(WEIR_PROTO_TCP, 1, 1, 40000, 80);

	packets(&r, 0, 2, when, when, WEIR_TCP_SYN | WEIR_TCP_RST);
	packets(&r, 1, 1, when, when, WEIR_TCP_SYN | WEIR_TCP_ACK);
	r.flow.hot[0].payload_bytes = r.flow.hot[1].payload_bytes = 0;
	return r;
}

/* Just before a window's end, then again from the same port. */
static void test_reuse_young(void)
{
	struct fed r = probe(START + BASE - SECOND / 10);
	struct heard h;
	struct pipeline *p = start(&h, 64, false);

	pipeline_open(p, START);
	feed(p, &r);
	close_window(p);
	tap_is(h.judged, 0, "too young to be judged");
	pipeline_open(p, START + BASE);
	r = probe(START + BASE);
	feed(p, &r);
	tap_is(h.flows, 1, "another flow with the same ports");
	stop(p);
	tap_is(h.judged, 2, "the outcome of each counts");
}

static void test_initiator(void)
{
	struct fed r = record(WEIR_PROTO_TCP, 1, 1, 40000, 4444);
	struct heard h;
	struct pipeline *p = start(&h, 64, false);

	pipeline_open(p, START);
	packets(&r, 1, 1, START, START, WEIR_TCP_ACK);
	r.flow.initiator = 1;
	feed(p, &r);
	close_window(p);
	pipeline_open(p, START + BASE);
	memset(&r.flow, 0, sizeof(r.flow));
	packets(&r, 0, 1, START + BASE, START + BASE, WEIR_TCP_SYN);
	feed(p, &r);
	stop(p);
	tap_is(h.last.sport, htons(40000), "a handshake seen later names the initiator");
	tap_ok(h.last.packets[0] == 1 && h.last.packets[1] == 1, "with the right directions");
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
	test_timeouts();
	test_active();
	test_in_parts();
	test_reuse();
	test_reuse_young();
	test_initiator();
	test_misuse();
	return tap_done();
}
