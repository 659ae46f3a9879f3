// SPDX-License-Identifier: MIT
#include "rule_json.h"

#include "../sink/event.h"
#include "../sink/eve.h"
#include "rule_time.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define KEYS_SHOWN 200 /* bytes of a value in text for people */

/* "key = value" lines to an object; lists that were given in parts are one. */
static json_t *keys_json(const char *text)
{
	json_t *keys = json_object();
	int bad = !keys;

	while (!bad && text && *text) {
		size_t line = strcspn(text, "\n"), key = strcspn(text, " ");
		char name[16] = "", value[RULE_TEXT_MAX];
		const char *before;

		if (key + 3 > line || key >= sizeof(name))
			break;
		memcpy(name, text, key);
		before = json_string_value(json_object_get(keys, name));
		snprintf(value, sizeof(value), "%s%s%.*s", before ? before : "",
			 before ? ", " : "", (int)(line - key - 3), text + key + 3);
		bad = eve_put_text(keys, name, value);
		text += line + (text[line] == '\n');
	}
	return eve_finish(keys, bad);
}

json_t *rule_json(const struct ruleset_rule *rule, int64_t wall_s)
{
	bool expired = rule->expires_s && wall_s >= rule->expires_s;
	json_t *o = json_object();
	int bad = 0;

	if (!o)
		return NULL;
	bad |= eve_put_text(o, "name", rule->name);
	bad |= eve_put_text(o, "effect", ruleset_effect_name(rule->effect));
	bad |= eve_put_text(o, "origin", ruleset_origin_name(rule->origin));
	bad |= eve_put_text(o, "place", rule->place ? rule->place : "");
	bad |= eve_put_text(o, "state", expired ? "expired" : "active");
	bad |= eve_put_text(o, "comment", rule->comment);
	bad |= eve_put(o, "expires", json_integer(rule->expires_s));
	bad |= eve_put(o, "hits", json_integer((json_int_t)rule->hits));
	bad |= eve_put(o, "last_hit", json_integer(rule->last_hit_s));
	bad |= eve_put(o, "keys", keys_json(rule->text));
	bad |= eve_put_text(o, "text", rule->text ? rule->text : "");
	return eve_finish(o, bad);
}

json_t *rules_json(const struct ruleset *s, enum ruleset_effect effect, unsigned int from,
		   int64_t wall_s)
{
	json_t *o = json_object(), *list = json_array();
	unsigned int i, count = 0;
	size_t bytes = 0;
	int bad = !list;

	for (i = 0; i < ruleset_count(s); i++)
		count += ruleset_get(s, i)->effect == effect;
	for (i = from; !bad && i < ruleset_count(s) && bytes < RULE_LIST_BYTES; i++) {
		const struct ruleset_rule *rule = ruleset_get(s, i);

		if (rule->effect != effect)
			continue;
		bytes += 512 + 2 * (rule->text ? strlen(rule->text) : 0);
		bad = json_array_append_new(list, rule_json(rule, wall_s));
	}
	if (!o) {
		json_decref(list);
		return NULL;
	}
	bad |= eve_put(o, "count", json_integer(count));
	bad |= eve_put(o, "rules", list);
	if (i < ruleset_count(s))
		bad |= eve_put(o, "next", json_integer(i));
	return eve_finish(o, bad);
}

json_t *rules_hits_json(const struct ruleset *s)
{
	json_t *list = json_array();
	int bad = !list;

	for (unsigned int i = 0; !bad && i < ruleset_count(s); i++) {
		const struct ruleset_rule *rule = ruleset_get(s, i);

		if (rule->hits && json_array_size(list) < RULE_HITS_SHOWN)
			bad = json_array_append_new(
				list, json_pack("{s:s,s:s,s:I}", "rule", rule->name, "effect",
						ruleset_effect_name(rule->effect), "hits",
						(json_int_t)rule->hits));
	}
	if (!bad)
		return json_pack("{s:I,s:o}", "count", (json_int_t)ruleset_count(s), "hit", list);
	json_decref(list);
	return NULL;
}

static int fail(char *error, const char *what, const char *wrong, const char *right)
{
	snprintf(error, RULE_JSON_ERROR_SIZE, "%s '%.60s'; %.150s", what, wrong, right);
	return -EINVAL;
}

static int take_text(struct ruleset_rule *rule, const char *key, const json_t *value, int64_t now,
		     char *error)
{
	const char *text = json_string_value(value), *expected;
	char hint[200];

	if (!text)
		return fail(error, "not a text or a list of texts:", key, "every key has one");
	expected = rule_key_set(rule, key, text, now);
	if (!expected)
		return 0;
	snprintf(hint, sizeof(hint), "%s takes %s", key, expected);
	return fail(error, "wrong value", text, hint);
}

static int take_key(struct ruleset_rule *rule, const char *key, const json_t *value, int64_t now,
		    char *error)
{
	const char *nearest;
	char hint[64];
	json_t *part;
	size_t i;

	if (!rule_key_known(key) || !strcmp(key, "added")) {
		nearest = rule_key_nearest(key);
		snprintf(hint, sizeof(hint), nearest ? "is '%s' meant?" : "no rule has that",
			 nearest);
		return fail(error, "unknown key", key, hint);
	}
	if (!json_is_array(value))
		return take_text(rule, key, value, now, error);
	json_array_foreach(value, i, part)
		if (take_text(rule, key, part, now, error))
			return -EINVAL;
	return 0;
}

int rule_sign(struct ruleset_rule *rule, const char *by, int64_t wall_s)
{
	char when[RULE_TIME_SIZE], text[RULE_VALUE_MAX];

	rule_time_text(wall_s, when);
	snprintf(text, sizeof(text), "%s by %.60s", when, by);
	if (rule_key_set(rule, "added", text, wall_s) ||
	    asprintf(&rule->place, "added %s", text) < 0)
		return -ENOMEM;
	return 0;
}

int rule_from_json(const json_t *o, enum ruleset_effect effect, const char *by, int64_t wall_s,
		   struct ruleset_rule *out, char error[static RULE_JSON_ERROR_SIZE])
{
	const char *name = json_string_value(json_object_get(o, "name")), *key;
	struct ruleset_rule rule = { .effect = (uint8_t)effect, .origin = RULESET_ADDED };
	json_t *value;
	int result = 0;

	if (!name || !rule_name_is_good(name))
		return fail(error, "not a rule's name:", name ? name : "",
			    "up to 40 letters, digits and .-_");
	strcpy(rule.name, name);
	json_object_foreach((json_t *)o, key, value)
		if (!result && strcmp(key, "name") != 0)
			result = take_key(&rule, key, value, wall_s, error);
	if (!result && !rule_is_about_something(&rule))
		result = fail(error, "a rule for everything:", name,
			      "say device, peer, network, port, protocol or class");
	if (!result && rule_sign(&rule, by, wall_s))
		result = fail(error, "no memory for", name, "try again");
	if (result)
		ruleset_rule_fini(&rule);
	else
		*out = rule;
	return result;
}

static const char *text_of(const json_t *o, const char *key)
{
	const char *text = json_string_value(json_object_get(o, key));

	return text ? text : "";
}

static void print_time(FILE *out, const char *what, const json_t *seconds)
{
	char when[RULE_TIME_SIZE];

	if (json_integer_value(seconds) <= 0)
		return;
	rule_time_text(json_integer_value(seconds), when);
	fprintf(out, "%s %s", what, when);
}

void rule_print(const json_t *rule, FILE *out)
{
	const json_t *value;
	const char *key;

	fprintf(out, "%s  %s, %s, %" JSON_INTEGER_FORMAT " hits", text_of(rule, "name"),
		text_of(rule, "state"), text_of(rule, "origin"),
		json_integer_value(json_object_get(rule, "hits")));
	print_time(out, ", last", json_object_get(rule, "last_hit"));
	print_time(out, ", expires", json_object_get(rule, "expires"));
	fputc('\n', out);
	json_object_foreach(json_object_get(rule, "keys"), key, value)
		if (strcmp(key, "expires") != 0 && strcmp(key, "added") != 0)
			fprintf(out, "    %s = %.*s\n", key, KEYS_SHOWN,
				json_is_string(value) ? json_string_value(value) : "");
	if (*text_of(rule, "place"))
		fprintf(out, "    %s\n", text_of(rule, "place"));
}

void rules_print(const json_t *answer, FILE *out)
{
	const json_t *list = json_object_get(answer, "rules");
	json_t *rule;
	size_t i;

	json_array_foreach(list, i, rule)
		rule_print(rule, out);
}
