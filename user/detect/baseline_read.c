// SPDX-License-Identifier: MIT
#include "baseline_file.h"

#include "feature.h"
#include "iforest_train.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PER_MILLE 1000
#define SCORES 5
#define VECTORS_MAX 64

__attribute__((format(printf, 2, 3))) static int wrong(char *error, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(error, BASELINE_ERROR_SIZE, format, arguments);
	va_end(arguments);
	return -EINVAL;
}

static bool number(const json_t *value, int64_t least, int64_t most, int64_t *out)
{
	if (!json_is_integer(value) || json_integer_value(value) < least ||
	    json_integer_value(value) > most)
		return false;
	*out = json_integer_value(value);
	return true;
}

/* A member of the object that is a number within bounds. */
static int member(const json_t *object, const char *key, int64_t least, int64_t most, int64_t *out,
		  char *error)
{
	if (number(json_object_get(object, key), least, most, out))
		return 0;
	return wrong(error, "%s: not a number from %lld to %lld", key, (long long)least,
		     (long long)most);
}

static int read_features(const json_t *object, struct iforest *f, char *error)
{
	const json_t *names = json_object_get(object, "features");
	size_t count = json_array_size(names), i;
	bool used[FEATURES_MAX] = {false};
	const char *name;
	int feature;

	if (!count || count > FEATURES_MAX)
		return wrong(error, "features: not an array of 1 to %d", FEATURES_MAX);
	for (i = 0; i < count; i++) {
		name = json_string_value(json_array_get(names, i));
		feature = name ? feature_find(f->rows, name) : -1;
		if (feature < 0)
			return wrong(error, "features: unknown feature \"%.40s\"",
				     name ? name : "");
		if (used[feature])
			return wrong(error, "features: \"%.40s\" twice", name);
		used[feature] = true;
		f->feature[i] = (uint8_t)feature;
	}
	f->feature_count = (unsigned int)count;
	return 0;
}

static int read_ranges(const json_t *object, struct iforest *f, char *error)
{
	const json_t *ranges = json_object_get(object, "ranges"), *range;
	int64_t value, before;
	unsigned int i, k;

	if (json_array_size(ranges) != f->feature_count)
		return wrong(error, "ranges: not one for each feature");
	for (i = 0; i < f->feature_count; i++) {
		range = json_array_get(ranges, i);
		if (json_array_size(range) != 3)
			return wrong(error, "ranges: %u is not [low, median, high]", i);
		for (k = 0, before = 0; k < 3; k++, before = value) {
			if (!number(json_array_get(range, k), before, UINT32_MAX, &value))
				return wrong(error, "ranges: %u is not [low, median, high]", i);
			f->range[i][k] = iforest_bin(f->rows, f->feature[i], (uint32_t)value);
		}
	}
	return 0;
}

/* What is left to read of a tree's text. */
struct tree_text {
	const char *at;
	uint32_t rows; /* in the leaves so far */
};

static bool take_number(struct tree_text *t, unsigned int most, unsigned int *out)
{
	unsigned int value = 0, digits;

	for (digits = 0; *t->at >= '0' && *t->at <= '9' && digits < 5; digits++)
		value = value * 10 + (unsigned int)(*t->at++ - '0');
	*out = value;
	return digits && value <= most;
}

/* Blanks stand between the nodes of a tree, and nowhere else. */
static bool take_end(struct tree_text *t)
{
	if (*t->at != ' ')
		return !*t->at;
	t->at++;
	return *t->at;
}

static int read_node(struct iforest *f, struct tree_text *t, unsigned int depth)
{
	struct iforest_node *node = &f->node[f->node_count];
	unsigned int feature, value;

	if (f->node_count == IFOREST_NODES_MAX)
		return -EINVAL;
	f->node_count++;
	if (*t->at == '=') {
		t->at++;
		if (!take_number(t, f->sample, &value) || !take_end(t))
			return -EINVAL;
		*node = (struct iforest_node){IFOREST_LEAF, (uint8_t)depth, (uint16_t)value};
		t->rows += value;
		return 0;
	}
	if (depth == IFOREST_DEPTH || !take_number(t, f->feature_count - 1, &feature) ||
	    *t->at++ != '<' || !take_number(t, UINT8_MAX, &value) || !value || !take_end(t))
		return -EINVAL;
	node->feature = (uint8_t)feature;
	node->bin = (uint8_t)value;
	if (read_node(f, t, depth + 1))
		return -EINVAL;
	node->right = (uint16_t)(&f->node[f->node_count] - node);
	return read_node(f, t, depth + 1);
}

static int read_trees(const json_t *object, struct iforest *f, char *error)
{
	const json_t *trees = json_object_get(object, "trees");
	struct iforest_node *fewer;
	struct tree_text text;

	if (!json_array_size(trees) || json_array_size(trees) > IFOREST_TREES)
		return wrong(error, "trees: not an array of 1 to %d", IFOREST_TREES);
	f->node = calloc(IFOREST_NODES_MAX, sizeof(*f->node));
	if (!f->node) {
		wrong(error, "out of memory");
		return -ENOMEM;
	}
	for (; f->tree_count < json_array_size(trees); f->tree_count++) {
		text = (struct tree_text){0};
		text.at = json_string_value(json_array_get(trees, f->tree_count));
		f->tree[f->tree_count] = f->node_count;
		if (!text.at || read_node(f, &text, 0) || *text.at || text.rows != f->sample)
			return wrong(error, "trees: tree %u is not a whole one of %u rows",
				     f->tree_count, f->sample);
	}
	fewer = realloc(f->node, f->node_count * sizeof(*f->node));
	f->node = fewer ? fewer : f->node;
	return 0;
}

static int read_scores(const json_t *object, struct iforest *f, char *error)
{
	const json_t *scores = json_object_get(object, "scores");
	int64_t n = 0, before = 0;
	unsigned int i;

	if (json_array_size(scores) != SCORES)
		return wrong(error, "scores: not an array of %d", SCORES);
	for (i = 0; i < SCORES; i++, before = n) {
		if (!number(json_array_get(scores, i), before, PER_MILLE, &n))
			return wrong(error, "scores: %u falls or is above %d", i, PER_MILLE);
		f->score[i] = (uint16_t)n;
	}
	return 0;
}

static bool vector_holds(const struct iforest *f, const json_t *vector)
{
	const json_t *bins = json_object_get(vector, "bins");
	uint8_t bin[FEATURES_MAX];
	unsigned int i;
	uint16_t score;
	int64_t n;

	if (json_array_size(bins) != f->feature_count)
		return false;
	for (i = 0; i < f->feature_count; i++) {
		if (!number(json_array_get(bins, i), 0, UINT8_MAX, &n))
			return false;
		bin[i] = (uint8_t)n;
	}
	score = iforest_score(f, iforest_length(f, bin));
	return number(json_object_get(vector, "score"), score, score, &n);
}

static int check_vectors(const json_t *object, const struct iforest *f, char *error)
{
	const json_t *vectors = json_object_get(object, "vectors");
	size_t count = json_array_size(vectors), i;

	if (count < 2 || count > VECTORS_MAX)
		return wrong(error, "vectors: not an array of 2 to %d", VECTORS_MAX);
	for (i = 0; i < count; i++)
		if (!vector_holds(f, json_array_get(vectors, i)))
			return wrong(error, "vectors: score vector %zu is not reproduced", i);
	return 0;
}

static int read_numbers(const json_t *object, struct iforest *f, char *error)
{
	const char *rows = json_string_value(json_object_get(object, "rows"));
	int64_t window_s, sample, trained, held, quantile, threshold;

	if (!rows || row_kind_find(rows) < 0)
		return wrong(error, "rows: not \"flow\", \"host\" or \"pair\"");
	if (member(object, "window_s", 1, 86400, &window_s, error) ||
	    member(object, "sample", 2, IFOREST_SAMPLE, &sample, error) ||
	    member(object, "trained", sample, UINT32_MAX, &trained, error) ||
	    member(object, "held_out", 1, UINT32_MAX, &held, error) ||
	    member(object, "quantile", 1, 10000, &quantile, error) ||
	    member(object, "threshold", 1, PER_MILLE, &threshold, error))
		return -EINVAL;
	f->rows = (enum row_kind)row_kind_find(rows);
	f->window_s = (unsigned int)window_s;
	f->sample = (unsigned int)sample;
	f->trained = (uint32_t)trained;
	f->held_out = (uint32_t)held;
	f->quantile = (uint16_t)quantile;
	f->threshold = (uint16_t)threshold;
	return 0;
}

static int read_forest(const json_t *object, struct iforest *f, char *error)
{
	int err = read_numbers(object, f, error);

	if (!err)
		err = read_features(object, f, error);
	if (!err)
		err = read_ranges(object, f, error);
	if (!err)
		err = read_trees(object, f, error);
	if (!err)
		err = read_scores(object, f, error);
	if (err)
		return err;
	iforest_finish(f);
	return check_vectors(object, f, error);
}

static int read_header(const json_t *object, struct baseline *b, char *error)
{
	const json_t *learned = json_object_get(object, "learned");
	const char *kind = json_string_value(json_object_get(object, "kind"));
	int64_t schema, version, seconds, seed;

	if (member(object, "schema", BASELINE_SCHEMA, BASELINE_SCHEMA, &schema, error))
		return -EINVAL;
	if (!kind || strcmp(kind, "baseline"))
		return wrong(error, "kind: not \"baseline\"");
	if (member(object, "version", 0, INT32_MAX, &version, error) ||
	    member(learned, "from", 0, INT64_MAX, &b->from_s, error) ||
	    member(learned, "to", b->from_s, INT64_MAX, &b->to_s, error) ||
	    member(learned, "seconds", 0, INT64_MAX, &seconds, error) ||
	    member(learned, "seed", 0, UINT32_MAX, &seed, error))
		return -EINVAL;
	b->version = (unsigned int)version;
	b->learned_s = (uint64_t)seconds;
	b->seed = (uint32_t)seed;
	return 0;
}

int baseline_file_read(const json_t *object, struct baseline *b,
		       char error[static BASELINE_ERROR_SIZE])
{
	const json_t *forests = json_object_get(object, "forests");
	char why[BASELINE_ERROR_SIZE / 2];
	struct iforest *f;
	size_t count = json_array_size(forests), i;
	int err = read_header(object, b, error);

	if (err)
		return err;
	if (!count || count > BASELINE_FORESTS)
		return wrong(error, "forests: not 1 to %d", BASELINE_FORESTS);
	for (i = 0; i < count; i++) {
		f = &b->forest[i];
		err = read_forest(json_array_get(forests, i), f, error);
		if (err) {
			snprintf(why, sizeof(why), "%s", error);
			wrong(error, "forest %zu: %s", i, why);
			return err;
		}
		if (baseline_forest(b, f->rows, f->window_s))
			return wrong(error, "forest %zu: a second one for the same rows", i);
		b->count++;
	}
	return 0;
}
