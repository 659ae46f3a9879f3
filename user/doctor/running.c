// SPDX-License-Identifier: MIT
#include "running.h"

#include "../control/client.h"

#include <errno.h>
#include <string.h>

static const char *text_of(const json_t *object, const char *key)
{
	const char *value = json_string_value(json_object_get(object, key));

	return value ? value : "";
}

static enum check_level level_of(const char *word)
{
	enum check_level level;

	for (level = CHECK_OK; level < CHECK_LEVELS; level++)
		if (!strcmp(word, check_level_name(level)))
			return level;
	return CHECK_NOTE;
}

/* What the other checks have found already, and as bad, is not said twice. */
static bool is_known(const struct doctor *d, enum check_level level, const char *name,
		     const char *ifname)
{
	unsigned int i;

	for (i = 0; i < d->checks.count; i++)
		if (d->checks.row[i].level >= level && !strcmp(d->checks.row[i].name, name) &&
		    !strcmp(d->checks.row[i].ifname, ifname))
			return true;
	return false;
}

void running_judge(struct doctor *d, const json_t *status)
{
	const json_t *troubles = json_object_get(status, "troubles"), *t;
	const json_t *losses = json_object_get(status, "losses");
	const char *verdict = text_of(status, "verdict");
	size_t index;

	check_add(&d->checks, CHECK_OK, "sensor", NULL, NULL, "it runs: %s",
		  *verdict ? verdict : "no verdict");
	json_array_foreach(troubles, index, t)
	{
		const char *name = text_of(t, "name"), *ifname = text_of(t, "interface");

		if (!is_known(d, level_of(text_of(t, "level")), name, ifname))
			check_add(&d->checks, level_of(text_of(t, "level")), name, ifname,
				  text_of(t, "command"), "%s", text_of(t, "text"));
	}
	if (json_object_size(losses)) {
		char *text = json_dumps(losses, JSON_COMPACT);

		check_add(&d->checks, CHECK_NOTE, "losses", NULL, "weir stats",
			  "packets lost since it started: %s", text ? text : "?");
		free(text);
	} else {
		check_add(&d->checks, CHECK_OK, "losses", NULL, NULL,
			  "it has lost no packet since it started");
	}
}

void doctor_running(struct doctor *d)
{
	char error[CLIENT_ERROR_SIZE];
	json_t *status = NULL;
	int result;

	if (!d->config->control_socket[0])
		return;
	result = client_ask(d->config->control_socket, "status", NULL, &status, error);
	if (!result)
		running_judge(d, status);
	else if (result == -ECONNREFUSED)
		check_add(&d->checks, CHECK_NOTE, "sensor", NULL, "systemctl start weir",
			  "no sensor runs (%s)", d->config->control_socket);
	else
		check_add(&d->checks, CHECK_NOTE, "sensor", NULL, NULL,
			  "the running sensor was not asked: %s", error);
	json_decref(status);
}
