/* SPDX-License-Identifier: MIT */
/*
 * durable.h - a file is replaced whole or not at all, also where the power fails: written
 * beside the old one ("PATH.new"), synced, renamed, and the folder synced.
 *
 * A sync waits for the disk: never called from the loop (sensor/worker.h), but before its
 * begin and after its end.
 */
#ifndef WEIR_DURABLE_H
#define WEIR_DURABLE_H

#include <limits.h>
#include <stddef.h>
#include <sys/types.h>

/* "PATH.new", of which there is one writer at a time. -ENAMETOOLONG. */
int durable_beside(const char *path, char out[static PATH_MAX]);

/* All of @data, less what umask(2) takes off @mode. 0 or -errno; the old file is there
 * still then. */
int durable_write(const char *path, const void *data, size_t size, mode_t mode);

/* The rest, once all has been written to @fd, which is "PATH.new" and closed in any case.
 * 0 or -errno; the old file is there still then, and nothing beside it. */
int durable_finish(int fd, const char *path);

/* What was renamed or linked in the folder of @path is there after a power cut. 0 or -errno. */
int durable_folder(const char *path);

/* write(2) until all is written. 0 or -errno. */
int durable_put(int fd, const void *data, size_t size);

#endif
