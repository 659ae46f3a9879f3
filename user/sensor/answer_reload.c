// SPDX-License-Identifier: MIT
#include "state.h"

#include "../control/config_show.h"

#include <errno.h>
#include <string.h>

static json_t *run_reload(void *ctx, const struct control_peer *peer, const json_t *arguments,
			  struct control_error *error)
{
	struct sensor *s = ctx;
	int result = reload_begin(s);

	(void)peer;
	(void)arguments;
	if (result)
		return control_refuse(error, result, strerror(-result));
	/* The one that will have read what is there now. */
	return json_pack("{s:I,s:s}", "job", (json_int_t)(s->reload.number + s->reload.again),
			 "state", "reading");
}

static json_t *run_job(void *ctx, const struct control_peer *peer, const json_t *arguments,
		       struct control_error *error)
{
	(void)peer;
	(void)arguments;
	(void)error;
	return reload_state(ctx);
}

/* A text among the arguments; "" where there is none, NULL where it is no text. */
static const char *text_of(const json_t *arguments, const char *name)
{
	const json_t *value = json_object_get(arguments, name);

	return value ? json_string_value(value) : "";
}

/* Of a key that needs a restart, what the files say now. */
static void add_pending(const struct sensor *s, json_t *settings)
{
	json_t *changes = config_changes(s->config, &s->configured, true);
	char what[64];
	size_t i, k;

	for (i = 0; i < json_array_size(settings); i++) {
		json_t *item = json_array_get(settings, i);
		const char *interface = json_string_value(json_object_get(item, "interface"));

		snprintf(what, sizeof(what), "%s%s%s.%s",
			 json_string_value(json_object_get(item, "section")), interface ? " " : "",
			 interface ? interface : "",
			 json_string_value(json_object_get(item, "key")));
		for (k = 0; k < json_array_size(changes); k++) {
			const json_t *change = json_array_get(changes, k);

			if (!strcmp(json_string_value(json_object_get(change, "what")), what))
				json_object_set(item, "after_restart",
						json_object_get(change, "to"));
		}
	}
	json_decref(changes);
}

static json_t *run_config(void *ctx, const struct control_peer *peer, const json_t *arguments,
			  struct control_error *error)
{
	const char *section = text_of(arguments, "section"), *key = text_of(arguments, "key");
	const struct sensor *s = ctx;
	json_t *settings;

	(void)peer;
	if (!section || !key)
		return control_refuse(error, -EINVAL, "section and key must be texts");
	settings = config_settings(s->config, &s->origins, *section ? section : NULL,
				   *key ? key : NULL);
	if ((*section || *key) && !json_array_size(settings)) {
		json_decref(settings);
		return control_refuse(error, -ENOENT, "no such section or key");
	}
	add_pending(s, settings);
	return json_pack("{s:o}", "settings", settings);
}

/* Suricata's: one value as a text. */
static json_t *run_conf_get(void *ctx, const struct control_peer *peer, const json_t *arguments,
			    struct control_error *error)
{
	const char *variable = text_of(arguments, "variable"), *section, *name;
	char why[CONFIG_ERROR_SIZE];
	const struct sensor *s = ctx;
	json_t *settings, *value;

	(void)peer;
	if (!variable || !strchr(variable, '.'))
		return control_refuse(error, -EINVAL,
				      "variable must be a key's name, such as Sensor.memory");
	if (config_settings_find(variable, &section, &name, why))
		return control_refuse(error, -ENOENT, "no such key");
	settings = config_settings(s->config, NULL, section, name);
	value = json_incref(json_object_get(json_array_get(settings, 0), "value"));
	json_decref(settings);
	return value ? value : control_refuse(error, -ENOENT, "no interface has a section");
}

static json_t *run_list(void *ctx, const struct control_peer *peer, const json_t *arguments,
			struct control_error *error)
{
	(void)peer;
	(void)arguments;
	(void)error;
	return model_use_list(&((struct sensor *)ctx)->model);
}

static json_t *run_load(void *ctx, const struct control_peer *peer, const json_t *arguments,
			struct control_error *error)
{
	const char *path = text_of(arguments, "file");
	struct sensor *s = ctx;
	int result;

	(void)peer;
	if (!path || path[0] != '/' || strlen(path) >= MODEL_SETTING_PATH_SIZE)
		return control_refuse(error, -EINVAL, "file must be the path of one, from / on");
	result = reload_model_begin(s, path);
	if (result == -EBUSY)
		return control_refuse(error, result, "a reload goes on: try again");
	if (result)
		return control_refuse(error, result, strerror(-result));
	return json_pack("{s:I,s:s}", "job", (json_int_t)s->reload.number, "state", "reading");
}

static json_t *run_back(void *ctx, const struct control_peer *peer, const json_t *arguments,
			struct control_error *error)
{
	struct sensor *s = ctx;

	(void)peer;
	(void)arguments;
	if (worker_busy(&s->reload.worker))
		return control_refuse(error, -EBUSY, "a reload goes on: try again");
	if (model_use_back(&s->model))
		return control_refuse(error, -ENOENT, "there was no other model before this one");
	sensor_use_model(s, JOURNAL_MODEL_ROLLED_BACK);
	return model_use_list(&s->model);
}

const struct control_command answer_reload[] = {
	{ .name = "reload", .admin = true, .run = run_reload },
	{ .name = "job-status", .run = run_job },
	{ .name = "config", .arguments = "[section=NAME] [key=NAME]", .run = run_config },
	{ .name = "conf-get", .arguments = "variable=SECTION.KEY", .run = run_conf_get },
	{ .name = "model-list", .run = run_list },
	{ .name = "model-load", .admin = true, .arguments = "file=PATH", .run = run_load },
	{ .name = "model-rollback", .admin = true, .run = run_back },
	{ .name = NULL },
};
