// SPDX-License-Identifier: MIT
/* The limit of memory: the least of the group's and of those above, from files of a test. */
#include "tap.h"
#include "user/control/memory_limit.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/weir-limit-XXXXXX";
static char path[256];

static const char *at(const char *name)
{
	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static void put(const char *name, const char *text)
{
	FILE *f = fopen(at(name), "w");

	if (!f || fputs(text, f) < 0 || fclose(f))
		abort();
}

static uint64_t limit(void)
{
	char cgroup[256];

	strcpy(cgroup, at("cgroup"));
	return memory_limit_read(cgroup, folder);
}

int main(void)
{
	if (!mkdtemp(folder))
		abort();
	tap_is(limit() == UINT64_MAX, 1, "nothing is known: no limit");
	put("cgroup", "5:devices:/x\n0::/a.slice/b.service\n");
	mkdir(at("a.slice"), 0700);
	mkdir(at("a.slice/b.service"), 0700);
	tap_is(limit() == UINT64_MAX, 1, "no file: no limit");
	put("a.slice/b.service/memory.max", "max\n");
	tap_is(limit() == UINT64_MAX, 1, "max: no limit");
	put("a.slice/b.service/memory.max", "201326592\n");
	tap_is(limit(), 201326592, "of the group itself");
	put("a.slice/memory.max", "1048576\n");
	tap_is(limit(), 1048576, "a smaller one above");
	put("memory.max", "4096\n");
	tap_is(limit(), 4096, "up to the root");
	put("cgroup", "0::/\n");
	tap_is(limit(), 4096, "the root alone");
	put("cgroup", "1:name=systemd:/\n");
	tap_is(limit() == UINT64_MAX, 1, "version 1: not known");
	put("memory.max", "none\n");
	put("cgroup", "0::/\n");
	tap_is(limit() == UINT64_MAX, 1, "nonsense: no limit");
	unlink(at("memory.max"));
	unlink(at("a.slice/memory.max"));
	unlink(at("a.slice/b.service/memory.max"));
	unlink(at("cgroup"));
	rmdir(at("a.slice/b.service"));
	rmdir(at("a.slice"));
	tap_is(rmdir(folder), 0, "cleaned up");
	return tap_done();
}
