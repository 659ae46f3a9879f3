/* SPDX-License-Identifier: MIT */
/*
 * pins.h - the directory of pins, BPFFS/weir, and the lock that makes one process its
 * owner. The lock ends with the process, however that dies.
 */
#ifndef WEIR_PINS_H
#define WEIR_PINS_H

#include <limits.h>

#define PINS_DEFAULT_BPFFS "/sys/fs/bpf"

struct pins {
	char dir[PATH_MAX];
	int lock_fd; /* of the directory; -1: not held */
};

/* Makes the directory if need be and locks it. -ENOTSUP: @bpffs is no bpf file system;
 * -EBUSY: another process holds the lock; -EPERM, -EACCES, -ENOENT. */
int pins_open(struct pins *p, const char *bpffs);

/* The same without making it: -ENOENT where there is none. */
int pins_open_existing(struct pins *p, const char *bpffs);

/* Removes the directory if it is empty; to be called with the lock held. */
void pins_remove_directory(struct pins *p);

/* Lets go of the lock. */
void pins_close(struct pins *p);

#endif
