// SPDX-License-Identifier: MIT
#include "baseline_learn.h"

#include "../control/config.h"
#include "../control/past_print.h"
#include "../detect/iforest_train.h"
#include "../replay.h"
#include "model_setting.h"
#include "remote.h"
#include "verb.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NS_PER_S 1000000000ull
#define SEED 1

struct session {
	struct config config;
	struct budget budget;
	struct models *models;
	struct learner *learner;
	struct anomaly *anomaly;
	struct learner_term term;
};

static void ignore_alert(void *ctx, const struct alert *alert)
{
	(void)ctx;
	(void)alert;
}

/* EXIT_OK, or after saying what is wrong the code to end with. */
static int session_open(struct session *s, const struct baseline_learn_options *o)
{
	char error[MODEL_SETTING_ERROR_SIZE];
	int result;

	memset(s, 0, sizeof(*s));
	if (config_load(o->config, &s->config, error)) {
		fprintf(stderr, "weir: %s\n", error);
		return EXIT_BAD_CONFIG;
	}
	result = model_setting_load(s->config.model, &s->models, error);
	if (result) {
		fprintf(stderr, "weir: %s\n", error);
		return exit_code_of(result);
	}
	result = budget_from_bytes(s->config.memory_bytes, &s->budget);
	if (!result)
		result = learner_new(s->budget.sample_rows, &s->learner);
	if (!result)
		result = anomaly_new(&s->anomaly);
	if (result) {
		fprintf(stderr, "weir: no memory to learn: %s\n", strerror(-result));
		return EXIT_FAILED;
	}
	s->term.seed = SEED;
	learner_begin(s->learner, SEED);
	anomaly_learn(s->anomaly, s->learner);
	return EXIT_OK;
}

static void session_close(struct session *s)
{
	anomaly_free(s->anomaly);
	learner_free(s->learner);
	models_free(s->models);
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
static int take_in(struct session *s, const char *path)
{
	const struct config *c = &s->config;
	const struct replay_options o = {
		.engine_new = engine_native_new,
		.drains = 1,
		.pipeline =
			{
				.base_ns = c->window_ns,
				.budget = s->budget,
				.home = &c->home,
				.models = s->models,
				.anomaly = s->anomaly,
				.score = true,
				.alert = {.alerts_max = s->budget.alerts_max,
					  .update_every_ns = c->alert_update_ns,
					  .quiet_ns = c->alert_quiet_ns},
				.output = {.alert = ignore_alert},
			},
	};
	char error[REPLAY_ERROR_SIZE];
	struct replay_result result;
	int failed;

	anomaly_forget(s->anomaly);
	failed = replay_run(&o, path, &result, error);
	if (failed) {
		fprintf(stderr, "weir: %s: %s\n", path, error);
		return exit_code_of(failed);
	}
	note_time(&s->term, &result);
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

static void show(const struct session *s, const struct baseline *b, const char *path, bool json)
{
	const struct past_state state = {.state = "learned",
					 .baseline = b,
					 .rows = learner_rows(s->learner),
					 .seen = learner_seen(s->learner),
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
	struct session s;
	int code = session_open(&s, o);

	for (; !code && *paths; paths++)
		code = take_in(&s, *paths);
	if (!code &&
	    learner_train_begin(s.learner, &s.term, (uint16_t)s.config.baseline_quantile)) {
		fprintf(stderr,
			"weir: too few rows of home hosts: %u, not %d; learn of more "
			"captures\n",
			learner_rows(s.learner), IFOREST_ROWS_MIN);
		code = EXIT_FAILED;
	}
	if (!code) {
		while (learner_train_step(s.learner, &b))
			;
		code = write_out(b, o->output);
	}
	if (!code)
		show(&s, b, o->output, json);
	baseline_free(b);
	session_close(&s);
	return code;
}
