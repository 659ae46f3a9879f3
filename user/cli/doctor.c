// SPDX-License-Identifier: MIT
/* weir doctor: what weir cannot see on this machine, and the command that mends it. */
#include "verb.h"
#include "../control/config.h"
#include "../source/attach_clean.h"
#include "../source/blind.h"

#include <errno.h>
#include <getopt.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

static const char usage[] =
	"usage: weir doctor [--bpffs DIR] [-c FILE] [--json] [INTERFACE...]\n"
	"\n"
	"Names what weir cannot see, or not exactly, on each interface, with the command that\n"
	"mends it. Default: the interfaces weir run would watch. Changes nothing.\n"
	"Exit 0: no blind spot; 1: some.\n";

struct arguments {
	bool json;
	const char *bpffs; /* NULL: as configured */
	const char *config;
	unsigned int count;
	char names[INTERFACES_MAX][INTERFACE_NAME];
};

static int add_name(struct arguments *a, const char *name)
{
	if (a->count == INTERFACES_MAX || strlen(name) >= INTERFACE_NAME)
		return -EINVAL;
	strcpy(a->names[a->count++], name);
	return 0;
}

/* EXIT_OK, EXIT_USAGE, or -1: help was asked for and given. */
static int read_arguments(struct arguments *a, int argc, char **argv)
{
	static const struct option options[] = {
		{ "bpffs", required_argument, NULL, 'b' },
		{ "json", no_argument, NULL, 'j' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	int option;

	memset(a, 0, sizeof(*a));
	while ((option = getopt_long(argc, argv, "hc:", options, NULL)) != -1) {
		if (option == 'h') {
			fputs(usage, stdout);
			return -1;
		}
		if (option == 'j')
			a->json = true;
		else if (option == 'b')
			a->bpffs = optarg;
		else if (option == 'c')
			a->config = optarg;
		else
			return EXIT_USAGE;
	}
	for (; optind < argc; optind++)
		if (add_name(a, argv[optind]))
			return EXIT_USAGE;
	return EXIT_OK;
}

/* The interfaces of the configuration, or the default ones. */
static int choose(struct arguments *a, const struct config *c)
{
	unsigned int i;
	bool host;
	int count;

	if (a->count)
		return 0;
	for (i = 0; i < c->interface_count; i++)
		add_name(a, c->interface[i].name);
	if (a->count)
		return 0;
	count = interface_defaults(a->names, &host);
	if (count > 0)
		a->count = (unsigned int)count;
	return count < 0 ? count : 0;
}

static void print_spot(const char *ifname, const struct blind_spot *b)
{
	printf("%s: %s: %s\n    %s\n", ifname, b->name, b->effect, b->command);
}

static int add_json(json_t *list, const char *ifname, const struct blind_spot *b)
{
	return json_array_append_new(list, json_pack("{s:s,s:s,s:s,s:s}", "interface", ifname,
						     "name", b->name, "effect", b->effect,
						     "command", b->command));
}

/* @list: NULL for text. Blind spots of one interface, or a negative errno. */
static int examine(const char *ifname, const char *bpffs, json_t *list)
{
	struct blind_spot spots[BLIND_MAX];
	enum weir_mode ingress = WEIR_MODE_NONE;
	struct interface found;
	uint32_t own_xdp = 0;
	unsigned int count, i;
	int result = interface_read(ifname, &found);

	if (result)
		return result;
	result = attach_look(bpffs, ifname, &ingress, &own_xdp);
	if (result == -EPERM || result == -EACCES)
		return result;
	count = blind_spots(&found, ingress, own_xdp, spots);
	for (i = 0; i < count; i++) {
		if (!list)
			print_spot(ifname, &spots[i]);
		else if (add_json(list, ifname, &spots[i]))
			return -ENOMEM;
	}
	if (!list && !count)
		printf("%s: no blind spot (%s)\n", ifname,
		       ingress == WEIR_MODE_NONE ? "not attached" : attach_mode_name(ingress));
	return (int)count;
}

static int fail(const char *ifname, int error)
{
	if (error == -ENODEV) {
		fprintf(stderr, "weir: no interface '%s'; `ip link` lists them\n", ifname);
		return EXIT_NOT_FOUND;
	}
	if (error == -EPERM || error == -EACCES) {
		fprintf(stderr, "weir: only root may see how %s is attached\n", ifname);
		return EXIT_NO_PERMISSION;
	}
	fprintf(stderr, "weir: %s: %s\n", ifname, strerror(-error));
	return EXIT_FAILED;
}

static int examine_all(const struct arguments *a, const char *bpffs)
{
	json_t *list = a->json ? json_array() : NULL;
	int found = 0, one;
	unsigned int i;

	for (i = 0; i < a->count; i++) {
		one = examine(a->names[i], bpffs, list);
		if (one < 0) {
			json_decref(list);
			return fail(a->names[i], one);
		}
		found += one;
	}
	if (list && !json_dumpf(list, stdout, JSON_COMPACT | JSON_PRESERVE_ORDER))
		putchar('\n');
	json_decref(list);
	return found ? EXIT_FAILED : EXIT_OK;
}

int verb_doctor(int argc, char **argv)
{
	char error[CONFIG_ERROR_SIZE];
	struct arguments a;
	struct config config;
	int code = read_arguments(&a, argc, argv);

	if (code < 0)
		return EXIT_OK;
	if (code) {
		fputs(usage, stderr);
		return code;
	}
	if (config_load(a.config, &config, error)) {
		fprintf(stderr, "weir: %s\n", error);
		return EXIT_BAD_CONFIG;
	}
	code = choose(&a, &config);
	if (code)
		return fail("interfaces", code);
	if (!a.count) {
		fputs("weir: no interface to look at; name one\n", stderr);
		return EXIT_NOT_FOUND;
	}
	return examine_all(&a, a.bpffs ? a.bpffs : config.bpffs);
}
