// SPDX-License-Identifier: MIT
#include "state.h"
#include "../control/explain_answer.h"

#include <errno.h>

/* What was acknowledged after its last report, no report says. */
static void mark_all(const struct sensor *s, json_t *answer)
{
	json_t *alarm;
	size_t i;

	json_array_foreach(json_object_get(answer, "alarms"), i, alarm)
		if (marks_find(s->book.marks, json_string_value(json_object_get(alarm, "id"))))
			json_object_set_new(alarm, "acknowledged", json_true());
}

static json_t *run_explain(void *ctx, const struct control_peer *peer, const json_t *arguments,
			   struct control_error *error)
{
	const json_t *id = json_object_get(arguments, "id");
	const struct sensor *s = ctx;
	json_t *answer;

	(void)peer;
	if (id && !json_is_string(id))
		return control_refuse(error, -EINVAL,
				      "id must be a text: that of an alarm, or how it begins");
	answer = explain_answer(
		&s->out.context, s->records, anomaly_baseline(past_anomaly(s->past)),
		pipeline_alert_stats(s->pipeline), json_string_value(id), &error->code);
	if (!answer && error->code == -ENOENT)
		error->text = "no alarm of this id is kept; weir explain lists them";
	if (!answer && error->code == -ENOTUNIQ)
		error->text = "more than one alarm has an id that begins so: give more of it";
	if (!id)
		mark_all(s, answer);
	return sensor_add_mark(s, answer, json_string_value(id));
}

const struct control_command answer_view[] = {
	{.name = "explain", .arguments = "[id=ALARM]", .run = run_explain},
	{.name = NULL},
};
