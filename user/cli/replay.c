// SPDX-License-Identifier: MIT
/* weir replay: captures through the same code as live traffic. */
#include "verb.h"

#include "replay_output.h"
#include "setup.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char usage[] =
	"usage: weir replay [OPTION...] FILE...\n"
	"\n"
	"Runs each capture (pcap or pcapng, also gzip'd; - is stdin) through the sensor, on the\n"
	"capture's own clock. Several files are independent runs.\n"
	"\n"
	"  --json             EVE lines: every alert, then one stats event\n"
	"  --flows            every finished flow too\n"
	"  --account          the exact account as a last line of JSON\n"
	"  --fail-on-alert    exit 10 if there was an alert\n"
	"  --engine NAME      native (default), or kernel: the sensor's own programs (root)\n"
	"  --model FILE       instead of the configured model; none: rules only\n"
	"  --baseline FILE    what is usual at the site (weir baseline): anomalies too\n"
	"  --memory SIZE      for all tables, such as 256M\n"
	"  --window TIME      base window, 1s to 60s\n"
	"  --flow-max N       entries of the flow table, instead of what the memory gives\n"
	"  --drains N         drains of the flow table in a window (default 1)\n"
	"  --state DIR        begin with what the site of this folder has always done, and with\n"
	"                     the rules added to its sensor\n"
	"  --evidence DIR     a capture in DIR of the packets that follow each alarm (weir\n"
	"                     evidence --folder DIR)\n"
	"  --no-rules         without the site's rules against false alarms\n"
	"  -c FILE            configuration\n";

enum option_value {
	OPTION_JSON = 256,
	OPTION_FLOWS,
	OPTION_ACCOUNT,
	OPTION_FAIL,
	OPTION_ENGINE,
	OPTION_MODEL,
	OPTION_BASELINE,
	OPTION_MEMORY,
	OPTION_WINDOW,
	OPTION_FLOW_MAX,
	OPTION_DRAINS,
	OPTION_STATE,
	OPTION_NO_RULES,
	OPTION_EVIDENCE,
};

static const struct option long_options[] = {
	{ "json", no_argument, NULL, OPTION_JSON },
	{ "flows", no_argument, NULL, OPTION_FLOWS },
	{ "account", no_argument, NULL, OPTION_ACCOUNT },
	{ "fail-on-alert", no_argument, NULL, OPTION_FAIL },
	{ "engine", required_argument, NULL, OPTION_ENGINE },
	{ "model", required_argument, NULL, OPTION_MODEL },
	{ "baseline", required_argument, NULL, OPTION_BASELINE },
	{ "memory", required_argument, NULL, OPTION_MEMORY },
	{ "window", required_argument, NULL, OPTION_WINDOW },
	{ "flow-max", required_argument, NULL, OPTION_FLOW_MAX },
	{ "drains", required_argument, NULL, OPTION_DRAINS },
	{ "state", required_argument, NULL, OPTION_STATE },
	{ "evidence", required_argument, NULL, OPTION_EVIDENCE },
	{ "no-rules", no_argument, NULL, OPTION_NO_RULES },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

struct arguments {
	bool help;
	bool json;
	bool flows;
	bool account;
	bool fail_on_alert;
	bool kernel;
	struct setup_options setup;
	const char *state;
	const char *evidence; /* folder; NULL: none */
	uint32_t flow_max; /* 0: what the memory gives */
	uint32_t drains;
};

static int read_number(const char *text, uint32_t low, uint32_t high, uint32_t *out)
{
	char *end;
	unsigned long long value;

	errno = 0;
	value = strtoull(text, &end, 10);
	if (errno || end == text || *end || *text == '-' || value < low || value > high)
		return -EINVAL;
	*out = (uint32_t)value;
	return 0;
}

static int read_engine(struct arguments *a, const char *name)
{
	a->kernel = !strcmp(name, "kernel");
	return a->kernel || !strcmp(name, "native") ? 0 : -EINVAL;
}

static int read_option(struct arguments *a, int option)
{
	switch (option) {
	case 'h':
		a->help = true;
		return 0;
	case 'c':
		a->setup.config = optarg;
		return 0;
	case OPTION_JSON:
		a->json = true;
		return 0;
	case OPTION_FLOWS:
		a->flows = true;
		return 0;
	case OPTION_ACCOUNT:
		a->account = true;
		return 0;
	case OPTION_FAIL:
		a->fail_on_alert = true;
		return 0;
	case OPTION_ENGINE:
		return read_engine(a, optarg);
	case OPTION_MODEL:
		a->setup.model = optarg;
		return 0;
	case OPTION_BASELINE:
		a->setup.baseline = optarg;
		return 0;
	case OPTION_MEMORY:
		a->setup.memory = optarg;
		return 0;
	case OPTION_WINDOW:
		a->setup.window = optarg;
		return 0;
	case OPTION_FLOW_MAX:
		return read_number(optarg, 1, 1u << 26, &a->flow_max);
	case OPTION_DRAINS:
		return read_number(optarg, 1, 1000, &a->drains);
	case OPTION_STATE:
		a->state = optarg;
		a->setup.state = optarg;
		return 0;
	case OPTION_EVIDENCE:
		a->evidence = optarg;
		return 0;
	case OPTION_NO_RULES:
		a->setup.rules = false;
		return 0;
	default:
		return -EINVAL;
	}
}

/* -EINVAL: the usage is to be said; EXIT_USAGE: it is said what is wrong. */
static int read_arguments(struct arguments *a, int argc, char **argv)
{
	int option, given = 0;

	*a = (struct arguments){ .drains = 1, .setup.rules = true };
	while ((option = getopt_long(argc, argv, "hc:", long_options, &given)) != -1) {
		if (option == '?')
			return -EINVAL;
		if (read_option(a, option))
			return verb_wrong_value(usage, long_options[given].name, optarg);
	}
	return a->help || optind < argc ? 0 : -EINVAL;
}

/* The exit code of one run's error, after saying what it was. */
static int report(const char *path, int error, const char *text, bool kernel)
{
	if (!error)
		return EXIT_OK;
	fprintf(stderr, "weir: %s: %s\n", path, text);
	if (error == -EPERM && kernel)
		fputs("weir: --engine kernel needs root (CAP_BPF and CAP_NET_ADMIN)\n", stderr);
	return exit_code_of(error);
}

static int run_file(const struct arguments *a, const struct replay_options *o,
		    struct replay_output *output, const char *path)
{
	char error[REPLAY_ERROR_SIZE];
	struct replay_result result;
	int failed;

	replay_output_begin(output, path);
	if (o->pipeline.anomaly)
		anomaly_forget(o->pipeline.anomaly);
	failed = replay_run(o, path, &result, error);
	/* A broken file has been read up to there; of an unreadable one is nothing to say. */
	if (!failed || failed == -EBADMSG)
		replay_output_end(output, &result, a->account);
	else
		replay_output_abandon(output);
	return report(path, failed, error, a->kernel);
}

static int run_files(const struct arguments *a, const struct setup *setup, char **paths)
{
	struct replay_options o = setup_replay(setup);
	struct replay_output output;
	int code = EXIT_OK;

	if (a->kernel)
		o.engine_new = engine_kernel_new;
	o.drains = a->drains;
	o.state = a->state;
	if (a->flow_max)
		o.pipeline.budget.flows_max = a->flow_max;
	replay_output_init(&output, &setup->config, setup->models, a->json, a->flows);
	if (a->evidence)
		code = replay_output_evidence(&output, &setup->config, a->evidence);
	replay_output_connect(&output, &o);
	for (; *paths && !(code && a->evidence && !output.evidence); paths++) {
		int one = run_file(a, &o, &output, *paths);

		code = code ? code : one;
	}
	replay_output_fini(&output);
	if (output.failed) {
		fputs("weir: events are missing from the output: out of memory\n", stderr);
		return EXIT_FAILED;
	}
	if (!code && a->fail_on_alert && output.alerts)
		return EXIT_ALERTS;
	return code;
}

int verb_replay(int argc, char **argv)
{
	struct arguments a;
	struct setup setup;
	int code;

	code = read_arguments(&a, argc, argv);
	if (code) {
		if (code < 0)
			fputs(usage, stderr);
		return EXIT_USAGE;
	}
	if (a.help) {
		fputs(usage, stdout);
		return EXIT_OK;
	}
	code = setup_open(&setup, &a.setup);
	if (!code)
		code = run_files(&a, &setup, argv + optind);
	setup_close(&setup);
	return code;
}
