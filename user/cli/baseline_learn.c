// SPDX-License-Identifier: MIT
#include "baseline_learn.h"

#include "../control/past_print.h"
#include "../detect/iforest_train.h"
#include "remote.h"
#include "setup.h"
#include "verb.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NS_PER_S 1000000000ull
#define SEED 1

struct lesson {
	struct setup setup; /* its anomaly feeds the learner */
	struct learner *learner;
	struct learner_term term;
};

/* EXIT_OK, or after saying what is wrong the code to end with. */
static int lesson_open(struct lesson *l, const char *config)
{
	const struct setup_options o = {.config = config};
	int code, result;

	memset(l, 0, sizeof(*l));
	code = setup_open(&l->setup, &o);
	if (code)
		return code;
	result = learner_new(l->setup.budget.sample_rows, &l->learner);
	if (!result)
		result = anomaly_new(&l->setup.anomaly);
	if (result) {
		fprintf(stderr, "weir: no memory to learn: %s\n", strerror(-result));
		return EXIT_FAILED;
	}
	l->term.seed = SEED;
	learner_begin(l->learner, SEED);
	anomaly_learn(l->setup.anomaly, l->learner);
	return EXIT_OK;
}

static void lesson_close(struct lesson *l)
{
	setup_close(&l->setup);
	learner_free(l->learner);
}

static void note_time(struct learner_term *t, const struct replay_result *r)
{
	int64_t from = (int64_t)(r->first_ns / NS_PER_S), to = (int64_t)(r->last_ns / NS_PER_S);

	if (!r->last_ns)
		return;
	if (!t->to_s || from < t->from_s)
		t->from_s = from;
	if (to > t->to_s)
		t->to_s = to;
	t->learned_s += (uint64_t)(to - from);
}

/* What raises an alert there is not learned from. */
static int take_in(struct lesson *l, const char *path)
{
	const struct replay_options o = setup_replay(&l->setup);
	char error[REPLAY_ERROR_SIZE];
	struct replay_result result;
	int failed;

	anomaly_forget(l->setup.anomaly);
	failed = replay_run(&o, path, &result, error);
	if (failed) {
		fprintf(stderr, "weir: %s: %s\n", path, error);
		return exit_code_of(failed);
	}
	note_time(&l->term, &result);
	return EXIT_OK;
}

static int write_out(const struct baseline *b, const char *path)
{
	char *text = baseline_text(b);
	FILE *file = text ? fopen(path, "we") : NULL;
	int error = file ? 0 : text ? errno : ENOMEM;

	if (file && fprintf(file, "%s\n", text) < 0)
		error = EIO;
	if (file && fclose(file) && !error)
		error = errno;
	free(text);
	if (error)
		fprintf(stderr, "weir: %s: %s\n", path, strerror(error));
	return error ? EXIT_FAILED : EXIT_OK;
}

static void show(const struct lesson *l, const struct baseline *b, const char *path, bool json)
{
	const struct past_state state = {.state = "learned",
					 .baseline = b,
					 .rows = learner_rows(l->learner),
					 .seen = learner_seen(l->learner),
					 .rejected = ""};
	json_t *status = past_status(&state);

	if (json)
		remote_print_json(status);
	else
		past_print_learned(status, path, stdout);
	json_decref(status);
}

int baseline_learn(const struct baseline_learn_options *o, bool json, char **paths)
{
	struct baseline *b = NULL;
	struct lesson l;
	int code = lesson_open(&l, o->config);

	for (; !code && *paths; paths++)
		code = take_in(&l, *paths);
	if (!code &&
	    learner_train_begin(l.learner, &l.term, (uint16_t)l.setup.config.baseline_quantile)) {
		fprintf(stderr,
			"weir: too few rows of home hosts: %u, not %d; learn of more "
			"captures\n",
			learner_rows(l.learner), IFOREST_ROWS_MIN);
		code = EXIT_FAILED;
	}
	if (!code) {
		while (learner_train_step(l.learner, &b))
			;
		code = write_out(b, o->output);
	}
	if (!code)
		show(&l, b, o->output, json);
	baseline_free(b);
	lesson_close(&l);
	return code;
}
