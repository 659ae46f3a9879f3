// SPDX-License-Identifier: MIT
/* Identity, life cycle, budget and bounds of alerts. */
#include "tests/unit/finding.h"

static void test_life(void)
{
	struct seen seen;
	struct alert_table *t = table(&seen, 16, 0);
	struct finding f = finding(CLASS_PORTSCAN, 0x01020304, 0x0a000001, 100 * S);
	char id[33];

	alert_table_find(t, &f, 100 * S);
	tap_is(seen.count, 0, "nothing is decided within a window");
	alert_table_tick(t, 100 * S);
	tap_is(seen.count, 1, "the first finding is reported at its end");
	tap_is(seen.last.stage, ALERT_NEW, "as new");
	tap_is(seen.last.severity, 3, "a scan from outside is of low severity");
	tap_is(seen.last.first_ns, 96 * S, "from its first packet");
	tap_is(strlen(seen.last.id), 32, "with an id of 32 digits");
	tap_ok(!strcmp(seen.last.message,
		       "Port scan of inside host 10.0.0.1 by outside host 1.2.3.4 (ports: 512, "
		       "expected at most 20; in 5 s, decided by a fixed limit); next: find out "
		       "what runs on the scanning host, and which ports answered."),
	       "the message is one sentence: %s", seen.last.message);
	memcpy(id, seen.last.id, sizeof(id));
	for (uint64_t at = 105; at <= 155; at += 5) {
		f = finding(CLASS_PORTSCAN, 0x01020304, 0x0a000001, at * S);
		f.score = at == 130 ? 950 : 700;
		alert_table_find(t, &f, at * S);
		alert_table_tick(t, at * S);
	}
	tap_is(seen.count, 1, "repeats within a minute are not reported");
	alert_table_tick(t, 160 * S);
	tap_is(seen.last.stage, ALERT_UPDATE, "after a minute an update is");
	tap_is(seen.last.count, 12, "that counts all");
	tap_is(seen.last.finding.score, 950, "and has the strongest");
	tap_is(seen.last.last_ns, 154 * S, "and the last packet");
	alert_table_tick(t, 230 * S);
	tap_is(seen.count, 2, "no update without a new finding");
	alert_table_tick(t, 334 * S);
	tap_is(seen.count, 2, "not over while it may go on");
	alert_table_tick(t, 336 * S);
	tap_is(seen.last.stage, ALERT_END, "it ends when quiet");
	tap_is(seen.last.now_ns, 335 * S, "at the time that was due");
	tap_ok(!strcmp(seen.last.id, id), "under the same id");
	f = finding(CLASS_PORTSCAN, 0x01020304, 0x0a000001, 900 * S);
	find(t, &f, 900 * S);
	tap_is(seen.last.stage, ALERT_NEW, "it may come again");
	tap_ok(!strcmp(seen.last.id, id), "under the same id again");
	alert_table_finish(t, 905 * S);
	tap_is(seen.last.stage, ALERT_END, "finish ends what is open");
	tap_is(seen.last.now_ns, 905 * S, "then");
	tap_is(alert_table_stats(t)->raised, 2, "two raised");
	tap_is(alert_table_stats(t)->ended, 2, "two ended");
	f = finding(CLASS_PORTSCAN, 0x01020304, 0x0a000001, 1000 * S);
	f.subject.window_s = 3600;
	find(t, &f, 1000 * S);
	alert_table_tick(t, 4599 * S);
	tap_is(seen.last.stage, ALERT_NEW, "what is found by the hour is not quiet for less");
	alert_table_tick(t, 4600 * S);
	tap_is(seen.last.stage, ALERT_END, "but then it is");
	alert_table_free(t);
}

static void test_skipped_windows(void)
{
	struct seen stepped, skipped;
	struct alert_table *a = table(&stepped, 16, 1), *b = table(&skipped, 16, 1);
	struct finding f;

	for (uint64_t at = 5; at <= 20000; at += 5) {
		bool busy = at == 5 || at == 25 || at == 30 || at == 9000;

		if (busy)
			alert_table_tick(b, (at - 5) * S);
		for (int i = 0; i < 2 && busy; i++) {
			f = finding(CLASS_BRUTEFORCE, 7 + (uint32_t)i, 1, at * S);
			alert_table_find(a, &f, at * S);
			alert_table_find(b, &f, at * S);
		}
		alert_table_tick(a, at * S);
		if (busy)
			alert_table_tick(b, at * S);
	}
	alert_table_finish(a, 20000 * S);
	alert_table_finish(b, 20000 * S);
	tap_is(stepped.count, skipped.count, "skipping empty windows gives as many reports");
	tap_is(stepped.stage[ALERT_SUMMARY], 2, "summaries among them");
	for (unsigned int i = 0; i < stepped.count && i < 64; i++)
		tap_ok(stepped.all[i].now_ns == skipped.all[i].now_ns &&
			       stepped.all[i].stage == skipped.all[i].stage &&
			       !strcmp(stepped.all[i].message, skipped.all[i].message),
		       "report %u is the same: %s at %llu s", i,
		       alert_stage_name(stepped.all[i].stage),
		       (unsigned long long)(stepped.all[i].now_ns / S));
	alert_table_free(a);
	alert_table_free(b);
}

static void test_identity(void)
{
	struct seen seen;
	struct alert_table *t = table(&seen, 64, 0);
	struct finding f;

	for (uint32_t i = 0; i < 10; i++) {
		f = finding(CLASS_FLOOD, 1000 + i, 77, 80 * S);
		find(t, &f, 80 * S);
	}
	tap_is(seen.stage[ALERT_NEW], 1, "a flood is one alarm per victim");
	f = finding(CLASS_FLOOD, 0, 78, 80 * S);
	find(t, &f, 80 * S);
	tap_is(seen.stage[ALERT_NEW], 2, "another victim, another alarm");
	tap_ok(!strncmp(seen.last.message,
			"Flood of packets against inside host 0.0.0.78 from many hosts (", 63),
	       "many attackers: %s", seen.last.message);
	f = finding(CLASS_FLOOD, 78, 0, 80 * S);
	find(t, &f, 80 * S);
	tap_is(seen.stage[ALERT_NEW], 3, "the same host as the attacker is another alarm");
	f = finding(CLASS_PORTSCAN, 5, 0, 80 * S);
	find(t, &f, 80 * S);
	tap_is(seen.stage[ALERT_NEW], 4, "another class is another alarm");
	f.subject.ip_v = 6;
	find(t, &f, 80 * S);
	tap_is(seen.stage[ALERT_NEW], 5, "so is the other family");
	alert_table_free(t);
}

/* The peer is named while three quarters of the findings are about it. */
static void test_peers(void)
{
	struct seen seen;
	struct alert_table *t = table(&seen, 64, 0);
	struct finding f;

	for (uint32_t i = 0; i < 9; i++) {
		f = finding(CLASS_BRUTEFORCE, 5, i < 7 ? 100 : 100 + i, (10 + i) * S);
		f.subject.dport = htons(445);
		f.subject.sport = htons((uint16_t)(1000 + i));
		find(t, &f, (10 + i) * S);
	}
	tap_is(seen.last.finding.subject.dst.word[3], htonl(100), "the peer of all is named");
	tap_is(seen.last.peers, 1, "alone");
	alert_table_tick(t, 71 * S);
	tap_is(seen.last.finding.subject.dst.word[3], htonl(100), "and that of most");
	tap_is(seen.last.peers, 3, "with two others");
	tap_is(seen.last.named, 3, "which are known by name");
	tap_is(seen.last.peer[0].count, 7, "the first has most");
	tap_is(seen.last.peer[2].addr.word[3], htonl(108), "the last came last");
	tap_is(seen.last.finding.subject.dport, htons(445), "the port they agree on");
	tap_is(seen.last.finding.subject.sport, 0, "and no other");
	tap_ok(strstr(seen.last.message, "0.0.0.100 and 2 others on TCP port 445") != NULL, "%s",
	       seen.last.message);
	for (uint32_t i = 0; i < 100; i++) {
		f = finding(CLASS_BRUTEFORCE, 5, 200 + i, 75 * S);
		f.subject.dport = htons(139);
		alert_table_find(t, &f, 75 * S);
	}
	alert_table_tick(t, 135 * S);
	tap_is(seen.last.finding.subject.dst.word[3], 0, "of many, none");
	tap_is(seen.last.finding.subject.dst.word[2], 0, "not even a family");
	tap_is(seen.last.finding.subject.dport, 0, "a port they do not agree on is not named");
	tap_is(seen.last.finding.subject.ip_proto, 6, "unlike the protocol");
	tap_is(seen.last.peers, ALERT_PEERS_MAX, "peers are counted to a bound");
	tap_is(seen.last.named, PEERS_NAMED, "and named to another");
	for (uint32_t i = 0; i < 1000; i++) {
		f = finding(CLASS_BRUTEFORCE, 5, 100, 140 * S);
		alert_table_find(t, &f, 140 * S);
	}
	alert_table_tick(t, 200 * S);
	tap_is(seen.last.finding.subject.dst.word[3], 0, "many stay many");
	alert_table_free(t);
}

static void test_budget(void)
{
	struct seen seen;
	struct alert_table *t = table(&seen, 64, 4);
	struct finding f;
	uint32_t i;

	for (i = 0; i < 6; i++) {
		f = finding(CLASS_DGA, 10 + i, 1, 10 * S);
		f.score = (uint16_t)(600 + 10 * i);
		alert_table_find(t, &f, 10 * S);
	}
	f = finding(CLASS_FLOOD, 10, 1, 10 * S);
	alert_table_find(t, &f, 10 * S);
	alert_table_tick(t, 10 * S);
	tap_is(seen.stage[ALERT_NEW], 3, "three quarters of the budget for severity 2");
	tap_is(seen.all[0].finding.class, CLASS_FLOOD, "the grave first");
	f = finding(CLASS_FLOOD, 10, 2, 10 * S);
	find(t, &f, 10 * S);
	tap_is(seen.stage[ALERT_NEW], 4, "the rest is kept for severity 1");
	f = finding(CLASS_FLOOD, 10, 3, 10 * S);
	find(t, &f, 10 * S);
	tap_is(seen.stage[ALERT_NEW], 4, "and no more");
	tap_is(alert_table_stats(t)->held_back, 5, "the others are held back");
	f = finding(CLASS_DGA, 13, 1, 20 * S);
	find(t, &f, 20 * S);
	tap_is(alert_table_stats(t)->held_back, 5, "once each");
	alert_table_tick(t, 100 * S);
	tap_is(seen.stage[ALERT_UPDATE], 0, "and have no updates");
	for (uint64_t at = 100; at < 3600; at += 100) {
		f = finding(CLASS_FLOOD, 10, 3, at * S);
		find(t, &f, at * S);
	}
	tap_is(seen.stage[ALERT_SUMMARY], 0, "no summary within the hour");
	alert_table_tick(t, 3611 * S);
	tap_is(seen.stage[ALERT_SUMMARY], 2, "then one for each class");
	tap_is(seen.all[seen.count - 2].finding.class, CLASS_FLOOD, "in the order of the classes");
	tap_is(seen.all[seen.count - 2].count, 1, "which says how many");
	tap_is(seen.last.count, 4, "of each");
	tap_is(seen.last.finding.subject.src.word[3], htonl(13), "and names the strongest");
	f = finding(CLASS_FLOOD, 10, 3, 3615 * S);
	find(t, &f, 3615 * S);
	tap_is(seen.last.stage, ALERT_NEW, "what goes on is raised when there is budget again");
	tap_is(seen.last.count, 37, "with all its findings");
	alert_table_finish(t, 3620 * S);
	tap_is(seen.stage[ALERT_SUMMARY], 2, "nothing held back, no summary");
	alert_table_free(t);
}

/* An alarm that was held back and then raised in the same hour is not told twice. */
static void test_held_then_raised(void)
{
	struct seen seen;
	struct alert_table *t = table(&seen, 64, 2);
	struct finding f;

	for (uint32_t i = 0; i < 3; i++) {
		f = finding(CLASS_ANOMALY, 10 + i, 1, 10 * S);
		find(t, &f, 10 * S);
	}
	tap_is(alert_table_stats(t)->held_back, 2, "two are held back");
	f = finding(CLASS_ANOMALY, 11, 1, 20 * S);
	f.class = CLASS_ANOMALY;
	f.certainty = 3;
	f.subject.kind = ROW_HOST;
	find(t, &f, 20 * S);
	tap_is(seen.stage[ALERT_NEW], 1, "and stay so while their share is used up");
	alert_table_tick(t, 3611 * S);
	tap_is(seen.stage[ALERT_SUMMARY], 1, "the hour's summary");
	tap_is(seen.last.count, 2, "has both");
	alert_table_free(t);

	t = table(&seen, 64, 2);
	for (uint32_t i = 0; i < 2; i++) {
		f = finding(CLASS_DGA, 10 + i, 1, 10 * S);
		f.certainty = 0;
		find(t, &f, 10 * S);
	}
	tap_is(alert_table_stats(t)->held_back, 1, "one is held back for it is of severity 3");
	f.certainty = 3;
	f.score++;
	find(t, &f, 20 * S);
	tap_is(seen.stage[ALERT_NEW], 2, "and raised when it is graver");
	alert_table_finish(t, 60 * S);
	tap_is(seen.stage[ALERT_SUMMARY], 0, "so the summary has nothing to add");
	alert_table_free(t);
}

static void test_small_budget(void)
{
	struct seen seen;
	struct alert_table *t = table(&seen, 64, 1);
	struct finding f = finding(CLASS_ANOMALY, 1, 0, 10 * S);

	find(t, &f, 10 * S);
	tap_is(seen.stage[ALERT_NEW], 1, "shares of the budget are rounded up");
	alert_table_free(t);
}

static void test_set(void)
{
	struct seen seen;
	struct alert_table *t = table(&seen, 64, 1);
	struct alert_options o;
	struct finding f;

	for (uint32_t i = 0; i < 3; i++) {
		f = finding(CLASS_FLOOD, 10, 1 + i, 10 * S);
		find(t, &f, 10 * S);
	}
	tap_is(seen.stage[ALERT_NEW], 1, "a budget of one");
	alert_options_default(&o);
	o.budget_per_hour = 2;
	o.quiet_ns = 30 * S;
	alert_table_set(t, &o);
	f = finding(CLASS_FLOOD, 10, 2, 15 * S);
	find(t, &f, 15 * S);
	f = finding(CLASS_FLOOD, 10, 3, 15 * S);
	find(t, &f, 15 * S);
	tap_is(seen.stage[ALERT_NEW], 2, "another budget counts what was raised");
	alert_table_tick(t, 46 * S);
	tap_is(seen.stage[ALERT_END], 2, "what is open ends by the new time");
	alert_table_free(t);
}

static void test_full_table(void)
{
	struct seen seen;
	struct alert_table *t = table(&seen, 8, 0);
	struct finding f;

	for (uint32_t i = 0; i < 20; i++) {
		f = finding(CLASS_PORTSCAN, 10 + i, 1, 10 * S);
		alert_table_find(t, &f, 10 * S);
	}
	alert_table_tick(t, 10 * S);
	tap_is(seen.count, 8, "as many alarms as the table holds");
	tap_is(alert_table_stats(t)->table_full, 12, "the rest is counted");
	alert_table_tick(t, 1000 * S);
	tap_is(seen.stage[ALERT_END], 8, "all end");
	for (uint32_t i = 0; i < 8; i++) {
		f = finding(CLASS_PORTSCAN, 100 + i, 1, 1000 * S);
		alert_table_find(t, &f, 1000 * S);
	}
	alert_table_tick(t, 1000 * S);
	tap_is(seen.stage[ALERT_NEW], 16, "and the table is empty again");
	alert_table_free(t);
}

/* Many alarms that come and go, against a plain list of which should be open. */
static void test_index(void)
{
	enum { HOSTS = 200 };
	static uint64_t found[HOSTS];
	struct seen seen;
	struct alert_table *t = table(&seen, 64, 0);
	uint32_t random = 1;
	uint64_t expected_new = 0, open = 0, full = 0;

	memset(found, 0, sizeof(found));
	for (uint64_t at = 1000; at < 21000; at++) {
		uint32_t host;
		struct finding f;

		random = random * 1103515245u + 12345u;
		host = (random >> 16) % HOSTS;
		f = finding(CLASS_PORTSCAN, 1 + host, 0, at * S);
		if (!found[host] && open == 64) {
			full++;
		} else {
			expected_new += !found[host];
			open += !found[host];
			found[host] = at;
		}
		alert_table_find(t, &f, at * S);
		alert_table_tick(t, at * S);
		for (uint32_t i = 0; i < HOSTS; i++) {
			if (!found[i] || at - found[i] < 180)
				continue;
			found[i] = 0;
			open--;
		}
	}
	tap_is(seen.stage[ALERT_NEW], expected_new, "20,000 findings: alarms raised");
	tap_is(seen.stage[ALERT_END], expected_new - open, "alarms ended");
	tap_is(alert_table_stats(t)->table_full, full, "findings lost");
	tap_ok(full > 0 && expected_new > 200, "the table was full at times");
	alert_table_free(t);
}

int main(void)
{
	struct alert_options o = { .alerts_max = 0 };
	struct alert_table *t;

	tap_ok(alert_table_new(&o, emit, NULL, &t) < 0, "a table for nothing is refused");
	test_life();
	test_skipped_windows();
	test_identity();
	test_peers();
	test_budget();
	test_held_then_raised();
	test_small_budget();
	test_set();
	test_full_table();
	test_index();
	return tap_done();
}
