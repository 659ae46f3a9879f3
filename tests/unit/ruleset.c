// SPDX-License-Identifier: MIT
/* What rules against false alarms match. */
#include "tests/unit/finding.h"
#include "user/control/rule_file.h"

#include <stdarg.h>
#include <errno.h>
#include <time.h>

#define NOON 1767960000 /* Friday, 9 January 2026, 12:00 UTC */
#define HOUR 3600
#define DAY (24 * HOUR)

static struct ruleset *set; /* of the test that runs */

/* One rule of these keys, with | between them. */
static void rule(const char *keys)
{
	const struct rule_source from = { "rules", RULESET_SUPPRESS, RULESET_FILE, NOON };
	char error[RULE_FILE_ERROR_SIZE], text[512];

	ruleset_free(set);
	if (ruleset_new(&set))
		abort();
	snprintf(text, sizeof(text), "[Rule \"r\"]\n%s\n", keys);
	for (char *at = text; (at = strchr(at, '|'));)
		*at = '\n';
	if (rule_file_parse(&from, text, strlen(text), set, error))
		tap_ok(false, "%s", error);
}

static struct ruleset_case of(const struct finding *f)
{
	struct ruleset_case c;

	ruleset_case_of_finding(f, NOON, &c);
	return c;
}

static bool holds(const struct ruleset_case *c)
{
	return ruleset_match(set, RULESET_SUPPRESS, c);
}

static struct finding scan(void)
{
	struct finding f = finding(CLASS_BRUTEFORCE, 0x0a000005, 0x0a000009, 100 * S);

	f.subject.direction = DIRECTION_LATERAL;
	f.subject.dport = htons(22);
	return f;
}

static struct finding scan6(void)
{
	struct finding f = scan();

	f.subject.ip_v = 6;
	inet_pton(AF_INET6, "fd00::5", &f.subject.src);
	inet_pton(AF_INET6, "2001:db8::9", &f.subject.dst);
	return f;
}

struct matched {
	const char *keys;
	bool v4, v6; /* holds for scan(), for scan6() */
};

static void test_conditions(void)
{
	static const struct matched table[] = {
		{ "class = bruteforce", true, true },
		{ "class = access", true, true },
		{ "class = scan, dos", false, false },
		{ "device = 10.0.0.5", true, false },
		{ "device = 10.0.0.9", true, false },
		{ "device = 10.0.0.0/24, fd00::/64", true, true },
		{ "device = fd00::5|device = 10.0.0.5", true, true },
		{ "device = 10.0.0.5|role = source", true, false },
		{ "device = 10.0.0.5|role = target", false, false },
		{ "device = 10.0.0.9|role = target", true, false },
		{ "device = 10.0.0.5|peer = 10.0.0.9", true, false },
		{ "device = 10.0.0.9|peer = 10.0.0.5", true, false },
		{ "device = 10.0.0.5|peer = 10.0.0.5", false, false },
		{ "device = fd00::5|peer = 2001:db8::/32", false, true },
		{ "device = 2001:db8::/32|peer = fd00::/8", false, true },
		{ "peer = 2001:db8::9|role = source", false, true },
		{ "peer = 2001:db8::9|role = target", false, false },
		{ "peer = fd00::5|role = target", false, true },
		{ "network = 10.0.0.8/29", true, false },
		{ "network = 2001:db8::/32, 10.0.0.5", true, true },
		{ "network = 192.168.0.0/16", false, false },
		{ "port = 22", true, true },
		{ "port = 20-23, 80", true, true },
		{ "port = 23-80", false, false },
		{ "protocol = tcp", true, true },
		{ "protocol = udp, 6", true, true },
		{ "protocol = udp", false, false },
		{ "port = 22|direction = in, lateral", true, true },
		{ "port = 22|direction = out", false, false },
		{ "class = bruteforce|device = 10.0.0.5|port = 23", false, false },
		{ "device = self", false, false },
		{ "device = nas", false, false },
		{ "port = 22|expires = 2026-01-09 12:00:01", true, true },
		{ "port = 22|expires = 2026-01-09 12:00", false, false },
		{ "port = 22|expires = 1s", true, true },
	};
	const struct finding f = scan(), f6 = scan6();

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct ruleset_case c = of(&f), c6 = of(&f6);

		rule(table[i].keys);
		tap_is(holds(&c), table[i].v4, "IPv4, %s", table[i].keys);
		tap_is(holds(&c6), table[i].v6, "IPv6, %s", table[i].keys);
	}
}

/* What is not known, or several, holds no condition. */
static void test_unknown(void)
{
	struct finding f = scan();
	struct ruleset_case c;

	memset(&f.subject.dst, 0, sizeof(f.subject.dst));
	f.subject.dport = 0;
	f.subject.ip_proto = 0;
	c = of(&f);
	rule("device = 10.0.0.5");
	tap_ok(holds(&c), "of a host and many others the host is known");
	rule("peer = 0.0.0.0/0|device = 10.0.0.5");
	tap_ok(!holds(&c), "but not whether all others are of a network");
	rule("device = 10.0.0.5|port = 1-65535");
	tap_ok(!holds(&c), "nor one port");
	rule("device = 10.0.0.5|protocol = tcp");
	tap_ok(!holds(&c), "nor one protocol");
}

/* An alarm is covered by peers only if all its peers are. */
static void test_alarm(void)
{
	struct alert a = { .finding = scan(), .count = 5, .peers = 2, .named = 2 };
	struct ruleset_case c;

	a.peer[0] = (struct peers_named){ v4(0x0a000009), 3 };
	a.peer[1] = (struct peers_named){ v4(0x0a00000a), 2 };
	rule("device = 10.0.0.5|peer = 10.0.0.8/29");
	ruleset_case_of_alert(&a, NOON, &c);
	tap_ok(holds(&c), "two peers, both of the network");
	rule("device = 10.0.0.5|peer = 10.0.0.9");
	tap_ok(!holds(&c), "one of two is not enough");
	rule("device = 10.0.0.5|peer = 10.0.0.8/29");
	a.count = 6;
	ruleset_case_of_alert(&a, NOON, &c);
	tap_ok(!holds(&c), "a finding about someone not known");
	a.count = 5;
	a.of_victim = true; /* now the host is 10.0.0.9 and others attack it */
	a.finding.subject.dst = v4(0x0a000001);
	ruleset_case_of_alert(&a, NOON, &c);
	rule("device = 10.0.0.1|role = target|peer = 10.0.0.8/29");
	tap_ok(holds(&c), "the victim's alarm has its attackers as peers");
	rule("device = 10.0.0.1|role = source");
	tap_ok(!holds(&c), "and is not the source");
}

static void at(const char *keys, int64_t wall_s, bool expected, const char *what)
{
	const struct finding f = scan();
	struct ruleset_case c = of(&f);
	char text[128];

	c.wall_s = wall_s;
	snprintf(text, sizeof(text), "port = 22|%s", keys);
	rule(text);
	tap_is(holds(&c), expected, "%s: %s", keys, what);
}

static void test_times(void)
{
	at("hours = 12-13", NOON, true, "from its first minute");
	at("hours = 11:00-12:00", NOON, false, "up to its last");
	at("hours = 00:00-24:00", NOON + 12 * HOUR, true, "a whole day");
	at("hours = 22:00-06:00", NOON + 10 * HOUR, true, "begins in the evening");
	at("hours = 22:00-06:00", NOON + 17 * HOUR, true, "goes on after midnight");
	at("hours = 22:00-06:00", NOON + 18 * HOUR, false, "and ends in the morning");
	at("hours = 22:00-06:00", NOON, false, "not at noon");
	at("days = fri", NOON, true, "Friday");
	at("days = mon-thu, sat", NOON, false, "no Friday");
	at("days = sat-mon", NOON + 2 * DAY, true, "Sunday, over the weekend");
	at("days = fri|hours = 22:00-06:00", NOON + 17 * HOUR, true,
	   "Friday's night is also on Saturday");
	at("days = sat|hours = 22:00-06:00", NOON + 17 * HOUR, false,
	   "and Saturday's has not begun");
	at("days = sun|hours = 22:00-06:00", NOON + 2 * DAY + 13 * HOUR, true,
	   "Sunday's night goes on to Monday");
	setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
	tzset();
	at("hours = 13-14", NOON, true, "the time is the local one");
	setenv("TZ", "UTC0", 1);
	tzset();
}

static void nas_host(void *ctx, const struct weir_addr *addr, uint8_t ip_v,
		     struct ruleset_host *out)
{
	static const uint8_t mac[6] = { 0x02, 0, 0, 0xab, 0xcd, 0xef };
	const struct weir_addr nas = v4(0x0a000005);

	(void)ip_v;
	++*(unsigned int *)ctx;
	if (memcmp(addr, &nas, sizeof(nas)) == 0)
		*out = (struct ruleset_host){ .id = "020000abcdef", .name = "Nas", .mac = mac };
	else
		out->dns = "deb.Debian.org.";
}

static void test_names(void)
{
	static const struct matched table[] = {
		{ "device = nas", true, false },
		{ "device = 02-00-00-AB-CD-EF", true, false },
		{ "device = 020000abcdef", true, false },
		{ "device = printer, nas", true, false },
		{ "device = nas2", false, false },
		{ "device = nas|peer = *.debian.org", true, false },
		{ "device = nas|peer = *.org", true, false },
		{ "device = nas|peer = deb.debian.org", true, false },
		{ "device = nas|peer = debian.org", false, false },
		{ "device = nas|peer = *.deb.debian.org", false, false },
		{ "device = nas|peer = *.ebian.org", false, false },
		{ "device = deb.debian.org", false, false },
		{ "peer = nas", true, false },
	};
	const struct finding f = scan();
	struct ruleset_case c = of(&f);
	unsigned int asked = 0;

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		rule(table[i].keys);
		ruleset_name_hosts(set, nas_host, &asked);
		tap_is(holds(&c), table[i].v4, "%s", table[i].keys);
	}
	asked = 0;
	rule("device = nas|port = 23");
	ruleset_name_hosts(set, nas_host, &asked);
	tap_ok(!holds(&c) && !asked, "names are asked for last");
}

static void test_self(void)
{
	struct networks self = { .count = 0 };
	const struct finding f = scan();
	struct ruleset_case c = of(&f);

	networks_add(&self, "10.0.0.9");
	rule("device = self|role = target");
	tap_is(ruleset_set_self(set, &self), 0, "the gateway's own address is set");
	tap_ok(holds(&c), "and meant by self");
	rule("device = self|role = source");
	ruleset_set_self(set, &self);
	tap_ok(!holds(&c), "in its role");
}

static void told(void *ctx, const struct ruleset_rule *r)
{
	*(unsigned int *)ctx += r->expired;
}

static void test_life(void)
{
	const struct rule_source from = { "rules", RULESET_SUPPRESS, RULESET_FILE, NOON };
	static const char text[] = "[Rule \"a\"]\nport = 22\nexpires = 1h\n[Rule \"b\"]\nport = 22\n";
	const struct finding f = scan();
	struct ruleset_case c = of(&f);
	struct ruleset *next = NULL;
	char error[RULE_FILE_ERROR_SIZE];
	unsigned int count = 0;

	ruleset_free(set);
	ruleset_new(&set);
	ruleset_new(&next);
	rule_file_parse(&from, text, sizeof(text) - 1, set, error);
	rule_file_parse(&from, text, sizeof(text) - 1, next, error);
	tap_ok(!strcmp(ruleset_match(set, RULESET_SUPPRESS, &c)->name, "a"), "the first one");
	tap_ok(!ruleset_match(set, RULESET_ALLOW, &c), "of that effect");
	ruleset_find(set, RULESET_SUPPRESS, "a")->hits = 7;
	ruleset_expire(set, NOON + HOUR - 1, told, &count);
	tap_is(count, 0, "not over yet");
	ruleset_expire(set, NOON + HOUR, told, &count);
	ruleset_expire(set, NOON + 2 * HOUR, told, &count);
	tap_is(count, 1, "over, and that is told once");
	c.wall_s = NOON + HOUR;
	tap_ok(!strcmp(ruleset_match(set, RULESET_SUPPRESS, &c)->name, "b"), "then the second");
	ruleset_inherit(next, set);
	tap_is(ruleset_find(next, RULESET_SUPPRESS, "a")->hits, 7, "another set takes hits over");
	tap_is(ruleset_remove(next, RULESET_SUPPRESS, "a"), 0, "one is removed");
	tap_is(ruleset_remove(next, RULESET_SUPPRESS, "a"), -ENOENT, "once");
	tap_is(ruleset_count(next), 1, "the other one stays");
	ruleset_free(next);
}

/* As many rules as there can be, none of which holds. */
static void test_speed(void)
{
	const struct rule_source from = { "rules", RULESET_SUPPRESS, RULESET_FILE, NOON };
	const struct finding f = scan();
	struct ruleset_case c = of(&f);
	struct timespec begin, end;
	char error[RULE_FILE_ERROR_SIZE], text[256];
	unsigned int held = 0;
	long long ns;

	ruleset_free(set);
	ruleset_new(&set);
	for (unsigned int i = 0; i < RULESET_RULES_MAX; i++) {
		snprintf(text, sizeof(text), "[Rule \"r%u\"]\nclass = access\ndevice = 172.16.%u.0/24, "
			 "fd00:%x::/32, pc-%u\npeer = 198.51.100.0/24\nhours = 8-18\n", i, i % 256,
			 i, i);
		if (rule_file_parse(&from, text, strlen(text), set, error))
			abort();
	}
	clock_gettime(CLOCK_MONOTONIC, &begin);
	for (unsigned int i = 0; i < 1000; i++)
		held += holds(&c);
	clock_gettime(CLOCK_MONOTONIC, &end);
	ns = (end.tv_sec - begin.tv_sec) * 1000000000ll + end.tv_nsec - begin.tv_nsec;
	printf("# 1024 rules: %lld us a finding\n", ns / 1000000);
	tap_is(held, 0, "1024 rules that do not hold");
}

int main(void)
{
	setenv("TZ", "UTC0", 1);
	tzset();
	test_conditions();
	test_unknown();
	test_alarm();
	test_times();
	test_names();
	test_self();
	test_life();
	test_speed();
	ruleset_free(set);
	return tap_done();
}
