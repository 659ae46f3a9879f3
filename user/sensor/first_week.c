// SPDX-License-Identifier: MIT
#include "first_week.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define WEEK_S (7 * 24 * 3600)

static int read_stamp(const char *path, int64_t *out)
{
	FILE *file = fopen(path, "re");
	int fields;

	if (!file)
		return -errno;
	fields = fscanf(file, "%" SCNd64, out);
	fclose(file);
	return fields == 1 ? 0 : -EINVAL;
}

/* Whole or not at all: written beside it, then renamed. */
static int write_stamp(const char *path, int64_t now)
{
	char beside[PATH_MAX];
	FILE *file;
	int error = 0;

	if ((size_t)snprintf(beside, sizeof(beside), "%s.new", path) >= sizeof(beside))
		return -ENAMETOOLONG;
	file = fopen(beside, "we");
	if (!file)
		return -errno;
	if (fprintf(file, "%" PRId64 "\n", now) < 0)
		error = -EIO;
	if (fclose(file))
		error = -errno;
	if (!error && rename(beside, path))
		error = -errno;
	if (error)
		remove(beside);
	return error;
}

int first_week_left(const char *state, int64_t now, uint64_t *left_ns)
{
	char path[PATH_MAX];
	int64_t first = now;
	int error;

	*left_ns = 0;
	if ((size_t)snprintf(path, sizeof(path), "%s/first-start", state) >= sizeof(path))
		return -ENAMETOOLONG;
	if (mkdir(state, 0750) && errno != EEXIST)
		return -errno;
	error = read_stamp(path, &first);
	if (error == -ENOENT || error == -EINVAL)
		error = write_stamp(path, now);
	if (error)
		return error;
	if (first > now)
		first = now;
	if (now - first < WEEK_S)
		*left_ns = (uint64_t)(WEEK_S - (now - first)) * UINT64_C(1000000000);
	return 0;
}
