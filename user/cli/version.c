// SPDX-License-Identifier: MIT
#include "verb.h"

#include <weir/abi.h>
#include <stdio.h>
#include <string.h>

int verb_version(int argc, char **argv)
{
	if (argc == 2 && (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h"))) {
		puts("usage: weir version");
		return EXIT_OK;
	}
	if (argc > 1) {
		fputs("usage: weir version\n", stderr);
		return EXIT_USAGE;
	}
	printf("weir %s (ABI %d)\n", WEIR_VERSION, WEIR_ABI_VERSION);
	return EXIT_OK;
}
