// SPDX-License-Identifier: MIT
#include "alert.h"

#include "entry.h"
#include "message.h"

#include <arpa/inet.h>

void alert_test(uint64_t now, struct alert *out)
{
	struct identity id = { .class = CLASS_TEST, .ip_v = 4 };
	struct alert a = { .stage = ALERT_NEW,
			   .severity = class_info(CLASS_TEST)->severity,
			   .count = 1,
			   .first_ns = now,
			   .last_ns = now,
			   .now_ns = now };

	id.host.word[2] = htonl(0xffff);
	id.host.word[3] = htonl(0xc0000201); /* 192.0.2.1 */
	a.finding.class = CLASS_TEST;
	a.finding.score = a.finding.threshold = 1000;
	a.finding.subject.src = id.host;
	a.finding.subject.ip_v = 4;
	a.finding.subject.direction = DIRECTION_TRANSIT;
	a.finding.subject.start_ns = a.finding.subject.end_ns = now;
	identity_name(&id, a.id);
	message_write(&a);
	*out = a;
}
