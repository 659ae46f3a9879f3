// SPDX-License-Identifier: MIT
/* The files with rules that the configuration names. */
#include "reload.h"

#include "../control/rule_setting.h"

_Static_assert(RULE_FILE_ERROR_SIZE <= RELOAD_ERROR_SIZE, "what is wrong with them fits");

static int read_rules(const struct sensor *s, const struct config *next, void **made,
		      char error[static RELOAD_ERROR_SIZE])
{
	struct ruleset *rules = NULL;
	int result = rule_setting_load(next, next->state, true, &rules, error);

	(void)s;
	*made = rules;
	return result;
}

static void drop_rules(void *made)
{
	ruleset_free(made);
}

static void swap_rules(struct sensor *s, const struct config *before, void *made, json_t *changed)
{
	(void)s;
	(void)before;
	(void)changed;
	drop_rules(made);
}

const struct reload_part reload_rule = {
	.name = "rules",
	.read = read_rules,
	.swap = swap_rules,
	.drop = drop_rules,
};
