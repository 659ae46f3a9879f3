// SPDX-License-Identifier: MIT
#include "model_show.h"

#include "../alert/class.h"
#include "../detect/feature.h"

#include <stdio.h>

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

int model_json_show(json_t *object)
{
	int err = object ? json_dumpf(object, stdout, JSON_COMPACT | JSON_PRESERVE_ORDER) : -1;

	json_decref(object);
	if (err || puts("") < 0)
		return EXIT_FAILED;
	return EXIT_OK;
}

static void forest_print_name(const struct forest *f)
{
	printf("%s for %s rows", forest_kind_name(f), row_kind_name(f->rows));
	if (f->window_s)
		printf(" of %u s", f->window_s);
}

static void forest_print(const struct forest *f)
{
	unsigned int i;

	forest_print_name(f);
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

static int info_print(const struct models *m)
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

int model_info(const struct models *m, bool json)
{
	return json ? model_json_show(info_json(m)) : info_print(m);
}

/* Numbers of features, the most important first; as listed among equals. */
static void importance_order(const struct forest *f, uint8_t order[static MODEL_FEATURES_MAX])
{
	unsigned int i, j;

	for (i = 0; i < f->feature_count; i++) {
		for (j = i; j && f->importance[order[j - 1]] < f->importance[i]; j--)
			order[j] = order[j - 1];
		order[j] = (uint8_t)i;
	}
}

static json_t *importance_json(const struct models *m)
{
	json_t *forests = json_array(), *features;
	uint8_t order[MODEL_FEATURES_MAX];
	const struct forest *f;
	unsigned int i, j;

	for (i = 0; i < models_count(m); i++) {
		f = models_forest(m, i);
		features = f->importance_known ? json_array() : json_null();
		importance_order(f, order);
		for (j = 0; f->importance_known && j < f->feature_count; j++)
			json_array_append_new(
				features,
				json_pack("{s:s,s:i}", "name",
					  feature_info(f->rows, f->feature[order[j]])->name,
					  "importance", (int)f->importance[order[j]]));
		json_array_append_new(forests, json_pack("{s:s,s:i,s:o}", "rows",
							 row_kind_name(f->rows), "window_s",
							 (int)f->window_s, "features", features));
	}
	return json_pack("{s:s,s:i,s:o}", "id", models_id(m), "revision", (int)models_rev(m),
			 "forests", forests);
}

int model_importance(const struct models *m, bool json)
{
	uint8_t order[MODEL_FEATURES_MAX];
	const struct forest *f;
	unsigned int i, j;

	if (json)
		return model_json_show(importance_json(m));
	printf("model %s, revision %u: importance in thousandths\n", models_id(m), models_rev(m));
	for (i = 0; i < models_count(m); i++) {
		f = models_forest(m, i);
		forest_print_name(f);
		puts(f->importance_known ? "" : " (importance is not in the file)");
		importance_order(f, order);
		for (j = 0; f->importance_known && j < f->feature_count; j++)
			printf("  %4u %s\n", f->importance[order[j]],
			       feature_info(f->rows, f->feature[order[j]])->name);
	}
	return EXIT_OK;
}
