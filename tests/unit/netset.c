// SPDX-License-Identifier: MIT
/* Sets of networks: against a search of all of them, and how fast a large one is. */
#include "tests/unit/tap.h"
#include "user/alert/netset.h"
#include "user/flow/network.h"

#include <time.h>

static struct network network(const char *text)
{
	struct networks one = { .count = 0 };

	if (networks_add(&one, text))
		abort();
	return one.list[0];
}

static void add(struct netset *s, const char *text)
{
	struct network n = network(text);

	tap_is(netset_add(s, &n), 0, "%s is added", text);
}

static bool has(const struct netset *s, const char *text)
{
	struct network n = network(text);

	return netset_contains(s, &n.addr, n.ip_v);
}

static void test_few(void)
{
	struct netset s = { { 0 }, { 0 }, NULL, NULL };
	struct network mapped = network("::ffff:10.1.2.3");

	netset_close(&s);
	tap_ok(!has(&s, "10.0.0.1") && !has(&s, "fd00::1"), "nothing is in the empty set");
	add(&s, "10.0.0.0/8");
	add(&s, "10.1.0.0/16");
	add(&s, "192.168.7.9");
	add(&s, "fd00::/8");
	add(&s, "2001:db8::5");
	netset_close(&s);
	tap_is(s.count[0], 2, "a network within another one is no range of its own");
	tap_ok(has(&s, "10.0.0.0") && has(&s, "10.255.255.255"), "both ends are inside");
	tap_ok(!has(&s, "9.255.255.255") && !has(&s, "11.0.0.0"), "their neighbours are not");
	tap_ok(has(&s, "192.168.7.9") && !has(&s, "192.168.7.8"), "a single address");
	tap_ok(has(&s, "fdff::1") && !has(&s, "fe00::"), "IPv6 by the first half");
	tap_ok(has(&s, "2001:db8::5") && !has(&s, "2001:db8::6"), "and by the second");
	tap_ok(!netset_contains(&s, &mapped.addr, 6) && netset_contains(&s, &mapped.addr, 4),
	       "a mapped address in an IPv6 header is no IPv4");
	netset_fini(&s);
	add(&s, "0.0.0.0/0");
	add(&s, "::/0");
	netset_close(&s);
	tap_ok(has(&s, "0.0.0.0") && has(&s, "255.255.255.255") && has(&s, "::1"), "everything");
	netset_fini(&s);
}

static uint32_t random_next(uint32_t *state)
{
	*state = *state * 1664525u + 1013904223u;
	return *state >> 8;
}

static struct network random_network(uint32_t *state)
{
	char text[64];

	if (random_next(state) & 1)
		snprintf(text, sizeof(text), "10.%u.%u.%u/%u", random_next(state) & 3,
			 random_next(state) & 255, random_next(state) & 255,
			 14 + random_next(state) % 19);
	else
		snprintf(text, sizeof(text), "2001:db8:%x::%x/%u", random_next(state) & 15,
			 random_next(state) & 255, 40 + random_next(state) % 89);
	return network(text);
}

static void test_many(void)
{
	static struct networks list;
	struct netset s = { { 0 }, { 0 }, NULL, NULL };
	uint32_t state = 7, wrong = 0;

	for (list.count = 0; list.count < NETWORKS_MAX; list.count++) {
		list.list[list.count] = random_network(&state);
		netset_add(&s, &list.list[list.count]);
	}
	netset_close(&s);
	for (unsigned int i = 0; i < 20000; i++) {
		struct network n = random_network(&state);

		wrong += netset_contains(&s, &n.addr, n.ip_v) !=
			 networks_contain(&list, &n.addr, n.ip_v);
	}
	tap_is(wrong, 0, "20,000 addresses are found as by a search of all networks");
	netset_fini(&s);
}

static void test_speed(void)
{
	struct netset s = { { 0 }, { 0 }, NULL, NULL };
	uint32_t state = 1, found = 0;
	struct timespec begin, end;
	long long ns;

	for (unsigned int i = 0; i < 10000; i++) {
		struct network n = random_network(&state);

		netset_add(&s, &n);
	}
	netset_close(&s);
	clock_gettime(CLOCK_MONOTONIC, &begin);
	for (unsigned int i = 0; i < 1000000; i++) {
		struct weir_addr a = { { 0, 0, 0xffff0000u, random_next(&state) << 8 | 10 } };

		found += netset_contains(&s, &a, 4);
	}
	clock_gettime(CLOCK_MONOTONIC, &end);
	ns = (end.tv_sec - begin.tv_sec) * 1000000000ll + end.tv_nsec - begin.tv_nsec;
	printf("# of 10,000 networks: %lld ns a look-up, %u of a million inside\n", ns / 1000000,
	       found);
	tap_ok(found, "a large set is searched");
	netset_fini(&s);
}

int main(void)
{
	test_few();
	test_many();
	test_speed();
	return tap_done();
}
