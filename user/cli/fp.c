// SPDX-License-Identifier: MIT
/* weir fp: from a false alarm to the rule against it. */
#include "../control/rule_file.h"
#include "../control/rule_history.h"
#include "../control/rule_json.h"
#include "../control/rule_propose.h"
#include "../control/server.h"
#include "remote.h"
#include "setup.h"
#include "verb.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char usage[] =
	"usage: weir fp ID [--for TIME] [--apply] [--history FILE] [--json] [--socket PATH]\n"
	"       weir fp ID --replay FILE [--for TIME] [--history FILE] [-c FILE] [--json]\n"
	"\n"
	"Proposes the narrowest rule that would have silenced an alarm, and shows what else it\n"
	"would have silenced of the alarms that are kept.\n"
	"  --apply         adds it as a suppress rule and marks the alarm false\n"
	"  --for TIME      for a time such as 30d, or until a date\n"
	"  --history FILE  of the alarms in this EVE file, too\n"
	"  --replay FILE   of an alarm of this capture, without a running sensor: the rule as\n"
	"                  text for a file in suppress.d\n"
	"  --model FILE    of the replay, instead of the configured one; none: rules only\n"
	"  -c FILE         configuration of the replay\n"
	"Exit 3: no sensor is running; 4: no permission; 5: no such alarm.\n";

struct arguments {
	struct remote remote;
	struct setup_options setup;
	const char *id;
	const char *until; /* NULL: for ever */
	const char *history; /* EVE file, NULL: none */
	const char *replay; /* NULL: the running sensor */
	bool apply;
	bool help;
};

static int read_arguments(struct arguments *a, int argc, char **argv)
{
	static const struct option options[] = { REMOTE_LONG_OPTIONS,
						 { "apply", no_argument, NULL, 'a' },
						 { "for", required_argument, NULL, 'f' },
						 { "history", required_argument, NULL, 'y' },
						 { "replay", required_argument, NULL, 'r' },
						 { "model", required_argument, NULL, 'm' },
						 { 0 } };
	int option;

	*a = (struct arguments){ .remote = { .socket = CONTROL_SOCKET } };
	while ((option = getopt_long(argc, argv, "hc:", options, NULL)) != -1) {
		if (option == 'h')
			a->help = true;
		else if (option == 'a')
			a->apply = true;
		else if (option == 'f')
			a->until = optarg;
		else if (option == 'y')
			a->history = optarg;
		else if (option == 'r')
			a->replay = optarg;
		else if (option == 'm')
			a->setup.model = optarg;
		else if (option == 'c')
			a->setup.config = optarg;
		else if (!remote_option(&a->remote, option, optarg))
			return -EINVAL;
	}
	if (a->help)
		return 0;
	a->id = argv[optind];
	if (a->replay ? a->apply : a->setup.model || a->setup.config)
		return -EINVAL;
	return optind + 1 == argc ? 0 : -EINVAL;
}

static const char *text_of(const json_t *o, const char *key)
{
	const char *text = json_string_value(json_object_get(o, key));

	return text ? text : "";
}

static void print_line(const char *when, const char *id, const char *message)
{
	printf("  %.19s %.8s %s\n", when, id, message);
}

static void print_past(void *ctx, const json_t *event)
{
	const json_t *weir = json_object_get(
		json_object_get(json_object_get(event, "alert"), "context"), "weir");

	(void)ctx;
	print_line(text_of(event, "timestamp"), text_of(weir, "alert_id"),
		   text_of(weir, "message"));
}

static void print_proposal(const struct arguments *a, const json_t *answer)
{
	const json_t *others = json_object_get(answer, "others");
	const json_t *rule = json_object_get(answer, "rule");
	size_t i, count = json_array_size(others);
	json_t *other;

	if (a->apply)
		printf("added as a suppress rule, alarm %.8s marked false:\n\n",
		       text_of(answer, "alarm"));
	printf("[Rule \"%s\"]\n%s", text_of(rule, "name"), text_of(rule, "text"));
	if (json_is_true(json_object_get(answer, "broad")))
		puts("\nits findings agree on no port and no peer: it covers all of this class by "
		     "this host");
	printf("\nof the other alarms that are kept it would have silenced %s\n",
	       count ? "these:" : "none");
	json_array_foreach(others, i, other)
		print_line(text_of(other, "timestamp"), text_of(other, "id"),
			   text_of(other, "message"));
}

/* The proposed rule of an answer, to ask it about the past; alone in a set. */
static int rule_of(const json_t *answer, struct ruleset **out)
{
	const struct rule_source from = { .name = "the answer", .made_s = time(NULL) };
	const char *text = text_of(json_object_get(answer, "rule"), "text");
	char error[RULE_FILE_ERROR_SIZE], *file = NULL;
	struct ruleset *s;
	int result, length;

	if (ruleset_new(&s))
		return -ENOMEM;
	length = asprintf(&file, "[Rule \"fp\"]\n%s", text);
	result = length < 0 ? -ENOMEM :
			      rule_file_parse(&from, file, (size_t)length, s, error);
	free(length < 0 ? NULL : file);
	if (result || ruleset_count(s) != 1) {
		ruleset_free(s);
		return -EPROTO;
	}
	*out = s;
	return 0;
}

static int read_history(const struct arguments *a, json_t *answer)
{
	struct rule_history past;
	struct ruleset *rules = NULL;
	FILE *in = fopen(a->history, "r");
	int error = in ? rule_of(answer, &rules) : -errno;

	if (!error) {
		if (!a->remote.json)
			printf("\nof the alarms in %s:\n", a->history);
		error = rule_history_read(in, ruleset_get(rules, 0),
					  a->remote.json ? NULL : print_past, NULL, &past);
	}
	ruleset_free(rules);
	if (in)
		fclose(in);
	if (error) {
		fprintf(stderr, "weir: %s: %s\n", a->history, strerror(-error));
		return exit_code_of(error);
	}
	if (!a->remote.json)
		printf("  %llu of %llu\n", (unsigned long long)past.covered,
		       (unsigned long long)past.alarms);
	else
		json_object_set_new(answer, "history",
				    json_pack("{s:I,s:I}", "covered", (json_int_t)past.covered,
					      "alarms", (json_int_t)past.alarms));
	return EXIT_OK;
}

static int show(const struct arguments *a, json_t *answer)
{
	int code = EXIT_OK;

	if (!a->remote.json)
		print_proposal(a, answer);
	if (a->history)
		code = read_history(a, answer);
	if (a->remote.json)
		remote_print_json(answer);
	return code;
}

static int ask_sensor(const struct arguments *a)
{
	json_t *arguments = json_pack("{s:s}", "id", a->id), *answer;
	int code;

	if (a->until)
		json_object_set_new(arguments, "for", json_string(a->until));
	code = remote_ask(&a->remote, a->apply ? "fp-apply" : "fp", arguments, &answer);
	json_decref(arguments);
	if (code)
		return code;
	code = show(a, answer);
	json_decref(answer);
	return code;
}

static int propose(const struct arguments *a, const struct records *records)
{
	const struct event_context context = { .pcap_filename = a->replay };
	const struct record *record;
	struct ruleset_rule rule;
	int error = records_find(records, a->id, &record), code;
	json_t *answer;

	if (error) {
		fprintf(stderr, "weir: %s alarm of this capture has the id %s\n",
			error == -ENOTUNIQ ? "more than one" : "no", a->id);
		return exit_code_of(error);
	}
	error = rule_propose(&record->alert, a->until, time(NULL), &rule);
	if (error) {
		fprintf(stderr, "weir: no rule for %s: %s\n", a->id,
			error == -EINVAL ? "a summary, or --for is no time" : strerror(-error));
		return error == -EINVAL ? EXIT_USAGE : EXIT_FAILED;
	}
	answer = rule_proposal_json(&context, &rule, &record->alert, records);
	ruleset_rule_fini(&rule);
	code = answer ? show(a, answer) : EXIT_FAILED;
	json_decref(answer);
	return code;
}

static int ask_capture(const struct arguments *a)
{
	char error[REPLAY_ERROR_SIZE];
	struct records *records = NULL;
	struct replay_result result;
	struct replay_options o;
	struct setup setup;
	int failed = 0, code = setup_open(&setup, &a->setup);

	if (!code && records_new(2 * ALERT_RECORDS_MAX, &records)) {
		fputs("weir: no memory to keep alarms\n", stderr);
		code = EXIT_FAILED;
	}
	if (!code) {
		o = setup_replay(&setup);
		o.pipeline.records = records;
		failed = replay_run(&o, a->replay, &result, error);
		if (failed)
			fprintf(stderr, "weir: %s: %s\n", a->replay, error);
		/* A broken file has been read up to there. */
		if (!failed || failed == -EBADMSG)
			code = propose(a, records);
	}
	records_free(records);
	setup_close(&setup);
	return code ? code : exit_code_of(failed);
}

int verb_fp(int argc, char **argv)
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
	return a.replay ? ask_capture(&a) : ask_sensor(&a);
}
