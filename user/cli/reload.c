// SPDX-License-Identifier: MIT
/* weir reload: the running sensor reads its configuration anew. */
#include "verb.h"

#include "../control/server.h"
#include "job.h"
#include "setup.h"

#include <stdio.h>
#include <string.h>

static const char usage[] =
	"usage: weir reload [--json] [--socket PATH]\n"
	"\n"
	"Lets the running sensor read its configuration, and the models and rules that it names,\n"
	"anew, and says what changed and what needs a restart. If anything in it is wrong, the\n"
	"sensor goes on as before. Needs root or the group weir-admin. SIGHUP does the same.\n"
	"Exit 78: the configuration is not good.\n";

static const char *text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}

static void print_list(const char *head, const json_t *list)
{
	size_t i;

	for (i = 0; i < json_array_size(list); i++) {
		const json_t *change = json_array_get(list, i);

		printf("%s: %s (%s -> %s)\n", head, text_of(change, "what"), text_of(change, "from"),
		       text_of(change, "to"));
	}
}

static void print(const json_t *state)
{
	const json_t *changed = json_object_get(state, "changed");

	puts(json_array_size(changed) ? "configuration reloaded" :
					"configuration reloaded: nothing changed");
	print_list("changed", changed);
	print_list("needs a restart", json_object_get(state, "restart"));
}

/* Where the sensor is configured to listen, if that can be told and nobody said otherwise. */
static void find_socket(struct remote *r, struct config *c)
{
	char error[CONFIG_ERROR_SIZE];

	if (!strcmp(r->socket, CONTROL_SOCKET) && !setup_load(NULL, NULL, 0, c, NULL, error) &&
	    c->control_socket[0])
		r->socket = c->control_socket;
}

int verb_reload(int argc, char **argv)
{
	struct config config;
	json_t *state = NULL;
	struct remote remote;
	int code = remote_options(&remote, argc, argv, usage);

	if (code >= 0)
		return code;
	find_socket(&remote, &config);
	code = job_run(&remote, "reload", NULL, &state);
	if (state && remote.json)
		remote_print_json(state);
	else if (state && code)
		fprintf(stderr, "weir: %s\n", text_of(state, "message"));
	else if (state)
		print(state);
	json_decref(state);
	return code;
}
