// SPDX-License-Identifier: MIT
#include "tap.h"
#include "user/flow/host.h"

#include <arpa/inet.h>
#include <string.h>

static struct networks home;
static struct window_scale scale;

static struct weir_addr v4(uint32_t addr)
{
	struct weir_addr out = { { 0, 0, htonl(0xffff), htonl(addr) } };

	return out;
}

static uint32_t touch(struct host_table *t, uint64_t number, uint32_t addr)
{
	struct weir_addr a = v4(addr);

	return host_touch(t, &scale, number, &a, 4, 0);
}

static bool known(const struct host_table *t, uint32_t addr)
{
	struct weir_addr a = v4(addr);

	return host_find(t, &a, 4, 0) != SLOT_NONE;
}

static void end_window(struct host_table *t, uint64_t number)
{
	uint32_t i;

	for (i = 0; i < t->active_count; i++)
		host_fold(&t->host[t->active[i]], &scale, number);
	host_table_rest(t);
}

static void test_identity(void)
{
	struct weir_addr a = v4(0x0a000001);
	struct host_table t;

	tap_is(host_table_init(&t, 8, &home), 0, "a table of 8");
	tap_is(touch(&t, 0, 0x0a000001), touch(&t, 0, 0x0a000001), "one address, one host");
	tap_ok(host_touch(&t, &scale, 0, &a, 4, 1) != touch(&t, 0, 0x0a000001),
	       "another interface, another host");
	tap_ok(host_touch(&t, &scale, 0, &a, 6, 0) != touch(&t, 0, 0x0a000001),
	       "a mapped address in IPv6 is not the IPv4 one");
	tap_is(t.active_count, 3, "three are active");
	tap_is(t.foreign, 1, "one is foreign: IPv6 mapped is in no home network");
	host_table_fini(&t);
}

static void test_full(void)
{
	struct host_table t;
	uint32_t i;

	host_table_init(&t, 16, &home);
	for (i = 0; i < 100; i++)
		touch(&t, 0, 0xc6336401 + i);
	tap_is(t.foreign, 12, "foreign hosts take three quarters");
	tap_is(t.lost, 88, "the others are lost, and counted");
	for (i = 0; i < 4; i++)
		touch(&t, 0, 0x0a000001 + i);
	tap_is(t.keyed.used, 16, "home hosts have the rest");
	tap_is(touch(&t, 0, 0x0a000009), SLOT_NONE, "no active host makes room");
	end_window(&t, 0);
	tap_ok(touch(&t, 1, 0x0a000009) != SLOT_NONE, "an idle foreign one does");
	tap_ok(!known(&t, 0xc6336401) && known(&t, 0xc6336402) && known(&t, 0x0a000001),
	       "the one silent longest");
	tap_is(t.lost, 90, "cut short, so counted");
	end_window(&t, 1);
	for (i = 0; i < 100; i++) {
		touch(&t, 36 + i, 0xcb007101 + i);
		end_window(&t, 36 + i);
	}
	tap_ok(known(&t, 0x0a000001) && known(&t, 0x0a000009), "foreign ones never push out home");
	tap_ok(t.lost > 90, "two in one long window: cut short");
	host_table_fini(&t);
}

static void test_cascade(void)
{
	struct host_table t;
	uint64_t number;
	struct host *h;
	uint32_t slot;

	host_table_init(&t, 8, &home);
	for (number = 30; number < 45; number++) {
		slot = touch(&t, number, 0x0a000001);
		h = &t.host[slot];
		tap_is(h->sums[0].side[0].flows, 0, "window %d begins at 0", (int)number);
		h->sums[0].side[0].flows = (uint32_t)(number - 29);
		sketch_add(&h->sums[0].sketch[0], number << 57);
		h->sums[0].first_ns = 1000 - number;
		h->sums[0].last_ns = number;
		host_fold(h, &scale, number);
		host_table_rest(&t);
	}
	tap_is(h->sums[0].side[0].flows, 15, "5 s: the last window alone");
	tap_is(h->sums[1].side[0].flows, 13 + 14 + 15, "30 s: windows 42 to 44");
	tap_is(h->sums[2].side[0].flows, 7 + 8 + 9 + 10 + 11 + 12 + 13 + 14 + 15,
	       "180 s: windows 36 to 44");
	tap_is(sketch_count(&h->sums[1].sketch[0]), 3, "30 s: three distinct");
	tap_is(sketch_count(&h->sums[2].sketch[0]), 9, "180 s: nine distinct");
	tap_is(h->sums[2].first_ns, 1000 - 44, "the earliest first packet");
	tap_is(h->sums[2].last_ns, 44, "the latest last one");
	touch(&t, 200, 0x0a000001);
	host_fold(h, &scale, 200);
	tap_is(h->sums[2].side[0].flows, 0, "nothing stays over a long silence");
	host_table_fini(&t);
}

static void test_rejudge(void)
{
	struct host_table t;
	struct host *h;

	host_table_init(&t, 8, &home);
	h = &t.host[touch(&t, 34, 0x0a000001)];
	h->sums[0].side[0].tcp[OUTCOME_UNANSWERED] = 2;
	host_fold(h, &scale, 34);
	host_table_rest(&t);
	touch(&t, 35, 0x0a000001);
	host_rejudge(h, &scale, HOST_OPENED, true, OUTCOME_UNANSWERED, OUTCOME_COMPLETED, 34);
	host_fold(h, &scale, 35);
	tap_is(h->sums[1].side[0].tcp[OUTCOME_UNANSWERED], 1, "30 s: one less");
	tap_is(h->sums[1].side[0].tcp[OUTCOME_COMPLETED], 1, "30 s: one completed");
	tap_is(h->sums[2].side[0].tcp[OUTCOME_UNANSWERED], 1, "180 s as well");
	touch(&t, 36, 0x0a000001);
	host_fold(h, &scale, 36);
	host_rejudge(h, &scale, HOST_OPENED, true, OUTCOME_UNANSWERED, OUTCOME_COMPLETED, 34);
	tap_is(h->sums[2].side[0].tcp[OUTCOME_COMPLETED], 0, "not in a window it was not in");
	host_table_fini(&t);
}

static void test_other_home(void)
{
	struct host_table t;
	struct networks other = { 0 };
	uint32_t i;

	host_table_init(&t, 8, &other);
	networks_add(&other, "10.0.0.0/8");
	for (i = 0; i < 3; i++) {
		touch(&t, 0, 0x0a000001 + i);
		touch(&t, 0, 0xc6336401 + i);
	}
	tap_is(t.foreign, 3, "three hosts are foreign");
	memset(&other, 0, sizeof(other));
	networks_add(&other, "198.51.100.1");
	host_table_sort_homes(&t);
	tap_is(t.foreign, 5, "with another home five are");
	end_window(&t, 0);
	for (i = 0; i < 8; i++)
		touch(&t, 1, 0xcb007101 + i);
	tap_ok(known(&t, 0xc6336401) && !known(&t, 0x0a000001), "and make room first");
	host_table_sort_homes(&t);
	tap_ok(known(&t, 0xc6336401) && t.foreign == t.keyed.used - 1, "sorted again, all is as it was");
	host_table_fini(&t);
}

int main(void)
{
	networks_default(&home);
	window_scale_init(&scale, 5000000000ull, 0);
	test_identity();
	test_full();
	test_cascade();
	test_rejudge();
	test_other_home();
	return tap_done();
}
