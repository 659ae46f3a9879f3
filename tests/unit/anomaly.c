// SPDX-License-Identifier: MIT
/* From rows to a baseline, from a baseline to anomalies: persistence, what is explained,
 * reasons, drift, and a sample that outlives a restart. */
#include "tap.h"

#include "small_baseline.h"
#include "user/detect/anomaly.h"
#include "user/detect/chance.h"
#include "user/detect/iforest_train.h"
#include "user/detect/sealed.h"
#include "user/detect/verdict.h"
#include "user/durable.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#define ROWS_MAX 1024
#define SECOND 1000000000ull
#define WINDOW_S 30
#define HOUR (3600 * SECOND)
#define PATH "/tmp/weir-learner-test"

static struct row host_row(uint32_t host, uint64_t window)
{
	struct row row = {
		.subject =
			{
				.kind = ROW_HOST,
				.direction = DIRECTION_OUT,
				.src = {{0, 0, htonl(0xffff), htonl(0x0a000000 + host)}},
				.ip_v = 4,
				.window_s = WINDOW_S,
				.start_ns = window * WINDOW_S * SECOND,
				.end_ns = (window + 1) * WINDOW_S * SECOND,
			},
		.peer = {{.addr = {{0, 0, htonl(0xffff), htonl(0xc0000201)}}}},
	};

	return row;
}

/* Up to 20 flows to up to 5 hosts. */
static struct row usual_row(uint32_t host, uint64_t window, uint64_t *chance)
{
	struct row row = host_row(host, window);

	row.value[HOST_out_flows] = 1 + (uint32_t)chance_below(chance, 20);
	row.value[HOST_out_peers] = 1 + (uint32_t)chance_below(chance, 5);
	row.value[HOST_out_packets] = 10 * row.value[HOST_out_flows];
	return row;
}

/* No rule names it: few, large and to new places. */
static struct row strange_row(uint32_t host, uint64_t window)
{
	struct row row = host_row(host, window);

	row.value[HOST_out_flows] = 10;
	row.value[HOST_out_peers] = 3;
	row.value[HOST_out_packets] = 90000;
	row.value[HOST_in_reply_ip_bytes] = 100000000;
	row.value[HOST_in_flows] = 3;
	return row;
}

static const struct learner_term term = {.from_s = 100, .to_s = 200, .learned_s = 90, .seed = 4};

static void feed(struct learner *l, uint64_t from, uint64_t to)
{
	uint64_t chance = from, i;

	for (i = from; i < to; i++) {
		struct row row = usual_row((uint32_t)(i % 8), i, &chance);

		learner_row(l, &row);
	}
}

static struct baseline *baseline_make(struct learner *l)
{
	struct baseline *b = NULL;

	if (learner_train_begin(l, &term, 9990))
		return NULL;
	while (learner_train_step(l, &b))
		;
	return b;
}

static void test_learner(void)
{
	struct learner *l, *m;
	struct learner_term got;
	struct baseline *b;
	char *one, *other;
	struct row row;
	void *data;
	size_t size;

	tap_is(learner_new(ROWS_MAX, &l), 0, "a learner");
	learner_begin(l, term.seed);
	feed(l, 0, 10);
	tap_ok(!baseline_make(l), "ten rows are too few");
	tap_is(learner_rows(l), 10, "but kept");
	row = host_row(1, 1);
	row.subject.window_s = 5;
	learner_row(l, &row);
	row.subject.kind = ROW_PAIR;
	row.subject.window_s = WINDOW_S;
	learner_row(l, &row);
	row.subject.window_s = 3600;
	learner_row(l, &row);
	tap_is(learner_seen(l), 10, "rows of other kinds and windows are not for it");

	feed(l, 10, 2000);
	tap_is(learner_pack(l, &term, &data, &size), 0, "packed half way");
	tap_is(durable_write(PATH, data, size, 0600), 0, "and saved");
	free(data);
	learner_new(ROWS_MAX, &m);
	tap_is(learner_load(m, &got, PATH), 0, "and read again");
	tap_ok(got.learned_s == term.learned_s && got.seed == term.seed, "with its term");
	feed(l, 2000, 4000);
	feed(m, 2000, 4000);
	b = baseline_make(l);
	one = baseline_text(b);
	baseline_free(b);
	b = baseline_make(m);
	other = baseline_text(b);
	baseline_free(b);
	tap_ok(one && !strcmp(one, other), "the same baseline with and without a restart");
	free(one);
	free(other);

	if (truncate(PATH, 3000))
		tap_ok(0, "cannot truncate");
	tap_is(learner_load(m, &got, PATH), -EINVAL, "half a file");
	tap_is(learner_rows(m), 0, "leaves nothing");
	unlink(PATH);
	tap_is(learner_load(m, &got, PATH), -ENOENT, "no file");
	learner_free(l);
	learner_free(m);
	learner_free(NULL);
}

/* One row through the verdict; the anomaly it became, or NULL. */
static const struct finding *judge(struct verdict *v, struct row row)
{
	static struct finding f[VERDICT_FINDINGS];
	unsigned int count = verdict_row(v, &row, row.subject.end_ns, f);

	return count && f[0].class == CLASS_ANOMALY ? &f[0] : NULL;
}

static void test_judge(struct anomaly *a, struct verdict *v)
{
	const struct finding *f;
	struct finding scan = {.class = CLASS_HOSTSCAN};
	const struct iforest *forest;
	uint64_t window, chance = 9;
	unsigned int count = 0;
	struct row row;
	uint16_t score;

	for (window = 0; window < 200; window++)
		count += judge(v, usual_row(1, window, &chance)) != NULL;
	tap_is(count, 0, "usual rows are no anomalies");
	tap_is(anomaly_stats(a)->scored, 200, "all are scored");

	tap_ok(!judge(v, strange_row(2, 1)) && !judge(v, strange_row(2, 1)) &&
		       !judge(v, strange_row(2, 1)),
	       "one strange window is none, however often it is looked at");
	f = judge(v, strange_row(2, 9));
	tap_ok(f != NULL, "two that are far over are");
	if (f) {
		tap_is(f->detector, DETECTOR_IFOREST, "by the isolation forest");
		tap_ok(f->score > f->threshold && f->layer[DETECTOR_IFOREST] == f->score &&
			       f->iforest_threshold == f->threshold,
		       "score %u over %u", f->score, f->threshold);
		tap_is(ntohl(f->subject.src.word[3]), 0x0a000002, "of the host");
		tap_ok(f->reason_count >= 3 && !strcmp(f->reason[0].feature, "out_packets") &&
			       f->reason[0].value == 90000 && f->reason[0].expected_lo == 10 &&
			       f->reason[0].expected_hi == 207,
		       "reason: %s, expected %u to %u", f->reason[0].feature,
		       f->reason[0].expected_lo, f->reason[0].expected_hi);
	}
	row = strange_row(2, 10);
	row.value[HOST_out_packets] = 100;
	row.value[HOST_in_packets] = row.value[HOST_in_reply_packets] = 50000;
	f = judge(v, row);
	tap_ok(f && strcmp(f->reason[0].feature, "out_packets") && !f->reason[0].expected_hi,
	       "another row, another reason: %s", f ? f->reason[0].feature : "none");
	tap_ok(!judge(v, strange_row(3, 1)) && !judge(v, strange_row(3, 11)) &&
		       !judge(v, strange_row(3, 21)),
	       "with long pauses they are none");
	tap_is(anomaly_stats(a)->reported, 1, "one host was reported");

	for (window = 30; window < 40; window++) {
		row = strange_row(4, window);
		row.subject.direction = DIRECTION_IN;
		count += judge(v, row) != NULL;
	}
	tap_is(count, 0, "a foreign host has no past here");
	scan.subject = strange_row(5, 0).subject;
	for (window = 50; window < 60; window++) {
		row = strange_row(5, window);
		count += anomaly_row(a, &row, &scan, 1, row.subject.end_ns, &forest, &score);
	}
	tap_is(count, 0, "what a rule explains is no anomaly");
	tap_ok(forest && score > forest->threshold, "but has its score");
	for (window = 66; window < 70; window++)
		count += judge(v, strange_row(5, window)) != NULL;
	tap_is(count, 3, "when the rule is silent for long, it is one");
}

/* Of the small baseline, with this threshold: its odd rows score 726, half of all rows
 * below 400. Of four windows, which is the first to be an anomaly? */
static unsigned int first_of(unsigned int threshold)
{
	json_t *object = json_loads(small_baseline, 0, NULL);
	json_t *forest = json_array_get(json_object_get(object, "forests"), 0);
	char error[BASELINE_ERROR_SIZE] = "", *text;
	struct baseline *b = NULL;
	const struct iforest *f;
	struct row row;
	unsigned int window;
	struct anomaly *a;
	uint16_t score;

	json_object_set_new(forest, "threshold", json_integer(threshold));
	text = sealed_text(object);
	if (baseline_parse(text, strlen(text), &b, error))
		printf("# %s\n", error);
	anomaly_new(&a);
	anomaly_use(a, b);
	for (window = 1; window < 5; window++) {
		row = host_row(1, window);
		row.value[HOST_out_flows] = 10;
		if (anomaly_row(a, &row, NULL, 0, row.subject.end_ns, &f, &score))
			break;
	}
	anomaly_free(a);
	baseline_free(b);
	free(text);
	json_decref(object);
	return window;
}

static void test_points(void)
{
	tap_is(first_of(726), 5, "not over the threshold: never");
	tap_is(first_of(700), 3, "somewhat over: the third window");
	tap_is(first_of(661), 3, "726 is not far over 661: 661 + (661 - 400) / 4 is 726");
	tap_is(first_of(660), 2, "but far over 660: the second window");
}

/* The whole site changes: many hosts at once. */
static void test_drift(struct anomaly *a, struct verdict *v)
{
	uint64_t window, chance = 5;
	unsigned int count = 0;
	struct anomaly_day day;
	uint32_t host;

	anomaly_forget(a);
	for (window = 1000; window < 1010; window++)
		for (host = 0; host < 40; host++)
			count += judge(v, strange_row(host, window)) != NULL;
	anomaly_day(a, &day);
	tap_ok(day.drifted && day.alarms == 40, "after the eleventh host it is drift");
	tap_is(count, ANOMALY_DRIFT_ALARMS, "and the rest is held back");
	tap_ok(anomaly_stats(a)->held_back > 100, "but counted");
	judge(v, usual_row(1, 1000 + 25 * 120, &chance));
	anomaly_day(a, &day);
	tap_ok(!day.drifted, "a day later it is over");

	/* Each host strange too seldom for an alarm, but more rows than promised. */
	for (window = 10000; window < 10000 + 120 * 5 / 2; window++)
		for (host = 0; host < 12; host++)
			judge(v, window % 12 == host && window % 3 == 0
					 ? strange_row(host, window)
					 : usual_row(host, window, &chance));
	anomaly_day(a, &day);
	tap_ok(!day.alarms && day.over * 100 > day.rows, "over: %u of %u rows, no alarm",
	       (unsigned int)day.over, (unsigned int)day.rows);
	tap_ok(day.drifted, "drift in three hours of the day");
	for (window = 20000; window < 20004; window++)
		count += judge(v, strange_row(1, window)) != NULL;
	tap_is(count, ANOMALY_DRIFT_ALARMS + 3, "days later alarms come again");
	anomaly_use(a, anomaly_baseline(a));
	anomaly_day(a, &day);
	tap_ok(!day.drifted && !day.rows, "a new baseline begins anew");
}

static void test_learning(struct anomaly *a, struct verdict *v, struct learner *l)
{
	struct row row = strange_row(7, 30000);
	struct finding scan = {.class = CLASS_HOSTSCAN, .subject = row.subject};
	const struct iforest *forest;
	unsigned int count = 0;
	uint64_t window, seen;
	uint16_t score;

	learner_begin(l, 1);
	anomaly_learn(a, l);
	for (window = 30000; window < 30010; window++)
		count += judge(v, strange_row(6, window)) != NULL;
	tap_is(count, 0, "no anomalies while one learns");
	seen = learner_seen(l);
	tap_is(seen, 10, "rows are taken in");
	anomaly_row(a, &row, &scan, 1, row.subject.end_ns, &forest, &score);
	tap_is(learner_seen(l), seen, "those of a host with an alarm are not");
	row = strange_row(8, 30000);
	row.peer[1].addr = scan.subject.src;
	anomaly_row(a, &row, NULL, 0, row.subject.end_ns, &forest, &score);
	tap_is(learner_seen(l), seen, "nor those of who it deals with");
}

int main(void)
{
	struct baseline *b;
	struct anomaly *a;
	struct verdict *v;
	struct learner *l;

	test_learner();
	learner_new(ROWS_MAX, &l);
	learner_begin(l, 1);
	feed(l, 0, 4000);
	b = baseline_make(l);
	anomaly_new(&a);
	verdict_new(NULL, &v);
	verdict_use(v, a);
	tap_ok(!judge(v, strange_row(1, 1)) && !anomaly_stats(a)->scored,
	       "no baseline, no anomaly");
	anomaly_use(a, b);
	test_points();
	tap_ok(anomaly_baseline(a) == b && !anomaly_baseline(NULL), "a baseline");
	test_judge(a, v);
	test_drift(a, v);
	test_learning(a, v, l);
	verdict_free(v);
	anomaly_free(a);
	baseline_free(b);
	learner_free(l);
	return tap_done();
}
