/* SPDX-License-Identifier: MIT */
/*
 * memory_file.h - the site memory in the state directory, in the file "memory".
 *
 * Little-endian: a head of 32 bytes (magic "weirmem1", u32 entries, u32 CRC-32 of all that
 * follows it, u64 seed of the ids, u64 zero), then 28 bytes an entry (u64 id; u32
 * first_s, last_s, bytes; u16 contacts, days; u32 1: a home device brought it). It holds
 * no addresses. At most 4 Mi entries; the default budget has 16 Ki: 448 KiB.
 *
 * Written beside the old one ("memory.new") in slices, then synced and renamed: there is
 * always one whole file. Between slices the memory goes on; each entry is whole, and one
 * that is written twice counts once.
 */
#ifndef WEIR_MEMORY_FILE_H
#define WEIR_MEMORY_FILE_H

#include "memory.h"

#include <limits.h>

#define MEMORY_FILE_ERROR_SIZE 256

struct memory_save {
	int fd; /* -1: none goes on */
	uint32_t cursor; /* next slot */
	uint32_t count; /* entries written */
	uint32_t crc;
	bool written; /* all of it: memory_save_end() is next */
	char state[PATH_MAX];
};

/* A saver at rest. */
void memory_save_init(struct memory_save *s, const char *state);
static inline bool memory_save_busy(const struct memory_save *s)
{
	return s->fd >= 0;
}

/*
 * Begins to save, or goes on with it: at most 4 Ki entries (112 KiB) a call, so that a call
 * at each window's end never holds anything up. 1: there is more; 0: all is written, and
 * memory_save_end() is left to do; or a negative errno. The old file is there still.
 */
int memory_save_step(struct memory_save *s, const struct memory *m);
/* Syncs and renames what was written: waits for the disk, touches nothing but @s. 0 or a
 * negative errno; the old file is there still then. The saver is at rest after it. */
int memory_save_end(struct memory_save *s);
/* All of it at once. */
int memory_save_all(struct memory_save *s, const struct memory *m);
/* Gives up on a save that goes on. */
void memory_save_fini(struct memory_save *s);

/*
 * Fills an empty memory from the state directory. 0 also if there is no file; -EINVAL: it
 * is broken; other negative errnos. On failure the memory is empty and @error says why.
 */
int memory_load(struct memory *m, const char *state, char error[static MEMORY_FILE_ERROR_SIZE]);
/* The same from bytes. */
int memory_parse(struct memory *m, const void *data, size_t size,
		 char error[static MEMORY_FILE_ERROR_SIZE]);
/* Keeps a broken file as "memory.broken", so that the next save does not replace it. */
int memory_set_aside(const char *state);

#endif
