/* SPDX-License-Identifier: MIT */
/*
 * eve_file.h - EVE lines appended to a file, for log shippers.
 *
 * A line is written whole or not at all: what a full disk tore is cut off again. Lines
 * that could not be written are lost and counted; writing goes on when there is room.
 */
#ifndef WEIR_EVE_FILE_H
#define WEIR_EVE_FILE_H

#include <stddef.h>
#include <stdint.h>

struct eve_file_stats {
	uint64_t written; /* lines */
	uint64_t lost;
	int error; /* errno of the last lost line, 0 once one was written again */
};

struct eve_file;

/* Creates the file with mode 0640. -ENOENT, -EACCES, ... of open(2). */
int eve_file_new(const char *path, struct eve_file **out);
/* @line: one event without newline. */
void eve_file_write(struct eve_file *f, const char *line, size_t length);
/* After logrotate moved the file (SIGHUP, reopen-log-files). On failure the old file
 * stays in use. */
int eve_file_reopen(struct eve_file *f);
const struct eve_file_stats *eve_file_stats(const struct eve_file *f);
void eve_file_free(struct eve_file *f);

#endif
