// SPDX-License-Identifier: MIT
#include "tap.h"
#include "user/evidence/subject.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>

static struct subject host(const char *a, const char *b)
{
	struct subject s = { .slots = 0 };

	if (subject_of_host(a, b, &s))
		abort();
	return s;
}

static struct subject flow(const char *text)
{
	struct subject s = { .slots = 0 };

	if (subject_of_flow(text, &s))
		abort();
	return s;
}

static void test_texts(void)
{
	static const char *const bad[] = {
		"", "tcp", "tcp,", "tcp,,", "tcp,10.0.0.1:1", "tcp,10.0.0.1:1,", "tcp,10.0.0.1,10.0.0.2",
		"icmp,10.0.0.1:1,10.0.0.2:2", "tcp,10.0.0.1:1,10.0.0.2:65536", "tcp,10.0.0.1:,10.0.0.2:2",
		"tcp,10.0.0.1:1x,10.0.0.2:2", "tcp,10.0.0.1:-1,10.0.0.2:2", "tcp,10.0.0.1:1,[fd00::1]:2",
		"tcp,fd00::1:1,fd00::2:2", "tcp,[fd00::1]1,[fd00::2]:2", "tcp,[:1,]:2", "tcp,[]:1,[]:2",
		"tcp,[10.0.0.1]:1,[10.0.0.2]:2", "tcp,:1,:2", "tcp,10.0.0.1:1,10.0.0.2:2,",
		"tcp,[fd00::1]:1,[fd00::2fd00::2fd00::2fd00::2fd00::2fd00::2fd00::2fd00::2]:2",
	};
	char text[SUBJECT_TEXT_SIZE];
	struct subject s;
	unsigned int taken = 0, i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		taken += !subject_of_flow(bad[i], &s);
	tap_is(taken, 0, "%u wrong flows are refused", i);
	tap_ok(subject_of_host("10.0.0", NULL, &s) == -EINVAL &&
		       subject_of_host("0.0.0.0", NULL, &s) == -EINVAL &&
		       subject_of_host("::", NULL, &s) == -EINVAL &&
		       subject_of_host("10.0.0.1", "fd00::1", &s) == -EINVAL &&
		       subject_of_host("10.0.0.1", "x", &s) == -EINVAL, "so are wrong hosts");
	s = flow("udp,[fd00::2]:53,[fd00::1]:1000");
	subject_text(&s, text);
	tap_ok(!strcmp(text, "udp [fd00::1]:1000 and [fd00::2]:53"), "%s", text);
	s = flow("tcp,10.0.0.2:80,10.0.0.1:1000");
	subject_text(&s, text);
	tap_ok(!strcmp(text, "tcp 10.0.0.1:1000 and 10.0.0.2:80"), "%s", text);
	s = host("10.0.0.2", "10.0.0.1");
	subject_text(&s, text);
	tap_ok(!strcmp(text, "10.0.0.1 and 10.0.0.2"), "%s", text);
	s = host("fd00::2", NULL);
	subject_text(&s, text);
	tap_ok(!strcmp(text, "host fd00::2"), "%s", text);
}

/* Rows cover columns: f a flow, g another of its hosts, p their pair, h and k the hosts, o
 * another host. */
static void test_covers(void)
{
	const struct subject all[] = {
		flow("tcp,10.0.0.1:1,10.0.0.2:2"), flow("tcp,10.0.0.1:1,10.0.0.2:3"),
		host("10.0.0.1", "10.0.0.2"),	   host("10.0.0.1", NULL),
		host("10.0.0.2", NULL),		   host("10.0.0.3", NULL),
	};
	static const char *const want[] = { "100000", "010000", "111000", "111100", "111010",
					    "000001" };
	struct subject one_slot = all[3], other = all[3];
	unsigned int wrong = 0, a, b;

	for (a = 0; a < 6; a++)
		for (b = 0; b < 6; b++)
			wrong += subject_covers(&all[a], &all[b]) != (want[a][b] == '1');
	tap_is(wrong, 0, "who covers whom");
	one_slot.slots = 1;
	other.slots = 2;
	tap_ok(subject_covers(&all[3], &one_slot) && !subject_covers(&one_slot, &all[3]) &&
		       !subject_covers(&one_slot, &other), "on fewer interfaces: not all of it");
	tap_ok(!subject_covers(&(struct subject){ SUBJECT_HOST, host("::ffff:10.0.0.1", NULL).key, 1 },
			       &one_slot), "a mapped address is another family");
}

static void test_packets(void)
{
	struct weir_packet p = { .sport = htons(2), .dport = htons(1), .ip_v = 4,
				 .ip_proto = WEIR_PROTO_TCP };
	struct subject a = host("10.0.0.1", NULL), b = host("10.0.0.2", NULL);
	struct subject pair = host("10.0.0.2", "10.0.0.1"), f = flow("tcp,10.0.0.1:1,10.0.0.2:2");
	struct subject other = flow("udp,10.0.0.1:1,10.0.0.2:2");

	p.src = b.key.lo;
	p.dst = a.key.lo;
	tap_ok(subject_has(&a, &p, 0) && subject_has(&b, &p, 9) && subject_has(&pair, &p, 0) &&
		       subject_has(&f, &p, 0) && !subject_has(&other, &p, 0),
	       "a packet against its direction is of flow, pair and both hosts");
	p.vlan = 7;
	tap_ok(subject_has(&f, &p, 0), "in any VLAN");
	p.ip_v = 6;
	tap_ok(!subject_has(&a, &p, 0), "in one family");
}

static void test_alerts(void)
{
	struct alert a = { .stage = ALERT_NEW };
	struct row_subject *r = &a.finding.subject;
	struct subject s, one = host("10.0.0.1", NULL), two = host("10.0.0.2", NULL);

	r->ip_v = 4;
	r->slot = 3;
	tap_is(subject_of_alert(&a, &s), -ENOENT, "an alarm about nobody");
	r->src = one.key.lo;
	tap_ok(!subject_of_alert(&a, &s) && s.kind == SUBJECT_HOST && s.slots == 8 &&
		       !memcmp(&s.key, &one.key, sizeof(s.key)),
	       "of a host that deals with many: the host, on its interface");
	a.of_victim = true;
	tap_is(subject_of_alert(&a, &s), -ENOENT, "of a victim: not its peers");
	r->dst = two.key.lo;
	one = host("10.0.0.1", "10.0.0.2");
	tap_ok(!subject_of_alert(&a, &s) && s.kind == SUBJECT_PAIR &&
		       !memcmp(&s.key, &one.key, sizeof(s.key)), "about one peer: the pair");
	a.stage = ALERT_SUMMARY;
	tap_is(subject_of_alert(&a, &s), -ENOENT, "a summary is about nobody");
}

int main(void)
{
	test_texts();
	test_covers();
	test_packets();
	test_alerts();
	return tap_done();
}
