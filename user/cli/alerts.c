// SPDX-License-Identifier: MIT
#include "../control/client.h"
#include "../control/server.h"
#include "../sink/eve_socket.h"
#include "remote.h"
#include "verb.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

static const char usage[] =
	"usage: weir alerts [--follow] [--json] [-n N] [--socket PATH] [--eve PATH]\n"
	"\n"
	"The last N (20) alert reports of the running sensor, oldest first. What stands after\n"
	"the time begins the alarm's id, as `weir explain` takes it.\n"
	"  -f, --follow   then print each new one until interrupted\n"
	"  --json         the events as EVE lines\n"
	"  --eve PATH     the EVE socket to follow, instead of " EVE_SOCKET "\n"
	"Exit 3: no sensor is running; 4: no permission to ask it.\n";

struct alerts_options {
	struct remote remote;
	const char *eve;
	long limit;
	bool follow;
};

static int parse(struct alerts_options *o, int argc, char **argv)
{
	static const struct option options[] = { REMOTE_LONG_OPTIONS,
						 { "follow", no_argument, NULL, 'f' },
						 { "eve", required_argument, NULL, 'e' },
						 { 0 } };
	char *end = NULL;
	int option;

	*o = (struct alerts_options){ { CONTROL_SOCKET, false }, EVE_SOCKET, 20, false };
	while ((option = getopt_long(argc, argv, "hfn:", options, NULL)) != -1) {
		if (option == 'h') {
			fputs(usage, stdout);
			return EXIT_OK;
		}
		if (option == 'n')
			o->limit = strtol(optarg, &end, 10);
		else if (option == 'f')
			o->follow = true;
		else if (option == 'e')
			o->eve = optarg;
		else if (!remote_option(&o->remote, option, optarg))
			goto wrong;
	}
	if (optind == argc && !(end && *end) && o->limit >= 0)
		return -1;
wrong:
	fputs(usage, stderr);
	return EXIT_USAGE;
}

static const char *text(const json_t *object, const char *key)
{
	const char *value = json_string_value(json_object_get(object, key));

	return value ? value : "";
}

static void print_alert(const struct alerts_options *o, const json_t *event)
{
	static const char *const severities[] = { "?", "high", "medium", "low" };
	const json_t *alert = json_object_get(event, "alert");
	const json_t *weir = json_object_get(json_object_get(alert, "context"), "weir");
	json_int_t severity = json_integer_value(json_object_get(alert, "severity"));

	if (o->remote.json) {
		json_dumpf(event, stdout,
			   JSON_COMPACT | JSON_PRESERVE_ORDER | JSON_REAL_PRECISION(6));
		putchar('\n');
	} else {
		printf("%.19s %.8s %s %s %s: %s\n", text(event, "timestamp"),
		       text(weir, "alert_id"),
		       severities[severity >= 1 && severity <= 3 ? severity : 0],
		       text(weir, "class"), text(weir, "stage"), text(weir, "message"));
	}
	fflush(stdout);
}

static bool was_printed(const json_t *recent, json_t *event)
{
	json_t *known;
	size_t i;

	json_array_foreach(recent, i, known)
		if (json_equal(known, event))
			return true;
	return false;
}

/* Prints what comes until the sensor goes; @recent was printed before. */
static int follow(const struct alerts_options *o, int fd, const json_t *recent)
{
	const struct timeval forever = { 0 };
	FILE *in = fdopen(fd, "r");
	size_t size = 0;
	char *line = NULL;
	json_t *event;

	if (!in) {
		close(fd);
		return EXIT_FAILED;
	}
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &forever, sizeof(forever));
	while (getline(&line, &size, in) > 0) {
		event = json_loads(line, 0, NULL);
		if (!strcmp(text(event, "event_type"), "alert") && !was_printed(recent, event))
			print_alert(o, event);
		json_decref(event);
	}
	free(line);
	fclose(in);
	fputs("weir: the sensor has ended\n", stderr);
	return EXIT_NOT_RUNNING;
}

/* Connected before the recent ones are asked for, so that none is missed between. */
static int connect_eve(const struct alerts_options *o)
{
	int fd = client_connect(o->eve);

	if (fd >= 0)
		return fd;
	fprintf(stderr, "weir: %s: %s\n", o->eve,
		fd == -ECONNREFUSED ? "no sensor serves this EVE socket" : strerror(-fd));
	return fd;
}

int verb_alerts(int argc, char **argv)
{
	struct alerts_options o;
	json_t *arguments, *answer, *list, *event;
	int code = parse(&o, argc, argv), fd = -1;
	size_t i;

	if (code >= 0)
		return code;
	if (o.follow) {
		fd = connect_eve(&o);
		if (fd < 0)
			return exit_code_of(fd);
	}
	arguments = json_pack("{s:I}", "limit", (json_int_t)o.limit);
	code = remote_ask(&o.remote, "alerts", arguments, &answer);
	json_decref(arguments);
	if (code) {
		if (fd >= 0)
			close(fd);
		return code;
	}
	list = json_object_get(answer, "alerts");
	json_array_foreach(list, i, event)
		print_alert(&o, event);
	if (o.follow)
		code = follow(&o, fd, list);
	json_decref(answer);
	return code;
}
