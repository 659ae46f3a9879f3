// SPDX-License-Identifier: MIT
#include "model_remote.h"

#include "job.h"
#include "verb.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char *text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}

static void print_model(const json_t *model)
{
	time_t loaded = (time_t)json_integer_value(json_object_get(model, "loaded"));
	const char *use = text_of(model, "use"), *file = text_of(model, "file");
	char when[32] = "";
	struct tm local;

	if (!*use) {
		printf("          %s\n", file);
		return;
	}
	localtime_r(&loaded, &local);
	strftime(when, sizeof(when), "%Y-%m-%d %H:%M:%S", &local);
	printf("%-8s  %s, revision %d, by %s, since %s%s%s\n",
	       strcmp(use, "now") ? use : "in use", text_of(model, "id"),
	       (int)json_integer_value(json_object_get(model, "revision")), text_of(model, "from"),
	       when, *file ? ": " : "", file);
}

static int show(const struct remote *r, json_t *message)
{
	const json_t *models = json_object_get(message, "models");
	size_t i;

	if (r->json)
		remote_print_json(message);
	for (i = 0; !r->json && i < json_array_size(models); i++)
		print_model(json_array_get(models, i));
	json_decref(message);
	return EXIT_OK;
}

int model_remote_list(const struct remote *r)
{
	json_t *message = NULL;
	int code = remote_ask(r, "model-list", NULL, &message);

	return code ? code : show(r, message);
}

int model_remote_rollback(const struct remote *r)
{
	json_t *message = NULL;
	int code = remote_ask(r, "model-rollback", NULL, &message);

	return code ? code : show(r, message);
}

int model_remote_load(const struct remote *r, const char *file)
{
	json_t *arguments, *state = NULL;
	char path[PATH_MAX];
	int code;

	if (!realpath(file, path)) {
		fprintf(stderr, "weir: model %s: %s\n", file, strerror(errno));
		return exit_code_of(-errno);
	}
	arguments = json_pack("{s:s}", "file", path);
	code = job_run(r, "model-load", arguments, &state);
	json_decref(arguments);
	if (state && r->json)
		remote_print_json(state);
	else if (state)
		fprintf(code ? stderr : stdout, "%s%s\n", code ? "weir: " : "",
			text_of(state, "message"));
	json_decref(state);
	return code == EXIT_BAD_CONFIG ? EXIT_FAILED : code;
}
