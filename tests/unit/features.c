// SPDX-License-Identifier: MIT
/*
 * Traffic through the whole pipeline; the rows are checked against what was sent.
 */
#include "tap.h"
#include "user/detect/features.h"
#include "user/pipeline.h"

#include <arpa/inet.h>
#include <string.h>
#include <weir/meter.h>

#define SECOND 1000000000ull
#define MS 1000000ull
#define BASE (5 * SECOND)
#define START (1800 * SECOND) /* begins a window of every length */
#define ROWS_MAX 20000
#define FLOWS_MAX 4096

enum { S = WEIR_TCP_SYN, A = WEIR_TCP_ACK, R = WEIR_TCP_RST, F = WEIR_TCP_FIN, P = WEIR_TCP_PSH };

struct entry {
	struct weir_key key;
	struct weir_flow flow;
};

/* A tiny source: meters packets into records, as the engines do. */
static struct entry entries[FLOWS_MAX];
static unsigned int entry_count;
static struct row rows[ROWS_MAX];
static unsigned int row_count;
static struct networks home;
static struct pipeline *pipe_line;

static void hear_row(void *ctx, const struct row *row)
{
	(void)ctx;
	if (row_count < ROWS_MAX)
		rows[row_count++] = *row;
}

static void begin(void)
{
	struct pipeline_options o = { .base_ns = BASE, .home = &home,
				      .output = { .row = hear_row } };

	row_count = 0;
	entry_count = 0;
	if (budget_from_bytes(16 << 20, &o.budget) || pipeline_new(&o, &pipe_line))
		abort();
	pipeline_open(pipe_line, START);
}

static void tick(void)
{
	uint64_t end = pipeline_window_end(pipe_line);
	unsigned int i;

	for (i = 0; i < entry_count; i++)
		pipeline_flow(pipe_line, &entries[i].key, &entries[i].flow);
	entry_count = 0;
	row_count = 0;
	pipeline_close(pipe_line, end);
	while (pipeline_step(pipe_line, SECOND) > 0)
		;
	pipeline_open(pipe_line, end);
}

static void end(void)
{
	pipeline_free(pipe_line);
}

static void set_addr(struct weir_addr *addr, uint32_t v4)
{
	uint8_t bytes[4] = { (uint8_t)(v4 >> 24), (uint8_t)(v4 >> 16), (uint8_t)(v4 >> 8),
			     (uint8_t)v4 };

	weir_load_addr4(addr, bytes);
}

static struct weir_flow *entry_of(const struct weir_key *key)
{
	unsigned int i;

	for (i = 0; i < entry_count; i++)
		if (!memcmp(&entries[i].key, key, sizeof(*key)))
			return &entries[i].flow;
	memset(&entries[i], 0, sizeof(entries[i]));
	entries[i].key = *key;
	entry_count++;
	return &entries[i].flow;
}

/* What the next packets say as DNS. */
static struct weir_dns_message message;

static void packet(uint64_t now, uint8_t proto, uint32_t src, uint16_t sport, uint32_t dst,
		   uint16_t dport, uint8_t flags, uint32_t payload)
{
	struct weir_packet p;
	struct weir_span span;
	struct weir_key key;
	int direction;

	memset(&p, 0, sizeof(p));
	set_addr(&p.src, src);
	set_addr(&p.dst, dst);
	p.sport = htons(sport);
	p.dport = htons(dport);
	p.ip_v = 4;
	p.ip_proto = proto;
	p.tcp_flags = flags;
	p.icmp_type = 8;
	p.payload_len = payload;
	p.ip_len = 40 + payload;
	p.bytes = 54 + payload;
	p.dns = message;
	direction = weir_key_of(&key, &p, 0, 0);
	weir_span_single(&span, &p);
	weir_meter(entry_of(&key), direction, &p, &span, now);
}

static const struct row *host_row(uint32_t v4, unsigned int window)
{
	static const struct row none;
	struct weir_addr addr;
	unsigned int i;

	set_addr(&addr, v4);
	for (i = 0; i < row_count; i++)
		if (rows[i].subject.kind == ROW_HOST && rows[i].subject.window_s == window &&
		    !memcmp(&rows[i].subject.src, &addr, sizeof(addr)))
			return &rows[i];
	return &none;
}

static const struct row *pair_row(uint16_t port, unsigned int window)
{
	static const struct row none;
	unsigned int i;

	for (i = 0; i < row_count; i++)
		if (rows[i].subject.kind == ROW_PAIR && rows[i].subject.window_s == window &&
		    rows[i].subject.dport == htons(port))
			return &rows[i];
	return &none;
}

static const struct row *flow_row(uint16_t sport)
{
	static const struct row none;
	unsigned int i;

	for (i = 0; i < row_count; i++)
		if (rows[i].subject.kind == ROW_FLOW && rows[i].subject.sport == htons(sport))
			return &rows[i];
	return &none;
}

#define INSIDE 0x0a000001u
#define OUTSIDE 0xc6336401u

static void test_scan(void)
{
	const struct row *r;
	unsigned int i;

	begin();
	for (i = 0; i < 100; i++) {
		uint64_t now = START + i * 10 * MS;

		packet(now, 6, OUTSIDE, 50000, INSIDE, (uint16_t)(1 + i), S, 0);
		if (i >= 50)
			packet(now + MS, 6, INSIDE, (uint16_t)(1 + i), OUTSIDE, 50000, R | A, 0);
	}
	tick();
	r = host_row(OUTSIDE, 5);
	tap_is(r->value[HOST_out_flows], 100, "scanner: flows");
	tap_is(r->value[HOST_out_peers], 1, "scanner: one peer");
	tap_ok(abs((int)r->value[HOST_out_services] - 100) < 25, "scanner: about 100 ports (%u)",
	       r->value[HOST_out_services]);
	tap_is(r->value[HOST_out_unanswered_share], 500, "scanner: half unanswered");
	tap_is(r->value[HOST_out_refused_share], 500, "scanner: half refused");
	tap_is(r->value[HOST_out_completed_share], 0, "scanner: none completed");
	tap_is(r->value[HOST_out_syn], 100, "scanner: SYN");
	tap_is(r->value[HOST_out_reply_packets], 50, "scanner: replies");
	tap_is(r->value[HOST_out_top_peer_share], 1000, "scanner: all to one peer");
	tap_is(r->value[HOST_one_way], 0, "scanner: replies could be seen");
	tap_is(r->subject.direction, DIRECTION_IN, "scanner: inwards");
	tap_is(r->subject.dst.word[3], htonl(INSIDE), "scanner: its peer is named");
	r = host_row(INSIDE, 5);
	tap_is(r->value[HOST_in_flows], 100, "target: flows");
	tap_is(r->value[HOST_in_peers], 1, "target: one peer");
	tap_is(r->value[HOST_in_refused_share], 500, "target: half refused");
	tap_is(r->value[HOST_out_flows], 0, "target: opened nothing");
	tap_is(host_row(INSIDE, 180)->value[HOST_in_flows], 100, "target: 180 s at the first tick");
	tap_is(host_row(INSIDE, 180)->subject.start_ns, START, "180 s: begins with its window");
	tap_is(host_row(INSIDE, 180)->subject.end_ns, START + BASE, "180 s: ends with the tick");
	end();
}

/* A busy server that looks for a service on other hosts: two stories, not one. */
static void test_peers(void)
{
	const struct row_peer *peer;
	unsigned int i;

	begin();
	for (i = 0; i < 30; i++) {
		uint64_t now = START + i * 10 * MS;

		packet(now, 6, INSIDE, (uint16_t)(50000 + i), INSIDE + 1 + i, 22, S, 0);
		packet(now, 6, OUTSIDE, (uint16_t)(50000 + i), INSIDE, 443, S, 0);
		packet(now, 6, OUTSIDE, (uint16_t)(60000 + i), INSIDE, 443, S, 0);
		packet(now, 6, OUTSIDE + 1 + i, 50000, OUTSIDE + 50 + i, 80, S, 0);
		packet(now, 6, OUTSIDE + 9, (uint16_t)(50000 + i), OUTSIDE + 50 + i, 80, S, 0);
	}
	tick();
	peer = host_row(INSIDE, 5)->peer;
	tap_is(peer[0].addr.word[3], 0, "searches many hosts");
	tap_is(peer[0].port, htons(22), "for one service");
	tap_is(peer[0].direction, DIRECTION_LATERAL, "inside");
	tap_is(peer[1].addr.word[3], htonl(OUTSIDE), "one client");
	tap_is(peer[1].port, htons(443), "at its own port");
	tap_is(peer[1].direction, DIRECTION_IN, "from outside");
	tap_is(host_row(INSIDE, 180)->peer[0].direction, DIRECTION_LATERAL, "in 180 s too");
	peer = host_row(OUTSIDE + 9, 5)->peer;
	tap_is(peer[0].direction, DIRECTION_TRANSIT, "between hosts outside");
	tap_is(peer[1].direction, DIRECTION_OUT, "nothing received: would come from inside");
	end();
}

/* A query at the window's end, its answer in the next; and one that is late. */
static void test_late(void)
{
	const struct row *r;

	begin();
	packet(START + 4500 * MS, 17, INSIDE, 40000, OUTSIDE, 53, 0, 30);
	packet(START + 1000 * MS, 17, INSIDE, 40001, OUTSIDE, 53, 0, 30);
	packet(START + 4600 * MS, 17, INSIDE, 40002, OUTSIDE, 53, 0, 30);
	tick();
	r = host_row(INSIDE, 5);
	tap_is(r->value[HOST_out_flows], 3, "three queries");
	tap_is(r->value[HOST_out_judged], 1, "one old enough to judge");
	tap_is(r->value[HOST_out_unanswered_share], 1000, "unanswered");
	tap_is(r->value[HOST_out_dns_query_bytes], 210, "bytes of the queries");
	packet(START + 5100 * MS, 17, OUTSIDE, 53, INSIDE, 40000, 0, 90);
	packet(START + 5200 * MS, 17, OUTSIDE, 53, INSIDE, 40001, 0, 90);
	tick();
	r = host_row(INSIDE, 5);
	tap_is(r->value[HOST_out_flows], 0, "next window: none opened");
	tap_is(r->value[HOST_out_judged], 2, "the two young ones judged");
	tap_is(r->value[HOST_out_unanswered_share], 500, "one of them unanswered");
	r = host_row(INSIDE, 30);
	tap_is(r->value[HOST_out_flows], 3, "30 s: three");
	tap_is(r->value[HOST_out_judged], 3, "30 s: all judged");
	tap_is(r->value[HOST_out_unanswered_share], 333, "30 s: the late answer is put right");
	tap_is(r->value[HOST_out_dns_answer_bytes], 260, "30 s: bytes of the answers");
	tap_is(pair_row(53, 30)->value[PAIR_unanswered_share], 1000 / 5,
	       "pair, 30 s: one unanswered of five samples");
	tick();
	tap_is(row_count, 0, "a silent window has no rows");
	end();
}

static void login(uint64_t now, uint16_t sport, uint32_t up, uint32_t down)
{
	packet(now, 6, OUTSIDE, sport, INSIDE, 22, S, 0);
	packet(now + MS, 6, INSIDE, 22, OUTSIDE, sport, S | A, 0);
	packet(now + 2 * MS, 6, OUTSIDE, sport, INSIDE, 22, A | P, up);
	packet(now + 3 * MS, 6, INSIDE, 22, OUTSIDE, sport, A | P, down);
	packet(now + 500 * MS, 6, OUTSIDE, sport, INSIDE, 22, F | A, 0);
	packet(now + 501 * MS, 6, INSIDE, 22, OUTSIDE, sport, F | A, 0);
}

static void test_guessing(void)
{
	const struct row *r;
	unsigned int i;

	begin();
	for (i = 0; i < 10; i++)
		login(START + i * 400 * MS, (uint16_t)(40000 + i), 900, i & 1 ? 1000 : 1200);
	packet(START + 10 * MS, 6, OUTSIDE, 50000, INSIDE, 22, S, 0);
	packet(START + 11 * MS, 6, INSIDE, 22, OUTSIDE, 50000, S | A, 0);
	packet(START + 12 * MS, 6, OUTSIDE, 50000, INSIDE, 22, A, 0);
	tick();
	r = pair_row(22, 5);
	tap_is(r->value[PAIR_flows], 11, "logins: flows");
	tap_is(r->value[PAIR_samples], 10, "logins: ten closed");
	tap_is(r->value[PAIR_completed_share], 909, "logins: completed");
	tap_is(r->value[PAIR_short_share], 909, "logins: short");
	tap_is(r->value[PAIR_reset_share], 0, "logins: none reset");
	tap_is(r->value[PAIR_fwd_payload_mean], 900, "logins: all alike upwards");
	tap_is(r->value[PAIR_fwd_payload_dev], 0, "logins: exactly");
	tap_is(r->value[PAIR_rev_payload_mean], 1100, "logins: alike downwards");
	tap_is(r->value[PAIR_rev_payload_dev], 100, "logins: within 100");
	tap_is(r->value[PAIR_fwd_packets_mean], 3, "logins: packets");
	tap_is(r->value[PAIR_duration_mean], 501, "logins: duration");
	tap_is(r->value[PAIR_open], 1, "one is open");
	tap_is(r->value[PAIR_server_port], 22, "the port");
	tap_is(host_row(INSIDE, 5)->value[HOST_in_open], 1, "and open at the host");
	tap_is(host_row(INSIDE, 5)->value[HOST_in_open_idle], 0, "not idle yet");
	login(START + BASE, 40100, 900, 1000);
	tick();
	tap_is(pair_row(22, 5)->value[PAIR_flows], 1, "next window: one login");
	tap_is(pair_row(22, 30)->value[PAIR_flows], 12, "30 s: all");
	tap_is(host_row(INSIDE, 5)->value[HOST_in_open_idle], 1, "the silent one is idle now");
	tap_ok(pair_row(22, 30)->value[PAIR_start_gap_mean] > 400 &&
	       pair_row(22, 30)->value[PAIR_start_gap_mean] < 500, "time between logins");
	end();
}

static void test_unasked(void)
{
	const struct row *r;
	unsigned int i;

	begin();
	for (i = 0; i < 60; i++) {
		packet(START + i * MS, 6, OUTSIDE + i, 443, INSIDE, (uint16_t)(1024 + i), S | A, 0);
		packet(START + i * MS, 17, OUTSIDE + i, 53, INSIDE, (uint16_t)(2024 + i), 0, 1000);
	}
	tick();
	r = host_row(INSIDE, 5);
	tap_is(r->value[HOST_in_synack_unasked], 60, "SYN+ACK nobody asked for");
	tap_is(r->value[HOST_in_unasked_flows], 120, "with the UDP answers");
	tap_is(r->value[HOST_in_unasked_ip_bytes], 60 * 40 + 60 * 1040, "and bytes");
	tap_ok(abs((int)r->value[HOST_in_peers] - 60) < 16, "from about 60 (%u)",
	       r->value[HOST_in_peers]);
	tap_is(r->value[HOST_out_flows], 0, "the target opened nothing");
	tap_is(r->value[HOST_in_flows], 60, "only the UDP flows were opened to it");
	tap_is(host_row(OUTSIDE + 5, 5)->value[HOST_out_flows], 1, "a sender: its UDP flow");
	end();
}

/* Every connection without its other half: the vantage is one-way. */
static void test_one_way(void)
{
	const struct row *r;
	unsigned int i;

	begin();
	for (i = 0; i < 20; i++) {
		uint16_t sport = (uint16_t)(40000 + i);

		packet(START, 6, INSIDE, sport, OUTSIDE, 443, S, 0);
		packet(START + MS, 6, INSIDE, sport, OUTSIDE, 443, A, 0);
		packet(START + 2 * MS, 6, INSIDE, sport, OUTSIDE, 443, A | P, 300);
		packet(START, 17, INSIDE, sport, OUTSIDE, 53, 0, 30);
	}
	tick();
	r = host_row(INSIDE, 5);
	tap_is(r->value[HOST_one_way], 1, "host: replies are void");
	tap_is(r->value[HOST_out_unanswered_share], 0, "host: no share of them");
	tap_is(pair_row(53, 5)->value[PAIR_one_way], 1, "pair: UDP beside it as well");
	tap_is(flow_row(40003)->value[FLOW_one_way], 1, "flow: as well");
	end();
	begin();
	for (i = 0; i < 20; i++)
		packet(START, 6, INSIDE, (uint16_t)(40000 + i), OUTSIDE + i, 443, S, 0);
	tick();
	r = host_row(INSIDE, 5);
	tap_is(r->value[HOST_one_way], 0, "unanswered SYNs alone do not make a vantage one-way");
	tap_is(r->value[HOST_out_unanswered_share], 1000, "they are unanswered");
	end();
}

/* More invented sources than the host table holds: the victim keeps its row. */
static void test_flood(void)
{
	const struct row *r;
	unsigned int i;

	begin();
	for (i = 0; i < 4000; i++)
		packet(START + i * MS, 6, OUTSIDE + i * 7919, 50000, INSIDE, 80, S, 0);
	tick();
	r = host_row(INSIDE, 5);
	tap_is(r->value[HOST_in_flows], 4000, "victim: every flow");
	tap_is(r->value[HOST_in_syn], 4000, "victim: every SYN");
	tap_ok(abs((int)r->value[HOST_in_peers] - 4000) < 1200, "victim: about 4000 peers (%u)",
	       r->value[HOST_in_peers]);
	tap_is(r->value[HOST_in_top_port_share], 1000, "victim: one port");
	tap_is(r->subject.dport, htons(80), "victim: which is named");
	tap_ok(addr_is_zero(&r->subject.dst), "victim: no single peer");
	packet(START + BASE, 6, INSIDE + 1, 50000, OUTSIDE, 80, S, 0);
	tick();
	tap_ok(pipeline_stats(pipe_line)->hosts_lost > 3000, "hosts not followed are counted");
	tap_is(host_row(INSIDE + 1, 5)->value[HOST_out_flows], 1, "home hosts still are followed");
	end();
}

static void test_others(void)
{
	struct weir_victim victim = { .packets = 5000, .bytes = 1, .used = 4 };
	const struct row *r;

	begin();
	set_addr(&victim.addr, INSIDE);
	pipeline_victim(pipe_line, &victim);
	packet(START, 17, INSIDE, 5353, 0xe00000fb, 5353, 0, 100);
	packet(START, 17, INSIDE, 138, 0xc0a801ff, 138, 0, 100);
	packet(START, 1, INSIDE + 1, 77, OUTSIDE, 77, 0, 56);
	packet(START, 1, INSIDE + 1, 78, OUTSIDE, 78, 0, 56);
	packet(START + 10 * MS, 6, INSIDE, 443, OUTSIDE, 41000, A | P, 700);
	packet(START + 11 * MS, 6, OUTSIDE, 41000, INSIDE, 443, A, 0);
	tick();
	r = host_row(INSIDE, 5);
	tap_is(r->value[HOST_overflow_packets], 5000, "what no record held counts for the victim");
	tap_is(r->value[HOST_out_flows], 2, "multicast and broadcast are flows");
	tap_is(r->value[HOST_out_judged], 0, "of which no reply is due");
	tap_is(r->value[HOST_in_flows], 0, "a connection found in its middle was not opened");
	tap_is(r->value[HOST_in_reply_packets], 1, "but its packets count, for the server");
	tap_is(flow_row(41000)->value[FLOW_w_rev_packets], 1, "the port below 1024 is the server");
	r = host_row(INSIDE + 1, 5);
	tap_is(r->value[HOST_out_icmp], 2, "two pings");
	tap_is(r->value[HOST_out_services], 0, "name no service");
	tap_is(r->subject.dport, 0, "and no port");
	tap_is(pair_row(0, 5)->value[PAIR_flows], 2, "and are one pair");
	tap_is(host_row(0xe00000fb, 5)->value[HOST_in_flows], 0, "a group is no host");
	end();
}

/* Questions of their own ports for @count names that do not exist, and one in a while. */
static void ask(uint16_t server_port, uint32_t count)
{
	uint32_t i;

	for (i = 0; i < count; i++) {
		message = (struct weir_dns_message){ .kind = WEIR_DNS_QUERY, .type = WEIR_DNS_TXT,
						     .labels = 2, .label_max = 40,
						     .name = (i + 1) * 0x9e3779b1u, .domain = 1 };
		packet(START + i * MS, 17, INSIDE, (uint16_t)(20000 + i), OUTSIDE, server_port, 0,
		       40);
		message.kind = WEIR_DNS_ANSWER;
		message.rcode = i % 4 ? WEIR_DNS_NXDOMAIN : 2;
		packet(START + i * MS, 17, OUTSIDE, server_port, INSIDE, (uint16_t)(20000 + i), 0,
		       90);
	}
	memset(&message, 0, sizeof(message));
}

static void test_names(void)
{
	const struct row *r;

	begin();
	ask(53, 20);
	ask(54, 20);
	tick();
	r = pair_row(53, 5);
	tap_is(r->value[PAIR_dns_queries], 20, "20 questions");
	tap_ok(r->value[PAIR_dns_names] >= 18 && r->value[PAIR_dns_names] <= 20, "as many names");
	tap_is(r->value[PAIR_dns_domains], 1, "of one domain");
	tap_is(r->value[PAIR_dns_long_share], 1000, "all long");
	tap_is(r->value[PAIR_dns_carrier_share], 1000, "all for text");
	tap_is(r->value[PAIR_dns_answers], 20, "20 answers");
	tap_is(r->value[PAIR_dns_nxdomain_share], 750, "three of four: no such name");
	tap_is(r->value[PAIR_dns_failed_share], 250, "one of four: a failure");
	tap_ok(r->value[PAIR_dns_nx_names] >= 13 && r->value[PAIR_dns_nx_names] <= 15,
	       "of as many names");
	tap_is(pair_row(54, 5)->value[PAIR_dns_queries], 0, "at another port it is no resolver");
	ask(53, 4);
	tick();
	tap_is(pair_row(53, 5)->value[PAIR_dns_queries], 4, "the next window begins anew");
	tap_is(pair_row(53, 30)->value[PAIR_dns_queries], 24, "30 s: both");
	end();
}

int main(void)
{
	networks_default(&home);
	test_scan();
	test_peers();
	test_late();
	test_guessing();
	test_unasked();
	test_one_way();
	test_flood();
	test_others();
	test_names();
	return tap_done();
}
