// SPDX-License-Identifier: MIT
#include "job.h"

#include "verb.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>

#define ASK_EVERY_MS 50

static json_int_t number_of(const json_t *state)
{
	return json_integer_value(json_object_get(state, "job"));
}

static bool is_state(const json_t *state, const char *name)
{
	const char *text = json_string_value(json_object_get(state, "state"));

	return text && !strcmp(text, name);
}

int job_run(const struct remote *r, const char *command, json_t *arguments, json_t **result)
{
	int code, asked, limit = JOB_WAIT_S * 1000 / ASK_EVERY_MS;
	json_t *state = NULL;
	json_int_t number;

	code = remote_ask(r, command, arguments, &state);
	number = number_of(state);
	json_decref(state);
	for (asked = 0; !code && asked < limit; asked++) {
		code = remote_ask(r, "job-status", NULL, &state);
		if (code)
			break;
		if (number_of(state) >= number && !is_state(state, "reading")) {
			*result = state;
			return is_state(state, "done") ? EXIT_OK : EXIT_BAD_CONFIG;
		}
		json_decref(state);
		poll(NULL, 0, ASK_EVERY_MS);
	}
	if (code)
		return code;
	fprintf(stderr, "weir: the sensor is still at it after %d s\n", JOB_WAIT_S);
	return EXIT_FAILED;
}
