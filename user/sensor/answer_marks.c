// SPDX-License-Identifier: MIT
/* What the admin says of alarms: acknowledged, or false. */
#include "state.h"
#include "../control/rule_json.h"
#include "../control/rule_memory.h"
#include "../control/rule_propose.h"
#include "../sink/eve.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* The alarm that the request names, or NULL with *error. */
static const struct alert *find(const struct sensor *s, const json_t *arguments,
				struct control_error *error)
{
	const char *id = json_string_value(json_object_get(arguments, "id"));
	const struct record *record;
	int result;

	if (!id)
		return control_refuse(error, -EINVAL,
				      "id must be a text: that of an alarm, or how it begins");
	result = records_find(s->records, id, &record);
	if (result == -ENOTUNIQ)
		return control_refuse(error, result, "more than one alarm has an id that begins "
						     "so: give more of it");
	if (result)
		return control_refuse(error, result,
				      "no alarm of this id is kept; weir explain lists them");
	return &record->alert;
}

json_t *sensor_add_mark(const struct sensor *s, json_t *answer, const char *id)
{
	const struct record *record;
	const struct mark *m;

	if (!answer || !id || records_find(s->records, id, &record))
		return answer;
	m = marks_find(s->book.marks, record->alert.id);
	return m ? eve_finish(answer, eve_put(answer, "mark", rule_mark_json(m))) : answer;
}

static bool is_plain(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			return false;
	return true;
}

static void tell(struct sensor *s, const struct mark *m)
{
	const char *const fields[][2] = { { "WEIR_ALERT_ID", m->id },
					  { "WEIR_BY", m->by },
					  { NULL, NULL } };
	char message[256];

	snprintf(message, sizeof(message), "%s %s alarm %.8s%s%s", m->by,
		 m->kind == MARK_FALSE ? "says it is a false alarm:" : "acknowledged", m->id,
		 m->comment[0] ? ": " : "", m->comment);
	output_event_with(&s->out, JOURNAL_ALARM_MARKED, message, fields);
}

static const struct mark *mark(struct sensor *s, const struct control_peer *peer,
			       const struct alert *a, enum mark_kind kind, const char *comment)
{
	struct mark m = { .kind = (uint8_t)kind,
			  .severity = (uint8_t)a->severity,
			  .uid = peer->uid,
			  .at_s = sensor_wall_s(s),
			  .seen_s = sensor_wall_s(s) };

	snprintf(m.id, sizeof(m.id), "%s", a->id);
	snprintf(m.by, sizeof(m.by), "%s", peer->name);
	snprintf(m.comment, sizeof(m.comment), "%s", comment);
	marks_set(s->book.marks, &m);
	records_acknowledge(s->records, m.id, true);
	rulebook_changed(&s->book, false);
	tell(s, &m);
	return marks_find(s->book.marks, a->id);
}

static json_t *run_ack(void *ctx, const struct control_peer *peer, const json_t *arguments,
		       struct control_error *error)
{
	const char *comment = json_string_value(json_object_get(arguments, "comment"));
	bool undo = json_is_true(json_object_get(arguments, "undo"));
	struct sensor *s = ctx;
	const struct alert *a = find(s, arguments, error);
	json_t *answer;

	if (!a)
		return NULL;
	if (comment && (strlen(comment) >= MARK_COMMENT_SIZE || !is_plain(comment)))
		return control_refuse(error, -EINVAL,
				      "comment is a text of at most 120 bytes in one line");
	if (undo) {
		if (marks_remove(s->book.marks, a->id))
			return control_refuse(error, -ENOENT, "this alarm is not acknowledged");
		records_acknowledge(s->records, a->id, false);
		rulebook_changed(&s->book, false);
		return json_pack("{s:s}", "id", a->id);
	}
	answer = rule_mark_json(mark(s, peer, a, MARK_ACK, comment ? comment : ""));
	return eve_finish(answer, answer ? eve_put_text(answer, "id", a->id) : 0);
}

/* The proposal for the alarm, as rule and as answer. */
static json_t *propose(struct sensor *s, const json_t *arguments, const struct alert *a,
		       struct ruleset_rule *rule, struct control_error *error)
{
	const char *expires = json_string_value(json_object_get(arguments, "for"));
	json_t *answer;
	int result = rule_propose(a, expires, sensor_wall_s(s), rule);

	if (result == -EINVAL && a->stage == ALERT_SUMMARY)
		return control_refuse(error, -ENOTSUP,
				      "a summary of several alarms is no one alarm");
	if (result == -EINVAL)
		return control_refuse(error, result, "for is a time such as 30d, or a date");
	if (result)
		return NULL;
	answer = rule_proposal_json(&s->out.context, rule, a, s->records);
	if (!answer)
		ruleset_rule_fini(rule);
	return answer;
}

static json_t *run_fp(void *ctx, const struct control_peer *peer, const json_t *arguments,
		      struct control_error *error)
{
	struct sensor *s = ctx;
	const struct alert *a = find(s, arguments, error);
	struct ruleset_rule rule;
	json_t *answer = a ? propose(s, arguments, a, &rule, error) : NULL;

	(void)peer;
	if (answer)
		ruleset_rule_fini(&rule);
	return answer;
}

static json_t *run_fp_apply(void *ctx, const struct control_peer *peer, const json_t *arguments,
			    struct control_error *error)
{
	struct sensor *s = ctx;
	const struct alert *a = find(s, arguments, error);
	struct ruleset_rule rule;
	json_t *answer = a ? propose(s, arguments, a, &rule, error) : NULL, *added;

	if (!answer)
		return NULL;
	if (rule_sign(&rule, peer->name, sensor_wall_s(s))) {
		ruleset_rule_fini(&rule);
		json_decref(answer);
		return NULL;
	}
	added = sensor_add_rule(s, peer, &rule, error);
	if (!added) {
		json_decref(answer);
		return NULL;
	}
	mark(s, peer, a, MARK_FALSE, "");
	return eve_finish(answer, eve_put(answer, "rule", added));
}

const struct control_command answer_marks[] = {
	{ .name = "ack",
	  .admin = true,
	  .arguments = "id=ALARM [comment=TEXT] [undo=true]",
	  .run = run_ack },
	{ .name = "fp", .arguments = "id=ALARM [for=TIME]", .run = run_fp },
	{ .name = "fp-apply", .admin = true, .arguments = "id=ALARM [for=TIME]", .run = run_fp_apply },
	{ .name = NULL },
};
