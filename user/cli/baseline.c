// SPDX-License-Identifier: MIT
/* weir baseline: the site's past, in a running sensor or learned of captures. */
#include "verb.h"

#include "../control/config.h"
#include "../control/past_print.h"
#include "../control/server.h"
#include "baseline_learn.h"
#include "remote.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NS_PER_S 1000000000ull

static const char usage[] =
	"usage: weir baseline status|list [--json] [--socket PATH]\n"
	"       weir baseline start [--duration TIME] [--json] [--socket PATH]\n"
	"       weir baseline stop|reset|rollback [VERSION] [--json] [--socket PATH]\n"
	"       weir baseline learn [-o FILE] [-c FILE] CAPTURE...\n"
	"\n"
	"What is usual at this site; traffic of its hosts that is unlike it and that no rule\n"
	"explains becomes an alarm of class anomaly.\n"
	"  status    how far learning is, what is in use, whether the site has drifted from it\n"
	"  start     learn anew, for 24h or the TIME given, 90d at most; no anomalies until then\n"
	"  stop      learn no longer: make a baseline of what was seen\n"
	"  list      the versions kept\n"
	"  rollback  use the version before, or the one given\n"
	"  reset     use none, and learn no more; versions stay\n"
	"  learn     make a baseline file (baseline.json) of captures, for replay --baseline\n"
	"Changes need root or group weir-admin. Exit 3: no sensor is running; 4: no permission.\n";

struct request {
	const char *what;
	const char *command; /* of the control socket */
};

static const struct request requests[] = {
	{"status", "baseline-status"}, {"list", "baseline-list"},
	{"start", "baseline-start"},   {"stop", "baseline-stop"},
	{"reset", "baseline-reset"},   {"rollback", "baseline-rollback"},
};

struct arguments {
	struct remote remote;
	const char *what;
	const char *duration;
	struct baseline_learn_options learn;
	bool help;
};

static bool read_option(struct arguments *a, int option)
{
	if (option == 'h')
		a->help = true;
	else if (option == 'd')
		a->duration = optarg;
	else if (option == 'o')
		a->learn.output = optarg;
	else if (option == 'c')
		a->learn.config = optarg;
	else
		return remote_option(&a->remote, option, optarg);
	return true;
}

/* Options for what they do not fit are wrong too; an option not given is NULL. */
static bool fits(const struct arguments *a, int rest)
{
	if (!strcmp(a->what, "learn"))
		return rest > 0 && !a->remote.socket && !a->duration;
	if (a->learn.output || a->learn.config)
		return false;
	if (a->duration && strcmp(a->what, "start"))
		return false;
	return rest == 0 || (rest == 1 && !strcmp(a->what, "rollback"));
}

static bool read_arguments(struct arguments *a, int argc, char **argv)
{
	static const struct option options[] = {REMOTE_LONG_OPTIONS,
						{"duration", required_argument, NULL, 'd'},
						{"output", required_argument, NULL, 'o'},
						{0}};
	int option;

	*a = (struct arguments){0};
	while ((option = getopt_long(argc, argv, "ho:c:", options, NULL)) != -1)
		if (!read_option(a, option))
			return false;
	if (a->help)
		return true;
	if (optind == argc)
		return false;
	a->what = argv[optind++];
	return fits(a, argc - optind);
}

static json_t *duration_argument(const char *text)
{
	uint64_t ns;

	if (config_duration(text, &ns) || ns < NS_PER_S || ns > PAST_LEARN_MAX_S * NS_PER_S)
		return NULL;
	return json_pack("{s:I}", "seconds", (json_int_t)(ns / NS_PER_S));
}

static json_t *version_argument(const char *text)
{
	char *end;
	unsigned long version = strtoul(text, &end, 10);

	if (*text < '0' || *text > '9' || *end || !version || version > INT32_MAX)
		return NULL;
	return json_pack("{s:I}", "version", (json_int_t)version);
}

/* What the request needs to be told. EXIT_OK or EXIT_USAGE, after saying why. */
static int arguments_of(const struct arguments *a, const char *word, json_t **out)
{
	const char *text = a->duration ? a->duration : word;

	*out = NULL;
	if (!text)
		return EXIT_OK;
	*out = a->duration ? duration_argument(text) : version_argument(text);
	if (*out)
		return EXIT_OK;
	if (a->duration)
		fprintf(stderr, "weir: --duration %s: expected a time of 1s to 90d\n", text);
	else
		fprintf(stderr, "weir: version %s: expected a number; weir baseline list shows them\n",
			text);
	return EXIT_USAGE;
}

static int ask(const struct arguments *a, const struct request *request, const char *word)
{
	json_t *arguments, *answer;
	int code = arguments_of(a, word, &arguments);

	if (code)
		return code;
	code = remote_ask(&a->remote, request->command, arguments, &answer);
	json_decref(arguments);
	if (code)
		return code;
	if (a->remote.json)
		remote_print_json(answer);
	else if (!strcmp(request->what, "list"))
		past_print_versions(answer, stdout);
	else
		past_print_status(answer, stdout);
	json_decref(answer);
	return EXIT_OK;
}

int verb_baseline(int argc, char **argv)
{
	struct arguments a;
	size_t i;

	if (!read_arguments(&a, argc, argv)) {
		fputs(usage, stderr);
		return EXIT_USAGE;
	}
	if (a.help) {
		fputs(usage, stdout);
		return EXIT_OK;
	}
	if (!a.remote.socket)
		a.remote.socket = CONTROL_SOCKET;
	if (!a.learn.output)
		a.learn.output = "baseline.json";
	if (!strcmp(a.what, "learn"))
		return baseline_learn(&a.learn, a.remote.json, argv + optind);
	for (i = 0; i < sizeof(requests) / sizeof(requests[0]); i++)
		if (!strcmp(a.what, requests[i].what))
			return ask(&a, &requests[i], argv[optind]);
	fputs(usage, stderr);
	return EXIT_USAGE;
}
