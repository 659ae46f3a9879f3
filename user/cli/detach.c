// SPDX-License-Identifier: MIT
/* weir detach: takes off what a sensor that died has left. */
#include "verb.h"
#include "../source/attach.h"
#include "../source/pins.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>

static const char usage[] =
	"usage: weir detach [--bpffs DIR]\n"
	"\n"
	"Takes the hooks of a sensor that died off their interfaces and removes its pinned\n"
	"maps. What they had counted is gone then; weir run would take it over. Refuses while\n"
	"a sensor runs. Programs and filters of others stay.\n";

int verb_detach(int argc, char **argv)
{
	static const struct option options[] = {
		{ "bpffs", required_argument, NULL, 'b' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	const char *bpffs = PINS_DEFAULT_BPFFS;
	char error[BPF_ERROR_SIZE] = "";
	int option, result;

	while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		if (option == 'h') {
			fputs(usage, stdout);
			return EXIT_OK;
		}
		if (option != 'b') {
			fputs(usage, stderr);
			return EXIT_USAGE;
		}
		bpffs = optarg;
	}
	if (optind < argc) {
		fputs(usage, stderr);
		return EXIT_USAGE;
	}
	result = attach_clean(bpffs, error);
	if (result < 0) {
		fprintf(stderr, "weir: %s\n", error);
		return result == -EPERM || result == -EACCES ? EXIT_NO_PERMISSION : EXIT_FAILED;
	}
	if (result)
		printf("%d hooks taken off\n", result);
	else
		puts("no hook was left");
	return EXIT_OK;
}
