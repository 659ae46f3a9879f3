// SPDX-License-Identifier: MIT
#include "verb.h"

#include <weir/abi.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>

static const char usage[] = "usage: weir version [--json]\n"
			    "\n"
			    "The version of weir, and that of the layout of its maps.\n";

int verb_version(int argc, char **argv)
{
	static const struct option options[] = {
		{"json", no_argument, NULL, 'j'}, {"help", no_argument, NULL, 'h'}, {0}};
	bool json = false;
	int option;

	while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		if (option == 'h') {
			fputs(usage, stdout);
			return EXIT_OK;
		}
		if (option != 'j') {
			fputs(usage, stderr);
			return EXIT_USAGE;
		}
		json = true;
	}
	if (optind < argc) {
		fputs(usage, stderr);
		return EXIT_USAGE;
	}
	printf(json ? "{\"version\":\"%s\",\"abi\":%d}\n" : "weir %s (ABI %d)\n", WEIR_VERSION,
	       WEIR_ABI_VERSION);
	return EXIT_OK;
}
