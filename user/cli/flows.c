// SPDX-License-Identifier: MIT
#include "../control/server.h"
#include "../sink/eve_socket.h"
#include "../sink/event.h"
#include "eve_follow.h"
#include "flows_print.h"
#include "remote.h"
#include "verb.h"
#include "when.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char usage[] =
	"usage: weir flows [FILTER...] [--sort KEY] [-n N] [-f] [--json | --format FORMAT]\n"
	"                  [--input-file FILE] [--numeric] [--socket PATH] [--eve PATH]\n"
	"\n"
	"The live flows of the running sensor, as they were when the last window closed.\n"
	"Filters; each may be given several times or as a list (--port 80,443), and any of its\n"
	"values may match:\n"
	"  --ip ADDRESS|CIDR    of either end\n"
	"  --port PORT          of either end\n"
	"  --protocol NAME      tcp, udp, icmp, ... or its number\n"
	"  --state STATE        new, established, closed, or as Zeek says it: S0, SF, REJ, ...\n"
	"  --device DEVICE      id, MAC, name or address of the device at either end\n"
	"  --iface NAME         where it is seen\n"
	"  --class NAME         that count in an alarm that goes on: portscan, flood, ...; live\n"
	"                       flows only\n"
	"  --direction WAY      in, out, lateral (within home), transit\n"
	"  --since, --until T   of its last packet: 5m, 2h (ago), 2025-01-31T12:00:00\n"
	"What is printed:\n"
	"  --sort KEY           last (latest at the end), bytes, packets, age\n"
	"  -n, --last N         so many (20), or all\n"
	"  -f, --follow         flows as they end, until interrupted\n"
	"  --json               EVE flow events; --format compact|json|zeek (conn.log)\n"
	"  --input-file FILE    flows of an eve.json or of what --json printed; -: stdin\n"
	"  --numeric            addresses, not names\n"
	"Exit 3: no sensor is running; 4: no permission to ask it.\n";

enum { OPTION_SINCE = 256, OPTION_UNTIL, OPTION_FORMAT, OPTION_INPUT, OPTION_EVE, OPTION_FILTER };

static const char *const filters[] = {"ip",    "port",      "proto", "state", "device",
				      "iface", "direction", "class", "sort"};

struct flows {
	struct remote remote;
	const char *eve;
	const char *input;
	json_t *arguments;
	struct flow_filter filter;
	struct networks home;
	uint64_t since_ns;
	uint64_t until_ns;
	struct flow_list list;
	struct flows_print print;
	enum flows_format format;
	int numeric;
	bool follow;
};

/* Appends each of the words between commas. */
static int add_filter(json_t *arguments, const char *key, const char *text)
{
	json_t *list = json_object_get(arguments, key);
	size_t length;
	int bad = 0;

	if (!list) {
		list = json_array();
		bad = json_object_set_new(arguments, key, list);
	}
	for (; !bad; text += length + 1) {
		length = strcspn(text, ",");
		bad = json_array_append_new(list, json_stringn(text, length));
		if (!text[length])
			break;
	}
	return bad;
}

static int wrong(const char *what, const char *value, const char *expected)
{
	fprintf(stderr, "weir: --%s %s: expected %s\n", what, value, expected);
	return EXIT_USAGE;
}

static int take_option(struct flows *f, int option, const char *value)
{
	const uint64_t now = when_now();
	char *end;

	if (option >= OPTION_FILTER)
		return add_filter(f->arguments, filters[option - OPTION_FILTER], value) ? EXIT_USAGE
											: -1;
	switch (option) {
	case OPTION_SINCE:
		if (when_parse(value, now, &f->since_ns))
			return wrong("since", value, WHEN_EXPECTED);
		return -1;
	case OPTION_UNTIL:
		if (when_parse(value, now, &f->until_ns))
			return wrong("until", value, WHEN_EXPECTED);
		return -1;
	case OPTION_FORMAT:
		if (flows_format_of(value) < 0)
			return wrong("format", value, "compact, json or zeek");
		f->format = (enum flows_format)flows_format_of(value);
		return -1;
	case OPTION_INPUT:
		f->input = value;
		return -1;
	case OPTION_EVE:
		f->eve = value;
		return -1;
	case 'n':
		f->list.max = strtoul(value, &end, 10);
		if (strcmp(value, "all") && (*end || *value == '-' || !f->list.max))
			return wrong("last", value, "a number above 0, or all");
		return -1;
	case 'f':
		f->follow = true;
		return -1;
	default:
		if (remote_option(&f->remote, option, value))
			return -1;
		fputs(usage, stderr);
		return EXIT_USAGE;
	}
}

static int parse(struct flows *f, int argc, char **argv)
{
	const struct option options[] = {
		REMOTE_LONG_OPTIONS,
		{"ip", required_argument, NULL, OPTION_FILTER},
		{"port", required_argument, NULL, OPTION_FILTER + 1},
		{"proto", required_argument, NULL, OPTION_FILTER + 2},
		{"protocol", required_argument, NULL, OPTION_FILTER + 2},
		{"state", required_argument, NULL, OPTION_FILTER + 3},
		{"device", required_argument, NULL, OPTION_FILTER + 4},
		{"iface", required_argument, NULL, OPTION_FILTER + 5},
		{"direction", required_argument, NULL, OPTION_FILTER + 6},
		{"class", required_argument, NULL, OPTION_FILTER + 7},
		{"sort", required_argument, NULL, OPTION_FILTER + 8},
		{"since", required_argument, NULL, OPTION_SINCE},
		{"until", required_argument, NULL, OPTION_UNTIL},
		{"format", required_argument, NULL, OPTION_FORMAT},
		{"input-file", required_argument, NULL, OPTION_INPUT},
		{"eve", required_argument, NULL, OPTION_EVE},
		{"last", required_argument, NULL, 'n'},
		{"follow", no_argument, NULL, 'f'},
		{"numeric", no_argument, &f->numeric, 1},
		{0},
	};
	const char *why;
	int option, code = -1;

	while (code < 0 && (option = getopt_long(argc, argv, "hfn:", options, NULL)) != -1) {
		if (option == 'h') {
			fputs(usage, stdout);
			return EXIT_OK;
		}
		code = option ? take_option(f, option, optarg) : -1;
	}
	if (code >= 0)
		return code;
	if (optind < argc || (f->follow && f->input)) {
		fputs(usage, stderr);
		return EXIT_USAGE;
	}
	if (flow_filter_parse(f->arguments, &f->filter, &why)) {
		fprintf(stderr, "weir: %s\n", why);
		return EXIT_USAGE;
	}
	if (f->filter.classes && (f->follow || f->input)) {
		fputs("weir: --class is of live flows: their events tell no class\n", stderr);
		return EXIT_USAGE;
	}
	if (f->remote.json)
		f->format = FLOWS_JSON;
	return -1;
}

static bool in_time(const struct flows *f, const struct flow_life *life)
{
	return life->end_ns >= f->since_ns && (!f->until_ns || life->end_ns <= f->until_ns);
}

/* An event from a file or the EVE socket, if the filter wants it. */
static bool take_event(const struct flows *f, const json_t *event, struct flow_seen *out)
{
	struct flow_about about = {0};
	const struct flow_life *life = &out->flow.life;

	memset(out, 0, sizeof(*out));
	if (eve_read_flow(event, &out->flow))
		return false;
	out->direction = networks_direction(&f->home, &life->src, &life->dst, life->ip_v);
	about.direction = out->direction;
	about.ifname = *out->flow.ifname ? out->flow.ifname : NULL;
	if (!in_time(f, life) || !flow_filter_match(&f->filter, life, &about))
		return false;
	out->value = flow_filter_value(&f->filter, life);
	out->line = f->format == FLOWS_JSON ? eve_text(event) : NULL;
	return true;
}

static int read_file(struct flows *f)
{
	FILE *in = strcmp(f->input, "-") ? fopen(f->input, "re") : stdin;
	struct flow_seen flow;
	char *line = NULL;
	size_t size = 0;
	json_t *event;
	int result = 0;

	if (!in) {
		fprintf(stderr, "weir: %s: %s\n", f->input, strerror(errno));
		return EXIT_FAILED;
	}
	while (!result && getline(&line, &size, in) > 0) {
		event = json_loads(line, 0, NULL);
		if (take_event(f, event, &flow))
			result = flow_list_offer(&f->list, &flow);
		json_decref(event);
	}
	if (ferror(in))
		result = -errno;
	if (result)
		fprintf(stderr, "weir: %s: %s\n", f->input, strerror(-result));
	free(line);
	if (in != stdin)
		fclose(in);
	return result ? EXIT_FAILED : EXIT_OK;
}

static enum direction direction_of(const char *name)
{
	unsigned int i;

	for (i = DIRECTION_IN; i < DIRECTION_TRANSIT; i++)
		if (name && !strcmp(direction_name((enum direction)i), name))
			break;
	return (enum direction)i;
}

static void copy_name(char out[static FLOW_NAME_SIZE], const json_t *item, const char *key)
{
	const char *name = json_string_value(json_object_get(item, key));

	table_text(out, FLOW_NAME_SIZE, name ? name : "");
}

/* One of the sensor's, which has filtered it. */
static int take_item(struct flows *f, const json_t *item)
{
	const json_t *event = json_object_get(item, "event");
	const json_t *payload = json_object_get(item, "payload");
	struct flow_seen flow = {0};

	if (eve_read_flow(event, &flow.flow) || !in_time(f, &flow.flow.life))
		return 0;
	flow.direction = direction_of(json_string_value(json_object_get(item, "direction")));
	flow.value = (uint64_t)json_integer_value(json_object_get(item, "value"));
	flow.has_payload = json_array_size(payload) == 2;
	for (unsigned int i = 0; i < 2; i++)
		flow.payload[i] = (uint64_t)json_integer_value(json_array_get(payload, i));
	copy_name(flow.name[0], item, "src_name");
	copy_name(flow.name[1], item, "dest_name");
	flow.line = f->format == FLOWS_JSON ? eve_text(event) : NULL;
	return flow_list_offer(&f->list, &flow);
}

static void take_home(struct flows *f, const json_t *home)
{
	const json_t *cidr;
	size_t i;

	memset(&f->home, 0, sizeof(f->home));
	json_array_foreach((json_t *)home, i, cidr) if (json_is_string(cidr))
		networks_add(&f->home, json_string_value(cidr));
}

/* Page by page; what cannot be among the wanted ones is not even sent. */
static int ask_sensor(struct flows *f)
{
	json_int_t cursor = 0;
	json_t *answer, *item, *next;
	int code = EXIT_OK, error = 0;
	size_t i;

	do {
		uint64_t floor = flow_list_floor(&f->list);

		json_object_set_new(f->arguments, "cursor", json_integer(cursor));
		if (floor)
			json_object_set_new(f->arguments, "floor", json_integer((json_int_t)floor));
		code = remote_ask(&f->remote, "flows", f->arguments, &answer);
		if (code)
			return code;
		json_array_foreach(json_object_get(answer, "flows"), i, item) error =
			error ? error : take_item(f, item);
		take_home(f, json_object_get(answer, "home"));
		next = json_object_get(answer, "cursor");
		/* A cursor that does not rise would never end. */
		cursor = json_integer_value(next) > cursor ? json_integer_value(next) : 0;
		json_decref(answer);
	} while (cursor && !error);
	if (error)
		fprintf(stderr, "weir: %s\n", strerror(-error));
	return error ? EXIT_FAILED : EXIT_OK;
}

static void print_list(struct flows *f)
{
	flow_list_sort(&f->list, f->filter.sort != FLOW_SORT_LAST);
	for (size_t i = 0; f->format == FLOWS_COMPACT && i < f->list.count; i++)
		flows_print_measure(&f->print, &f->list.flow[i]);
	flows_print_head(&f->print);
	for (size_t i = 0; i < f->list.count; i++)
		flows_print_flow(&f->print, &f->list.flow[i]);
}

static int print_ended(void *ctx, json_t *event)
{
	struct flows *f = ctx;
	struct flow_seen flow;

	if (!take_event(f, event, &flow))
		return 0;
	flows_print_flow(&f->print, &flow);
	free(flow.line);
	return fflush(stdout) ? EXIT_FAILED : 0;
}

/* What of an event is inside, only the sensor knows. */
static int ask_home(struct flows *f)
{
	json_t *arguments = json_pack("{s:i}", "limit", 1), *answer;
	int code = remote_ask(&f->remote, "flows", arguments, &answer);

	json_decref(arguments);
	if (code)
		return code;
	take_home(f, json_object_get(answer, "home"));
	json_decref(answer);
	return EXIT_OK;
}

static int follow(struct flows *f)
{
	int fd = eve_follow_open(f->eve, "flow"), code;

	if (fd < 0)
		return exit_code_of(fd);
	code = ask_home(f);
	if (code) {
		close(fd);
		return code;
	}
	flows_print_head(&f->print);
	fflush(stdout);
	return eve_follow(fd, "flow", print_ended, f);
}

int verb_flows(int argc, char **argv)
{
	struct flows f = {.remote = {.socket = CONTROL_SOCKET},
			  .eve = EVE_SOCKET,
			  .list = {.max = 20},
			  .arguments = json_object()};
	int code;

	networks_default(&f.home);
	code = parse(&f, argc, argv);
	if (code < 0) {
		flows_print_init(&f.print, f.format, f.numeric, stdout);
		code = f.follow ? follow(&f) : f.input ? read_file(&f) : ask_sensor(&f);
		if (!code && !f.follow)
			print_list(&f);
	}
	flow_list_fini(&f.list);
	json_decref(f.arguments);
	return code;
}
