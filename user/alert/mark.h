/* SPDX-License-Identifier: MIT */
/*
 * mark.h - what the admin said of alarms: acknowledged, or a false alarm. Ids of alarms are
 * stable, so marks hold over a restart (control/mark_file.h).
 *
 * An acknowledged alarm is not reported again to journald and terminal while it goes on,
 * until its severity is higher than when that was said. After MARK_AWAY_S without a
 * report of it, it is news again. A false one is treated alike: the rule made from it
 * does the rest. Marks are kept for MARK_KEEP_S after the last report, or until the place
 * is needed: then the one silent for longest goes.
 */
#ifndef WEIR_MARK_H
#define WEIR_MARK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MARKS_MAX 1024
#define MARK_AWAY_S 86400
#define MARK_KEEP_S (30 * 86400)
#define MARK_ID_SIZE 33
#define MARK_BY_SIZE 33
#define MARK_COMMENT_SIZE 121

enum mark_kind { MARK_ACK, MARK_FALSE };

struct mark {
	char id[MARK_ID_SIZE]; /* of the alarm, "": free */
	uint8_t kind; /* enum mark_kind */
	uint8_t severity; /* of the alarm then, 1 high .. 3 low */
	uint32_t uid; /* who said so */
	char by[MARK_BY_SIZE];
	char comment[MARK_COMMENT_SIZE];
	int64_t at_s; /* when, seconds since 1970 */
	int64_t seen_s; /* last report of the alarm since, or at_s */
};

struct marks;

int marks_new(struct marks **out); /* -ENOMEM */
void marks_free(struct marks *m); /* accepts NULL */
size_t marks_bytes(void);

/* Takes it over in place of one of the same id. */
void marks_set(struct marks *m, const struct mark *mark);
/* -ENOENT. */
int marks_remove(struct marks *m, const char *id);
/* The mark of an alarm, or NULL; good until the next change. @m NULL: none. */
const struct mark *marks_find(const struct marks *m, const char *id);

/* A report of the alarm is made: whether it is to be held back. Notes that it was seen. */
bool marks_quiet(struct marks *m, const char *id, unsigned int severity, int64_t wall_s);

/* All in use, in no order; @index below marks_count(). */
unsigned int marks_count(const struct marks *m);
const struct mark *marks_get(const struct marks *m, unsigned int index);
/* Drops those whose time is over. */
void marks_expire(struct marks *m, int64_t wall_s);
/* Rises with every change that is to be saved. */
uint64_t marks_changes(const struct marks *m);

const char *mark_kind_name(enum mark_kind kind); /* "acknowledged", "false" */

#endif
