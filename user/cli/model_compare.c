// SPDX-License-Identifier: MIT
#include "model_compare.h"

#include "labels.h"
#include "model_show.h"
#include "setup.h"

#include <errno.h>
#include <glob.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MODELS 2
#define ALARMS_MAX 4096 /* of one capture and model; more are not compared one by one */
#define ALARM_ID_SIZE 33
#define TRUTHS (ALERT_CLASSES + 1) /* the last: benign */

/* What one model did. */
struct tally {
	uint64_t alarms, right, other_class, wrong; /* judged where there are labels */
	uint64_t score_sum, right_score_sum, wrong_score_sum;
	uint64_t attacks_found, benign_alarmed; /* captures */
	uint64_t rows_right[TRUTHS]; /* by most votes, of its forests */
	uint32_t kept; /* of this capture */
	uint64_t of_capture, right_of_capture;
	char alarm[ALARMS_MAX][ALARM_ID_SIZE];
};

struct compare {
	const struct compare_options *o;
	struct replay_options replay;
	struct setup setup;
	const struct labels *labels; /* of this capture, or NULL */
	unsigned int now; /* whose run this is */
	uint64_t captures, attack_captures, benign_captures;
	uint64_t rows, rows_alike, alarms_both;
	uint64_t rows_of[TRUTHS]; /* that both have a forest for */
	struct tally tally[MODELS];
};

/* The class with most votes, LABEL_BENIGN for benign. */
static int decision(const struct forest *f, const struct row *row)
{
	uint32_t votes[MODEL_CLASSES_MAX];
	unsigned int c, best = 0;

	forest_score(f, &row, 1, votes);
	for (c = 1; c < f->class_count; c++)
		if (votes[c] > votes[best])
			best = c;
	return f->class[best] == FOREST_BENIGN ? LABEL_BENIGN : f->class[best];
}

static void take_row(void *ctx, const struct row *row)
{
	struct compare *c = ctx;
	const struct forest *f[MODELS];
	int said[MODELS], truth = LABEL_UNKNOWN;
	unsigned int i;

	for (i = 0; i < MODELS; i++) {
		f[i] = models_find(c->o->model[i], row->subject.kind, row->subject.window_s);
		if (!f[i])
			return;
		said[i] = decision(f[i], row);
	}
	c->rows++;
	c->rows_alike += said[0] == said[1];
	if (c->labels)
		truth = labels_row(c->labels, row);
	if (truth == LABEL_UNKNOWN)
		return;
	c->rows_of[truth < 0 ? ALERT_CLASSES : truth]++;
	for (i = 0; i < MODELS; i++)
		c->tally[i].rows_right[truth < 0 ? ALERT_CLASSES : truth] += said[i] == truth;
}

static void judge(struct tally *t, const struct labels *labels, const struct alert *alert)
{
	switch (labels_alert(labels, alert)) {
	case LABEL_RIGHT:
		t->right++;
		t->right_of_capture++;
		t->right_score_sum += alert->finding.score;
		break;
	case LABEL_OTHER_CLASS:
		t->other_class++;
		break;
	default:
		t->wrong++;
		t->wrong_score_sum += alert->finding.score;
		break;
	}
}

/* An alarm counts when it ends: then it is known whole. */
static void take_alert(void *ctx, const struct alert *alert)
{
	struct compare *c = ctx;
	struct tally *t = &c->tally[c->now];

	if (alert->stage != ALERT_END)
		return;
	t->alarms++;
	t->of_capture++;
	t->score_sum += alert->finding.score;
	if (t->kept < ALARMS_MAX)
		memcpy(t->alarm[t->kept++], alert->id, ALARM_ID_SIZE);
	if (c->labels)
		judge(t, c->labels, alert);
}

static int compare_ids(const void *a, const void *b)
{
	return strcmp(a, b);
}

static void match_alarms(struct compare *c)
{
	struct tally *a = &c->tally[0], *b = &c->tally[1];
	uint32_t i = 0, j = 0;
	int order;

	qsort(a->alarm, a->kept, sizeof(*a->alarm), compare_ids);
	qsort(b->alarm, b->kept, sizeof(*b->alarm), compare_ids);
	while (i < a->kept && j < b->kept) {
		order = strcmp(a->alarm[i], b->alarm[j]);
		c->alarms_both += !order;
		i += order <= 0;
		j += order >= 0;
	}
}

static void count_capture(struct compare *c)
{
	bool attack = c->labels && labels_have_attack(c->labels);
	bool benign = c->labels && !attack && labels_have_benign(c->labels);
	unsigned int i;

	c->captures++;
	c->attack_captures += attack;
	c->benign_captures += benign;
	for (i = 0; i < MODELS; i++) {
		c->tally[i].attacks_found += attack && c->tally[i].right_of_capture;
		c->tally[i].benign_alarmed += benign && c->tally[i].of_capture;
	}
	match_alarms(c);
}

/* A broken capture counts up to there, for both. */
static bool is_read(int failed)
{
	return !failed || failed == -EBADMSG;
}

static int run_capture(struct compare *c, const char *path)
{
	char error[REPLAY_ERROR_SIZE];
	struct replay_result result;
	int failed = 0;

	for (c->now = 0; c->now < MODELS && is_read(failed); c->now++) {
		c->tally[c->now].kept = 0;
		c->tally[c->now].of_capture = c->tally[c->now].right_of_capture = 0;
		c->replay.pipeline.models = c->o->model[c->now];
		c->replay.pipeline.output.row = c->now ? NULL : take_row;
		failed = replay_run(&c->replay, path, &result, error);
	}
	if (failed)
		fprintf(stderr, "weir: %s: %s\n", path, error);
	if (is_read(failed))
		count_capture(c);
	return exit_code_of(failed);
}

/* @labels: DIR/labels/train/SOURCE/NAME.flows.tsv.gz; the capture is DIR/train/SOURCE/NAME. */
static int run_labelled(struct compare *c, const char *labels)
{
	const char *rest = labels + strlen(c->o->data) + strlen("/labels/train/");
	struct labels *l = NULL;
	char path[PATH_MAX];
	size_t line;
	int code;

	snprintf(path, sizeof(path), "%s/train/%s", c->o->data, rest);
	path[strlen(path) - strlen(".flows.tsv.gz")] = '\0';
	if (access(path, R_OK)) {
		fprintf(stderr, "weir: %s: no such capture, passed over\n", path);
		return EXIT_OK;
	}
	code = labels_load(labels, &l, &line);
	if (code) {
		fprintf(stderr, "weir: %s: line %zu: %s\n", labels, line, strerror(-code));
		return exit_code_of(code);
	}
	c->labels = l;
	code = run_capture(c, path);
	c->labels = NULL;
	labels_free(l);
	return code;
}

static int run_data(struct compare *c)
{
	char pattern[PATH_MAX];
	int code = EXIT_OK, one;
	glob_t found;
	size_t i;

	snprintf(pattern, sizeof(pattern), "%s/labels/train/*/*.flows.tsv.gz", c->o->data);
	if (glob(pattern, 0, NULL, &found)) {
		fprintf(stderr, "weir: no labels in %s/labels/train\n", c->o->data);
		return EXIT_NOT_FOUND;
	}
	for (i = 0; i < found.gl_pathc; i++) {
		one = run_labelled(c, found.gl_pathv[i]);
		code = code ? code : one;
	}
	globfree(&found);
	return code;
}

static uint64_t mean(uint64_t sum, uint64_t count)
{
	return count ? sum / count : 0;
}

static void print_rows(const struct compare *c)
{
	unsigned int i;

	if (!c->o->data)
		return;
	puts("rows by most votes   rows   right: A      B");
	for (i = 0; i < TRUTHS; i++) {
		if (!c->rows_of[i])
			continue;
		printf("  %-16s %8llu    %6.3f %6.3f\n",
		       i < ALERT_CLASSES ? class_info((enum alert_class)i)->name : "benign",
		       (unsigned long long)c->rows_of[i],
		       (double)c->tally[0].rows_right[i] / (double)c->rows_of[i],
		       (double)c->tally[1].rows_right[i] / (double)c->rows_of[i]);
	}
}

static void print_tally(const struct compare *c, unsigned int which)
{
	const struct tally *t = &c->tally[which];
	const struct models *m = c->o->model[which];

	printf("%c: model %s, revision %u: %llu alarms, mean score %llu\n", 'A' + (char)which,
	       models_id(m), models_rev(m), (unsigned long long)t->alarms,
	       (unsigned long long)mean(t->score_sum, t->alarms));
	if (!c->o->data)
		return;
	printf("   right %llu (mean score %llu), of another class %llu, wrong %llu (mean score "
	       "%llu)\n",
	       (unsigned long long)t->right,
	       (unsigned long long)mean(t->right_score_sum, t->right),
	       (unsigned long long)t->other_class, (unsigned long long)t->wrong,
	       (unsigned long long)mean(t->wrong_score_sum, t->wrong));
	printf("   attack captures found %llu of %llu, benign captures alarmed %llu of %llu\n",
	       (unsigned long long)t->attacks_found, (unsigned long long)c->attack_captures,
	       (unsigned long long)t->benign_alarmed, (unsigned long long)c->benign_captures);
}

static int print_text(const struct compare *c)
{
	unsigned int i;

	printf("%llu captures; %llu alarms of both, %llu of A alone, %llu of B alone\n",
	       (unsigned long long)c->captures, (unsigned long long)c->alarms_both,
	       (unsigned long long)(c->tally[0].alarms - c->alarms_both),
	       (unsigned long long)(c->tally[1].alarms - c->alarms_both));
	for (i = 0; i < MODELS; i++)
		print_tally(c, i);
	printf("forests decide alike on %llu of %llu rows\n", (unsigned long long)c->rows_alike,
	       (unsigned long long)c->rows);
	print_rows(c);
	return EXIT_OK;
}

static json_t *tally_json(const struct compare *c, unsigned int which)
{
	const struct tally *t = &c->tally[which];
	const struct models *m = c->o->model[which];
	json_t *out = json_pack("{s:s,s:i,s:I,s:I}", "id", models_id(m), "revision",
				(int)models_rev(m), "alarms", (json_int_t)t->alarms, "mean_score",
				(json_int_t)mean(t->score_sum, t->alarms));

	if (!c->o->data || !out)
		return out;
	json_object_set_new(out, "right", json_integer((json_int_t)t->right));
	json_object_set_new(out, "other_class", json_integer((json_int_t)t->other_class));
	json_object_set_new(out, "wrong", json_integer((json_int_t)t->wrong));
	json_object_set_new(out, "attacks_found", json_integer((json_int_t)t->attacks_found));
	json_object_set_new(out, "benign_alarmed", json_integer((json_int_t)t->benign_alarmed));
	return out;
}

static int print_json(const struct compare *c)
{
	json_t *rows = json_array();
	unsigned int i;

	for (i = 0; i < TRUTHS; i++)
		if (c->rows_of[i])
			json_array_append_new(
				rows,
				json_pack("{s:s,s:I,s:I,s:I}", "class",
					  i < ALERT_CLASSES ?
						  class_info((enum alert_class)i)->name :
						  "benign",
					  "rows", (json_int_t)c->rows_of[i], "right_a",
					  (json_int_t)c->tally[0].rows_right[i], "right_b",
					  (json_int_t)c->tally[1].rows_right[i]));
	return model_json_show(json_pack(
		"{s:I,s:I,s:I,s:I,s:I,s:I,s:o,s:o,s:o}", "captures", (json_int_t)c->captures,
		"attack_captures", (json_int_t)c->attack_captures, "benign_captures",
		(json_int_t)c->benign_captures, "alarms_both", (json_int_t)c->alarms_both, "rows",
		(json_int_t)c->rows, "rows_alike", (json_int_t)c->rows_alike, "a",
		tally_json(c, 0), "b", tally_json(c, 1), "classes", rows));
}

/* Every alarm counts, however many there are in an hour. */
static int prepare(struct compare *c)
{
	const struct setup_options o = { .config = c->o->config, .model = "none" };
	int code = setup_open(&c->setup, &o);

	if (code)
		return code;
	c->replay = setup_replay(&c->setup);
	c->replay.pipeline.alert.budget_per_hour = 0;
	c->replay.pipeline.output.alert = take_alert;
	c->replay.pipeline.output.ctx = c;
	return EXIT_OK;
}

static int run(struct compare *c)
{
	int code = c->o->data ? run_data(c) : EXIT_OK, one;
	char **path;

	for (path = c->o->captures; *path; path++) {
		one = run_capture(c, *path);
		code = code ? code : one;
	}
	if (c->captures) {
		one = c->o->json ? print_json(c) : print_text(c);
		code = code ? code : one;
	}
	return code;
}

int model_compare(const struct compare_options *o)
{
	struct compare *c = calloc(1, sizeof(*c));
	int code;

	if (!c)
		return EXIT_FAILED;
	c->o = o;
	code = prepare(c);
	if (!code)
		code = run(c);
	setup_close(&c->setup);
	free(c);
	return code;
}
