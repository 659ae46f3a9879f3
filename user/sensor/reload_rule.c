// SPDX-License-Identifier: MIT
/* The files with rules that the configuration names. */
#include "state.h"
#include "../control/rule_setting.h"

#include <stdio.h>

_Static_assert(RULE_FILE_ERROR_SIZE <= RELOAD_ERROR_SIZE, "what is wrong with them fits");

static int read_rules(const struct sensor *s, const struct config *next, void **made,
		      char error[static RELOAD_ERROR_SIZE])
{
	struct ruleset *rules = NULL;
	/* Those that were added, the running sensor has. */
	int result = rule_setting_load(next, s ? NULL : next->state, true, &rules, error);

	*made = rules;
	return result;
}

static void drop_rules(void *made)
{
	ruleset_free(made);
}

static void swap_rules(struct sensor *s, const struct config *before, void *made, json_t *changed)
{
	unsigned int had = ruleset_count(s->book.rules), has;
	struct ruleset *old = rulebook_swap(&s->book, made);
	char from[16], to[16];

	(void)before;
	pipeline_use_rules(s->pipeline, s->book.rules);
	ruleset_free(old);
	has = ruleset_count(s->book.rules);
	snprintf(from, sizeof(from), "%u", had);
	snprintf(to, sizeof(to), "%u", has);
	if (had != has)
		reload_note(changed, "rules", from, to);
}

const struct reload_part reload_rule = {
	.name = "rules",
	.read = read_rules,
	.swap = swap_rules,
	.drop = drop_rules,
};
