/* SPDX-License-Identifier: MIT */
/*
 * record_json.h - an alarm explained: its last EVE event, every layer's own result, every
 * feature with its expected range, what its host did around it, what to do next.
 */
#ifndef WEIR_RECORD_JSON_H
#define WEIR_RECORD_JSON_H

#include "../alert/record.h"
#include "../detect/baseline.h"
#include "event.h"

/*
 * {"alert": the EVE event,
 *  "layers": {
 *    "threshold": {"score", "threshold", "rules": [{"name", "class", "fired", "score",
 *      "conditions": [{"feature", "text", "value", "shown", "test", "limit",
 *        "limit_shown", "holds"}]}]},
 *    "rf": {"asked", "model_id", "classes": [{"class", "share", "threshold"}]},
 *    "iforest": {"asked", "score", "threshold"}},
 *  "features": [{"feature", "text", "value", "shown", "expected_lo", "expected_hi",
 *    "expected", "basis", "off"}],
 *  "windows": [{"start", "iface", "flows", "peers", "ports", "packets", "bytes", "unanswered"}],
 *  "role": "attacker"|"victim", "next": text}
 *
 * Features come with those farthest out first: off is how many per cent of the end of its
 * range a value is (of a value below it the other way round), 100 and less is within. A
 * range is the site's own (@b, NULL: none), else the limit of the strongest rule that
 * names the feature; without either there is no "expected". What is void at a one-way
 * vantage has "void": true and no value. New reference, NULL on lack of memory.
 */
json_t *record_json(const struct event_context *c, const struct record *r,
		    const struct baseline *b);

/* [{"id", "timestamp", "severity", "class", "stage", "message", "rule": that
 * suppresses it, if one does, "acknowledged"}], oldest first. */
json_t *records_json(const struct event_context *c, const struct records *r);

#endif
