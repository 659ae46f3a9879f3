/* SPDX-License-Identifier: MIT */
/*
 * rulebook.h - the rules of the running sensor and what the admin said of alarms: changed
 * by commands, kept over restarts in STATE/rules:
 *
 *   allow.conf, suppress.conf   rules that were added (control/rule_file.h)
 *   memory.json                 hits and marks (control/rule_memory.h)
 *
 * Changes hold at once and are on their way to the disk before the command is answered,
 * hits every five minutes and at the end; a thread writes (worker.h). What goes wrong with
 * a file is told and stops nothing.
 */
#ifndef WEIR_RULEBOOK_H
#define WEIR_RULEBOOK_H

#include "../alert/mark.h"
#include "../alert/ruleset.h"
#include "worker.h"

#include <limits.h>
#include <stdint.h>

#define RULEBOOK_EVERY_NS 300000000000ull
#define RULEBOOK_FILES 3

struct rulebook_save {
	char path[RULEBOOK_FILES][PATH_MAX];
	char *text[RULEBOOK_FILES]; /* NULL: not this time */
	int result; /* of the first that failed */
	unsigned int failed; /* which */
};

struct rulebook {
	struct ruleset *rules;
	struct marks *marks;
	struct worker worker;
	struct rulebook_save save;
	bool added; /* rules were added or removed since the last save */
	uint64_t memory; /* what rule hits and marks summed up to then */
	uint64_t next_ns; /* when hits are saved */
	uint64_t saved, failed; /* times */
	bool failing; /* the last save failed */
};

/* Takes @rules over and remembers what is in @state, with its folder made if it is not
 * there. 0, -ENOMEM or what worker_init() says; then @rules stays the caller's. */
int rulebook_open(struct rulebook *b, struct ruleset *rules, const char *state, uint64_t now);

/* Another set, read from files alone: hits and the rules that were added go over. Returns the
 * old set, for the caller to free once nobody uses it. */
struct ruleset *rulebook_swap(struct rulebook *b, struct ruleset *next);

/* After a change by a command: saves it soon. */
void rulebook_changed(struct rulebook *b, bool rules);
/* Once a second: starts and ends saves. */
void rulebook_tick(struct rulebook *b, uint64_t now);

/* Saves all, waiting, and frees all. Accepts one that was not opened. */
void rulebook_close(struct rulebook *b);

#endif
