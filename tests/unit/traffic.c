// SPDX-License-Identifier: MIT
/* Who exchanged how much: rows, what finds none, longer windows, groups. */
#include "tests/unit/tap.h"
#include "user/control/traffic_group.h"
#include "user/flow/traffic.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <weir/meter.h>

#define BASE_NS 5000000000ull
#define ROWS 64

static struct networks home;
static struct window_scale scale;

static struct weir_addr v4(uint32_t host_order)
{
	struct weir_addr addr = {0};
	const uint32_t order = htonl(host_order);

	weir_load_addr4(&addr, (const __u8 *)&order);
	return addr;
}

#define DEVICE(n) (0xc0a80100u + (n)) /* 192.168.1.n, home */
#define PEER(n) (0x08000000u + (n))   /* 8.0.0.n */

/* From @src to @dst, with so many packets of 100 bytes, and half as many back. */
static struct flow flow_of(uint32_t src, uint32_t dst, uint16_t dport, uint32_t packets)
{
	struct flow f = {.key = {.ip_proto = 6, .slot = 1}};

	f.key.lo = v4(src);
	f.key.hi = v4(dst);
	f.key.port_lo = htons(40000);
	f.key.port_hi = htons(dport);
	f.part[0].packets = packets;
	f.part[0].ip_bytes = 100ull * packets;
	f.part[1].packets = packets / 2;
	f.part[1].ip_bytes = 50ull * packets;
	f.side[0].packets = packets;
	f.side[0].first_ns = BASE_NS * 10 + 1;
	return f;
}

static void add(struct traffic *t, uint32_t src, uint32_t dst, uint16_t dport, uint32_t packets)
{
	const struct flow f = flow_of(src, dst, dport, packets);

	traffic_add(t, &f, BASE_NS * 10);
}

static struct traffic *make(uint32_t rows)
{
	struct traffic *t = NULL;

	if (traffic_new(rows, &home, &t))
		abort();
	return t;
}

static uint64_t sum(const struct traffic_view *v)
{
	uint64_t packets = 0;

	for (uint32_t i = 0; i < v->count; i++)
		packets += v->row[i].packets[0] + v->row[i].packets[1];
	return packets;
}

static void test_rows(void)
{
	struct traffic *t = make(ROWS);
	const struct traffic_row *row;
	struct traffic_view v;

	traffic_look(t, 0, &v);
	tap_ok(!v.bases && !v.count, "nothing yet");
	add(t, DEVICE(1), PEER(1), 443, 10);
	add(t, DEVICE(1), PEER(1), 443, 20);
	add(t, PEER(2), DEVICE(1), 22, 4);
	traffic_look(t, 0, &v);
	tap_is(v.count, 0, "a window shows when it is over");
	traffic_close(t, &scale, 10);
	traffic_look(t, 0, &v);
	tap_ok(v.bases == 1 && v.count == 2 && v.start_ns == BASE_NS * 10, "two rows");
	row = &v.row[0];
	tap_ok(row->packets[0] == 30 && row->packets[1] == 15 && row->ip_bytes[0] == 3000 &&
		       row->active == 2 && row->opened == 2 && row->key.flags == TRAFFIC_HOME,
	       "flows of one kind are added up");
	row = &v.row[1];
	tap_ok(row->packets[0] == 2 && row->packets[1] == 4 && row->key.port == htons(22) &&
		       row->key.flags == (TRAFFIC_HOME | TRAFFIC_SERVES),
	       "the device is the end that is home");
	tap_ok(sum(&v) == 51 && v.all.packets[0] == 32 && v.all.active == 3, "the sum");
	traffic_close(t, &scale, 11);
	traffic_look(t, 0, &v);
	tap_ok(v.bases == 1 && !v.count && !v.all.active, "an empty window is over");
	traffic_free(t);
	traffic_free(NULL);
}

/* Of a flood of small flows, the large one and all of each device stays whole. */
static void test_flood(void)
{
	struct traffic *t = make(ROWS);
	struct traffic_row group[2 * ROWS];
	const struct weir_addr large = v4(PEER(9000));
	struct traffic_view v;
	uint32_t i, groups;

	for (i = 0; i < 5000; i++)
		add(t, PEER(i), DEVICE(i % 3), 80, 2);
	add(t, DEVICE(7), PEER(9000), 443, 1000);
	add(t, DEVICE(8), PEER(9001), 443, 1);
	for (i = 0; i < 100; i++)
		add(t, PEER(i), PEER(50000 + i), 80, 2);
	traffic_close(t, &scale, 10);
	traffic_look(t, 0, &v);
	tap_ok(v.count <= ROWS && sum(&v) == 5000 * 3 + 1500 + 1 + 100 * 3, "nothing is left out");
	tap_is(v.all.active, 5102, "nor of the flows");
	groups = traffic_group(&v, BY_DEVICE | BY_PEER | BY_PORT, TRAFFIC_BY_PACKETS, group);
	for (i = 0; i < groups; i++)
		if (!memcmp(&group[i].key.peer, &large, sizeof(large)))
			break;
	tap_ok(i < groups && group[i].packets[0] == 1000, "the large flow has its own row");
	groups = traffic_group(&v, BY_DEVICE, TRAFFIC_BY_FLOWS, group);
	for (i = 0; i < 3; i++)
		tap_ok(group[i].active == 1667 || group[i].active == 1666,
		       "all flows of device %u: %u", i, group[i].active);
	traffic_free(t);
}

static void test_longer(void)
{
	struct traffic *t = make(ROWS);
	struct traffic_view v;
	uint64_t number;

	for (number = 4; number < 12; number++) {
		add(t, DEVICE(1), PEER(1), 443, 2);
		traffic_close(t, &scale, number);
		traffic_look(t, 1, &v);
		if (number == 4)
			tap_ok(v.bases == 1 && sum(&v) == 3, "what there is, before one is over");
		if (number == 5)
			tap_ok(v.bases == 2 && sum(&v) == 6, "30 s are over, of which two windows");
		if (number == 7)
			tap_ok(v.bases == 2 && sum(&v) == 6, "the last one that is over");
		if (number == 8)
			tap_ok(v.bases == 3 && sum(&v) == 9, "until the next lasts longer");
	}
	tap_ok(v.bases == 6 && sum(&v) == 18 && v.row[0].active == 1 && v.row[0].opened == 6,
	       "six windows");
	traffic_look(t, 2, &v);
	tap_ok(v.bases == 8 && sum(&v) == 24, "180 s so far");
	/* Windows without packets may be skipped. */
	add(t, DEVICE(1), PEER(1), 443, 2);
	traffic_close(t, &scale, 40);
	traffic_look(t, 2, &v);
	tap_ok(v.bases == 8 && sum(&v) == 24 && v.start_ns == 4 * BASE_NS, "over after a gap");
	traffic_free(t);
}

static void test_groups(void)
{
	struct traffic *t = make(ROWS);
	struct traffic_row group[2 * ROWS];
	struct traffic_view v;

	add(t, DEVICE(1), PEER(1), 443, 10);
	add(t, DEVICE(1), PEER(2), 53, 20);
	add(t, DEVICE(2), PEER(2), 443, 40);
	add(t, DEVICE(1), DEVICE(2), 22, 100);
	traffic_close(t, &scale, 10);
	traffic_look(t, 0, &v);
	tap_is(traffic_group(&v, BY_DEVICE, TRAFFIC_BY_BYTES, group), 2, "two devices");
	tap_ok(group[1].packets[0] == 130 && group[0].packets[0] == 90 &&
		       group[0].packets[1] == 120 && group[0].active == 2,
	       "what is between them counts for both");
	tap_is(traffic_group(&v, BY_DEVICE | BY_PEER, TRAFFIC_BY_BYTES, group), 4,
	       "but once with its peer");
	tap_is(traffic_group(&v, BY_PORT, TRAFFIC_BY_PACKETS, group), 3, "three ports");
	tap_ok(group[0].key.port == htons(22) && group[1].key.port == htons(443) &&
		       group[1].packets[0] == 50,
	       "the greatest first");
	tap_is(traffic_group(&v, BY_PROTO, TRAFFIC_BY_FLOWS, group), 1, "one protocol");
	tap_is(group[0].active, 4, "of four flows");
	tap_ok(traffic_by_name("dport") == BY_PORT && !traffic_by_name("class") &&
		       traffic_sort_name("flows") == TRAFFIC_BY_FLOWS &&
		       traffic_sort_name("") == -1,
	       "names");
	traffic_free(t);
}

int main(void)
{
	networks_add(&home, "192.168.0.0/16");
	window_scale_init(&scale, BASE_NS, 0);
	tap_ok(traffic_rows(1) == TRAFFIC_ROWS_MIN && traffic_rows(65536) == TRAFFIC_ROWS_MAX,
	       "rows for flows");
	test_rows();
	test_flood();
	test_longer();
	test_groups();
	return tap_done();
}
