// SPDX-License-Identifier: MIT
/* Rules against false alarms: listed, added, removed. */
#include "state.h"
#include "../control/rule_json.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* A change by a client, to journal and log. */
static void tell_change(struct sensor *s, const struct control_peer *peer, const char *what,
			enum ruleset_effect effect, const char *name)
{
	const char *const fields[][2] = { { "WEIR_RULE", name },
					  { "WEIR_BY", peer->name },
					  { NULL, NULL } };
	char message[256];

	snprintf(message, sizeof(message), "%s %s the %s rule %s; weir %s list shows all",
		 peer->name, what, ruleset_effect_name(effect), name, ruleset_effect_name(effect));
	output_event_with(&s->out, JOURNAL_RULE_CHANGED, message, fields);
}

static json_t *list(struct sensor *s, const json_t *arguments, enum ruleset_effect effect,
		    struct control_error *error)
{
	const json_t *from = json_object_get(arguments, "from");

	if (from && (!json_is_integer(from) || json_integer_value(from) < 0 ||
		     json_integer_value(from) > RULESET_RULES_MAX))
		return control_refuse(error, -EINVAL, "from is a number up to 1024");
	return rules_json(s->book.rules, effect, (unsigned int)json_integer_value(from),
			  sensor_wall_s(s));
}

/* An added rule whose time is over makes room for one of its name. */
static void drop_expired(struct sensor *s, const struct ruleset_rule *rule)
{
	const struct ruleset_rule *old =
		ruleset_find(s->book.rules, rule->effect, rule->name);

	if (old && old->origin == RULESET_ADDED && old->expires_s &&
	    old->expires_s <= sensor_wall_s(s))
		ruleset_remove(s->book.rules, rule->effect, rule->name);
}

void *sensor_add_rule(struct sensor *s, const struct control_peer *peer,
		      struct ruleset_rule *rule, struct control_error *error)
{
	enum ruleset_effect effect = rule->effect;
	char name[RULESET_NAME_SIZE];
	int result;

	strcpy(name, rule->name);
	drop_expired(s, rule);
	result = ruleset_add(s->book.rules, rule);
	ruleset_rule_fini(rule);
	if (result == -EEXIST)
		return control_refuse(error, result, "there is a rule of this name");
	if (result)
		return control_refuse(error, result, "there are 1024 rules or 16384 networks in "
						     "them already");
	rulebook_changed(&s->book, true);
	tell_change(s, peer, "added", effect, name);
	return rule_json(ruleset_find(s->book.rules, effect, name), sensor_wall_s(s));
}

static json_t *add(struct sensor *s, const struct control_peer *peer, const json_t *arguments,
		   enum ruleset_effect effect, struct control_error *error)
{
	struct ruleset_rule rule;

	if (rule_from_json(arguments, effect, peer->name, sensor_wall_s(s), &rule, s->said))
		return control_refuse(error, -EINVAL, s->said);
	return sensor_add_rule(s, peer, &rule, error);
}

static json_t *del(struct sensor *s, const struct control_peer *peer, const json_t *arguments,
		   enum ruleset_effect effect, struct control_error *error)
{
	const char *name = json_string_value(json_object_get(arguments, "name"));
	const struct ruleset_rule *rule = name ? ruleset_find(s->book.rules, effect, name) : NULL;
	char kept[RULESET_NAME_SIZE];

	if (!rule)
		return control_refuse(error, -ENOENT, "there is no rule of this name");
	if (rule->origin != RULESET_ADDED) {
		snprintf(s->said, sizeof(s->said), "%.150s has it: %s, then weir reload",
			 rule->place, rule->origin == RULESET_FILE ?
					      "take it out there" :
					      "an empty file of that name in your own folder "
					      "removes the shipped one");
		return control_refuse(error, -EEXIST, s->said);
	}
	strcpy(kept, rule->name);
	ruleset_remove(s->book.rules, effect, kept);
	rulebook_changed(&s->book, true);
	tell_change(s, peer, "removed", effect, kept);
	return json_pack("{s:s}", "removed", kept);
}

#define COMMANDS(name, effect)                                                                     \
	static json_t *name##_list(void *ctx, const struct control_peer *peer,                     \
				   const json_t *arguments, struct control_error *error)           \
	{                                                                                          \
		(void)peer;                                                                        \
		return list(ctx, arguments, effect, error);                                        \
	}                                                                                          \
	static json_t *name##_add(void *ctx, const struct control_peer *peer,                      \
				  const json_t *arguments, struct control_error *error)            \
	{                                                                                          \
		return add(ctx, peer, arguments, effect, error);                                   \
	}                                                                                          \
	static json_t *name##_del(void *ctx, const struct control_peer *peer,                      \
				  const json_t *arguments, struct control_error *error)            \
	{                                                                                          \
		return del(ctx, peer, arguments, effect, error);                                   \
	}

COMMANDS(allow, RULESET_ALLOW)
COMMANDS(suppress, RULESET_SUPPRESS)

#define KEYS                                                                                       \
	"name=NAME [device= peer= network= role= port= protocol= class= direction= hours= days= "  \
	"expires= comment=]"
const struct control_command answer_rules[] = {
	{ .name = "allow-list", .arguments = "[from=N]", .run = allow_list },
	{ .name = "allow-add", .admin = true, .arguments = KEYS, .run = allow_add },
	{ .name = "allow-del", .admin = true, .arguments = "name=NAME", .run = allow_del },
	{ .name = "suppress-list", .arguments = "[from=N]", .run = suppress_list },
	{ .name = "suppress-add", .admin = true, .arguments = KEYS, .run = suppress_add },
	{ .name = "suppress-del", .admin = true, .arguments = "name=NAME", .run = suppress_del },
	{ .name = NULL },
};
