// SPDX-License-Identifier: MIT
#include "explain_answer.h"

#include "../sink/eve.h"
#include "stats.h"

#include <errno.h>

json_t *explain_answer(const struct event_context *c, const struct records *r,
		       const struct baseline *b, const struct alert_stats *stats, const char *id,
		       int *error)
{
	const struct record *record = NULL;
	json_t *answer;
	int bad = 0;

	*error = id ? records_find(r, id, &record) : 0;
	if (*error)
		return NULL;
	answer = id ? record_json(c, record, b) : json_object();
	if (answer && !id)
		bad |= eve_put(answer, "alarms", records_json(c, r));
	if (answer)
		bad |= eve_put(answer, "named_hosts", stats_named_hosts(stats));
	answer = eve_finish(answer, bad);
	*error = answer ? 0 : -ENOMEM;
	return answer;
}
