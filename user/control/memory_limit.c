// SPDX-License-Identifier: MIT
#include "memory_limit.h"

#include <inttypes.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* The path behind "0::", that of the one hierarchy of version 2. */
static bool own_group(const char *file, char path[static PATH_MAX])
{
	FILE *f = fopen(file, "re");
	bool found = false;

	if (!f)
		return false;
	while (!found && fgets(path, PATH_MAX, f))
		found = !strncmp(path, "0::/", 4);
	fclose(f);
	if (!found)
		return false;
	path[strcspn(path, "\n")] = '\0';
	memmove(path, path + 3, strlen(path + 3) + 1);
	return true;
}

static uint64_t limit_of(const char *root, const char *group)
{
	char path[2 * PATH_MAX];
	uint64_t bytes;
	FILE *f;

	if (snprintf(path, sizeof(path), "%s%s/memory.max", root, group) >= (int)sizeof(path))
		return UINT64_MAX;
	f = fopen(path, "re");
	if (!f)
		return UINT64_MAX;
	/* "max" is no number. */
	if (fscanf(f, "%" SCNu64, &bytes) != 1)
		bytes = UINT64_MAX;
	fclose(f);
	return bytes;
}

uint64_t memory_limit_read(const char *cgroup, const char *root)
{
	uint64_t least = UINT64_MAX, limit;
	char group[PATH_MAX], *slash;

	if (!own_group(cgroup, group))
		return UINT64_MAX;
	do {
		limit = limit_of(root, group);
		if (limit < least)
			least = limit;
		slash = strrchr(group, '/');
		if (slash)
			*slash = '\0';
	} while (slash);
	return least;
}
