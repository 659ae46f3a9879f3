// SPDX-License-Identifier: MIT
/* A device with several addresses: one alarm, and one past. */
#include "tests/unit/finding.h"
#include "user/flow/site.h"


static struct networks home;

static struct weir_addr ipv6(const char *text)
{
	struct weir_addr a;

	if (inet_pton(AF_INET6, text, &a) != 1)
		abort();
	return a;
}

static struct finding scan(const char *from, uint64_t at)
{
	struct finding f = finding(CLASS_PORTSCAN, 1, 2, at);

	f.subject.ip_v = 6;
	f.subject.direction = DIRECTION_OUT;
	f.subject.src = ipv6(from);
	f.subject.dst = ipv6("2001:db8::1");
	return f;
}

/* Two scans, from two addresses: reports of new alarms. */
static unsigned int alarms(const struct devices *d, struct seen *seen)
{
	struct finding f = scan("fd00::20", 10 * S), g = scan("fd00::abcd", 15 * S);
	struct alert_options o;
	struct alert_table *t = NULL;

	memset(seen, 0, sizeof(*seen));
	alert_options_default(&o);
	o.devices = d;
	if (alert_table_new(&o, emit, seen, &t))
		abort();
	find(t, &f, 10 * S);
	g.score = 900;
	find(t, &g, 15 * S);
	alert_table_finish(t, 20 * S);
	alert_table_free(t);
	return seen->stage[ALERT_NEW];
}

static bool is_at(const struct alert *a, const char *addr)
{
	struct weir_addr want = ipv6(addr);

	return !memcmp(&a->finding.subject.src, &want, sizeof(want));
}

static void test_alarms(const struct devices *d)
{
	struct seen seen;
	char id[33];

	tap_is(alarms(NULL, &seen), 2, "two addresses of which nothing is known: two alarms");
	memcpy(id, seen.all[0].id, sizeof(id));
	tap_is(alarms(d, &seen), 1, "of one device: one");
	tap_ok(!strcmp(id, seen.all[0].id), "which is that of its first address");
	tap_ok(is_at(&seen.all[0], "fd00::20"), "the first report has the address it saw");
	tap_ok(is_at(&seen.all[seen.count - 1], "fd00::abcd") &&
		       seen.all[seen.count - 1].count == 2,
	       "the last that of the strongest finding");
}

static void test_memory(const struct devices *d)
{
	struct site s = { .devices = NULL };
	struct pair_key a = { .port = htons(443), .ip_proto = 6, .slot = WEIR_SLOT_IPV6 }, b;
	struct memory_key of_a, of_b;

	a.client = ipv6("fd00::20");
	a.server = ipv6("2001:db8::1");
	b = a;
	b.client = ipv6("fd00::abcd");
	site_memory_key(&s, &a, &of_a);
	site_memory_key(&s, &b, &of_b);
	tap_ok(memcmp(&of_a, &of_b, sizeof(of_a)) != 0, "two addresses have two pasts");
	s.devices = d;
	site_memory_key(&s, &b, &of_b);
	tap_ok(!memcmp(&of_a, &of_b, sizeof(of_a)), "a device has one, that of its first address");
	b.client = ipv6("fd00::77");
	site_memory_key(&s, &b, &of_b);
	tap_ok(memcmp(&of_a, &of_b, sizeof(of_a)) != 0, "another's is another's");
}

int main(void)
{
	const struct weir_addr first = ipv6("fd00::20"), second = ipv6("fd00::abcd");
	const uint8_t mac[DEVICE_MAC_SIZE] = { 0, 0x16, 0x3e, 1, 2, 3 };
	struct devices *d;

	networks_default(&home);
	if (devices_new(4, 1, &home, &d))
		abort();
	devices_bind(d, mac, &first, DEVICE_ON_LINK, 1000);
	devices_bind(d, mac, &second, DEVICE_ON_LINK, 1001);
	test_alarms(d);
	test_memory(d);
	devices_free(d);
	return tap_done();
}
