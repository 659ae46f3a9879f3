/* SPDX-License-Identifier: MIT */
/*
 * recent.h - the latest alert events as the lines they were sent as, and the command
 * `alerts` that gives them.
 *
 * A ring of RECENT_ALERTS lines; each has a number that rises by one and never comes
 * again, so that who reads page by page misses none and gets none twice.
 */
#ifndef WEIR_CONTROL_RECENT_H
#define WEIR_CONTROL_RECENT_H

#include "command.h"

#include <stddef.h>
#include <stdint.h>

#define RECENT_ALERTS 256
#define RECENT_LINE_MAX (64u << 10) /* longer ones are not kept */

struct recent {
	char *line[RECENT_ALERTS];
	uint64_t count; /* remembered so far */
};

/* Copies the line; one that finds no memory is not remembered. */
void recent_add(struct recent *r, const char *line, size_t length);
void recent_fini(struct recent *r);

/*
 * alerts [limit=N] [before=NUMBER]: {"count","first","more","alerts":[EVENT,...]}, oldest
 * first: the last @limit of those before the number, all by default, as far as they fit
 * into an answer. "first" is the number of the first one given, for the next "before";
 * "more" says whether older ones are kept. ctx is a struct recent.
 */
extern const struct control_command command_recent[];

#endif
