// SPDX-License-Identifier: MIT
/* weir explain: why an alarm was raised, of the running sensor or of a capture. */
#include "../control/explain_answer.h"
#include "../control/server.h"
#include "explain_print.h"
#include "remote.h"
#include "setup.h"
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
	if (!a->replay && (a->model || a->baseline || a->config))
		return a->help ? 0 : -EINVAL; /* the running sensor has its own */
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

static int explain_records(const struct arguments *a, const struct setup *setup,
			   const struct records *records, const struct alert_stats *stats)
{
	const struct event_context context = { .host = "",
					       .model_id = models_id(setup->models),
					       .model_rev = models_rev(setup->models),
					       .pcap_filename = a->replay };
	json_t *answer;
	int error;

	answer = explain_answer(&context, records, setup->baseline, stats, a->id, &error);
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

static int replay_capture(const struct arguments *a, const struct setup *setup)
{
	struct replay_options o = setup_replay(setup);
	char error[REPLAY_ERROR_SIZE];
	struct records *records = NULL;
	struct replay_result result;
	int failed, code = EXIT_OK;

	if (records_new(2 * ALERT_RECORDS_MAX, &records)) {
		fputs("weir: no memory to keep alarms\n", stderr);
		return EXIT_FAILED;
	}
	o.pipeline.records = records;
	failed = replay_run(&o, a->replay, &result, error);
	if (failed)
		fprintf(stderr, "weir: %s: %s\n", a->replay, error);
	/* A broken file has been read up to there. */
	if (!failed || failed == -EBADMSG)
		code = explain_records(a, setup, records, &result.alerts);
	records_free(records);
	return code ? code : exit_code_of(failed);
}

static int explain_capture(const struct arguments *a)
{
	const struct setup_options o = { .config = a->config,
					 .model = a->model,
					 .baseline = a->baseline,
					 .rules = true };
	struct setup setup;
	int code = setup_open(&setup, &o);

	if (!code)
		code = replay_capture(a, &setup);
	setup_close(&setup);
	return code;
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
