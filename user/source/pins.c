// SPDX-License-Identifier: MIT
#include "pins.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#define LOCK_ATTEMPTS 10

static int set_directory(struct pins *p, const char *bpffs)
{
	struct statfs fs;

	p->lock_fd = -1;
	if (!bpffs)
		bpffs = PINS_DEFAULT_BPFFS;
	if (statfs(bpffs, &fs))
		return -errno;
	if (fs.f_type != BPF_FS_MAGIC)
		return -ENOTSUP;
	if (snprintf(p->dir, sizeof(p->dir), "%s/weir", bpffs) >= (int)sizeof(p->dir))
		return -ENAMETOOLONG;
	return 0;
}

/* 0 locked, -EAGAIN where its owner has removed the directory meanwhile. */
static int lock_directory(struct pins *p)
{
	struct stat status;
	int error = 0;

	p->lock_fd = open(p->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (p->lock_fd < 0)
		return -errno;
	if (flock(p->lock_fd, LOCK_EX | LOCK_NB))
		error = errno == EWOULDBLOCK ? -EBUSY : -errno;
	else if (fstat(p->lock_fd, &status))
		error = -errno;
	else if (!status.st_nlink)
		error = -EAGAIN;
	if (error)
		pins_close(p);
	return error;
}

static int open_pins(struct pins *p, const char *bpffs, bool make)
{
	int error = set_directory(p, bpffs);
	unsigned int i;

	if (error)
		return error;
	for (i = 0; i < LOCK_ATTEMPTS; i++) {
		if (make && mkdir(p->dir, 0700) && errno != EEXIST)
			return -errno;
		error = lock_directory(p);
		if (error != -EAGAIN && !(make && error == -ENOENT))
			return error;
	}
	return -EBUSY;
}

int pins_open(struct pins *p, const char *bpffs)
{
	return open_pins(p, bpffs, true);
}

int pins_open_existing(struct pins *p, const char *bpffs)
{
	return open_pins(p, bpffs, false);
}

void pins_remove_directory(struct pins *p)
{
	if (p->lock_fd >= 0)
		rmdir(p->dir);
}

void pins_close(struct pins *p)
{
	if (p->lock_fd >= 0)
		close(p->lock_fd);
	p->lock_fd = -1;
}
