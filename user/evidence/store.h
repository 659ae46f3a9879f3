/* SPDX-License-Identifier: MIT */
/*
 * store.h - the folder of captures: names, a cap on their total size with the oldest
 * removed first, and what a process that died left half written.
 *
 * A name is TIME-ID.pcapng, such as 20261120T183307.123Z-capture.pcapng: the time (UTC) at
 * which it was begun, so that names sort by age, and the alarm's id or "capture" for one
 * that was asked for. Nothing else is touched in the folder. While it is written a file is
 * called NAME.part.
 */
#ifndef WEIR_STORE_H
#define WEIR_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define STORE_NAME_SIZE 64
#define STORE_FILES_MAX 1024 /* more are the oldest's end, too */
#define STORE_ON_DEMAND "capture" /* in place of an alarm's id */
#define STORE_ID_MIN 4 /* digits that an abbreviated id has at least */

struct store_file {
	char name[STORE_NAME_SIZE];
	uint64_t bytes;
};

struct store {
	int folder; /* -1: closed */
	uint64_t total; /* bytes of all files at most */
	uint64_t used; /* by those in the list, and by room that was asked for */
	uint64_t removed; /* files, to keep within the total */
	unsigned int count;
	struct store_file *file; /* STORE_FILES_MAX; oldest first */
};

/*
 * Opens the folder, made if need be (0750, and of @group if it may be); files are of its
 * group, where they may be. Files left half
 * written are cut after their last whole block and get their names; then the oldest go
 * until @total holds. 0 or -errno; a failed one needs no store_close().
 */
int store_open(struct store *s, const char *path, uint64_t total, const char *group);
/* Only to read the list: makes and changes nothing. */
int store_look(struct store *s, const char *path);
void store_close(struct store *s);

/* The name of a capture begun at @wall_ns about @id (32 hex digits, or STORE_ON_DEMAND). */
void store_name(char out[static STORE_NAME_SIZE], int64_t wall_ns, const char *id);
/* Whether @name is of that form. */
bool store_name_is(const char *name);
/* Its id; "capture" too. */
void store_name_id(const char *name, char out[static STORE_NAME_SIZE]);
/* When it was begun, seconds since 1970. */
int64_t store_name_time(const char *name);

/* A file to write, readable by its group (0640): its descriptor, or -errno (-EEXIST: there is one
 * of this name). It ends by store_finish()
 * or store_drop(). */
int store_begin(struct store *s, const char *name);
/* Before more is written to any: room for it, made by removing the oldest. -ENOSPC: not
 * even without all others. */
int store_room(struct store *s, uint64_t bytes);
/* Room that was not used after all. */
void store_return(struct store *s, uint64_t bytes);
/* Gives the file its name. @bytes: what it holds, all of which had its room. */
int store_finish(struct store *s, const char *name, uint64_t bytes);
/* Removes it instead. */
void store_drop(struct store *s, const char *name, uint64_t bytes);

/* Another total from now on. */
void store_set_total(struct store *s, uint64_t total);

/*
 * The one that @text means: a whole name, or an id's first STORE_ID_MIN digits and more,
 * then the newest. NULL: none.
 */
const struct store_file *store_find(const struct store *s, const char *text);
/* A descriptor to read it, or -errno. */
int store_read(const struct store *s, const char *name);

#endif
