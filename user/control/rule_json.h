/* SPDX-License-Identifier: MIT */
/*
 * rule_json.h - rules as the control socket gives and takes them, and as people read them.
 */
#ifndef WEIR_RULE_JSON_H
#define WEIR_RULE_JSON_H

#include "rule_key.h"

#include <jansson.h>
#include <stdio.h>

#define RULE_LIST_BYTES (512u << 10) /* of text in one answer, about */

/* {"name","effect","origin","place","state":"active"|"expired","comment","expires","hits",
 * "last_hit","keys":{KEY:VALUE},"text": as in a file}; expires and last_hit in seconds since
 * 1970, 0: none. New reference, NULL: no memory. */
json_t *rule_json(const struct ruleset_rule *rule, int64_t wall_s);

/* {"count": all of this effect, "rules":[...], "next": index to go on from, if there is
 * more}; @from: an index that an answer gave, 0 at first. */
json_t *rules_json(const struct ruleset *s, enum ruleset_effect effect, unsigned int from,
		   int64_t wall_s);

/* {"count": rules, "hit": [{"rule","effect","hits"}]}: those that held something back, at
 * most RULE_HITS_SHOWN. New reference, NULL: no memory. */
#define RULE_HITS_SHOWN 32
json_t *rules_hits_json(const struct ruleset *s);

/*
 * {"name":NAME, KEY:VALUE or [VALUE,...], ...} -> a rule as `add` makes it. @by: who adds
 * it. 0 with *out, which the caller frees by ruleset_rule_fini(), or -EINVAL with one line in
 * @error.
 */
#define RULE_JSON_ERROR_SIZE 256
int rule_from_json(const json_t *o, enum ruleset_effect effect, const char *by, int64_t wall_s,
		   struct ruleset_rule *out, char error[static RULE_JSON_ERROR_SIZE]);

/* Notes who adds it and when. -ENOMEM. */
int rule_sign(struct ruleset_rule *rule, const char *by, int64_t wall_s);

/* Take any JSON: what is missing or of another type is left out. */
void rule_print(const json_t *rule, FILE *out);
void rules_print(const json_t *answer, FILE *out);

#endif
