// SPDX-License-Identifier: MIT
#include "verb.h"

#include <weir/abi.h>
#include <stdio.h>

int verb_version(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	printf("weir %s (ABI %d)\n", WEIR_VERSION, WEIR_ABI_VERSION);
	return EXIT_OK;
}
