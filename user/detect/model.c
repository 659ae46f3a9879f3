// SPDX-License-Identifier: MIT
#include "model.h"

#include "../alert/class.h"
#include "feature.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

__attribute__((format(printf, 2, 3))) static int wrong(char *error, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(error, MODEL_ERROR_SIZE, format, arguments);
	va_end(arguments);
	return -EINVAL;
}

/* An integer within bounds; false for anything else. */
static bool number(const json_t *value, int64_t least, int64_t most, int64_t *out)
{
	if (!json_is_integer(value) || json_integer_value(value) < least ||
	    json_integer_value(value) > most)
		return false;
	*out = json_integer_value(value);
	return true;
}

/* Array @key of @object with @least..@most elements, or NULL and @error. */
static const json_t *list(const json_t *object, const char *key, size_t least, size_t most,
			  char *error)
{
	const json_t *array = json_object_get(object, key);

	if (!json_is_array(array)) {
		wrong(error, "%s: not an array", key);
		return NULL;
	}
	if (json_array_size(array) < least || json_array_size(array) > most) {
		wrong(error, "%s: %zu elements, not %zu to %zu", key, json_array_size(array), least,
		      most);
		return NULL;
	}
	return array;
}

static int read_header(const json_t *object, struct forest *f, char *error)
{
	const char *kind = json_string_value(json_object_get(object, "kind"));
	const char *rows = json_string_value(json_object_get(object, "rows"));
	int64_t n;

	if (!kind || strcmp(kind, "random-forest"))
		return wrong(error, "kind: not \"random-forest\"");
	if (!rows || row_kind_find(rows) < 0)
		return wrong(error, "rows: not \"flow\", \"host\" or \"pair\"");
	f->rows = (enum row_kind)row_kind_find(rows);
	if (!number(json_object_get(object, "window_s"), 0, 86400, &n))
		return wrong(error, "window_s: not a number of seconds");
	f->window_s = (unsigned int)n;
	if (!number(json_object_get(object, "votes"), 1, MODEL_VOTES_MAX, &n))
		return wrong(error, "votes: not 1 to %d", MODEL_VOTES_MAX);
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
	const json_t *names = list(object, "features", 1, MODEL_FEATURES_MAX, error);
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
			return wrong(error, "features: unknown feature \"%.40s\"", name ? name : "");
		if (used[feature])
			return wrong(error, "features: \"%.40s\" twice", name);
		used[feature] = true;
		f->feature[i] = (uint8_t)feature;
	}
	return 0;
}

static int read_expected(const json_t *object, struct forest *f, char *error)
{
	const json_t *pairs = list(object, "expected", f->feature_count, f->feature_count, error);
	const json_t *pair;
	int64_t lo, hi;
	unsigned int i;

	if (!pairs)
		return -EINVAL;
	for (i = 0; i < f->feature_count; i++) {
		pair = json_array_get(pairs, i);
		if (json_array_size(pair) != 2 ||
		    !number(json_array_get(pair, 0), 0, UINT32_MAX, &lo) ||
		    !number(json_array_get(pair, 1), lo, UINT32_MAX, &hi))
			return wrong(error, "expected: element %u is not [low, high]", i);
		f->expected[i][0] = (uint32_t)lo;
		f->expected[i][1] = (uint32_t)hi;
	}
	return 0;
}

static int read_edges(const json_t *object, struct forest *f, char *error)
{
	const json_t *lists = list(object, "edges", f->feature_count, f->feature_count, error);
	const json_t *edges;
	int64_t n, before;
	unsigned int i, j;

	if (!lists)
		return -EINVAL;
	for (i = 0; i < f->feature_count; i++) {
		edges = json_array_get(lists, i);
		if (!json_is_array(edges) || json_array_size(edges) > MODEL_EDGES_MAX)
			return wrong(error, "edges: element %u is not an array of at most %d", i,
				     MODEL_EDGES_MAX);
		f->edge_count[i] = (uint16_t)json_array_size(edges);
		for (j = 0, before = -1; j < f->edge_count[i]; j++, before = n) {
			if (!number(json_array_get(edges, j), before + 1, UINT32_MAX, &n))
				return wrong(error, "edges: element %u does not rise at %u", i, j);
			f->edge[i][j] = (uint32_t)n;
		}
	}
	return 0;
}

static int read_classes(const json_t *object, struct forest *f, char *error)
{
	const json_t *names = list(object, "classes", 2, MODEL_CLASSES_MAX, error);
	const json_t *thresholds;
	const char *name;
	unsigned int i, j;
	int64_t n;

	if (!names)
		return -EINVAL;
	f->class_count = (unsigned int)json_array_size(names);
	thresholds = list(object, "thresholds", f->class_count, f->class_count, error);
	if (!thresholds)
		return -EINVAL;
	for (i = 0; i < f->class_count; i++) {
		name = json_string_value(json_array_get(names, i));
		f->class[i] = FOREST_BENIGN;
		if (i)
			f->class[i] = (int8_t)(name ? class_by_name(name) : -1);
		if (i ? f->class[i] < 0 : !name || strcmp(name, "benign"))
			return wrong(error, "classes: %u is \"%.40s\"", i, name ? name : "");
		for (j = 1; j < i; j++)
			if (f->class[j] == f->class[i])
				return wrong(error, "classes: \"%.40s\" twice", name);
		if (!number(json_array_get(thresholds, i), i ? 1 : 0, i ? MODEL_NEVER : 0, &n))
			return wrong(error, "thresholds: %u is out of range", i);
		f->threshold[i] = (uint16_t)n;
		f->alone |= i && n < MODEL_NEVER;
	}
	return 0;
}

static int read_leaves(const json_t *object, struct forest *f, char *error)
{
	const json_t *leaves = list(object, "leaves", 1, MODEL_LEAVES_MAX, error);
	const json_t *leaf;
	unsigned int i, c;
	uint64_t sum;
	int64_t n;

	if (!leaves)
		return -EINVAL;
	f->leaf_count = (uint32_t)json_array_size(leaves);
	f->leaf = calloc((size_t)f->leaf_count * f->class_count, sizeof(*f->leaf));
	if (!f->leaf)
		return -ENOMEM;
	for (i = 0; i < f->leaf_count; i++) {
		leaf = json_array_get(leaves, i);
		if (json_array_size(leaf) != f->class_count)
			return wrong(error, "leaves: %u has not %u votes", i, f->class_count);
		for (c = 0, sum = 0; c < f->class_count; c++, sum += (uint64_t)n) {
			if (!number(json_array_get(leaf, c), 0, MODEL_VOTES_MAX, &n))
				return wrong(error, "leaves: %u: a vote is out of range", i);
			f->leaf[(size_t)i * f->class_count + c] = (uint16_t)n;
		}
		if (sum != f->votes)
			return wrong(error, "leaves: %u: votes sum to %llu, not %u", i,
				     (unsigned long long)sum, f->votes);
	}
	return 0;
}

static int read_leaf_node(const struct forest *f, const int64_t n[4], struct forest_node *node,
			  char *error)
{
	if (n[1] >= f->leaf_count || n[2] || n[3])
		return wrong(error, "no leaf %lld", (long long)n[1]);
	node->feature = FOREST_LEAF;
	node->left = (uint16_t)n[1];
	return 0;
}

static int read_split_node(const struct forest *f, const int64_t n[4], int64_t at, int64_t count,
			   struct forest_node *node, char *error)
{
	if (n[0] >= f->feature_count)
		return wrong(error, "no feature %lld", (long long)n[0]);
	if (n[1] >= f->edge_count[n[0]])
		return wrong(error, "no edge %lld of feature %lld", (long long)n[1], (long long)n[0]);
	if (n[2] <= at || n[2] >= count || n[3] <= at || n[3] >= count)
		return wrong(error, "children %lld and %lld are not after it in the tree",
			     (long long)n[2], (long long)n[3]);
	node->feature = (uint8_t)n[0];
	node->bin = (uint8_t)n[1];
	node->left = (uint16_t)n[2];
	node->right = (uint16_t)n[3];
	return 0;
}

static int read_node(const struct forest *f, const json_t *numbers, size_t at, size_t count,
		     struct forest_node *node, char *error)
{
	int64_t n[4];
	size_t i;

	for (i = 0; i < 4; i++)
		if (!number(json_array_get(numbers, at * 4 + i), i ? 0 : -1, UINT32_MAX, &n[i]))
			return wrong(error, "not four numbers in range");
	if (n[0] < 0)
		return read_leaf_node(f, n, node, error);
	return read_split_node(f, n, (int64_t)at, (int64_t)count, node, error);
}

/*
 * Every node but the root has one parent, and no path is longer than the limit.
 * Children come after their parent, so one pass forward settles it. 0: not reached.
 */
static int check_shape(struct forest *f, const struct forest_node *node, size_t count,
		       uint8_t *level, char *error)
{
	size_t i, side;

	memset(level, 0, count);
	level[0] = 1;
	for (i = 0; i < count; i++) {
		if (!level[i])
			return wrong(error, "node %zu is not reached", i);
		if (level[i] > MODEL_DEPTH_MAX + 1)
			return wrong(error, "deeper than %d", MODEL_DEPTH_MAX);
		if (level[i] - 1u > f->depth)
			f->depth = level[i] - 1u;
		for (side = 0; node[i].feature != FOREST_LEAF && side < 2; side++) {
			uint16_t child = side ? node[i].right : node[i].left;

			if (level[child])
				return wrong(error, "node %u has two parents", child);
			level[child] = (uint8_t)(level[i] + 1);
		}
	}
	return 0;
}

static int read_tree(struct forest *f, const json_t *numbers, uint8_t *level, char *error)
{
	struct forest_node *node = f->node + f->node_count;
	size_t i, count = json_array_size(numbers) / 4;
	char why[MODEL_ERROR_SIZE / 2];
	int err;

	for (i = 0; i < count; i++) {
		err = read_node(f, numbers, i, count, &node[i], error);
		if (err) {
			snprintf(why, sizeof(why), "%s", error);
			return wrong(error, "node %zu: %s", i, why);
		}
	}
	err = check_shape(f, node, count, level, error);
	if (err)
		return err;
	f->node_count += (uint32_t)count;
	return 0;
}

static int count_nodes(const json_t *trees, size_t *out, char *error)
{
	size_t i, size, sum = 0;

	for (i = 0; i < json_array_size(trees); i++) {
		size = json_array_size(json_array_get(trees, i));
		if (!size || size % 4 || size / 4 > MODEL_NODES_MAX)
			return wrong(error, "trees: tree %zu is not 1 to %d nodes of 4 numbers", i,
				     MODEL_NODES_MAX);
		sum += size / 4;
	}
	*out = sum;
	return 0;
}

static int read_trees(const json_t *object, struct forest *f, char *error)
{
	const json_t *trees = list(object, "trees", 1, MODEL_TREES_MAX, error);
	char why[MODEL_ERROR_SIZE / 2];
	uint8_t *level = NULL;
	size_t nodes = 0;
	int err;

	if (!trees)
		return -EINVAL;
	err = count_nodes(trees, &nodes, error);
	if (err)
		return err;
	f->node = calloc(nodes, sizeof(*f->node));
	level = malloc(MODEL_NODES_MAX);
	if (!f->node || !level) {
		err = -ENOMEM;
		goto out;
	}
	for (; f->tree_count < json_array_size(trees); f->tree_count++) {
		f->tree[f->tree_count] = f->node_count;
		err = read_tree(f, json_array_get(trees, f->tree_count), level, error);
		if (err) {
			snprintf(why, sizeof(why), "%s", error);
			wrong(error, "trees: tree %u: %s", f->tree_count, why);
			goto out;
		}
	}
out:
	free(level);
	return err;
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
		if (!number(json_array_get(row, i), 0, UINT32_MAX, &n))
			return -EINVAL;
		values[i] = (uint32_t)n;
	}
	forest_score_values(f, values, got);
	for (i = 0; i < f->class_count; i++)
		if (!number(json_array_get(votes, i), got[i], got[i], &n))
			return -EINVAL;
	return 0;
}

static int check_vectors(const json_t *object, const struct forest *f, char *error)
{
	const json_t *vectors =
		list(object, "vectors", MODEL_VECTORS_MIN, MODEL_VECTORS_MAX, error);
	size_t i;

	if (!vectors)
		return -EINVAL;
	for (i = 0; i < json_array_size(vectors); i++)
		if (check_vector(f, json_array_get(vectors, i)))
			return wrong(error, "vectors: score vector %zu is not reproduced", i);
	return 0;
}

int model_forest_read(const json_t *object, struct forest **out,
		      char error[static MODEL_ERROR_SIZE])
{
	struct forest *f = calloc(1, sizeof(*f));
	int err;

	if (!f) {
		wrong(error, "out of memory");
		return -ENOMEM;
	}
	err = read_header(object, f, error);
	if (!err)
		err = read_features(object, f, error);
	if (!err)
		err = read_expected(object, f, error);
	if (!err)
		err = read_edges(object, f, error);
	if (!err)
		err = read_classes(object, f, error);
	if (!err)
		err = read_leaves(object, f, error);
	if (!err)
		err = read_trees(object, f, error);
	if (!err)
		err = check_vectors(object, f, error);
	if (err == -ENOMEM)
		wrong(error, "out of memory");
	if (err)
		forest_free(f);
	else
		*out = f;
	return err;
}
