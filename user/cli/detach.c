// SPDX-License-Identifier: MIT
/* weir detach: takes off what a sensor that died has left. */
#include "verb.h"
#include "../source/attach_clean.h"
#include "../source/pins.h"

#include <errno.h>
#include <getopt.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static const char usage[] =
	"usage: weir detach [--bpffs DIR] [--dry-run] [--force] [--json]\n"
	"\n"
	"Takes the hooks of a sensor that died off their interfaces and removes its pinned\n"
	"maps, and says what it took. What they had counted is gone then; weir run would take\n"
	"it over. Refuses while a sensor runs. Programs and filters of others stay.\n"
	"\n"
	"  -n, --dry-run  only say what would be taken off\n"
	"  --force        although a sensor runs (one that hangs; a healthy one puts its hooks\n"
	"                 back), and filters of weir's that no pin knows\n"
	"  --bpffs DIR    BPF file system of the pins (/sys/fs/bpf)\n"
	"\n"
	"Exit 0: nothing is left; 1: a sensor runs; 4: no permission; 5: no such DIR.\n";

struct report {
	json_t *list; /* NULL: text */
	const char *verb;
	unsigned int pins;
	unsigned int stray;
};

static void take(void *ctx, const struct attach_left *left)
{
	struct report *r = ctx;

	r->stray += left->stray;
	r->pins += !left->hook;
	if (r->list) {
		json_array_append_new(r->list,
				      json_pack("{s:s,s:s,s:s,s:b,s:s}", "what", left->what, "side",
						left->side, "where", left->where, "stray",
						left->stray, "error",
						left->error ? strerror(-left->error) : ""));
		return;
	}
	if (left->error)
		printf("%s: %s %s: %s\n", left->where, left->side, left->what,
		       strerror(-left->error));
	else if (left->stray)
		printf("%s: a filter of weir's at %s that no pin knows stays; --force takes it off\n",
		       left->where, left->side);
	else if (left->hook)
		printf("%s: %s %s %s\n", left->where, left->side, left->what, r->verb);
}

struct arguments {
	struct attach_clean_options clean;
	bool json;
};

/* EXIT_OK, EXIT_USAGE, or -1: help was asked for and given. */
static int read_arguments(struct arguments *a, int argc, char **argv)
{
	static const struct option options[] = {
		{ "bpffs", required_argument, NULL, 'b' }, { "dry-run", no_argument, NULL, 'n' },
		{ "force", no_argument, NULL, 'f' },	   { "json", no_argument, NULL, 'j' },
		{ "help", no_argument, NULL, 'h' },	   { NULL, 0, NULL, 0 },
	};
	int option;

	*a = (struct arguments){ .clean.bpffs = PINS_DEFAULT_BPFFS };
	while ((option = getopt_long(argc, argv, "hn", options, NULL)) != -1) {
		if (option == 'h') {
			fputs(usage, stdout);
			return -1;
		}
		if (option == 'b')
			a->clean.bpffs = optarg;
		else if (option == 'n')
			a->clean.only_look = true;
		else if (option == 'f')
			a->clean.force = true;
		else if (option == 'j')
			a->json = true;
		else
			return EXIT_USAGE;
	}
	return optind < argc ? EXIT_USAGE : EXIT_OK;
}

static void print_end(const struct arguments *a, const struct report *r, int hooks)
{
	if (a->json) {
		json_t *object = json_pack("{s:b,s:i,s:i,s:O}", "dry_run", a->clean.only_look,
					   "hooks", hooks, "pins", (int)r->pins, "left", r->list);

		json_dumpf(object, stdout, JSON_COMPACT | JSON_PRESERVE_ORDER);
		putchar('\n');
		json_decref(object);
	} else if (hooks || r->pins) {
		printf("%d hooks %s, %u pins %s\n", hooks, r->verb, r->pins,
		       a->clean.only_look ? "would be removed" : "removed");
	} else if (!r->stray) {
		puts("nothing was left");
	}
}

int verb_detach(int argc, char **argv)
{
	char error[BPF_ERROR_SIZE] = "";
	struct report report = { 0 };
	struct arguments a;
	int hooks, code = read_arguments(&a, argc, argv);

	if (code < 0)
		return EXIT_OK;
	if (code) {
		fputs(usage, stderr);
		return code;
	}
	report.verb = a.clean.only_look ? "would be taken off" : "taken off";
	report.list = a.json ? json_array() : NULL;
	a.clean.left = take;
	a.clean.ctx = &report;
	hooks = attach_clean(&a.clean, error);
	if (hooks < 0)
		fprintf(stderr, "weir: %s\n", error);
	else
		print_end(&a, &report, hooks);
	json_decref(report.list);
	if (hooks == -ENOTSUP)
		return EXIT_NOT_FOUND;
	return hooks < 0 ? exit_code_of(hooks) : EXIT_OK;
}
