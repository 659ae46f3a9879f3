// SPDX-License-Identifier: MIT
/* Alerts as sentences, and the names of their classes. */
#include "tests/unit/finding.h"
#include "user/alert/message.h"
#include "user/alert/who.h"

static void test_messages(void)
{
	struct alert a, test;
	size_t longest = 0;

	for (int class = 0; class < ALERT_CLASSES; class++) {
		memset(&a, 0, sizeof(a));
		a.finding = finding((enum alert_class)class, 1, 2, 10 * S);
		a.finding.subject.ip_v = 6;
		memset(&a.finding.subject.src, 0xab, sizeof(a.finding.subject.src));
		memset(&a.finding.subject.dst, 0xcd, sizeof(a.finding.subject.dst));
		a.finding.subject.dport = htons(65535);
		a.finding.subject.kind = ROW_HOST;
		a.finding.reason_count = FINDING_REASONS;
		for (int i = 0; i < FINDING_REASONS; i++)
			a.finding.reason[i] =
				(struct reason){ "in_open_idle", UINT32_MAX, UINT32_MAX - 1,
						 UINT32_MAX - 1, 1, REASON_SITE };
		a.peers = 63;
		memset(a.device.name, 'n', sizeof(a.device.name) - 1);
		memset(a.peer_name, 'p', sizeof(a.peer_name) - 1);
		strcpy(a.device.id, "00163e112233");
		a.device.has_mac = true;
		a.stage = ALERT_UPDATE;
		message_write(&a);
		if (strlen(a.message) > longest)
			longest = strlen(a.message);
		tap_ok(a.message[strlen(a.message) - 1] == '.', "%s", a.message);
	}
	tap_ok(longest < ALERT_MESSAGE_SIZE - 1, "the longest has %zu characters", longest);
	a.stage = ALERT_SUMMARY;
	a.count = 12;
	message_write(&a);
	tap_ok(!strncmp(a.message, "12 more alarms of class test were held back", 43), "%s",
	       a.message);
	alert_test(77 * S, &test);
	tap_is(test.finding.class, CLASS_TEST, "the test alert is of its own class");
	tap_ok(strstr(test.message, "192.0.2.1") != NULL, "%s", test.message);
}

/* The sentence has the strongest reasons in words, and says who decided. */
static void test_reasons(void)
{
	struct alert a = { .stage = ALERT_NEW, .peers = 1 };
	char before[ALERT_MESSAGE_SIZE];

	a.finding = finding(CLASS_PORTSCAN, 1, 2, 10 * S);
	a.finding.subject.kind = ROW_HOST;
	a.finding.reason_count = 2;
	a.finding.reason[0] = (struct reason){ "out_services", 512, 0, 20, 700, REASON_LIMIT };
	a.finding.reason[1] =
		(struct reason){ "out_unanswered_share", 950, 0, 30, 300, REASON_SITE };
	message_write(&a);
	tap_ok(strstr(a.message, "(different ports tried: 512, expected at most 20; tries without "
				 "answer: 95 %, expected at most 3 % here; in 5 s, decided by a "
				 "fixed limit)") != NULL,
	       "%s", a.message);
	strcpy(before, a.message);
	a.finding.reason[0].value = 511;
	message_write(&a);
	tap_ok(strcmp(before, a.message) != 0 && strstr(a.message, "tried: 511,"),
	       "another value is another sentence");
	a.finding.detector = DETECTOR_IFOREST;
	message_write(&a);
	tap_ok(strstr(a.message, "decided by this site's own past") != NULL, "%s", a.message);
	a.finding.detector = DETECTOR_RF;
	message_write(&a);
	tap_ok(strstr(a.message, "decided by the trained model") != NULL, "%s", a.message);
	a.finding.subject.window_s = 86400;
	message_write(&a);
	tap_ok(strstr(a.message, "in 24 h,") != NULL, "%s", a.message);
}

/* Both ends by name, as far as there is one. */
static void test_names(void)
{
	struct alert a = { .stage = ALERT_NEW, .peers = 1 };

	a.finding = finding(CLASS_EXFIL, 0xc0a80114, 0x5db8d822, 10 * S);
	a.finding.subject.direction = DIRECTION_OUT;
	strcpy(a.peer_name, "www.example.com");
	a.device.is_src = true;
	message_write(&a);
	tap_ok(strstr(a.message, "to outside host www.example.com (93.184.216.34) by inside host "
				 "192.168.1.20 (") != NULL,
	       "%s", a.message);
	strcpy(a.device.id, "00163e112233");
	memcpy(a.device.mac, "\x00\x16\x3e\x11\x22\x33", DEVICE_MAC_SIZE);
	a.device.has_mac = true;
	message_write(&a);
	tap_ok(strstr(a.message, "inside host 192.168.1.20 (00:16:3e:11:22:33)") != NULL, "%s",
	       a.message);
	strcpy(a.device.name, "laptop-anna");
	message_write(&a);
	tap_ok(strstr(a.message, "inside host laptop-anna (192.168.1.20, 00:16:3e:11:22:33)") !=
		       NULL,
	       "%s", a.message);
}

/* What is known of the ends, which of them has the alarm, and which is its peer. */
static void test_who(void)
{
	const struct weir_addr laptop = v4(0xc0a80114), server = v4(0xc0a80102);
	const struct weir_addr away = v4(0x5db8d822);
	struct networks home;
	struct devices *d;
	struct alert a = { .of_victim = false };

	networks_default(&home);
	if (devices_new(4, 4, &home, &d))
		abort();
	devices_bind(d, (const uint8_t *)"\x02\0\0\0\0\1", &laptop, DEVICE_ON_LINK, 1000);
	devices_bind(d, (const uint8_t *)"\x02\0\0\0\0\2", &server, DEVICE_ON_LINK, 1000);
	devices_name_address(d, &server, "nas", 3, DEVICE_NAME_MDNS);
	devices_name_peer(d, &away, "evil.example", 12, 1000);
	a.finding = finding(CLASS_LATERAL, 0xc0a80114, 0xc0a80102, 10 * S);
	who_fill(&a, d);
	tap_ok(!strcmp(a.device.id, "020000000001") && a.device.is_src &&
		       !strcmp(a.peer_name, "nas"),
	       "within: the attacker is the device, the other one the peer");
	memset(&a, 0, sizeof(a));
	a.of_victim = true;
	a.finding = finding(CLASS_FLOOD, 0x5db8d822, 0xc0a80102, 10 * S);
	who_fill(&a, d);
	tap_ok(!strcmp(a.device.name, "nas") && !a.device.is_src &&
		       !strcmp(a.peer_name, "evil.example"),
	       "from outside: the victim is the device");
	memset(&a, 0, sizeof(a));
	a.finding = finding(CLASS_PORTSCAN, 0x5db8d822, 0xc0a80102, 10 * S);
	who_fill(&a, d);
	tap_ok(!strcmp(a.device.name, "nas") && !a.device.is_src,
	       "also where the alarm is the attacker's");
	memset(&a, 0, sizeof(a));
	a.finding = finding(CLASS_BEACON, 0x0a090909, 0x5db8d822, 10 * S);
	who_fill(&a, d);
	tap_ok(!*a.device.id && a.device.is_src && !strcmp(a.peer_name, "evil.example"),
	       "of an unknown device the peer has its name");
	memset(&a, 0, sizeof(a));
	a.finding = finding(CLASS_BEACON, 0xc0a80114, 0, 10 * S);
	who_fill(&a, NULL);
	tap_ok(!*a.device.id && !*a.peer_name, "without devices nothing is known");
	devices_free(d);
}

int main(void)
{
	test_messages();
	test_names();
	test_who();
	test_reasons();
	for (int i = 0; i < ALERT_CLASSES; i++)
		tap_is(class_by_name(class_info(i)->name), i, "class %s", class_info(i)->name);
	tap_is(class_by_name("no such"), -1, "no such class");
	return tap_done();
}
