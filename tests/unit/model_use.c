/* SPDX-License-Identifier: MIT */
/* The model in use and the one before: found, taken, gone back to; files that changed. */
#include "tap.h"

#include "user/sensor/model_use.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char error[MODEL_SETTING_ERROR_SIZE];
static char folder[] = "/tmp/weir-models-XXXXXX";
static char path[2][64];

static void copy(const char *to)
{
	FILE *in = fopen("models/default.json", "r"), *out = fopen(to, "w");
	int c;

	if (!in || !out)
		abort();
	while ((c = fgetc(in)) != EOF)
		fputc(c, out);
	fclose(in);
	fclose(out);
}

static struct model_held hold(const char *setting)
{
	struct model_held h = {.from = MODEL_BY_HAND};

	if (model_setting_find(setting, &h.file, error) ||
	    model_file_load(&h.file, &h.models, error))
		abort();
	return h;
}

static void test_setting(void)
{
	struct model_file a, b;
	struct models *m = (struct models *)&a;

	tap_is(model_setting_find("none", &a, error), 0, "none is a setting");
	tap_ok(!a.path[0] && !model_file_load(&a, &m, error) && !m, "of no model");
	tap_is(model_setting_find(folder, &a, error), 0, "a folder is, too");
	tap_ok(!strcmp(a.path, path[1]), "of the last file in it");
	tap_is(model_setting_find(path[1], &b, error), 0, "the same");
	tap_ok(model_file_same(&a, &b), "is the same");
	copy(path[1]);
	tap_is(model_setting_find(path[1], &b, error), 0, "written anew");
	tap_ok(!model_file_same(&a, &b), "it is another");
	tap_is(model_setting_find("/nonexistent", &b, error), -ENOENT, "one that is not there");
	tap_ok(!strcmp(error, "model /nonexistent: cannot be read: No such file or directory"),
	       "%s", error);
}

static const char *use_of(const struct model_use *u, size_t index, const char *key)
{
	static char text[128];
	json_t *list = model_use_list(u);
	const json_t *model = json_array_get(json_object_get(list, "models"), index);

	snprintf(text, sizeof(text), "%s", json_string_value(json_object_get(model, key)));
	json_decref(list);
	return text;
}

static void test_use(void)
{
	struct model_held first = hold(path[0]), second = hold(path[1]);
	const struct models *one = first.models, *other = second.models;
	struct model_use u;

	model_use_init(&u, first.models, path[0], 1000);
	tap_is(model_use_back(&u), -ENOENT, "at first there is none before");
	tap_ok(!strcmp(use_of(&u, 0, "use"), "now") && !strcmp(use_of(&u, 0, "file"), path[0]),
	       "the first is listed");
	tap_ok(!strcmp(use_of(&u, 1, "use"), "") && !strcmp(use_of(&u, 1, "file"), path[1]),
	       "and the file beside it");
	model_use_take(&u, &second);
	tap_ok(u.now.models == other && u.before.models == one, "another is taken");
	tap_ok(!strcmp(use_of(&u, 1, "use"), "before"), "the first is the one before");
	tap_is(model_use_back(&u), 0, "back");
	tap_ok(u.now.models == one && u.before.models == other, "to the first");
	tap_is(model_use_back(&u), 0, "and forth");
	tap_ok(u.now.models == other, "to the second");
	second = (struct model_held){.from = MODEL_BY_HAND};
	model_use_take(&u, &second);
	tap_ok(!u.now.models && u.before.models == other, "none is one, too");
	tap_ok(!strcmp(use_of(&u, 0, "id"), "none"), "and listed so");
	model_use_fini(&u);
}

int main(void)
{
	if (!mkdtemp(folder))
		abort();
	for (int i = 0; i < 2; i++) {
		snprintf(path[i], sizeof(path[i]), "%s/%d.json", folder, i);
		copy(path[i]);
	}
	test_setting();
	test_use();
	unlink(path[0]);
	unlink(path[1]);
	tap_is(rmdir(folder), 0, "cleaned up");
	return tap_done();
}
