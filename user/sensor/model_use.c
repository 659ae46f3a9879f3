// SPDX-License-Identifier: MIT
#include "model_use.h"

#include "reload.h"
#include "state.h"

#include <errno.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>

#define LIST_MAX 64 /* files of the folder */

void model_use_init(struct model_use *u, struct models *m, const char *setting, int64_t wall_s)
{
	char error[MODEL_SETTING_ERROR_SIZE];

	memset(u, 0, sizeof(*u));
	u->now.models = m;
	u->now.loaded_s = wall_s;
	if (m && !model_setting_find(setting, &u->configured, error))
		u->now.file = u->configured;
}

void model_use_fini(struct model_use *u)
{
	models_free(u->now.models);
	models_free(u->before.models);
	memset(u, 0, sizeof(*u));
}

void model_use_take(struct model_use *u, const struct model_held *next)
{
	models_free(u->before.models);
	u->before = u->now;
	u->has_before = true;
	u->now = *next;
}

int model_use_back(struct model_use *u)
{
	const struct model_held now = u->now;

	if (!u->has_before)
		return -ENOENT;
	u->now = u->before;
	u->before = now;
	return 0;
}

static json_t *held_json(const struct model_held *h, const char *use)
{
	return json_pack("{s:s,s:i,s:s,s:s,s:s,s:I}", "id", models_id(h->models), "revision",
			 (int)models_rev(h->models), "file", h->file.path, "use", use, "from",
			 h->from == MODEL_BY_HAND ? "model load" : "configuration", "loaded",
			 (json_int_t)h->loaded_s);
}

/* The files beside the configured one. */
static void add_others(json_t *list, const struct model_use *u)
{
	char pattern[MODEL_SETTING_PATH_SIZE + 8];
	const char *slash = strrchr(u->configured.path, '/');
	glob_t found;
	size_t i;

	if (!slash)
		return;
	snprintf(pattern, sizeof(pattern), "%.*s/*.json", (int)(slash - u->configured.path),
		 u->configured.path);
	if (glob(pattern, 0, NULL, &found))
		return;
	for (i = 0; i < found.gl_pathc && i < LIST_MAX; i++) {
		const char *path = found.gl_pathv[i];

		if (strcmp(path, u->now.file.path) &&
		    (!u->has_before || strcmp(path, u->before.file.path)))
			json_array_append_new(list,
					      json_pack("{s:s,s:s}", "file", path, "use", ""));
	}
	globfree(&found);
}

json_t *model_use_list(const struct model_use *u)
{
	json_t *list = json_array();

	json_array_append_new(list, held_json(&u->now, "now"));
	if (u->has_before)
		json_array_append_new(list, held_json(&u->before, "before"));
	add_others(list, u);
	return json_pack("{s:o}", "models", list);
}

static int read_model(const struct sensor *s, const struct config *next, void **made,
		      char error[static RELOAD_ERROR_SIZE])
{
	struct model_held held = { .from = MODEL_CONFIGURED }, *copy;
	int result = model_setting_find(next->model, &held.file, error);

	/* Of a file that is as it was, nothing new can come. */
	if (result || (s && model_file_same(&held.file, &s->model.configured)))
		return result;
	result = model_file_load(&held.file, &held.models, error);
	if (result)
		return result;
	copy = malloc(sizeof(*copy));
	if (!copy) {
		models_free(held.models);
		snprintf(error, RELOAD_ERROR_SIZE, "model %.400s: out of memory", held.file.path);
		return -ENOMEM;
	}
	*copy = held;
	*made = copy;
	return 0;
}

static void drop_model(void *made)
{
	struct model_held *held = made;

	models_free(held->models);
	free(held);
}

static void swap_model(struct sensor *s, const struct config *before, void *made, json_t *changed)
{
	struct model_held *held = made;
	char from[MODEL_ID_MAX + 1];

	(void)before;
	if (!held)
		return;
	snprintf(from, sizeof(from), "%s", models_id(s->model.now.models));
	held->loaded_s = sensor_wall_s(s);
	s->model.configured = held->file;
	model_use_take(&s->model, held);
	free(held);
	sensor_use_model(s, JOURNAL_MODEL_LOADED);
	reload_note(changed, "model", from, models_id(s->model.now.models));
}

const struct reload_part reload_model = {
	.name = "model",
	.read = read_model,
	.swap = swap_model,
	.drop = drop_model,
};
