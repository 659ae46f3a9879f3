// SPDX-License-Identifier: MIT
#include "first_week.h"

#include "../durable.h"

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
	/* Written by a clock that was not set, before such were told apart. */
	return fields == 1 && *out >= FIRST_WEEK_CLOCK_S ? 0 : -EINVAL;
}

static int write_stamp(const char *path, int64_t now)
{
	char text[32];

	snprintf(text, sizeof(text), "%" PRId64 "\n", now);
	return durable_write(path, text, strlen(text), 0640);
}

static int64_t left_s(int64_t first, int64_t now)
{
	if (first > now)
		first = now;
	return now - first < WEEK_S ? WEEK_S - (now - first) : 0;
}

int first_week_begin(struct first_week *f, const char *state, int64_t wall_s, uint64_t *left_ns)
{
	bool set = wall_s >= FIRST_WEEK_CLOCK_S;
	int64_t left = WEEK_S;
	int error;

	*left_ns = 0;
	worker_init(&f->worker);
	f->waits = false;
	if ((size_t)snprintf(f->path, sizeof(f->path), "%s/first-start", state) >= sizeof(f->path))
		return -ENAMETOOLONG;
	if (mkdir(state, 0750) && errno != EEXIST)
		return -errno;
	error = read_stamp(f->path, &f->first_s);
	if (!error)
		left = set ? left_s(f->first_s, wall_s) : 0;
	else if (error != -ENOENT && error != -EINVAL)
		return error;
	else if (set)
		error = write_stamp(f->path, wall_s);
	else
		f->waits = true;
	if (error && !f->waits)
		return error;
	*left_ns = (uint64_t)left * UINT64_C(1000000000);
	return 0;
}

static void write_first(void *ctx)
{
	const struct first_week *f = ctx;

	/* Where it cannot be written, the site is new at the next start, too. */
	write_stamp(f->path, f->first_s);
}

void first_week_tick(struct first_week *f, int64_t wall_s, uint64_t uptime_s)
{
	worker_take(&f->worker);
	if (!f->waits || wall_s < FIRST_WEEK_CLOCK_S || worker_busy(&f->worker))
		return;
	f->first_s = wall_s - (int64_t)uptime_s;
	f->waits = worker_start(&f->worker, write_first, f) != 0;
}

void first_week_fini(struct first_week *f)
{
	worker_wait(&f->worker);
	worker_fini(&f->worker);
}
