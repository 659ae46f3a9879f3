// SPDX-License-Identifier: MIT
#include "process.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static void look_at_memory(struct process *out)
{
	uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
	unsigned long size, resident;
	FILE *f = fopen("/proc/self/statm", "re");

	if (f && fscanf(f, "%lu %lu", &size, &resident) == 2) {
		out->virtual_bytes = size * page;
		out->resident_bytes = resident * page;
	}
	if (f)
		fclose(f);
}

static uint64_t open_fds(void)
{
	DIR *folder = opendir("/proc/self/fd");
	const struct dirent *entry;
	uint64_t count = 0;

	if (!folder)
		return 0;
	while ((entry = readdir(folder)))
		count += entry->d_name[0] != '.';
	closedir(folder);
	return count - 1; /* the folder's own */
}

static uint64_t microseconds(const struct timeval *t)
{
	return (uint64_t)t->tv_sec * 1000000u + (uint64_t)t->tv_usec;
}

void process_look(struct process *out)
{
	struct rusage usage;
	struct rlimit limit;

	memset(out, 0, sizeof(*out));
	look_at_memory(out);
	out->fds = open_fds();
	if (!getrlimit(RLIMIT_NOFILE, &limit))
		out->fds_max = limit.rlim_cur;
	if (!getrusage(RUSAGE_SELF, &usage))
		out->cpu_us = microseconds(&usage.ru_utime) + microseconds(&usage.ru_stime);
}
