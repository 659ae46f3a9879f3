// SPDX-License-Identifier: MIT
#include "../control/client.h"
#include "../control/config.h"
#include "../control/server.h"
#include "../control/traffic_group.h"
#include "remote.h"
#include "screen.h"
#include "table.h"
#include "top_print.h"
#include "verb.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#define REFRESH_MS 1000
#define LINES_AROUND 4 /* of the screen: keys, head, titles */

static const char usage[] =
	"usage: weir top [--by LIST] [--window LENGTH] [--sort KEY] [--iface NAME] [-n N]\n"
	"                [-1 | --json] [--socket PATH]\n"
	"\n"
	"Who exchanges most, in the last window that is over: a live screen in a terminal, else\n"
	"printed once. Interfaces are never added up: what is forwarded passes two.\n"
	"  --by LIST        device (if not given), peer, port, proto, iface or several of them\n"
	"                   (device,port); or class: the alarms that are kept\n"
	"  --window LENGTH  5s (if not given), 30s, 3m; where windows are configured otherwise,\n"
	"                   the three that there are\n"
	"  --sort KEY       bytes (if not given), packets, flows\n"
	"  --iface NAME     that interface alone\n"
	"  -n N             so many rows (20; a screen is filled)\n"
	"  -1, --once       print once in a terminal, too\n"
	"  --json           the sensor's answer\n"
	"Keys: d, p, o, c by device, peer, port, class; b the next; w window; s sort; space\n"
	"pauses; q quits.\n"
	"Exit 3: no sensor is running; 4: no permission to ask it.\n";

enum { OPTION_BY = 256, OPTION_WINDOW, OPTION_SORT, OPTION_IFACE };

static const unsigned int windows[] = {5, 30, 180};
static const char *const sorts[] = {"bytes", "packets", "flows"};

struct top {
	struct remote remote;
	json_t *by;
	unsigned int window; /* indices */
	unsigned int sort;
	const char *iface;
	unsigned int rows; /* 0: not said */
	bool once;
	bool paused;
	json_t *answer; /* the last one, or NULL */
	char error[CLIENT_ERROR_SIZE];
};

static bool known(const char *name, bool alone)
{
	return traffic_by_name(name) || (alone && !strcmp(name, "class"));
}

static int set_by(struct top *t, const char *list)
{
	json_t *names = json_array();
	const char *at = list;
	char name[16];
	int length;

	while (names && sscanf(at, "%15[a-z]%n", name, &length) == 1 &&
	       known(name, at == list && !at[length])) {
		json_array_append_new(names, json_string(name));
		at += length;
		if (*at != ',')
			break;
		at++;
	}
	if (*at || !json_array_size(names) || at[-1] == ',') {
		json_decref(names);
		return -1;
	}
	json_decref(t->by);
	t->by = names;
	return 0;
}

static int set_window(struct top *t, const char *text)
{
	uint64_t ns;
	unsigned int i = 0;

	if (config_duration(text, &ns))
		return -1;
	while (i < 3 && ns != windows[i] * 1000000000ull)
		i++;
	t->window = i % 3;
	return i < 3 ? 0 : -1;
}

static int set_sort(struct top *t, const char *text)
{
	int sort = traffic_sort_name(text);

	t->sort = sort < 0 ? 0 : (unsigned int)sort;
	return sort < 0 ? -1 : 0;
}

static int set_rows(struct top *t, const char *text)
{
	char *end;
	long rows = strtol(text, &end, 10);

	t->rows = (unsigned int)rows;
	return *end || rows < 1 || rows > 500 ? -1 : 0;
}

static int take_option(struct top *t, int option, const char *value)
{
	switch (option) {
	case OPTION_BY:
		return set_by(t, value);
	case OPTION_WINDOW:
		return set_window(t, value);
	case OPTION_SORT:
		return set_sort(t, value);
	case OPTION_IFACE:
		t->iface = value;
		return 0;
	case 'n':
		return set_rows(t, value);
	case '1':
		t->once = true;
		return 0;
	default:
		return remote_option(&t->remote, option, value) ? 0 : -1;
	}
}

static int parse(struct top *t, int argc, char **argv)
{
	static const struct option options[] = {
		REMOTE_LONG_OPTIONS,
		{"by", required_argument, NULL, OPTION_BY},
		{"window", required_argument, NULL, OPTION_WINDOW},
		{"sort", required_argument, NULL, OPTION_SORT},
		{"iface", required_argument, NULL, OPTION_IFACE},
		{"once", no_argument, NULL, '1'},
		{0},
	};
	int option, given = -1;

	for (; (option = getopt_long(argc, argv, "h1n:", options, &given)) != -1; given = -1) {
		if (option == 'h') {
			fputs(usage, stdout);
			return EXIT_OK;
		}
		if (!take_option(t, option, optarg))
			continue;
		if (option != '?')
			return verb_wrong_value(usage, given < 0 ? "n" : options[given].name,
						optarg);
		fputs(usage, stderr);
		return EXIT_USAGE;
	}
	if (optind == argc)
		return -1;
	fputs(usage, stderr);
	return EXIT_USAGE;
}

static json_t *question(const struct top *t, unsigned int rows)
{
	return json_pack("{s:O,s:i,s:s,s:i,s:s*}", "by", t->by, "window", (int)windows[t->window],
			 "sort", sorts[t->sort], "limit", (int)rows, "iface", t->iface);
}

static int print_once(const struct top *t)
{
	json_t *arguments = question(t, t->rows ? t->rows : 20), *answer;
	int code = remote_ask(&t->remote, "top", arguments, &answer);
	struct table colours;

	json_decref(arguments);
	if (code)
		return code;
	table_init(&colours, stdout, NULL, 0);
	if (t->remote.json)
		remote_print_json(answer);
	else
		top_print(answer, t->by, 0, 0, stdout, colours.colour);
	json_decref(answer);
	return EXIT_OK;
}

/* Keeps the last answer when there is no other. */
static int refresh(struct top *t, unsigned int rows)
{
	json_t *arguments = question(t, rows), *answer = NULL;
	int error = client_ask(t->remote.socket, "top", arguments, &answer, t->error);

	json_decref(arguments);
	if (error)
		return error;
	t->error[0] = '\0';
	json_decref(t->answer);
	t->answer = answer;
	return 0;
}

static void draw(const struct top *t, struct screen *s)
{
	const unsigned int rows = s->rows > LINES_AROUND ? s->rows - LINES_AROUND : 1;
	FILE *out = screen_begin(s);
	struct table colours;

	if (!out)
		return;
	table_init(&colours, stdout, NULL, 0);
	fprintf(out, "%s\n",
		*t->error   ? t->error
		: t->paused ? "paused; space goes on"
			    : "q quit  d/p/o/c by device, peer, port, class  b next  w window  "
			      "s sort  space pause");
	top_print(t->answer, t->by, t->rows && t->rows < rows ? t->rows : rows, s->columns, out,
		  colours.colour);
	screen_end(s, out);
}

static void next_by(struct top *t)
{
	static const char *const order[] = {"device", "peer", "port", "proto", "iface", "class"};
	const char *now = json_string_value(json_array_get(t->by, 0));
	unsigned int i = 0;

	while (i < 5 && strcmp(order[i], now) != 0)
		i++;
	set_by(t, order[(i + 1) % 6]);
}

/* False: to be ended. */
static bool obey(struct top *t, char key)
{
	switch (key) {
	case 'q':
		return false;
	case 'd':
		return !set_by(t, "device");
	case 'p':
		return !set_by(t, "peer");
	case 'o':
		return !set_by(t, "port");
	case 'c':
		return !set_by(t, "class");
	case 'b':
		next_by(t);
		return true;
	case 'w':
		t->window = (t->window + 1) % 3;
		return true;
	case 's':
		t->sort = (t->sort + 1) % 3;
		return true;
	case ' ':
		t->paused = !t->paused;
		return true;
	default:
		return true;
	}
}

static int live(struct top *t)
{
	enum screen_event event = SCREEN_RESIZED;
	struct screen s;
	bool goes_on = true;

	if (screen_open(&s))
		return print_once(t);
	while (goes_on) {
		/* A key asks for something else, also while paused. */
		if (!t->paused || event == SCREEN_KEY || !t->answer)
			refresh(t, s.rows);
		draw(t, &s);
		event = screen_wait(&s, REFRESH_MS);
		goes_on = event != SCREEN_ENDED && (event != SCREEN_KEY || obey(t, s.key));
	}
	if (s.signal == SIGINT)
		s.signal = 0;
	screen_close(&s);
	return EXIT_OK;
}

/* Whether it runs at all, and may be asked, is said before the screen is taken. */
static int watch(struct top *t)
{
	json_t *arguments = question(t, 1), *answer;
	int code = remote_ask(&t->remote, "top", arguments, &answer);

	json_decref(arguments);
	if (code)
		return code;
	t->answer = answer;
	return live(t);
}

int verb_top(int argc, char **argv)
{
	struct top t = {.remote = {.socket = CONTROL_SOCKET}};
	int code = set_by(&t, "device") ? EXIT_FAILED : parse(&t, argc, argv);

	if (code < 0)
		code = t.once || t.remote.json || !screen_possible() ? print_once(&t) : watch(&t);
	json_decref(t.answer);
	json_decref(t.by);
	return code;
}
