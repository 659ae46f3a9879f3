// SPDX-License-Identifier: MIT
#include "model.h"

#include "../alert/class.h"
#include "feature.h"
#include "model_json.h"
#include "model_tree.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int read_header(const json_t *object, struct forest *f, char *error)
{
	const char *kind = json_string_value(json_object_get(object, "kind"));
	const char *rows = json_string_value(json_object_get(object, "rows"));
	int64_t n;

	if (!kind || (strcmp(kind, "random-forest") && strcmp(kind, "boosted-trees")))
		return model_wrong(error, "kind: not \"random-forest\" or \"boosted-trees\"");
	f->kind = kind[0] == 'b' ? FOREST_BOOSTED : FOREST_RANDOM;
	if (!rows || row_kind_find(rows) < 0)
		return model_wrong(error, "rows: not \"flow\", \"host\" or \"pair\"");
	f->rows = (enum row_kind)row_kind_find(rows);
	if (!model_number(json_object_get(object, "window_s"), 0, 86400, &n))
		return model_wrong(error, "window_s: not a number of seconds");
	f->window_s = (unsigned int)n;
	if (!model_number(json_object_get(object, "votes"), 1, MODEL_VOTES_MAX, &n))
		return model_wrong(error, "votes: not 1 to %d", MODEL_VOTES_MAX);
	f->votes = (uint32_t)n;
	return 0;
}

/* A port is an identity, not a quantity: a model that reads it learns the laboratory. */
static bool feature_barred(enum row_kind rows, int feature)
{
	return rows == ROW_PAIR && feature == PAIR_server_port;
}

static int read_features(const json_t *object, struct forest *f, char *error)
{
	const json_t *names = model_list(object, "features", 1, MODEL_FEATURES_MAX, error);
	bool used[FEATURES_MAX] = { false };
	const char *name;
	unsigned int i;
	int feature;

	if (!names)
		return -EINVAL;
	f->feature_count = (unsigned int)json_array_size(names);
	for (i = 0; i < f->feature_count; i++) {
		name = json_string_value(json_array_get(names, i));
		feature = name ? feature_find(f->rows, name) : -1;
		if (feature < 0 || feature_barred(f->rows, feature))
			return model_wrong(error, "features: unknown feature \"%.40s\"",
					   name ? name : "");
		if (used[feature])
			return model_wrong(error, "features: \"%.40s\" twice", name);
		used[feature] = true;
		f->feature[i] = (uint8_t)feature;
	}
	return 0;
}

static int read_expected(const json_t *object, struct forest *f, char *error)
{
	const json_t *pairs = model_list(object, "expected", f->feature_count, f->feature_count,
						error);
	const json_t *pair;
	int64_t lo, hi;
	unsigned int i;

	if (!pairs)
		return -EINVAL;
	for (i = 0; i < f->feature_count; i++) {
		pair = json_array_get(pairs, i);
		if (json_array_size(pair) != 2 ||
		    !model_number(json_array_get(pair, 0), 0, UINT32_MAX, &lo) ||
		    !model_number(json_array_get(pair, 1), lo, UINT32_MAX, &hi))
			return model_wrong(error, "expected: element %u is not [low, high]", i);
		f->expected[i][0] = (uint32_t)lo;
		f->expected[i][1] = (uint32_t)hi;
	}
	return 0;
}

static int read_importance(const json_t *object, struct forest *f, char *error)
{
	const json_t *shares;
	int64_t n, left = 1000;
	unsigned int i;

	if (!json_object_get(object, "importance"))
		return 0;
	shares = model_list(object, "importance", f->feature_count, f->feature_count, error);
	if (!shares)
		return -EINVAL;
	for (i = 0; i < f->feature_count; i++, left -= n) {
		if (!model_number(json_array_get(shares, i), 0, left, &n))
			return model_wrong(error, "importance: %u is out of range", i);
		f->importance[i] = (uint16_t)n;
	}
	f->importance_known = true;
	return 0;
}

static int read_edges(const json_t *object, const struct forest *f, struct model_edges *out,
		      char *error)
{
	const json_t *lists = model_list(object, "edges", f->feature_count, f->feature_count,
						error);
	const json_t *edges;
	int64_t n, before;
	unsigned int i, j;

	if (!lists)
		return -EINVAL;
	for (i = 0; i < f->feature_count; i++) {
		edges = json_array_get(lists, i);
		if (!json_is_array(edges) || json_array_size(edges) > MODEL_EDGES_MAX)
			return model_wrong(error, "edges: element %u is not an array of at most %d",
					   i, MODEL_EDGES_MAX);
		out->count[i] = (uint16_t)json_array_size(edges);
		for (j = 0, before = -1; j < out->count[i]; j++, before = n) {
			if (!model_number(json_array_get(edges, j), before + 1, UINT32_MAX, &n))
				return model_wrong(error, "edges: element %u does not rise at %u",
						   i, j);
			out->edge[i][j] = (uint32_t)n;
		}
	}
	return 0;
}

static int read_classes(const json_t *object, struct forest *f, char *error)
{
	const json_t *names = model_list(object, "classes", 2, MODEL_CLASSES_MAX, error);
	const json_t *thresholds;
	const char *name;
	unsigned int i, j;
	int64_t n;

	if (!names)
		return -EINVAL;
	f->class_count = (unsigned int)json_array_size(names);
	thresholds = model_list(object, "thresholds", f->class_count, f->class_count, error);
	if (!thresholds)
		return -EINVAL;
	for (i = 0; i < f->class_count; i++) {
		name = json_string_value(json_array_get(names, i));
		f->class[i] = FOREST_BENIGN;
		if (i)
			f->class[i] = (int8_t)(name ? class_by_name(name) : -1);
		if (i ? f->class[i] < 0 : !name || strcmp(name, "benign"))
			return model_wrong(error, "classes: %u is \"%.40s\"", i, name ? name : "");
		for (j = 1; j < i; j++)
			if (f->class[j] == f->class[i])
				return model_wrong(error, "classes: \"%.40s\" twice", name);
		if (!model_number(json_array_get(thresholds, i), i ? 1 : 0,
				  i ? MODEL_NEVER : 0, &n))
			return model_wrong(error, "thresholds: %u is out of range", i);
		f->threshold[i] = (uint16_t)n;
		f->alone |= i && n < MODEL_NEVER;
	}
	return 0;
}

static int check_vector(const struct forest *f, const json_t *vector)
{
	const json_t *row = json_object_get(vector, "row");
	const json_t *votes = json_object_get(vector, "votes");
	uint32_t values[MODEL_FEATURES_MAX], got[MODEL_CLASSES_MAX];
	unsigned int i;
	int64_t n;

	if (json_array_size(row) != f->feature_count || json_array_size(votes) != f->class_count)
		return -EINVAL;
	for (i = 0; i < f->feature_count; i++) {
		if (!model_number(json_array_get(row, i), 0, UINT32_MAX, &n))
			return -EINVAL;
		values[i] = (uint32_t)n;
	}
	forest_score_values(f, values, got);
	for (i = 0; i < f->class_count; i++)
		if (!model_number(json_array_get(votes, i), got[i], got[i], &n))
			return -EINVAL;
	return 0;
}

static int check_vectors(const json_t *object, const struct forest *f, char *error)
{
	const json_t *vectors =
		model_list(object, "vectors", MODEL_VECTORS_MIN, MODEL_VECTORS_MAX, error);
	size_t i;

	if (!vectors)
		return -EINVAL;
	for (i = 0; i < json_array_size(vectors); i++)
		if (check_vector(f, json_array_get(vectors, i)))
			return model_wrong(error, "vectors: score vector %zu is not reproduced", i);
	return 0;
}

static int read_forest(const json_t *object, struct forest *f, struct model_edges *edges,
		       char *error)
{
	int err;

	err = read_header(object, f, error);
	if (!err)
		err = read_features(object, f, error);
	if (!err)
		err = read_expected(object, f, error);
	if (!err)
		err = read_importance(object, f, error);
	if (!err)
		err = read_edges(object, f, edges, error);
	if (!err)
		err = read_classes(object, f, error);
	if (!err)
		err = model_leaves_read(object, f, error);
	if (!err)
		err = model_trees_read(object, edges, f, error);
	if (!err)
		err = check_vectors(object, f, error);
	return err;
}

int model_forest_read(const json_t *object, struct forest **out,
		      char error[static MODEL_ERROR_SIZE])
{
	struct model_edges *edges = calloc(1, sizeof(*edges));
	struct forest *f = calloc(1, sizeof(*f));
	int err;

	err = f && edges ? read_forest(object, f, edges, error) : -ENOMEM;
	if (err == -ENOMEM)
		model_wrong(error, "out of memory");
	free(edges);
	if (err)
		forest_free(f);
	else
		*out = f;
	return err;
}
