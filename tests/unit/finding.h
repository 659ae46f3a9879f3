/* SPDX-License-Identifier: MIT */
/*
 * finding.h - findings as the detectors make them, and what an alert table says of them.
 */
#ifndef WEIR_TEST_FINDING_H
#define WEIR_TEST_FINDING_H

#include "tests/unit/tap.h"
#include "user/alert/alert.h"

#include <arpa/inet.h>
#include <string.h>

#define S 1000000000ull

struct seen {
	unsigned int count;
	struct alert last;
	unsigned int stage[4];
	struct alert all[64];
};

__attribute__((unused)) static void emit(void *ctx, const struct alert *a)
{
	struct seen *s = ctx;

	if (s->count < 64)
		s->all[s->count] = *a;
	s->count++;
	s->stage[a->stage]++;
	s->last = *a;
}

__attribute__((unused)) static struct weir_addr v4(uint32_t host)
{
	struct weir_addr a = { { 0 } };

	a.word[2] = htonl(0xffff);
	a.word[3] = htonl(host);
	return a;
}

__attribute__((unused)) static struct finding finding(enum alert_class class, uint32_t src, uint32_t dst, uint64_t at)
{
	struct finding f = { .class = class, .score = 800, .threshold = 500, .certainty = 3 };

	f.subject.ip_v = 4;
	f.subject.ip_proto = 6;
	f.subject.direction = DIRECTION_IN;
	if (src)
		f.subject.src = v4(src);
	if (dst)
		f.subject.dst = v4(dst);
	f.subject.window_s = 5;
	f.subject.start_ns = at - 5 * S;
	f.subject.end_ns = at;
	f.subject.first_ns = at - 4 * S;
	f.subject.last_ns = at - S;
	f.reason_count = 1;
	f.reason[0] = (struct reason){ "ports", 512, 0, 20, 700, REASON_LIMIT };
	return f;
}

__attribute__((unused)) static struct alert_table *table(struct seen *seen, uint32_t alerts_max, uint32_t budget)
{
	struct alert_options o;
	struct alert_table *t = NULL;

	memset(seen, 0, sizeof(*seen));
	alert_options_default(&o);
	o.alerts_max = alerts_max;
	o.budget_per_hour = budget;
	if (alert_table_new(&o, emit, seen, &t))
		abort();
	return t;
}

/* A finding, and the end of its window. */
__attribute__((unused)) static void find(struct alert_table *t, const struct finding *f, uint64_t now)
{
	alert_table_find(t, f, now);
	alert_table_tick(t, now);
}

#endif
