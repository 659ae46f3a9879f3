// SPDX-License-Identifier: MIT
/* weir capture: packets of a host or a flow, because an admin asks for them. */
#include "verb.h"

#include "../control/server.h"
#include "../evidence/evidence_print.h"
#include "remote.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
	"usage: weir capture start --host ADDRESS [--host ADDRESS] [--packets N] [--bytes N]\n"
	"                          [--seconds N] [--json] [--socket PATH]\n"
	"       weir capture start --flow PROTO,ADDRESS:PORT,ADDRESS:PORT [...]\n"
	"       weir capture stop [NAME] [--json] [--socket PATH]\n"
	"       weir capture status [--json] [--socket PATH]\n"
	"\n"
	"A bounded capture of what the sensor sees of a host, of two hosts with each other, or\n"
	"of a flow (tcp, udp or sctp; IPv6 as [ADDRESS]:PORT), by the programs that watch the\n"
	"interfaces already. weir evidence gets the file.\n"
	"  --packets N  ends it; --bytes N: of each packet at most (64 to 2048); --seconds N:\n"
	"               ends it, too (1 to 3600); what is not given is as [Evidence] says\n"
	"  stop         ends the one of that name, or all that are open\n"
	"  status       those that are open, those of alarms too\n"
	"start and stop need root or group weir-admin. Exit 3: no sensor is running; 4: no\n"
	"permission; 5: no such capture.\n";

struct arguments {
	struct remote remote;
	const char *what;
	json_t *start; /* what the sensor is told */
	unsigned int hosts;
	bool help;
	bool failed; /* out of memory */
	bool said; /* what is wrong */
};

static bool add_text(struct arguments *a, const char *key)
{
	a->failed |= json_object_set_new(a->start, key, json_string(optarg)) != 0;
	return true;
}

static bool add_count(struct arguments *a, const char *key)
{
	char *end;
	unsigned long value = strtoul(optarg, &end, 10);

	if (*optarg < '0' || *optarg > '9' || *end || value > INT32_MAX) {
		fprintf(stderr, "weir: --%s %s: expected a number\n", key, optarg);
		a->said = true;
		return false;
	}
	a->failed |= json_object_set_new(a->start, key, json_integer((json_int_t)value)) != 0;
	return true;
}

static bool read_option(struct arguments *a, int option)
{
	switch (option) {
	case 'h':
		a->help = true;
		return true;
	case 'H':
		return a->hosts < 2 && add_text(a, a->hosts++ ? "peer" : "host");
	case 'F':
		return add_text(a, "flow");
	case 'P':
		return add_count(a, "packets");
	case 'B':
		return add_count(a, "bytes");
	case 'S':
		return add_count(a, "seconds");
	default:
		return remote_option(&a->remote, option, optarg);
	}
}

static bool fits(const struct arguments *a, int rest)
{
	if (!strcmp(a->what, "start"))
		return !rest && !a->hosts == !!json_object_get(a->start, "flow");
	if (json_object_size(a->start))
		return false;
	return !strcmp(a->what, "stop") ? rest <= 1 : !strcmp(a->what, "status") && !rest;
}

static bool read_arguments(struct arguments *a, int argc, char **argv)
{
	static const struct option options[] = {REMOTE_LONG_OPTIONS,
						{"host", required_argument, NULL, 'H'},
						{"flow", required_argument, NULL, 'F'},
						{"packets", required_argument, NULL, 'P'},
						{"bytes", required_argument, NULL, 'B'},
						{"seconds", required_argument, NULL, 'S'},
						{0}};
	int option;

	while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1)
		if (!read_option(a, option))
			return false;
	if (a->help)
		return true;
	if (optind == argc)
		return false;
	a->what = argv[optind++];
	return fits(a, argc - optind);
}

static void print(const struct arguments *a, const json_t *answer)
{
	const char *name = json_string_value(json_object_get(answer, "name"));

	if (a->remote.json)
		remote_print_json(answer);
	else if (!strcmp(a->what, "status"))
		evidence_print_status(answer, stdout);
	else if (!strcmp(a->what, "start"))
		printf("%s\n", name ? name : "");
	else
		printf("%lld stopped\n",
		       (long long)json_integer_value(json_object_get(answer, "stopped")));
}

static int ask(const struct arguments *a, const char *name)
{
	static const char *const commands[][2] = {
		{"start", "capture-start"}, {"stop", "capture-stop"}, {"status", "capture-status"}};
	json_t *answer;
	int code = EXIT_USAGE;
	size_t i;

	if (name && json_object_set_new(a->start, "capture", json_string(name)))
		return exit_code_of(-ENOMEM);
	for (i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (!strcmp(a->what, commands[i][0]))
			code = remote_ask(&a->remote, commands[i][1], a->start, &answer);
	if (code)
		return code;
	print(a, answer);
	json_decref(answer);
	return EXIT_OK;
}

int verb_capture(int argc, char **argv)
{
	struct arguments a = {.remote.socket = CONTROL_SOCKET, .start = json_object()};
	int code = EXIT_OK;

	if (!a.start || !read_arguments(&a, argc, argv)) {
		if (!a.said)
			fputs(usage, stderr);
		code = EXIT_USAGE;
	} else if (a.help) {
		fputs(usage, stdout);
	} else {
		code = a.failed ? exit_code_of(-ENOMEM) : ask(&a, argv[optind]);
	}
	json_decref(a.start);
	return code;
}
