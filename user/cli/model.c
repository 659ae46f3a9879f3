// SPDX-License-Identifier: MIT
/* weir model info|check FILE: what a model file says, and whether it is good. */
#include "verb.h"

#include "../alert/class.h"
#include "../detect/feature.h"
#include "../detect/models.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static const char usage[] = "usage: weir model info [--json] FILE\n"
			    "       weir model check [--json] FILE\n\n"
			    "info   what the file holds\n"
			    "check  exit 0 if it is complete and gives the votes it promises, else 1\n"
			    "\nExit 5: no such file.\n";

static const char *forest_class_name(const struct forest *f, unsigned int class)
{
	if (f->class[class] == FOREST_BENIGN)
		return "benign";
	return class_info((enum alert_class)f->class[class])->name;
}

static const char *forest_kind_name(const struct forest *f)
{
	return f->kind == FOREST_BOOSTED ? "boosted-trees" : "random-forest";
}

static json_t *forest_json(const struct forest *f)
{
	json_t *features = json_array(), *classes = json_array();
	unsigned int i;

	for (i = 0; i < f->feature_count; i++)
		json_array_append_new(
			features, json_pack("{s:s,s:I,s:I}", "name",
					    feature_info(f->rows, f->feature[i])->name,
					    "expected_lo", (json_int_t)f->expected[i][0],
					    "expected_hi", (json_int_t)f->expected[i][1]));
	for (i = 0; i < f->class_count; i++)
		json_array_append_new(classes, json_pack("{s:s,s:i}", "name",
							 forest_class_name(f, i), "threshold",
							 (int)f->threshold[i]));
	return json_pack("{s:s,s:s,s:i,s:i,s:i,s:i,s:i,s:o,s:o}", "kind", forest_kind_name(f), "rows",
			 row_kind_name(f->rows), "window_s", (int)f->window_s, "trees",
			 (int)f->tree_count, "nodes", (int)f->node_count, "leaves",
			 (int)f->leaf_count, "depth", (int)f->depth, "features", features,
			 "classes", classes);
}

static json_t *info_json(const struct models *m)
{
	json_t *forests = json_array();
	unsigned int i;

	for (i = 0; i < models_count(m); i++)
		json_array_append_new(forests, forest_json(models_forest(m, i)));
	return json_pack("{s:s,s:i,s:O,s:o}", "id", models_id(m), "revision", (int)models_rev(m),
			 "provenance", models_provenance(m), "forests", forests);
}

static int json_show(json_t *object)
{
	int err = object ? json_dumpf(object, stdout, JSON_COMPACT | JSON_PRESERVE_ORDER) : -1;

	json_decref(object);
	if (err || puts("") < 0)
		return EXIT_FAILED;
	return EXIT_OK;
}

static void forest_print(const struct forest *f)
{
	unsigned int i;

	printf("%s for %s rows", forest_kind_name(f), row_kind_name(f->rows));
	if (f->window_s)
		printf(" of %u s", f->window_s);
	printf(": %u trees, %u nodes, depth %u\n", f->tree_count, f->node_count, f->depth);
	printf("  classes:");
	for (i = 0; i < f->class_count; i++) {
		printf(" %s", forest_class_name(f, i));
		if (f->threshold[i] >= MODEL_NEVER)
			printf(" (never alone)");
		else if (f->threshold[i])
			printf(" (from %u)", f->threshold[i]);
	}
	printf("\n  features:");
	for (i = 0; i < f->feature_count; i++)
		printf(" %s", feature_info(f->rows, f->feature[i])->name);
	printf("\n");
}

static int info(const struct models *m)
{
	const char *key;
	json_t *value;
	unsigned int i;

	printf("model %s, revision %u\n", models_id(m), models_rev(m));
	json_object_foreach((json_t *)models_provenance(m), key, value)
		if (json_is_string(value))
			printf("  %s: %s\n", key, json_string_value(value));
	for (i = 0; i < models_count(m); i++)
		forest_print(models_forest(m, i));
	return EXIT_OK;
}

static int check_good(const char *path, const struct models *m, bool json)
{
	if (json)
		return json_show(json_pack("{s:b,s:s,s:s,s:i}", "good", 1, "file", path, "id",
					   models_id(m), "revision", (int)models_rev(m)));
	printf("%s: good: model %s, revision %u, %u forests\n", path, models_id(m), models_rev(m),
	       models_count(m));
	return EXIT_OK;
}

static int model_bad(const char *path, int reason, const char *error, bool json)
{
	if (json)
		json_show(json_pack("{s:b,s:s,s:s}", "good", 0, "file", path, "error", error));
	else
		fprintf(stderr, "weir: model %s: %s\n", path, error);
	return exit_code_of(reason);
}

int verb_model(int argc, char **argv)
{
	const char *word[2] = { NULL, NULL };
	char error[MODELS_ERROR_SIZE];
	struct models *m;
	bool json = false;
	int i, words = 0, code, bad;

	for (i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "--help") || !strcmp(argv[i], "-h")) {
			fputs(usage, stdout);
			return EXIT_OK;
		}
		if (!strcmp(argv[i], "--json"))
			json = true;
		else if (argv[i][0] != '-' && words < 2)
			word[words++] = argv[i];
		else
			words = 3;
	}
	if (words != 2 || (strcmp(word[0], "info") && strcmp(word[0], "check"))) {
		fputs(usage, stderr);
		return EXIT_USAGE;
	}
	bad = models_load(word[1], &m, error);
	if (bad)
		return model_bad(word[1], bad, error, json);
	if (!strcmp(word[0], "check"))
		code = check_good(word[1], m, json);
	else
		code = json ? json_show(info_json(m)) : info(m);
	models_free(m);
	return code;
}
