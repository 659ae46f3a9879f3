/* SPDX-License-Identifier: MIT */
/*
 * rule_history.h - what a rule would have covered, by the alerts of an EVE file.
 */
#ifndef WEIR_RULE_HISTORY_H
#define WEIR_RULE_HISTORY_H

#include "rule_key.h"

#include <jansson.h>
#include <stdio.h>

#define RULE_HISTORY_LINE_MAX (1u << 20)

struct rule_history {
	uint64_t lines;
	uint64_t unreadable; /* no JSON */
	uint64_t alarms; /* of weir, as they began */
	uint64_t covered; /* of these, by the rule */
};

/*
 * Reads EVE lines to the end; @each: every covered alarm's "new" event; NULL: not wanted. Lines
 * of other kinds and of other programs are passed over. 0 or -errno.
 */
int rule_history_read(FILE *in, const struct ruleset_rule *rule,
		      void (*each)(void *ctx, const json_t *event), void *ctx,
		      struct rule_history *out);

/* One event: 1 covered, 0 not, -1 not an alarm of weir that begins. */
int rule_history_event(const json_t *event, const struct ruleset_rule *rule);

#endif
