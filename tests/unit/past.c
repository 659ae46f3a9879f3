// SPDX-License-Identifier: MIT
/* What a pipeline remembers beyond its windows, as rows tell it. */
#include "record.h"
#include "tap.h"
#include "user/pipeline.h"

#include <weir/features.h>

#define SECOND 1000000000ull
#define BASE (5 * SECOND)
#define DAY (86400 * SECOND)
#define START (20000 * DAY) /* begins a window of every length */
#define ROWS_MAX 4096

static struct networks home;
static struct row rows[ROWS_MAX];
static unsigned int row_count;

static void hear_row(void *ctx, const struct row *row)
{
	(void)ctx;
	if (row_count < ROWS_MAX)
		rows[row_count++] = *row;
}

static struct pipeline *start(uint64_t now)
{
	struct pipeline_options o = { .base_ns = BASE,
				      .home = &home,
				      .output = { .row = hear_row } };
	struct pipeline *p;

	if (budget_from_bytes(8 << 20, &o.budget) || pipeline_new(&o, &p))
		abort();
	pipeline_open(p, now);
	return p;
}

static void tick(struct pipeline *p, uint64_t next)
{
	row_count = 0;
	pipeline_close(p, pipeline_window_end(p));
	while (pipeline_step(p, SECOND) > 0)
		;
	pipeline_open(p, next);
}

static const struct row *row_of(enum row_kind kind, uint32_t window)
{
	static const struct row none;
	unsigned int i;

	for (i = 0; i < row_count; i++)
		if (rows[i].subject.kind == kind && rows[i].subject.window_s == window)
			return &rows[i];
	return &none;
}

/* Host 1's row: the foreign end has one as well. */
static const struct row *host_row(uint32_t window)
{
	static const struct row none;
	unsigned int i;

	for (i = 0; i < row_count; i++)
		if (rows[i].subject.kind == ROW_HOST && rows[i].subject.window_s == window &&
		    rows[i].subject.src.word[3] == htonl(0x0a000001))
			return &rows[i];
	return &none;
}

static uint16_t port = 8883; /* that they are about */

/* A connection of host 1 that is served, or one that nobody answers. */
static void connect_to(struct pipeline *p, uint8_t server, uint16_t sport, uint64_t now,
		       bool served)
{
	struct fed r = record(WEIR_PROTO_TCP, 1, server, sport, port);

	packets(&r, 0, served ? 4 : 1, now, now + SECOND,
		served ? WEIR_TCP_SYN | WEIR_TCP_ACK | WEIR_TCP_FIN : WEIR_TCP_SYN);
	if (served)
		packets(&r, 1, 4, now, now + SECOND, WEIR_TCP_SYN | WEIR_TCP_ACK | WEIR_TCP_FIN);
	else
		r.flow.hot[0].payload_bytes = 0;
	if (pipeline_flow(p, &r.key, &r.flow))
		abort();
}

static void test_known(void)
{
	struct pipeline *p = start(START);
	const struct row *r;

	connect_to(p, 1, 40000, START, true);
	connect_to(p, 2, 40000, START, true);
	tick(p, START + BASE);
	tap_is(row_of(ROW_PAIR, 5)->value[PAIR_known_s], 0, "at first a pair is new");
	tap_is(host_row(5)->value[HOST_out_new_peers], 2, "and so are two peers");
	connect_to(p, 1, 40001, START + BASE, true);
	connect_to(p, 3, 40001, START + BASE, true);
	tick(p, START + 60 * SECOND);
	tap_is(row_of(ROW_PAIR, 5)->value[PAIR_known_s], 5, "5 s later it is known for 5 s");
	tap_is(row_of(ROW_PAIR, 5)->value[PAIR_known_ip_bytes], 800, "with 800 bytes");
	tap_is(row_of(ROW_PAIR, 30)->value[PAIR_known_s], 0, "but not before these 30 s");
	tap_is(host_row(5)->value[HOST_out_new_peers], 1, "one of two peers is new");
	tap_is(host_row(30)->value[HOST_out_new_peers], 3, "three are in 30 s");
	connect_to(p, 1, 40002, START + 60 * SECOND, true);
	tick(p, START + DAY);
	tap_is(row_of(ROW_PAIR, 30)->value[PAIR_known_s], 60, "a minute later a minute");
	tap_is(row_of(ROW_PAIR, 5)->value[PAIR_known_days], 0, "on no earlier day");
	connect_to(p, 1, 40003, START + DAY, true);
	tick(p, START + 3 * DAY);
	r = row_of(ROW_PAIR, 180);
	tap_is(r->value[PAIR_known_days], 1, "the next day it is");
	tap_is(r->value[PAIR_known_s], 86400, "for 86,400 s");
	connect_to(p, 1, 40004, START + 3 * DAY, true);
	tick(p, START + 4 * DAY);
	tap_is(row_of(ROW_PAIR, 5)->value[PAIR_known_days], 2, "days of silence do not count");
	pipeline_free(p);
}

static void test_attempts(void)
{
	struct pipeline *p = start(START);
	unsigned int i;

	for (i = 0; i < 5; i++) {
		connect_to(p, 1, (uint16_t)(40000 + i), START + i * BASE, false);
		tick(p, START + (i + 1) * BASE);
	}
	tap_is(host_row(5)->value[HOST_out_new_peers], 1, "who never answers stays new");
	tap_is(row_of(ROW_PAIR, 5)->value[PAIR_known_s], 0, "and unknown");
	pipeline_free(p);
}

/* As many ports as there is room for pairs, and again as many. */
static void test_wide_scan(void)
{
	struct pipeline *p = start(START);
	unsigned int i;

	connect_to(p, 1, 40000, START, true);
	tick(p, START + BASE);
	for (i = 1; i <= 1000; i++) {
		struct fed r = record(WEIR_PROTO_TCP, 2, 1, 50000, (uint16_t)i);

		packets(&r, 0, 1, START + BASE, START + BASE, WEIR_TCP_SYN);
		r.flow.hot[0].payload_bytes = 0;
		pipeline_flow(p, &r.key, &r.flow);
	}
	tick(p, START + 2 * BASE);
	tap_ok(pipeline_stats(p)->pairs_lost > 700, "a wide scan is not followed whole (%d lost)",
	       (int)pipeline_stats(p)->pairs_lost);
	connect_to(p, 1, 40001, START + 2 * BASE, true);
	tick(p, START + 3 * BASE);
	tap_is(row_of(ROW_PAIR, 180)->value[PAIR_flows], 2, "but who was served is still known");
	pipeline_free(p);
}

/* An old connection, without its handshake, found at @when. */
static void old_connection(uint64_t when, int before, const char *what)
{
	struct pipeline *p = start(START);
	struct fed r = record(WEIR_PROTO_TCP, 1, 1, 40000, 443);

	if (when > START) {
		connect_to(p, 9, 40009, START, true);
		tick(p, when);
	}
	packets(&r, 0, 3, when, when + SECOND, WEIR_TCP_ACK);
	packets(&r, 1, 3, when, when + SECOND, WEIR_TCP_ACK);
	pipeline_flow(p, &r.key, &r.flow);
	tick(p, when + BASE);
	tap_is(row_of(ROW_FLOW, 5)->subject.began_before, before, "%s: the flow", what);
	tap_is(row_of(ROW_PAIR, 180)->subject.began_before, before, "%s: its pair", what);
	pipeline_free(p);
}

/* A probe a minute of one port of ever other servers, beside one that is known. */
static void test_slow_scan(void)
{
	struct pipeline *p = start(START);
	uint64_t now = START;
	const struct row *r;
	unsigned int i;

	connect_to(p, 200, 39999, now, true);
	for (i = 0; i < 50; i++) {
		tick(p, now += 60 * SECOND);
		connect_to(p, (uint8_t)(1 + i), 40000, now, false);
		connect_to(p, 200, (uint16_t)(50000 + i), now, false);
	}
	tick(p, now + 60 * SECOND);
	r = host_row(3600);
	tap_is(r->value[HOST_out_attempts], 49, "all but the latest, which may be answered");
	tap_ok(abs((int)r->value[HOST_out_tried_peers] - 49) < 10, "49 peers (%u)",
	       r->value[HOST_out_tried_peers]);
	tap_is(r->value[HOST_out_strange_peers], 0, "none strange: it was served at that port");
	tap_is(r->value[HOST_out_tried_services], 1, "one service");
	tap_is(r->subject.dport, htons(8883), "which is named");
	tap_is(r->value[HOST_out_flows], 101, "of 101 flows");
	tap_is(r->value[HOST_out_new_peers], r->value[HOST_out_peers], "all peers were new");
	tap_is(r->subject.start_ns, START, "since the hour began");
	tap_is(host_row(86400)->value[HOST_out_attempts], 49, "the day has them too");
	tap_is(host_row(180)->value[HOST_out_attempts], 0, "short windows do not");
	connect_to(p, 200, 41000, now += 60 * SECOND, true);
	tick(p, now += 60 * SECOND);
	connect_to(p, 200, 41001, now, true);
	tick(p, now + 60 * SECOND);
	tap_ok(host_row(3600)->value[HOST_out_flows] > 100, "a minute on the hour goes on");
	tap_is(host_row(3600)->value[HOST_out_attempts], 0, "but says nothing new of attempts");
	pipeline_free(p);
	p = start(START);
	for (i = 0; i < 5; i++) {
		connect_to(p, (uint8_t)(1 + i), 40000, START + i * 60 * SECOND, false);
		tick(p, START + (i + 1) * 60 * SECOND);
	}
	tap_is(host_row(3600)->value[HOST_out_strange_peers], 4, "never served: strange");
	tap_is(host_row(3600)->value[HOST_out_strange_services], 1, "at one service");
	pipeline_free(p);
}

/* Host 1 has one flow a minute that nobody answers, with such flags to such a port. */
static uint32_t attempts(uint8_t flags, uint16_t to, enum host_feature feature)
{
	struct pipeline *p = start(START);
	uint32_t value;
	unsigned int i;

	for (i = 0; i < 5; i++) {
		uint64_t now = START + i * 60 * SECOND;
		struct fed r = record(WEIR_PROTO_TCP, 1, (uint8_t)(1 + i), 40000, to);

		packets(&r, 0, 1, now, now, flags);
		r.flow.hot[0].payload_bytes = 0;
		pipeline_flow(p, &r.key, &r.flow);
		tick(p, now + 60 * SECOND);
	}
	value = host_row(3600)->value[feature];
	pipeline_free(p);
	return value;
}

static void test_attempts_are(void)
{
	enum { S = WEIR_TCP_SYN, A = WEIR_TCP_ACK, F = WEIR_TCP_FIN };

	tap_is(attempts(S, 22, HOST_out_attempts), 4, "a SYN is an attempt");
	tap_is(attempts(F, 22, HOST_out_attempts), 4, "so is a FIN that belongs to nothing");
	tap_is(attempts(F | A, 22, HOST_out_attempts), 0, "the end of an old connection is none");
	tap_is(attempts(S, 22, HOST_out_strange), 4, "at a service never had it is strange");
	tap_is(attempts(S, 443, HOST_out_strange), 0, "at the web it is not");
}

int main(void)
{
	networks_default(&home);
	test_known();
	test_attempts();
	test_slow_scan();
	test_attempts_are();
	test_wide_scan();
	old_connection(START, 1, "at the begin");
	old_connection(START + 60 * SECOND, 1, "a minute after it");
	old_connection(START + 600 * SECOND, 0, "ten minutes after it");
	return tap_done();
}
