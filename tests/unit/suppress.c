// SPDX-License-Identifier: MIT
/* Alarms and rules: what is allowed, suppressed, acknowledged, and who hears of it; the rule
 * that is proposed for an alarm silences that alarm. */
#include "tests/unit/finding.h"
#include "user/alert/mark.h"
#include "user/control/rule_file.h"
#include "user/control/rule_memory.h"
#include "user/control/rule_propose.h"

#include <errno.h>
#include <stdlib.h>

#define START 1767960000ull /* Friday, 9 January 2026, 12:00 UTC */
#define AT(s) ((START + (s)) * S)

static struct ruleset *rules_of(enum ruleset_effect effect, const char *text)
{
	const struct rule_source from = { "rules", effect, RULESET_FILE, (int64_t)START };
	char error[RULE_FILE_ERROR_SIZE];
	struct ruleset *s;

	if (ruleset_new(&s) || rule_file_parse(&from, text, strlen(text), s, error))
		abort();
	return s;
}

static struct alert_table *table_of(struct seen *seen, struct ruleset *rules, struct marks *marks,
				    uint32_t budget)
{
	struct alert_options o;
	struct alert_table *t;

	memset(seen, 0, sizeof(*seen));
	alert_options_default(&o);
	o.budget_per_hour = budget;
	o.rules = rules;
	o.marks = marks;
	if (alert_table_new(&o, emit, seen, &t))
		abort();
	return t;
}

static unsigned int told(const struct seen *seen)
{
	unsigned int count = 0;

	for (unsigned int i = 0; i < seen->count && i < 64; i++)
		count += !seen->all[i].suppressed;
	return count;
}

static void test_allow(void)
{
	struct ruleset *rules = rules_of(RULESET_ALLOW, "[Rule \"a\"]\ndevice = 1.2.3.4\n"
							"class = portscan\n");
	struct finding f = finding(CLASS_PORTSCAN, 0x01020304, 0x0a000001, AT(5));
	struct finding lesser = finding(CLASS_ANOMALY, 0x01020304, 0x0a000001, AT(10));
	struct seen seen;
	struct alert_table *t = table_of(&seen, rules, NULL, 0);

	find(t, &f, AT(5));
	tap_is(seen.count, 0, "what is allowed is no alarm");
	tap_is(ruleset_get(rules, 0)->hits, 1, "it is counted by its rule");
	tap_is(ruleset_get(rules, 0)->last_hit_s, (int64_t)START + 5, "with the time");
	tap_is(alert_table_stats(t)->allowed, 1, "and in all");
	f = finding(CLASS_PORTSCAN, 0x01020304, 0x0a000001, AT(10));
	alert_table_find(t, &f, AT(10));
	find(t, &lesser, AT(10));
	tap_is(seen.count, 0, "it still explains what is unlike the past");
	f = finding(CLASS_PORTSCAN, 0x01020305, 0x0a000001, AT(15));
	find(t, &f, AT(15));
	tap_is(seen.count, 1, "another host is another matter");
	alert_table_free(t);
	ruleset_free(rules);
}

static void test_suppress(void)
{
	struct ruleset *rules = rules_of(RULESET_SUPPRESS, "[Rule \"s\"]\ndevice = 1.2.3.4\n");
	struct finding f = finding(CLASS_PORTSCAN, 0x01020304, 0x0a000001, AT(5));
	struct finding other = finding(CLASS_PORTSCAN, 0x01020305, 0x0a000001, AT(5));
	struct seen seen;
	struct alert_table *t = table_of(&seen, rules, NULL, 1);

	find(t, &f, AT(5));
	tap_is(seen.count, 1, "a suppressed alarm is made");
	tap_ok(seen.last.suppressed && !strcmp(seen.last.rule, "s"), "and says by which rule");
	tap_is(alert_table_stats(t)->raised, 0, "it is not raised");
	tap_is(alert_table_stats(t)->suppressed, 1, "but counted as suppressed");
	find(t, &other, AT(10));
	tap_is(told(&seen), 1, "it takes nothing from the budget");
	for (unsigned int i = 15; i < 100; i += 5)
		find(t, &f, AT(i));
	tap_is(told(&seen), 1, "nor are its repeats told");
	tap_is(ruleset_get(rules, 0)->hits, 1, "an alarm is one hit");
	alert_table_use_rules(t, NULL);
	find(t, &f, AT(170));
	tap_is(told(&seen), 2, "without the rule");
	tap_is(seen.last.stage, ALERT_NEW, "it is new to all");
	alert_table_finish(t, AT(175));
	tap_is(seen.last.stage, ALERT_END, "and its end is told");
	tap_ok(!seen.last.suppressed, "to those who heard of it");
	alert_table_free(t);
	ruleset_free(rules);
}

static void test_end(void)
{
	struct ruleset *rules =
		rules_of(RULESET_SUPPRESS, "[Rule \"s\"]\ndevice = 1.2.3.4\nexpires = 20s\n");
	struct finding f = finding(CLASS_PORTSCAN, 0x01020304, 0x0a000001, AT(5));
	struct seen seen;
	struct alert_table *t = table_of(&seen, rules, NULL, 0);

	find(t, &f, AT(5));
	alert_table_finish(t, AT(1000));
	tap_is(seen.last.stage, ALERT_END, "an alarm ends after its rule");
	tap_is(told(&seen), 0, "who never heard of it does not hear of its end");
	alert_table_free(t);
	ruleset_free(rules);
}

/* What a rule covers is not in the summary of what was held back. */
static void test_summary(void)
{
	struct ruleset *old = rules_of(RULESET_SUPPRESS, "[Rule \"s\"]\nport = 9999\n"), *rules;
	struct seen seen;
	struct alert_table *t = table_of(&seen, old, NULL, 1);

	for (uint32_t i = 0; i < 5; i++) {
		struct finding f = finding(CLASS_BRUTEFORCE, 0x01020304 + i, 0x0a000001, AT(5));

		f.subject.dport = htons(22);
		alert_table_find(t, &f, AT(5));
	}
	alert_table_tick(t, AT(5));
	tap_is(told(&seen), 1, "one alarm within the budget");
	rules = rules_of(RULESET_SUPPRESS, "[Rule \"s\"]\nnetwork = 1.2.3.6/31\n");
	alert_table_use_rules(t, rules);
	ruleset_free(old);
	alert_table_finish(t, AT(10));
	tap_is(seen.stage[ALERT_SUMMARY], 1, "a summary of those held back");
	tap_is(seen.last.count, 2, "without the two that a rule covers by then");
	tap_is(alert_table_stats(t)->suppressed, 2, "which are counted");
	alert_table_free(t);
	ruleset_free(rules);
}

static void test_ack(void)
{
	struct finding f = finding(CLASS_PORTSCAN, 0x01020304, 0x0a000001, AT(5));
	struct mark m = { .kind = MARK_ACK, .severity = 3, .at_s = START, .seen_s = START };
	struct marks *marks;
	struct seen seen;
	struct alert_table *t;
	char id[33];

	if (marks_new(&marks))
		abort();
	t = table_of(&seen, NULL, marks, 0);
	find(t, &f, AT(5));
	tap_ok(!seen.last.acknowledged, "at first nobody knows of it");
	memcpy(id, seen.last.id, sizeof(id));
	memcpy(m.id, id, sizeof(id));
	marks_set(marks, &m);
	find(t, &f, AT(70));
	tap_ok(seen.last.stage == ALERT_UPDATE && seen.last.acknowledged, "then it is known");
	tap_is(marks_find(marks, id)->seen_s, (int64_t)START + 70, "and that it goes on");
	alert_table_free(t);
	t = table_of(&seen, NULL, marks, 0);
	find(t, &f, AT(80));
	tap_ok(seen.last.stage == ALERT_NEW && seen.last.acknowledged, "after a restart, too");
	f.subject.direction = DIRECTION_LATERAL;
	f.score = 950;
	find(t, &f, AT(150));
	tap_ok(seen.last.severity < 3 && !seen.last.acknowledged, "until its severity rises");
	alert_table_free(t);
	f = finding(CLASS_PORTSCAN, 0x01020304, 0x0a000001, AT(5));
	t = table_of(&seen, NULL, marks, 0);
	find(t, &f, AT(81 + MARK_AWAY_S));
	tap_ok(!seen.last.acknowledged, "or it was away for a day");
	marks_expire(marks, (int64_t)START + 80 + MARK_KEEP_S);
	tap_is(marks_count(marks), 1, "the mark is kept for a month");
	marks_expire(marks, (int64_t)START + 81 + MARK_KEEP_S);
	tap_is(marks_count(marks), 0, "and then forgotten");
	alert_table_free(t);
	marks_free(marks);
}

static void test_memory(void)
{
	struct ruleset *rules = rules_of(RULESET_SUPPRESS, "[Rule \"s\"]\nport = 1\n");
	struct mark m = { .id = "0123", .kind = MARK_FALSE, .severity = 2, .uid = 1000,
			  .by = "ada", .comment = "my own \"test\"", .at_s = 5, .seen_s = 6 };
	const struct mark *again;
	struct marks *marks;
	char *text;

	if (marks_new(&marks))
		abort();
	marks_set(marks, &m);
	ruleset_get(rules, 0)->hits = 41;
	ruleset_get(rules, 0)->last_hit_s = 7;
	text = rule_memory_text(rules, marks);
	ruleset_get(rules, 0)->hits = 0;
	marks_remove(marks, "0123");
	tap_is(rule_memory_parse(text, strlen(text), rules, marks), 0, "hits and marks are read");
	tap_is(ruleset_get(rules, 0)->hits, 41, "hits");
	tap_is(ruleset_get(rules, 0)->last_hit_s, 7, "the last one");
	again = marks_find(marks, "0123");
	tap_ok(again && !memcmp(again, &m, sizeof(m)), "and the mark, all of it");
	text[strlen(text) / 2] = '\0';
	tap_is(rule_memory_parse(text, strlen(text), rules, marks), -EINVAL, "half a file is none");
	tap_is(rule_memory_parse("{\"version\":2,\"rules\":[],\"marks\":[]}", 37, rules, marks),
	       -EINVAL, "nor is one of another version");
	free(text);
	for (unsigned int i = 0; i < MARKS_MAX + 5; i++) {
		snprintf(m.id, sizeof(m.id), "%x", i);
		m.seen_s = i;
		marks_set(marks, &m);
	}
	tap_is(marks_count(marks), MARKS_MAX, "marks are bounded");
	tap_ok(!marks_find(marks, "0") && marks_find(marks, "404"), "the oldest make room");
	marks_free(marks);
	ruleset_free(rules);
}

static uint32_t state;

static uint32_t chance(uint32_t below)
{
	state = state * 1664525u + 1013904223u;
	return (state >> 8) % below;
}

/* Whatever a few hosts do to each other for a minute. */
static void run(struct alert_table *t, uint32_t seed)
{
	static const enum alert_class classes[] = { CLASS_PORTSCAN, CLASS_HOSTSCAN,
						    CLASS_BRUTEFORCE, CLASS_FLOOD, CLASS_BEACON,
						    CLASS_REFLECTION };

	state = seed;
	for (uint64_t at = 5; at <= 60; at += 5) {
		for (unsigned int i = chance(6); i > 0; i--) {
			uint32_t src = 0x0a000001 + chance(3), dst = 0x0a000001 + chance(4);
			struct finding f = finding(classes[chance(6)], src,
						   chance(4) ? dst : src + 16, AT(at));

			if (f.class == CLASS_HOSTSCAN && chance(2))
				memset(&f.subject.dst, 0, sizeof(f.subject.dst));
			f.subject.direction = DIRECTION_LATERAL;
			f.subject.dport = htons((uint16_t)(chance(3) ? 22 : 23));
			f.subject.ip_proto = chance(5) ? 6 : 17;
			alert_table_find(t, &f, AT(at));
		}
		alert_table_tick(t, AT(at));
	}
	alert_table_finish(t, AT(65));
}

/* The last reports that were told, one for each alarm. */
static unsigned int last_reports(const struct seen *seen, struct alert *out)
{
	unsigned int count = 0, j;

	for (unsigned int i = 0; i < seen->count && i < 64; i++) {
		if (seen->all[i].suppressed)
			continue;
		for (j = 0; j < count && strcmp(out[j].id, seen->all[i].id) != 0; j++)
			;
		out[j] = seen->all[i];
		count += j == count;
	}
	return count;
}

/* The alarms of a run, then for each the rule against it: only that one is gone. */
static void test_proposals(void)
{
	static struct alert before[64], after[64];
	static struct seen seen;
	unsigned int alarms = 0, wrong = 0;

	for (uint32_t seed = 1; seed <= 300; seed++) {
		struct alert_table *t = table_of(&seen, NULL, NULL, 0);
		unsigned int count, left;

		run(t, seed);
		alert_table_free(t);
		count = last_reports(&seen, before);
		for (unsigned int i = 0; i < count; i++, alarms++) {
			struct ruleset_rule rule;
			struct ruleset *rules;

			if (rule_propose(&before[i], NULL, 0, &rule) || ruleset_new(&rules) ||
			    ruleset_add(rules, &rule))
				abort();
			t = table_of(&seen, rules, NULL, 0);
			run(t, seed);
			alert_table_free(t);
			left = last_reports(&seen, after);
			wrong += left != count - 1;
			for (unsigned int j = 0; j < left; j++)
				wrong += strcmp(after[j].id, before[j + (j >= i)].id) != 0;
			ruleset_free(rules);
		}
	}
	printf("# %u alarms\n", alarms);
	tap_ok(alarms > 1000, "many alarms");
	tap_is(wrong, 0, "the rule proposed against one silences it and nothing else");
}

static void test_proposal(void)
{
	struct alert a = { .id = "89abcdef01234567", .finding = finding(CLASS_BRUTEFORCE, 0x0a000005,
									0x0a000009, AT(5)),
			   .count = 2, .peers = 1, .named = 1 };
	struct ruleset_rule rule;

	a.peer[0] = (struct peers_named){ v4(0x0a000009), 2 };
	a.finding.subject.dport = htons(22);
	tap_is(rule_propose(&a, "30d", (int64_t)START, &rule), 0, "a rule");
	tap_ok(!strcmp(rule.name, "fp-89abcdef"), "named after its alarm");
	tap_ok(!strcmp(rule.text, "class = bruteforce\ndevice = 10.0.0.5\nrole = source\n"
				  "peer = 10.0.0.9\nport = 22\nprotocol = 6\n"
				  "expires = 2026-02-08 12:00:00\n"),
	       "as narrow as can be: %s", "class, device, role, peer, port, protocol");
	tap_ok(!rule_is_broad(&rule), "not broad");
	ruleset_rule_fini(&rule);
	a.finding.subject.dport = 0;
	a.count = 3;
	tap_is(rule_propose(&a, NULL, 0, &rule), 0, "with many peers and ports");
	tap_ok(rule_is_broad(&rule), "it is broad");
	ruleset_rule_fini(&rule);
	strcpy(a.device.id, "020000000001");
	a.device.has_mac = a.device.is_src = true;
	a.device.mac[0] = 2;
	a.device.mac[5] = 1;
	tap_is(rule_propose(&a, NULL, 0, &rule), 0, "of a known device");
	tap_ok(!!strstr(rule.text, "device = 02:00:00:00:00:01\ndevice = 10.0.0.5\n"),
	       "it goes with the device, and with the address it had then");
	ruleset_rule_fini(&rule);
	tap_is(rule_propose(&a, "never", 0, &rule), -EINVAL, "a time that is none");
	a.stage = ALERT_SUMMARY;
	tap_is(rule_propose(&a, NULL, 0, &rule), -EINVAL, "no rule against a summary");
}

int main(void)
{
	setenv("TZ", "UTC0", 1);
	test_allow();
	test_suppress();
	test_end();
	test_summary();
	test_ack();
	test_memory();
	test_proposal();
	test_proposals();
	return tap_done();
}
