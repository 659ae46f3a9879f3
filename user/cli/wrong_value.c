// SPDX-License-Identifier: MIT
#include "verb.h"

#include <stdio.h>
#include <string.h>

#define CONTINUED "          " /* how a line begins that goes on from the one before */

/* The line of @usage that begins with @option, "--NAME" or "-n"; NULL: none does. */
static const char *find(const char *usage, const char *option)
{
	size_t length = strlen(option);

	while ((usage = strchr(usage, '\n'))) {
		usage++;
		if (!strncmp(usage, "  ", 2) && !strncmp(usage + 2, option, length) &&
		    !strchr("-abcdefghijklmnopqrstuvwxyz", usage[2 + length]))
			return usage;
	}
	return NULL;
}

int verb_wrong_value(const char *usage, const char *option, const char *value)
{
	char dashed[32];
	const char *line;

	snprintf(dashed, sizeof(dashed), "%s%s", option[1] ? "--" : "-", option);
	line = find(usage, dashed);

	fprintf(stderr, "weir: %s %s: wrong value%s\n", dashed, value, line ? "; it takes" : "");
	while (line && *line) {
		size_t length = strcspn(line, "\n");

		fprintf(stderr, "%.*s\n", (int)length, line);
		line += length + (line[length] == '\n');
		if (strncmp(line, CONTINUED, sizeof(CONTINUED) - 1) != 0)
			break;
	}
	return EXIT_USAGE;
}
