/* SPDX-License-Identifier: MIT */
/*
 * explain_answer.h - what `weir explain` is told, of a running sensor or of a capture.
 */
#ifndef WEIR_EXPLAIN_ANSWER_H
#define WEIR_EXPLAIN_ANSWER_H

#include "../sink/record_json.h"

/*
 * @id: an alarm's, or how it begins: record_json(). NULL: {"alarms": records_json()}. Both
 * with "named_hosts": what was left out (stats_named_hosts()). @b NULL: no baseline. New
 * reference, or NULL with *error: those of records_find(), -ENOMEM.
 */
json_t *explain_answer(const struct event_context *c, const struct records *r,
		       const struct baseline *b, const struct alert_stats *stats, const char *id,
		       int *error);

#endif
