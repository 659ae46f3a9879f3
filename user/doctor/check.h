/* SPDX-License-Identifier: MIT */
/*
 * check.h - what weir doctor found, one check a row.
 */
#ifndef WEIR_CHECK_H
#define WEIR_CHECK_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define CHECKS_MAX 256
#define CHECK_TEXT 320

enum check_level {
	CHECK_OK,
	CHECK_NOTE,    /* good to know; nothing to mend */
	CHECK_WARNING, /* something should be mended */
	CHECK_BLIND,   /* packets are hidden from weir, or it cannot run */
	CHECK_LEVELS
};

struct check {
	enum check_level level;
	char name[32];	 /* a fixed word, for programs */
	char ifname[16]; /* "": about no interface */
	char text[CHECK_TEXT];
	char command[CHECK_TEXT]; /* that mends it; "": none */
};

struct checks {
	unsigned int count; /* beyond CHECKS_MAX the last row is written anew */
	struct check row[CHECKS_MAX];
};

/* @ifname, @command: NULL for none. */
__attribute__((format(printf, 6, 7))) void check_add(struct checks *c, enum check_level level,
						     const char *name, const char *ifname,
						     const char *command, const char *text, ...);

bool check_has(const struct checks *c, const char *name, const char *ifname);
unsigned int check_count(const struct checks *c, enum check_level level);
const char *check_level_name(enum check_level level); /* "ok", "note", "warning", "blind" */

/* For people, a line each (two where something mends it), the verdict last; and as
 * {"verdict","checks":[{"level","name","interface","text","command"}]}, a new reference. */
void check_print(const struct checks *c, FILE *out);
json_t *check_json(const struct checks *c);

#endif
