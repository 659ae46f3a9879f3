// SPDX-License-Identifier: MIT
/* Alerts as sentences, and the names of their classes. */
#include "tests/unit/finding.h"
#include "user/alert/message.h"

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
		a.finding.reason[0] =
			(struct reason){"a_name_of_thirty_two_characters_", UINT32_MAX,
					UINT32_MAX - 1, UINT32_MAX - 1, 1};
		a.stage = ALERT_UPDATE;
		message_write(&a);
		if (strlen(a.message) > longest)
			longest = strlen(a.message);
		tap_ok(a.message[strlen(a.message) - 1] == '.', "%s", a.message);
	}
	tap_ok(longest < ALERT_MESSAGE_SIZE - 1, "the longest has %zu characters", longest);
	a.finding.reason[0] = (struct reason){ "share", 3, 989, UINT32_MAX, 1 };
	message_write(&a);
	tap_ok(strstr(a.message, "share is 3, expected at least 989,") != NULL, "%s", a.message);
	a.finding.reason[0].expected_hi = 1000;
	message_write(&a);
	tap_ok(strstr(a.message, "expected 989 to 1000,") != NULL, "%s", a.message);
	a.stage = ALERT_SUMMARY;
	a.count = 12;
	message_write(&a);
	tap_ok(!strncmp(a.message, "12 more alarms of class test were held back", 43), "%s",
	       a.message);
	alert_test(77 * S, &test);
	tap_is(test.finding.class, CLASS_TEST, "the test alert is of its own class");
	tap_ok(strstr(test.message, "192.0.2.1") != NULL, "%s", test.message);
}

int main(void)
{
	test_messages();
	for (int i = 0; i < ALERT_CLASSES; i++)
		tap_is(class_by_name(class_info(i)->name), i, "class %s", class_info(i)->name);
	tap_is(class_by_name("no such"), -1, "no such class");
	return tap_done();
}
