// SPDX-License-Identifier: MIT
#include "tap.h"
#include "user/flow/network.h"

#include <errno.h>
#include <string.h>

/* One address through the parser under test: its network is what we read back. */
static struct network parsed(const char *text)
{
	struct networks n = { 0 };

	if (networks_add(&n, text))
		abort();
	return n.list[0];
}

static bool home(const struct networks *n, const char *text)
{
	struct network a = parsed(text);

	return networks_contain(n, &a.addr, a.ip_v);
}

static bool multicast(const char *text)
{
	struct network a = parsed(text);

	return addr_is_multicast(&a.addr, a.ip_v);
}

static enum direction towards(const struct networks *n, const char *src, const char *dst)
{
	struct network a = parsed(src), b = parsed(dst);

	return networks_direction(n, &a.addr, &b.addr, a.ip_v);
}

static void test_default(void)
{
	static const struct {
		const char *addr;
		bool home;
	} cases[] = {
		{ "10.255.255.255", true },  { "11.0.0.0", false },	{ "172.15.255.255", false },
		{ "172.16.0.0", true },	     { "172.31.255.255", true }, { "172.32.0.0", false },
		{ "192.168.77.1", true },    { "192.169.0.1", false },	{ "169.254.3.4", true },
		{ "fc00::1", true },	     { "fdff::1", true },	{ "fe00::1", false },
		{ "fe80::1", true },	     { "febf::1", true },	{ "fec0::1", false },
		{ "2001:db8::1", false },    { "8.8.8.8", false },
		{ "::ffff:10.0.0.1", false },
	};
	struct networks n;
	size_t i;

	networks_default(&n);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		tap_is(home(&n, cases[i].addr), cases[i].home, "default: %s", cases[i].addr);
}

static void test_add(void)
{
	static const char *const bad[] = { "",		"10.0.0.0/33",	"10.0.0.0/",   "10.0.0/8",
					   "fd00::/129", "10.0.0.0/-1", "10.0.0.0/8 ",
					   "10.0.0.0/0008",
					   "home",	"10.0.0.0/8/8", "fd00:::/8" };
	struct networks n = { 0 };
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		tap_is(networks_add(&n, bad[i]), -EINVAL, "refused: \"%s\"", bad[i]);
	tap_is(n.count, 0, "nothing was added");
	tap_is(networks_add(&n, "0.0.0.0/0"), 0, "all of IPv4");
	tap_ok(home(&n, "203.0.113.9"), "holds any IPv4");
	tap_ok(!home(&n, "2001:db8::1"), "and no IPv6");
	tap_is(networks_add(&n, "2001:db8:0:40::/58"), 0, "prefix within the first half");
	tap_ok(home(&n, "2001:db8:0:7f::1") && !home(&n, "2001:db8:0:80::1"), "its edges");
	tap_is(networks_add(&n, "2001:db8:1::8000:0/97"), 0, "prefix within the second half");
	tap_ok(home(&n, "2001:db8:1::ffff:ffff") && !home(&n, "2001:db8:1::7fff:ffff"), "edges");
	while (n.count < NETWORKS_MAX)
		if (networks_add(&n, "198.51.100.7"))
			break;
	tap_is(n.count, NETWORKS_MAX, "room for all");
	tap_is(networks_add(&n, "198.51.100.7"), -E2BIG, "and no more");
}

static void test_direction(void)
{
	struct networks n;

	networks_default(&n);
	tap_is(towards(&n, "10.0.0.1", "8.8.8.8"), DIRECTION_OUT, "out");
	tap_is(towards(&n, "8.8.8.8", "10.0.0.1"), DIRECTION_IN, "in");
	tap_is(towards(&n, "10.0.0.1", "192.168.1.1"), DIRECTION_LATERAL, "lateral");
	tap_is(towards(&n, "8.8.8.8", "1.1.1.1"), DIRECTION_TRANSIT, "transit");
	tap_is(towards(&n, "10.0.0.1", "239.255.255.250"), DIRECTION_LATERAL, "multicast");
	tap_is(towards(&n, "fe80::1", "ff02::fb"), DIRECTION_LATERAL, "IPv6 multicast");
	tap_is(towards(&n, "8.8.8.8", "224.0.0.1"), DIRECTION_TRANSIT, "foreign multicast");
}

static void test_text(void)
{
	static const char *const texts[] = { "192.0.2.1", "2001:db8::1", "::", "fe80::1:0:0:1",
					     "2001:db8:0:1:1:1:1:1" };
	char out[ADDR_TEXT_SIZE];
	struct network n;
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct network a = parsed(texts[i]);

		addr_text(&a.addr, a.ip_v, out);
		tap_ok(!strcmp(out, texts[i]), "text of %s", texts[i]);
	}
	n = parsed("::");
	tap_ok(addr_is_zero(&n.addr), "zero");
	n = parsed("0.0.0.0");
	tap_ok(!addr_is_zero(&n.addr), "the IPv4 zero is a mapped address");
	tap_ok(multicast("255.255.255.255"), "broadcast");
	tap_ok(multicast("224.0.0.0"), "first multicast");
	tap_ok(!multicast("223.255.255.255"), "before it");
	tap_ok(!multicast("240.0.0.1"), "after it");
	tap_ok(multicast("ff02::1"), "IPv6 multicast");
	tap_ok(!multicast("fe80::1"), "IPv6 unicast");
}

int main(void)
{
	test_default();
	test_add();
	test_direction();
	test_text();
	return tap_done();
}
