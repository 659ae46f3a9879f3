/* SPDX-License-Identifier: MIT */
/*
 * rule_memory.h - what is kept of rules over a restart besides the rules: hits, and what
 * the admin said of alarms. One JSON text:
 *
 *   {"version":1,
 *    "rules":[{"effect","name","hits","last"}],
 *    "marks":[{"id","kind","severity","uid","by","comment","at","seen"}]}
 *
 * Times are seconds since 1970.
 */
#ifndef WEIR_RULE_MEMORY_H
#define WEIR_RULE_MEMORY_H

#include "../alert/mark.h"
#include "../alert/ruleset.h"

#include <jansson.h>

#define RULE_MEMORY_BYTES_MAX (1u << 20)

/* Rules that were hit, and all marks; the caller frees it. NULL: no memory. */
char *rule_memory_text(const struct ruleset *rules, const struct marks *marks);

/* Hits of rules that are there no longer are left out. -EINVAL: not such a text; nothing
 * is taken from it then. */
int rule_memory_parse(const char *text, size_t size, struct ruleset *rules, struct marks *marks);

/* {"kind","by","uid","at","comment"}; new reference, NULL: no memory. */
json_t *rule_mark_json(const struct mark *mark);

#endif
