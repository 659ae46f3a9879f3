// SPDX-License-Identifier: MIT
#include "../control/server.h"
#include "remote.h"
#include "table.h"
#include "verb.h"
#include "when.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
	"usage: weir devices [list] [--json] [--socket PATH]\n"
	"       weir devices show DEVICE [--json] [--socket PATH]\n"
	"       weir devices forget DEVICE [--json] [--socket PATH]\n"
	"\n"
	"The devices that the running sensor knows at its home networks: one for each MAC, over\n"
	"changes of address and both families. DEVICE: an id, MAC, name or address.\n"
	"  list    all of them, the latest seen first\n"
	"  show    one with all its addresses, where its name is from, and its open alarms\n"
	"  forget  what is known of one; seen again, it is new (root or group weir-admin)\n"
	"Exit 3: no sensor is running; 4: no permission; 5: no such device.\n";

struct arguments {
	struct remote remote;
	const char *what;
	const char *device; /* NULL: list */
};

/* -1: go on, else the exit code. */
static int parse(struct arguments *a, int argc, char **argv)
{
	static const struct option options[] = {REMOTE_LONG_OPTIONS, {0}};
	int option, left;

	*a = (struct arguments){.remote = {.socket = CONTROL_SOCKET}, .what = "list"};
	while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		if (option == 'h') {
			fputs(usage, stdout);
			return EXIT_OK;
		}
		if (!remote_option(&a->remote, option, optarg))
			goto wrong;
	}
	left = argc - optind;
	if (left)
		a->what = argv[optind];
	if (!strcmp(a->what, "list") && left <= 1)
		return -1;
	if ((!strcmp(a->what, "show") || !strcmp(a->what, "forget")) && left == 2) {
		a->device = argv[optind + 1];
		return -1;
	}
wrong:
	fputs(usage, stderr);
	return EXIT_USAGE;
}

static const char *text(const json_t *object, const char *key)
{
	const char *value = json_string_value(json_object_get(object, key));

	return value ? value : "";
}

/* Asks page by page; *all gets every device. */
static int ask_all(const struct remote *r, json_t *all)
{
	json_int_t cursor = 0;
	json_t *answer, *next;
	int code, bad = 0;

	do {
		json_t *arguments = json_pack("{s:I}", "cursor", cursor);

		code = remote_ask(r, "devices", arguments, &answer);
		json_decref(arguments);
		if (code)
			return code;
		bad = json_array_extend(all, json_object_get(answer, "devices"));
		next = json_object_get(answer, "cursor");
		cursor = json_is_integer(next) ? json_integer_value(next) : -1;
		json_decref(answer);
	} while (cursor > 0 && !bad);
	return bad ? EXIT_FAILED : EXIT_OK;
}

/* EVE time stamps compare as texts. */
static int by_last_seen(const void *a, const void *b)
{
	const json_t *const *x = a, *const *y = b;
	int order = strcmp(text(*y, "last_seen"), text(*x, "last_seen"));

	return order ? order : strcmp(text(*x, "id"), text(*y, "id"));
}

static void fill(const json_t *device, struct table_cell *cells)
{
	const json_t *list = json_object_get(device, "addresses");
	size_t count = json_array_size(list);
	json_int_t alarms = json_integer_value(json_object_get(device, "open_alarms"));
	char ip[64] = "";

	if (count > 1)
		snprintf(ip, sizeof(ip), "%s (+%zu)", text(json_array_get(list, 0), "ip"),
			 count - 1);
	else if (count)
		snprintf(ip, sizeof(ip), "%s", text(json_array_get(list, 0), "ip"));
	table_text(cells[0].text, sizeof(cells[0].text), text(device, "id"));
	table_text(cells[1].text, sizeof(cells[1].text),
		   *text(device, "name") ? text(device, "name") : "-");
	snprintf(cells[2].text, sizeof(cells[2].text), "%s", text(device, "name_source"));
	snprintf(cells[3].text, sizeof(cells[3].text), "%s",
		 json_is_true(json_object_get(device, "router"))       ? "router"
		 : json_is_true(json_object_get(device, "random_mac")) ? "random MAC"
								       : "");
	snprintf(cells[4].text, sizeof(cells[4].text), "%s", ip);
	when_day(text(device, "last_seen"), cells[5].text);
	snprintf(cells[6].text, sizeof(cells[6].text), "%lld", (long long)alarms);
	cells[6].colour = alarms ? TABLE_RED : TABLE_PLAIN;
}

static void print_list(json_t **device, size_t count)
{
	static const struct table_column columns[] = {
		{"ID", false, 12},   {"NAME", false, 4}, {"FROM", false, 4},
		{"KIND", false, 4},  {"IP", false, 7},	 {"LAST SEEN", false, 19},
		{"ALARMS", true, 1},
	};
	struct table_cell cells[sizeof(columns) / sizeof(columns[0])];
	struct table t;
	size_t i;

	table_init(&t, stdout, columns, sizeof(columns) / sizeof(columns[0]));
	for (i = 0; i < count; i++) {
		memset(cells, 0, sizeof(cells));
		fill(device[i], cells);
		table_measure(&t, cells);
	}
	table_titles(&t);
	for (i = 0; i < count; i++) {
		memset(cells, 0, sizeof(cells));
		fill(device[i], cells);
		table_row(&t, cells);
	}
}

static int list(const struct arguments *a)
{
	json_t *all = json_array(), **device;
	int code = ask_all(&a->remote, all);
	size_t count = json_array_size(all), i;

	if (code) {
		json_decref(all);
		return code;
	}
	device = malloc(sizeof(json_t *) * (count + 1));
	for (i = 0; device && i < count; i++)
		device[i] = json_array_get(all, i);
	if (device)
		qsort(device, count, sizeof(json_t *), by_last_seen);
	if (a->remote.json)
		remote_print_json(all);
	else if (device && count)
		print_list(device, count);
	else if (device)
		puts("no device is known yet");
	free(device);
	json_decref(all);
	return device ? EXIT_OK : EXIT_FAILED;
}

static void print_address(const json_t *address)
{
	char seen[WHEN_TEXT_SIZE];

	when_day(text(address, "last_seen"), seen);
	printf("  %-39s  last seen %s%s\n", text(address, "ip"), seen,
	       json_is_true(json_object_get(address, "on_link")) ? "" : ", by its traffic only");
}

static void print_device(const json_t *device)
{
	const json_t *list = json_object_get(device, "addresses"), *address;
	char name[TABLE_CELL_SIZE], first[WHEN_TEXT_SIZE], last[WHEN_TEXT_SIZE];
	size_t i;

	table_text(name, sizeof(name), text(device, "name"));
	when_day(text(device, "first_seen"), first);
	when_day(text(device, "last_seen"), last);
	printf("device     %s\n", text(device, "id"));
	if (*name)
		printf("name       %s (from: %s)\n", name, text(device, "name_source"));
	if (*text(device, "mac"))
		printf("MAC        %s%s\n", text(device, "mac"),
		       json_is_true(json_object_get(device, "random_mac"))
			       ? " (chosen by the device)"
			       : "");
	if (json_is_true(json_object_get(device, "router")))
		puts("kind       a router: what stands behind it is not this device");
	printf("seen       %s to %s\n", first, last);
	printf("alarms     %lld open\n",
	       (long long)json_integer_value(json_object_get(device, "open_alarms")));
	puts("addresses");
	json_array_foreach((json_t *)list, i, address) print_address(address);
}

int verb_devices(int argc, char **argv)
{
	struct arguments a;
	json_t *arguments, *answer;
	int code = parse(&a, argc, argv);

	if (code >= 0)
		return code;
	if (!a.device)
		return list(&a);
	arguments = json_pack("{s:s}", "id", a.device);
	code = remote_ask(&a.remote, !strcmp(a.what, "show") ? "device" : "device-forget",
			  arguments, &answer);
	json_decref(arguments);
	if (code)
		return code;
	if (a.remote.json)
		remote_print_json(answer);
	else if (!strcmp(a.what, "show"))
		print_device(answer);
	else
		printf("forgotten: %s\n", text(answer, "forgotten"));
	json_decref(answer);
	return EXIT_OK;
}
