// SPDX-License-Identifier: MIT
/* When a flow in the pipeline ends, is reported in parts or gives its ports to another. */
#include "heard.h"
#include "tap.h"

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

int main(void)
{
	networks_default(&home);
	test_timeouts();
	test_active();
	test_in_parts();
	test_reuse();
	test_reuse_young();
	test_initiator();
	return tap_done();
}
