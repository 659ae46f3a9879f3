// SPDX-License-Identifier: MIT
#include "rule_memory.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define VERSION 1

static json_t *hits_json(const struct ruleset *rules)
{
	json_t *list = json_array();
	int bad = !list;

	for (unsigned int i = 0; !bad && i < ruleset_count(rules); i++) {
		const struct ruleset_rule *rule = ruleset_get(rules, i);

		if (rule->hits || rule->last_hit_s)
			bad = json_array_append_new(
				list, json_pack("{s:s,s:s,s:I,s:I}", "effect",
						ruleset_effect_name(rule->effect), "name",
						rule->name, "hits", (json_int_t)rule->hits, "last",
						(json_int_t)rule->last_hit_s));
	}
	if (!bad)
		return list;
	json_decref(list);
	return NULL;
}

static json_t *mark_object(const struct mark *m)
{
	return json_pack("{s:s,s:s,s:i,s:I,s:s,s:s,s:I,s:I}", "id", m->id, "kind",
			 mark_kind_name(m->kind), "severity", (int)m->severity, "uid",
			 (json_int_t)m->uid, "by", m->by, "comment", m->comment, "at",
			 (json_int_t)m->at_s, "seen", (json_int_t)m->seen_s);
}

static json_t *marks_json(const struct marks *marks)
{
	json_t *list = json_array();
	int bad = !list;

	for (unsigned int i = 0; !bad && i < marks_count(marks); i++)
		bad = json_array_append_new(list, mark_object(marks_get(marks, i)));
	if (!bad)
		return list;
	json_decref(list);
	return NULL;
}

char *rule_memory_text(const struct ruleset *rules, const struct marks *marks)
{
	json_t *all = json_pack("{s:i,s:o,s:o}", "version", VERSION, "rules", hits_json(rules),
				"marks", marks_json(marks));
	char *text = all ? json_dumps(all, JSON_COMPACT) : NULL;

	json_decref(all);
	return text;
}

/* A text of at most @size - 1 bytes; false: there is none that fits. */
static bool take_text(const json_t *object, const char *key, char *out, size_t size)
{
	const char *text = json_string_value(json_object_get(object, key));

	if (!text || strlen(text) >= size)
		return false;
	strcpy(out, text);
	return true;
}

static bool take_number(const json_t *object, const char *key, int64_t low, int64_t high,
			int64_t *out)
{
	const json_t *value = json_object_get(object, key);

	*out = json_integer_value(value);
	return json_is_integer(value) && *out >= low && *out <= high;
}

static bool take_hits(const json_t *object, struct ruleset *rules)
{
	char effect[16], name[RULESET_NAME_SIZE];
	struct ruleset_rule *rule;
	int64_t hits, last;

	if (!take_text(object, "effect", effect, sizeof(effect)) ||
	    !take_text(object, "name", name, sizeof(name)) ||
	    !take_number(object, "hits", 0, INT64_MAX, &hits) ||
	    !take_number(object, "last", 0, INT64_MAX, &last))
		return false;
	if (!rules)
		return true;
	rule = ruleset_find(rules, strcmp(effect, "allow") ? RULESET_SUPPRESS : RULESET_ALLOW,
			    name);
	if (rule) {
		rule->hits = (uint64_t)hits;
		rule->last_hit_s = last;
	}
	return true;
}

static bool take_mark(const json_t *object, struct marks *marks)
{
	int64_t severity, uid;
	struct mark m = { .uid = 0 };
	char kind[16];

	if (!take_text(object, "id", m.id, sizeof(m.id)) || !m.id[0] ||
	    !take_text(object, "kind", kind, sizeof(kind)) ||
	    !take_text(object, "by", m.by, sizeof(m.by)) ||
	    !take_text(object, "comment", m.comment, sizeof(m.comment)) ||
	    !take_number(object, "severity", 1, 3, &severity) ||
	    !take_number(object, "uid", 0, UINT32_MAX, &uid) ||
	    !take_number(object, "at", 0, INT64_MAX / 2, &m.at_s) ||
	    !take_number(object, "seen", 0, INT64_MAX / 2, &m.seen_s))
		return false;
	m.kind = strcmp(kind, mark_kind_name(MARK_FALSE)) ? MARK_ACK : MARK_FALSE;
	m.severity = (uint8_t)severity;
	m.uid = (uint32_t)uid;
	if (marks)
		marks_set(marks, &m);
	return true;
}

/* With nobody to take it, only whether all is in order. */
static bool take_all(const json_t *all, struct ruleset *rules, struct marks *marks)
{
	const json_t *hits = json_object_get(all, "rules"), *said = json_object_get(all, "marks");
	int64_t version;
	json_t *item;
	size_t i;

	if (!take_number(all, "version", VERSION, VERSION, &version) || !json_is_array(hits) ||
	    !json_is_array(said) || json_array_size(said) > MARKS_MAX)
		return false;
	json_array_foreach(hits, i, item)
		if (!take_hits(item, rules))
			return false;
	json_array_foreach(said, i, item)
		if (!take_mark(item, marks))
			return false;
	return true;
}

int rule_memory_parse(const char *text, size_t size, struct ruleset *rules, struct marks *marks)
{
	json_t *all = json_loadb(text, size, JSON_REJECT_DUPLICATES, NULL);
	bool good = take_all(all, NULL, NULL);

	if (good)
		take_all(all, rules, marks);
	json_decref(all);
	return good ? 0 : -EINVAL;
}

json_t *rule_mark_json(const struct mark *m)
{
	return json_pack("{s:s,s:s,s:I,s:I,s:s}", "kind", mark_kind_name(m->kind), "by", m->by,
			 "uid", (json_int_t)m->uid, "at", (json_int_t)m->at_s, "comment",
			 m->comment);
}
