// SPDX-License-Identifier: MIT
#include "offload.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define SLICE 4096

static const char hardware[] = "[HW_OFFLOAD]";
static const char software[] = "[OFFLOAD]";

int offload_open(struct offload *o, const char *path)
{
	memset(o, 0, sizeof(*o));
	o->fd = open(path, O_RDONLY | O_CLOEXEC);
	return o->fd < 0 ? -errno : 0;
}

static uint64_t count(const char *text, size_t size, const char *mark)
{
	const char *at = text, *end = text + size;
	size_t length = strlen(mark);
	uint64_t found = 0;

	while ((at = memmem(at, (size_t)(end - at), mark, length))) {
		at += length;
		found++;
	}
	return found;
}

/* @carried bytes of it were looked at before, and are shorter than any mark. */
static void take(struct offload *o, const char *text, size_t size, size_t carried)
{
	o->now.connections += count(text + carried, size - carried, "\n");
	o->now.hardware += count(text, size, hardware);
	o->now.software += count(text, size, software);
}

/* What a mark that is cut may have left at the end: less than the shorter one, so that no
 * whole one is counted twice; the longer one begins with [HW_, which is looked for. */
static size_t cut(const char *text, size_t size)
{
	const char *at = size ? memrchr(text, '[', size) : NULL;
	size_t left = at ? (size_t)(text + size - at) : 0;

	return at && left < sizeof(hardware) - 1 && !memchr(at, ']', left) ? left : 0;
}

static int pass_ends(struct offload *o)
{
	o->last = o->now;
	o->known = true;
	o->carried = 0;
	memset(&o->now, 0, sizeof(o->now));
	if (lseek(o->fd, 0, SEEK_SET) < 0)
		return -errno;
	return 1;
}

int offload_step(struct offload *o, size_t bytes)
{
	char text[sizeof(o->carry) + SLICE];
	size_t done = 0;

	if (o->fd < 0)
		return -EBADF;
	while (done < bytes) {
		ssize_t got = read(o->fd, text + o->carried, SLICE);
		int result = got < 0 ? -errno : 0;
		size_t size;

		if (!got)
			result = pass_ends(o);
		if (result < 0)
			offload_close(o);
		if (result)
			return result;
		memcpy(text, o->carry, o->carried);
		size = o->carried + (size_t)got;
		take(o, text, size, o->carried);
		o->carried = cut(text, size);
		memcpy(o->carry, text + size - o->carried, o->carried);
		done += (size_t)got;
	}
	return 0;
}

void offload_close(struct offload *o)
{
	if (o->fd >= 0)
		close(o->fd);
	o->fd = -1;
	o->known = false;
}
