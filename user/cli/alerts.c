// SPDX-License-Identifier: MIT
#include "../control/server.h"
#include "../sink/eve_read.h"
#include "../sink/eve_socket.h"
#include "alert_filter.h"
#include "eve_follow.h"
#include "remote.h"
#include "table.h"
#include "verb.h"
#include "when.h"

#include <getopt.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PAGE 64 /* reports asked for at once */
#define LAST 20

static const char usage[] =
	"usage: weir alerts [FILTER...] [-n N] [--follow] [--json] [--socket PATH] [--eve PATH]\n"
	"\n"
	"The last alert reports of the running sensor, oldest first. What stands after the time\n"
	"begins the alarm's id, as `weir explain` takes it.\n"
	"Filters; each may be given several times or as a list (--class flood,portscan), and any\n"
	"of its values may match:\n"
	"  --class NAME         portscan, bruteforce, flood, ...\n"
	"  --severity LEVEL     high, medium, low\n"
	"  --device DEVICE      id, MAC, name or address\n"
	"  --ip ADDRESS|CIDR    of either end, or of a peer\n"
	"  --port PORT          of either end\n"
	"  --since, --until T   5m, 2h (ago), 2025-01-31T12:00:00\n"
	"  --open, --acked      of alarms that go on; that were acknowledged\n"
	"  --suppressed, --all  those that a rule keeps from all sinks; these as well\n"
	"What is printed:\n"
	"  -n, --last N         so many (20; all with --since), or all; 0: none\n"
	"  -f, --follow         then each new one until interrupted\n"
	"  --json               the events as EVE lines\n"
	"  --eve PATH           the EVE socket to follow, instead of " EVE_SOCKET "\n"
	"Exit 3: no sensor is running; 4: no permission to ask it.\n";

enum { OPTION_SINCE = 256, OPTION_UNTIL, OPTION_EVE, OPTION_OPEN, OPTION_ACKED, OPTION_FILTER };

static const char *const filters[] = {"class", "severity", "device", "ip", "port"};

static const struct table_column columns[] = {
	{"", false, 15}, {"", false, 8}, {"", false, 6}, {"", false, 10}, {"", false, 6}};
#define COLUMNS (sizeof(columns) / sizeof(columns[0]))

struct alerts {
	struct remote remote;
	const char *eve;
	struct alert_filter filter;
	size_t last;
	bool last_given;
	bool follow;
	json_t *alarms; /* NULL: not asked for */
	json_t *newest; /* events of the first page, by which followed ones are known */
	json_t *wanted; /* newest first */
	struct table table;
};

static int wrong(const char *what, const char *value, const char *expected)
{
	fprintf(stderr, "weir: --%s %s: expected %s\n", what, value, expected);
	return EXIT_USAGE;
}

static int take_filter(struct alerts *a, const char *key, const char *value)
{
	const char *expected = alert_filter_add(&a->filter, key, value);

	return expected ? wrong(key, value, expected) : -1;
}

static int take_last(struct alerts *a, const char *value)
{
	char *end;

	a->last_given = true;
	a->last = SIZE_MAX;
	if (!strcmp(value, "all"))
		return -1;
	a->last = strtoul(value, &end, 10);
	return *end || !*value || *value == '-' ? wrong("last", value, "a number, or all") : -1;
}

static int take_option(struct alerts *a, int option, const char *value)
{
	if (option >= OPTION_FILTER)
		return take_filter(a, filters[option - OPTION_FILTER], value);
	switch (option) {
	case OPTION_SINCE:
		if (when_parse(value, when_now(), &a->filter.since_ns))
			return wrong("since", value, WHEN_EXPECTED);
		return -1;
	case OPTION_UNTIL:
		if (when_parse(value, when_now(), &a->filter.until_ns))
			return wrong("until", value, WHEN_EXPECTED);
		return -1;
	case OPTION_OPEN:
		a->filter.states |= ALERT_FILTER_OPEN;
		return -1;
	case OPTION_ACKED:
		a->filter.states |= ALERT_FILTER_ACKED;
		return -1;
	case OPTION_EVE:
		a->eve = value;
		return -1;
	case 'n':
		return take_last(a, value);
	case 'f':
		a->follow = true;
		return -1;
	default:
		if (remote_option(&a->remote, option, value))
			return -1;
		fputs(usage, stderr);
		return EXIT_USAGE;
	}
}

static int parse(struct alerts *a, int argc, char **argv)
{
	int show = ALERT_FILTER_REPORTED;
	const struct option options[] = {
		REMOTE_LONG_OPTIONS,
		{"class", required_argument, NULL, OPTION_FILTER},
		{"severity", required_argument, NULL, OPTION_FILTER + 1},
		{"device", required_argument, NULL, OPTION_FILTER + 2},
		{"ip", required_argument, NULL, OPTION_FILTER + 3},
		{"port", required_argument, NULL, OPTION_FILTER + 4},
		{"since", required_argument, NULL, OPTION_SINCE},
		{"until", required_argument, NULL, OPTION_UNTIL},
		{"open", no_argument, NULL, OPTION_OPEN},
		{"acked", no_argument, NULL, OPTION_ACKED},
		{"suppressed", no_argument, &show, ALERT_FILTER_SUPPRESSED},
		{"all", no_argument, &show, ALERT_FILTER_ALL},
		{"last", required_argument, NULL, 'n'},
		{"follow", no_argument, NULL, 'f'},
		{"eve", required_argument, NULL, OPTION_EVE},
		{0},
	};
	int option, code = -1;

	while (code < 0 && (option = getopt_long(argc, argv, "hfn:", options, NULL)) != -1) {
		if (option == 'h') {
			fputs(usage, stdout);
			return EXIT_OK;
		}
		code = option ? take_option(a, option, optarg) : -1;
	}
	a->filter.show = (enum alert_filter_show)show;
	if (code >= 0 || optind == argc)
		return code;
	fputs(usage, stderr);
	return EXIT_USAGE;
}

static const char *text(const json_t *object, const char *key)
{
	const char *value = json_string_value(json_object_get(object, key));

	return value ? value : "";
}

static void fill(struct table_cell *cell, const char *value)
{
	table_text(cell->text, sizeof(cell->text), value);
}

static void print_row(struct alerts *a, const json_t *event)
{
	static const char *const severities[] = {"?", "high", "medium", "low"};
	static const enum table_colour colours[] = {TABLE_PLAIN, TABLE_RED, TABLE_YELLOW,
						    TABLE_CYAN};
	const json_t *alert = json_object_get(event, "alert");
	const json_t *weir = json_object_get(json_object_get(alert, "context"), "weir");
	const json_int_t level = json_integer_value(json_object_get(alert, "severity"));
	const unsigned int severity = level >= 1 && level <= 3 ? (unsigned int)level : 0;
	struct table_cell cell[COLUMNS] = {0};
	uint64_t ns;

	if (!eve_read_time(text(event, "timestamp"), &ns))
		when_text(ns, cell[0].text);
	snprintf(cell[1].text, sizeof(cell[1].text), "%.8s", text(weir, "alert_id"));
	fill(&cell[2], severities[severity]);
	fill(&cell[3], text(weir, "class"));
	fill(&cell[4], text(weir, "stage"));
	cell[0].colour = TABLE_DIM;
	cell[2].colour = colours[severity];
	table_row_text(&a->table, cell, text(weir, "message"));
}

static int print_event(struct alerts *a, const json_t *event)
{
	if (a->remote.json) {
		json_dumpf(event, stdout,
			   JSON_COMPACT | JSON_PRESERVE_ORDER | JSON_REAL_PRECISION(6));
		putchar('\n');
	} else {
		print_row(a, event);
	}
	return fflush(stdout) ? EXIT_FAILED : EXIT_OK;
}

static bool was_printed(const struct alerts *a, json_t *event)
{
	json_t *known;
	size_t i;

	json_array_foreach(a->newest, i, known) if (json_equal(known, event)) return true;
	return false;
}

static int print_new(void *ctx, json_t *event)
{
	struct alerts *a = ctx;

	if (was_printed(a, event) || !alert_filter_match(&a->filter, event, a->alarms))
		return EXIT_OK;
	return print_event(a, event);
}

/* An older page into a->wanted. True: there is more, and it is wanted. */
static bool take_page(struct alerts *a, const json_t *answer)
{
	const json_t *list = json_object_get(answer, "alerts");
	size_t i = json_array_size(list);

	while (i-- && json_array_size(a->wanted) < a->last) {
		json_t *event = json_array_get(list, i);

		if (alert_filter_match(&a->filter, event, a->alarms))
			json_array_append(a->wanted, event);
	}
	return json_array_size(a->wanted) < a->last && json_array_size(list) &&
	       json_is_true(json_object_get(answer, "more"));
}

static int ask_pages(struct alerts *a)
{
	json_t *arguments = json_pack("{s:i}", "limit", PAGE), *answer;
	bool more = true;
	int code = EXIT_OK;

	a->wanted = json_array();
	while (more) {
		code = remote_ask(&a->remote, "alerts", arguments, &answer);
		if (code)
			break;
		if (!a->newest)
			a->newest = json_incref(json_object_get(answer, "alerts"));
		more = take_page(a, answer);
		json_object_set(arguments, "before", json_object_get(answer, "first"));
		json_decref(answer);
	}
	json_decref(arguments);
	return code;
}

/* What became of alarms, only the sensor knows, not their reports. */
static int ask_alarms(struct alerts *a)
{
	json_t *answer;
	int code = a->filter.states ? remote_ask(&a->remote, "explain", NULL, &answer) : EXIT_OK;

	if (code || !a->filter.states)
		return code;
	a->alarms = json_incref(json_object_get(answer, "alarms"));
	json_decref(answer);
	return EXIT_OK;
}

static int run(struct alerts *a)
{
	/* Connected before the recent ones are asked for, so that none is missed between. */
	int fd = a->follow ? eve_follow_open(a->eve, NULL) : -1, code;
	size_t i;

	if (a->follow && fd < 0)
		return exit_code_of(fd);
	code = ask_alarms(a);
	if (!code)
		code = ask_pages(a);
	for (i = code ? 0 : json_array_size(a->wanted); i && !code; i--)
		code = print_event(a, json_array_get(a->wanted, i - 1));
	if (!code && !a->follow && !a->remote.json && a->last && !json_array_size(a->wanted) &&
	    isatty(STDOUT_FILENO))
		puts("no alerts");
	/* New ones are of alarms that are not known yet. */
	a->filter.states = 0;
	if (!code && a->follow)
		return eve_follow(fd, "alert", print_new, a);
	if (fd >= 0)
		close(fd);
	return code;
}

int verb_alerts(int argc, char **argv)
{
	struct alerts a = {.remote = {.socket = CONTROL_SOCKET}, .eve = EVE_SOCKET};
	int code = parse(&a, argc, argv);

	if (code >= 0)
		return code;
	if (!a.last_given)
		a.last = a.filter.since_ns ? SIZE_MAX : LAST;
	table_init(&a.table, stdout, columns, COLUMNS);
	code = run(&a);
	json_decref(a.alarms);
	json_decref(a.newest);
	json_decref(a.wanted);
	return code;
}
