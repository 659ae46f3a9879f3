/* SPDX-License-Identifier: MIT */
/*
 * rule_propose.h - from a false alarm to the rule against it.
 */
#ifndef WEIR_RULE_PROPOSE_H
#define WEIR_RULE_PROPOSE_H

#include "../alert/record.h"
#include "../sink/event.h"
#include "rule_key.h"

#include <jansson.h>

/*
 * The narrowest rule that covers every report of the alarm so far: its class, its host (by
 * MAC too, where that is known) in its role, its peers if all are known, port and protocol if
 * all findings agree on them. Named fp- and the first digits of the alarm's id. @expires:
 * such as "30d", NULL: never. 0 with *out (ruleset_rule_fini()), -EINVAL (a summary: there is
 * no one alarm; or a time that is none), -ENOMEM.
 */
int rule_propose(const struct alert *a, const char *expires, int64_t wall_s,
		 struct ruleset_rule *out);

/* Whether neither peer nor port could be named: it covers all that the host does of it. */
bool rule_is_broad(const struct ruleset_rule *rule);

/* {"rule": rule_json(), "broad", "alarm": ID, "others": [{"id","timestamp","class","message"}],
 * "kept": N}: which of the other kept alarms it covers, of how many. New reference, NULL: no
 * memory. */
json_t *rule_proposal_json(const struct event_context *c, const struct ruleset_rule *rule,
			   const struct alert *a, const struct records *kept);

#endif
