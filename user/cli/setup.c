// SPDX-License-Identifier: MIT
#include "setup.h"

#include "../control/alert_setting.h"
#include "../control/model_setting.h"
#include "../control/rule_setting.h"
#include "verb.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

int setup_load(const char *path, const struct setup_key *keys, size_t count, struct config *out,
	       struct config_origins *o, char error[static CONFIG_ERROR_SIZE])
{
	size_t i;

	if (config_load_origins(path, out, o, error))
		return EXIT_BAD_CONFIG;
	for (i = 0; i < count; i++)
		if (keys[i].value && config_set_origins(out, o, keys[i].section, keys[i].key,
							keys[i].value, error))
			return EXIT_USAGE;
	return EXIT_OK;
}

static int load(const struct setup_options *o, struct config *out)
{
	const struct setup_key keys[] = {
		{ "Sensor", "memory", o->memory },
		{ "Sensor", "window", o->window },
		{ "Sensor", "model", o->model },
	};
	char error[CONFIG_ERROR_SIZE];
	int code = setup_load(o->config, keys, sizeof(keys) / sizeof(keys[0]), out, NULL, error);

	if (code)
		fprintf(stderr, "weir: %s\n", error);
	return code;
}

int setup_budget(const struct config *c, struct budget *out)
{
	if (!budget_from_bytes(c->memory_bytes, out))
		return EXIT_OK;
	fprintf(stderr, "weir: %llu bytes of memory are too few: at least 8M\n",
		(unsigned long long)c->memory_bytes);
	return EXIT_BAD_CONFIG;
}

int setup_models(const char *setting, struct models **out)
{
	char error[MODEL_SETTING_ERROR_SIZE];
	int bad = model_setting_load(setting, out, error);

	if (bad)
		fprintf(stderr, "weir: %s\n", error);
	return exit_code_of(bad);
}

static int open_baseline(struct setup *s, const char *path)
{
	char error[BASELINE_ERROR_SIZE];
	int bad = baseline_load(path, &s->baseline, error);

	if (!bad && anomaly_new(&s->anomaly)) {
		fputs("weir: no memory to judge by a baseline\n", stderr);
		return EXIT_FAILED;
	}
	if (bad)
		fprintf(stderr, "weir: baseline %s: %s\n", path, error);
	else
		anomaly_use(s->anomaly, s->baseline);
	return exit_code_of(bad);
}

int setup_rules(const struct config *c, const char *state, bool here, struct ruleset **out)
{
	char error[RULE_FILE_ERROR_SIZE];
	int bad = rule_setting_load(c, state, here, out, error);

	if (!bad)
		return EXIT_OK;
	fprintf(stderr, "weir: %s\n", error);
	return bad == -ENOMEM ? EXIT_FAILED : EXIT_BAD_CONFIG;
}

int setup_open(struct setup *s, const struct setup_options *o)
{
	int code;

	memset(s, 0, sizeof(*s));
	code = load(o, &s->config);
	if (!code)
		code = setup_budget(&s->config, &s->budget);
	if (!code)
		code = setup_models(s->config.model, &s->models);
	if (!code && o->baseline)
		code = open_baseline(s, o->baseline);
	if (!code && o->rules)
		code = setup_rules(&s->config, o->state, false, &s->ruleset);
	return code;
}

void setup_close(struct setup *s)
{
	anomaly_free(s->anomaly);
	baseline_free(s->baseline);
	models_free(s->models);
	ruleset_free(s->ruleset);
}

static void ignore_alert(void *ctx, const struct alert *alert)
{
	(void)ctx;
	(void)alert;
}

struct replay_options setup_replay(const struct setup *s)
{
	struct replay_options o = {
		.engine_new = engine_native_new,
		.drains = 1,
		.devices = s->config.devices,
		.pipeline = {.base_ns = s->config.window_ns,
			     .budget = s->budget,
			     .home = &s->config.home,
			     .models = s->models,
			     .anomaly = s->anomaly,
			     .alert = alert_setting(&s->config, &s->budget),
			     .output = {.alert = ignore_alert},
			     .score = true},
	};

	o.pipeline.alert.rules = s->ruleset;
	return o;
}
