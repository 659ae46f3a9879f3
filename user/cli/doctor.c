// SPDX-License-Identifier: MIT
/* weir doctor: what weir cannot see on this machine, and the command that mends it. */
#include "setup.h"
#include "verb.h"
#include "../doctor/doctor.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define WAIT_MS 1000 /* between two looks at counters of drops */

static const char usage[] =
	"usage: weir doctor [--bpffs DIR] [--socket PATH] [-c FILE] [--json] [INTERFACE...]\n"
	"\n"
	"Looks at this machine, each interface and the running sensor: what weir cannot see, or\n"
	"not exactly, and the command that mends it, a line a check. Default: the interfaces\n"
	"weir run would watch. Changes nothing; takes a second or two. Some checks need root.\n"
	"\n"
	"  ok       nothing to do\n"
	"  note     good to know\n"
	"  warning  something should be mended\n"
	"  blind    packets are hidden from weir, or it cannot run\n"
	"\n"
	"Exit 0: all well (ok and notes); 1: a warning or a blind spot; 5: no such interface.\n";

struct arguments {
	bool json;
	const char *bpffs; /* NULL: as configured */
	const char *socket; /* NULL: as configured */
	const char *config;
};

static int add_name(struct doctor *d, const char *name)
{
	if (d->count == INTERFACES_MAX || !*name || strlen(name) >= INTERFACE_NAME)
		return -EINVAL;
	strcpy(d->name[d->count++], name);
	return 0;
}

/* EXIT_OK, EXIT_USAGE, or -1: help was asked for and given. */
static int read_arguments(struct arguments *a, struct doctor *d, int argc, char **argv)
{
	static const struct option options[] = {
		{ "bpffs", required_argument, NULL, 'b' },
		{ "socket", required_argument, NULL, 's' },
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
		else if (option == 's')
			a->socket = optarg;
		else if (option == 'c')
			a->config = optarg;
		else
			return EXIT_USAGE;
	}
	for (; optind < argc; optind++)
		if (add_name(d, argv[optind]))
			return EXIT_USAGE;
	return EXIT_OK;
}

/* The interfaces of the configuration, or the default ones. */
static int choose(struct doctor *d, const struct config *c)
{
	unsigned int i;
	bool host;
	int count;

	for (i = 0; !d->chosen && i < c->interface_count; i++)
		add_name(d, c->interface[i].name);
	d->chosen = d->count;
	if (d->chosen)
		return 0;
	count = interface_defaults(d->name, &host);
	if (count > 0)
		d->count = (unsigned int)count;
	return count < 0 ? count : 0;
}

/* A name that was given and is none is a mistake, unless it may come. */
static int check_names(const struct doctor *d)
{
	unsigned int i;

	for (i = 0; i < d->count; i++)
		if (!links_find(&d->links, d->name[i]) && !interface_may_come(d->name[i])) {
			fprintf(stderr, "weir: no interface '%s'; `ip link` lists them\n",
				d->name[i]);
			return EXIT_NOT_FOUND;
		}
	return EXIT_OK;
}

static void examine(struct doctor *d)
{
	doctor_machine(d);
	if (!geteuid())
		doctor_kernel(d);
	else
		check_add(&d->checks, CHECK_NOTE, "kernel-features", NULL, "sudo weir doctor",
			  "only root may try what the kernel offers to BPF");
	doctor_service(d);
	doctor_placement(d);
	doctor_nics(d, WAIT_MS);
	doctor_bypass(d);
	doctor_running(d);
}

static int report(const struct doctor *d, bool json)
{
	json_t *object = json ? check_json(&d->checks) : NULL;

	if (!json)
		check_print(&d->checks, stdout);
	else if (object && !json_dumpf(object, stdout, JSON_COMPACT | JSON_PRESERVE_ORDER))
		putchar('\n');
	json_decref(object);
	return check_count(&d->checks, CHECK_BLIND) || check_count(&d->checks, CHECK_WARNING)
		       ? EXIT_FAILED
		       : EXIT_OK;
}

static int run(struct doctor *d, const struct arguments *a)
{
	const struct setup_key keys[] = {
		{ "Sensor", "bpffs", a->bpffs },
		{ "Control", "socket", a->socket },
	};
	char text[CONFIG_ERROR_SIZE];
	struct config config;
	bool named = d->count;
	int code, error;

	code = setup_load(a->config, keys, 2, &config, NULL, text);
	if (code) {
		fprintf(stderr, "weir: %s\n", text);
		return code;
	}
	d->config = &config;
	d->root = "";
	d->chosen = named;
	error = links_read(&d->links, d->root);
	if (!error)
		error = choose(d, &config);
	if (error) {
		fprintf(stderr, "weir: cannot list interfaces: %s\n", strerror(-error));
		return EXIT_FAILED;
	}
	code = named ? check_names(d) : EXIT_OK;
	if (!code && !d->count) {
		fputs("weir: no interface to look at; name one\n", stderr);
		code = EXIT_NOT_FOUND;
	}
	if (code)
		return code;
	examine(d);
	return report(d, a->json);
}

int verb_doctor(int argc, char **argv)
{
	struct doctor *d = calloc(1, sizeof(*d));
	struct arguments a;
	int code;

	if (!d) {
		fputs("weir: out of memory\n", stderr);
		return EXIT_FAILED;
	}
	code = read_arguments(&a, d, argc, argv);
	if (code == EXIT_USAGE)
		fputs(usage, stderr);
	else if (code < 0)
		code = EXIT_OK;
	else
		code = run(d, &a);
	free(d);
	return code;
}
