// SPDX-License-Identifier: MIT
/* weir explain: why an alarm was raised, of the running sensor or of a capture. */
#include "../control/alert_setting.h"
#include "../control/explain_answer.h"
#include "../control/server.h"
#include "../replay.h"
#include "baseline_setting.h"
#include "explain_print.h"
#include "model_setting.h"
#include "remote.h"
#include "verb.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

static const char usage[] =
	"usage: weir explain [--json] [--socket PATH] [ID]\n"
	"       weir explain --replay FILE [OPTION...] [ID]\n"
	"\n"
	"Explains an alarm: who and when, what each layer says of it, every value with what is\n"
	"expected, what the host did around it, what to do next. ID is that of `weir alerts`, or\n"
	"its first digits, at least four. Without it: a list of the alarms that are kept.\n"
	"\n"
	"  --json           for programs\n"
	"  --replay FILE    the alarms of a capture, instead of the running sensor's\n"
	"  --model FILE     instead of the configured model; none: rules only\n"
	"  --baseline FILE  what is usual at the site (weir baseline)\n"
	"  -c FILE          configuration\n"
	"Exit 3: no sensor is running; 4: no permission to ask it; 5: no such alarm.\n";

struct arguments {
	struct remote remote;
	const char *replay; /* NULL: the running sensor */
	const char *model;
	const char *baseline;
	const char *config;
	const char *id; /* NULL: all */
	bool help;
};

static int read_arguments(struct arguments *a, int argc, char **argv)
{
	static const struct option options[] = { REMOTE_LONG_OPTIONS,
						 { "replay", required_argument, NULL, 'r' },
						 { "model", required_argument, NULL, 'm' },
						 { "baseline", required_argument, NULL, 'b' },
						 { 0 } };
	int option;

	*a = (struct arguments){ .remote = { .socket = CONTROL_SOCKET } };
	while ((option = getopt_long(argc, argv, "hc:", options, NULL)) != -1) {
		if (option == 'h')
			a->help = true;
		else if (option == 'c')
			a->config = optarg;
		else if (option == 'r')
			a->replay = optarg;
		else if (option == 'm')
			a->model = optarg;
		else if (option == 'b')
			a->baseline = optarg;
		else if (!remote_option(&a->remote, option, optarg))
			return -EINVAL;
	}
	a->id = argv[optind];
	return a->help || optind + 1 >= argc ? 0 : -EINVAL;
}

static void print(const struct arguments *a, const json_t *answer)
{
	if (a->remote.json)
		remote_print_json(answer);
	else if (a->id)
		explain_print(answer, stdout);
	else
		explain_print_list(answer, stdout);
}

static int ask_sensor(const struct arguments *a)
{
	json_t *arguments = a->id ? json_pack("{s:s}", "id", a->id) : NULL, *answer;
	int code = remote_ask(&a->remote, "explain", arguments, &answer);

	json_decref(arguments);
	if (code)
		return code;
	print(a, answer);
	json_decref(answer);
	return EXIT_OK;
}

static void ignore_alert(void *ctx, const struct alert *alert)
{
	(void)ctx;
	(void)alert;
}

/* What a capture is judged by. */
struct judges {
	struct models *models;
	struct baseline *baseline;
	struct anomaly *anomaly;
};

static int explain_records(const struct arguments *a, const struct judges *judges,
			   const struct records *records, const struct alert_stats *stats)
{
	const struct event_context context = { .host = "",
					       .model_id = models_id(judges->models),
					       .model_rev = models_rev(judges->models),
					       .pcap_filename = a->replay };
	json_t *answer;
	int error;

	answer = explain_answer(&context, records, judges->baseline, stats, a->id, &error);
	if (answer) {
		print(a, answer);
		json_decref(answer);
		return EXIT_OK;
	}
	if (error == -ENOENT)
		fprintf(stderr, "weir: no alarm of this capture has the id %s\n", a->id);
	else if (error == -ENOTUNIQ)
		fprintf(stderr, "weir: more than one alarm has an id that begins %s\n", a->id);
	else
		fprintf(stderr, "weir: %s\n", strerror(-error));
	return exit_code_of(error);
}

static int replay_capture(const struct arguments *a, const struct config *config,
			  const struct judges *judges)
{
	struct replay_options o = {
		.engine_new = engine_native_new,
		.drains = 1,
		.pipeline = { .base_ns = config->window_ns,
			      .home = &config->home,
			      .models = judges->models,
			      .anomaly = judges->anomaly,
			      .output = { .alert = ignore_alert },
			      .score = true },
	};
	char error[REPLAY_ERROR_SIZE];
	struct records *records = NULL;
	struct replay_result result;
	int failed;

	if (budget_from_bytes(config->memory_bytes, &o.pipeline.budget))
		return EXIT_BAD_CONFIG;
	o.pipeline.alert = alert_setting(config, &o.pipeline.budget);
	if (records_new(2 * ALERT_RECORDS_MAX, &records))
		return EXIT_FAILED;
	o.pipeline.records = records;
	failed = replay_run(&o, a->replay, &result, error);
	if (failed)
		fprintf(stderr, "weir: %s: %s\n", a->replay, error);
	if (!failed || failed == -EBADMSG) {
		int code = explain_records(a, judges, records, &result.alerts);

		failed = code ? code : exit_code_of(failed);
	} else {
		failed = exit_code_of(failed);
	}
	records_free(records);
	return failed;
}

static int explain_capture(const struct arguments *a)
{
	char config_error[CONFIG_ERROR_SIZE], error[MODEL_SETTING_ERROR_SIZE];
	struct judges judges = { 0 };
	struct config config;
	int result;

	if (config_load(a->config, &config, config_error)) {
		fprintf(stderr, "weir: %s\n", config_error);
		return EXIT_BAD_CONFIG;
	}
	result = model_setting_load(a->model ? a->model : config.model, &judges.models, error);
	if (result) {
		fprintf(stderr, "weir: %s\n", error);
		return exit_code_of(result);
	}
	result = baseline_setting_load(a->baseline, &judges.baseline, &judges.anomaly);
	if (!result)
		result = replay_capture(a, &config, &judges);
	anomaly_free(judges.anomaly);
	baseline_free(judges.baseline);
	models_free(judges.models);
	return result;
}

int verb_explain(int argc, char **argv)
{
	struct arguments a;

	if (read_arguments(&a, argc, argv)) {
		fputs(usage, stderr);
		return EXIT_USAGE;
	}
	if (a.help) {
		fputs(usage, stdout);
		return EXIT_OK;
	}
	return a.replay ? explain_capture(&a) : ask_sensor(&a);
}
