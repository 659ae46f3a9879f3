// SPDX-License-Identifier: MIT
/* A good model file, and each way to damage it with the message it must give. */
#include "tap.h"
#include "small_model.h"

#include "user/detect/models.h"

#include <errno.h>
#include <string.h>
#include <zlib.h>

/* The checksum the content would have, so that a damage behind it is reached. */
static void stamp(json_t *root)
{
	char sum[32], *text;

	json_object_del(root, "checksum");
	text = json_dumps(root, JSON_COMPACT | JSON_SORT_KEYS | JSON_ENSURE_ASCII);
	snprintf(sum, sizeof(sum), "crc32:%08lx",
		 crc32(0, (const unsigned char *)text, (unsigned int)strlen(text)));
	free(text);
	json_object_set_new(root, "checksum", json_string(sum));
}

static int parse(const json_t *root, struct models **out, char *error)
{
	char *text = json_dumps(root, 0);
	int err = models_parse(text, strlen(text), out, error);

	free(text);
	return err;
}

/* Walks "a.0.b" and sets the last step to @value (text of JSON), or deletes it. */
static void damage(json_t *root, const char *path, const char *value)
{
	char step[64];
	size_t len;
	json_t *new = value ? json_loads(value, JSON_DECODE_ANY, NULL) : NULL;

	for (; (len = strcspn(path, "."), path[len]); path += len + 1) {
		snprintf(step, sizeof(step), "%.*s", (int)len, path);
		root = json_is_array(root) ? json_array_get(root, strtoul(step, NULL, 10)) :
					     json_object_get(root, step);
	}
	if (json_is_array(root) && new)
		json_array_set_new(root, strtoul(path, NULL, 10), new);
	else if (json_is_array(root))
		json_array_remove(root, strtoul(path, NULL, 10));
	else if (new)
		json_object_set_new(root, path, new);
	else
		json_object_del(root, path);
}

static const struct {
	const char *path;
	const char *value; /* NULL: removed */
	const char *error; /* part of the message */
} damages[] = {
	{ "schema", "2", "schema: not 1" },
	{ "id", "\"\"", "id: not 1 to" },
	{ "revision", "0", "revision: not a positive" },
	{ "provenance", "[]", "provenance: none" },
	{ "calibration", "[]", "calibration: not an object" },
	{ "calibration", "{\"luck\":[[500,600]]}", "calibration: no group \"luck\"" },
	{ "calibration", "{\"scan\":[]}", "scan: not 1 to 16 steps" },
	{ "calibration", "{\"scan\":[[501,600]]}", "scan: step 0 does not rise" },
	{ "calibration", "{\"scan\":[[500,499]]}", "scan: step 0 does not rise" },
	{ "calibration", "{\"scan\":[[500,700],[500,800]]}", "scan: step 1 does not rise" },
	{ "calibration", "{\"scan\":[[500,700],[600,699]]}", "scan: step 1 does not rise" },
	{ "calibration", "{\"scan\":[[500,700],[600,1001]]}", "scan: step 1 does not rise" },
	{ "forests", "[]", "forests: not 1 to" },
	{ "forests.0.kind", "\"svm\"", "forest 0: kind" },
	{ "forests.0.rows", "\"device\"", "rows: not" },
	{ "forests.0.window_s", "-1", "window_s" },
	{ "forests.0.votes", "0", "votes: not 1 to" },
	{ "forests.0.features", "{}", "features: not an array" },
	{ "forests.0.features", "[]", "features: 0 elements" },
	{ "forests.0.features.1", "\"ttl\"", "unknown feature \"ttl\"" },
	{ "forests.0.features.1", "7", "unknown feature" },
	{ "forests.0.features.1", "\"out_flows\"", "\"out_flows\" twice" },
	{ "forests.0.expected.1", NULL, "expected: 1 elements" },
	{ "forests.0.expected.0", "[5,4]", "expected: element 0" },
	{ "forests.0.edges.0", "7", "edges: element 0 is not" },
	{ "forests.0.edges.1", "[5,5,20]", "edges: element 1 does not rise at 1" },
	{ "forests.0.edges.1", "[5,6.5,20]", "does not rise at 1" },
	{ "forests.0.edges.1", "[5,6,4294967296]", "does not rise at 2" },
	{ "forests.0.classes", "[\"benign\"]", "classes: 1 elements" },
	{ "forests.0.classes.0", "\"portscan\"", "classes: 0 is \"portscan\"" },
	{ "forests.0.classes.1", "\"voodoo\"", "classes: 1 is \"voodoo\"" },
	{ "forests.0.thresholds.1", "0", "thresholds: 1" },
	{ "forests.0.thresholds.0", "1", "thresholds: 0" },
	{ "forests.0.leaves.1", "[7,4]", "leaves: 1: votes sum to 11, not 10" },
	{ "forests.0.leaves.1", "[7]", "leaves: 1 has not 2 votes" },
	{ "forests.0.leaves.1", "[-7,17]", "leaves: 1: a vote is out of range" },
	{ "forests.0.trees", "[]", "trees: 0 elements" },
	{ "forests.0.trees.1", "[]", "tree 1 is not 1 to" },
	{ "forests.0.trees.1", "[-1,1,0]", "tree 1 is not 1 to" },
	{ "forests.0.trees.1", "[-1,3,0,0]", "tree 1: node 0: no leaf 3" },
	{ "forests.0.trees.1", "[-2,1,0,0]", "node 0: not four numbers" },
	{ "forests.0.trees.0.0", "2", "tree 0: node 0: no feature 2" },
	{ "forests.0.trees.0.1", "1", "node 0: no edge 1 of feature 0" },
	{ "forests.0.trees.0.2", "5", "children 5 and 2" },
	{ "forests.0.trees.0.10", "0", "node 2: children 0 and 4" },
	{ "forests.0.trees.0.10", "2", "node 2: children 2 and 4" },
	{ "forests.0.trees.0.3", "1", "node 1 has two parents" },
	{ "forests.0.trees.0.10", "4", "node 4 has two parents" },
	{ "forests.0.trees.1", "[-1,1,0,0,-1,1,0,0]", "tree 1: node 1 is not reached" },
	{ "forests.0.vectors.7", NULL, "vectors: 7 elements" },
	{ "forests.0.vectors.3.votes", "[13,7]", "vector 3 is not reproduced" },
	{ "forests.0.vectors.3.row", "[101,11]", "vector 3 is not reproduced" },
	{ "forests.0.vectors.3.row", "[101]", "vector 3 is not reproduced" },
	{ "forests.0.leaves.2", "[1,9]", "vector 4 is not reproduced" },
	{ "forests.0.importance", "[1]", "importance: 1 elements" },
	{ "forests.0.importance", "[600,401]", "importance: 1 is out of range" },
	{ "forests.0.edges.0", "[99]", "vector 1 is not reproduced" },
};

static void test_damages(void)
{
	char error[MODELS_ERROR_SIZE];
	struct models *m;
	json_t *root;
	size_t i;
	int err;

	for (i = 0; i < sizeof(damages) / sizeof(damages[0]); i++) {
		root = json_loads(small_model, 0, NULL);
		damage(root, damages[i].path, damages[i].value);
		stamp(root);
		m = (struct models *)&m;
		error[0] = 0;
		err = parse(root, &m, error);
		if (!tap_ok(err == -EINVAL && strstr(error, damages[i].error) &&
				    m == (struct models *)&m,
			    "%s: %s", damages[i].path, damages[i].error))
			printf("#   got %d: %s\n", err, error);
		json_decref(root);
	}
}

/* Boosted trees: leaves need not sum to anything, shares are softmax. */
static void test_boosted(void)
{
	static const uint32_t row[] = { 101, 11 };
	uint32_t votes[MODEL_CLASSES_MAX];
	uint16_t share[MODEL_CLASSES_MAX];
	char error[MODELS_ERROR_SIZE] = "";
	json_t *root = json_loads(small_model, 0, NULL);
	const struct forest *f;
	struct models *m = NULL;

	damage(root, "forests.0.kind", "\"boosted-trees\"");
	damage(root, "forests.0.votes", "2");
	damage(root, "forests.0.importance", "[600,400]");
	stamp(root);
	tap_is(parse(root, &m, error), 0, "boosted trees are read %s", error);
	f = models_find(m, ROW_HOST, 5);
	tap_ok(f->importance_known && f->importance[1] == 400, "importance");
	forest_score_values(f, row, votes);
	forest_shares(f, votes, share);
	tap_ok(votes[0] == 7 && votes[1] == 13 && share[0] == 111 && share[1] == 888,
	       "three doublings of the odds");
	models_free(m);
	json_decref(root);
}

static void test_calibration(void)
{
	char error[MODELS_ERROR_SIZE] = "";
	json_t *root = json_loads(small_model, 0, NULL);
	struct models *m = NULL;

	damage(root, "calibration", "{\"flood\":[[500,620],[700,900],[1000,990]]}");
	stamp(root);
	tap_is(parse(root, &m, error), 0, "a calibration is read %s", error);
	tap_is(models_calibrate(m, RULE_GROUP_FLOOD, 500), 620, "first step");
	tap_is(models_calibrate(m, RULE_GROUP_FLOOD, 699), 620, "  to its end");
	tap_is(models_calibrate(m, RULE_GROUP_FLOOD, 700), 900, "second step");
	tap_is(models_calibrate(m, RULE_GROUP_FLOOD, 1000), 990, "last step");
	tap_is(models_calibrate(m, RULE_GROUP_SCAN, 700), 700, "no stair: the raw score");
	tap_is(models_calibrate(NULL, RULE_GROUP_FLOOD, 700), 700, "no model: the raw score");
	models_free(m);
	json_decref(root);
}

static void test_good(void)
{
	char error[MODELS_ERROR_SIZE] = "";
	json_t *root = json_loads(small_model, 0, NULL);
	struct models *m = NULL;
	const struct forest *f;

	stamp(root);
	tap_is(parse(root, &m, error), 0, "a good one is read %s", error);
	tap_ok(m && !strcmp(models_id(m), "test") && models_rev(m) == 3, "id and revision");
	f = models_find(m, ROW_HOST, 5);
	tap_ok(f && f->depth == 2 && f->tree_count == 2 && f->node_count == 6, "its forest");
	tap_ok(!models_find(m, ROW_HOST, 30), "not for another window");
	tap_ok(!models_find(m, ROW_FLOW, 5), "not for other rows");
	models_free(m);
	json_object_set_new(root, "revision", json_integer(4));
	tap_ok(parse(root, &m, error) == -EINVAL && strstr(error, "checksum: "),
	       "one changed number breaks the checksum");
	json_object_del(root, "checksum");
	tap_ok(parse(root, &m, error) == -EINVAL && strstr(error, "checksum: none"), "none");
	json_decref(root);
	tap_ok(!strcmp(models_id(NULL), "none") && !models_rev(NULL) && !models_count(NULL),
	       "no model");
	models_free(NULL);
}

static void test_text(void)
{
	char error[MODELS_ERROR_SIZE];
	struct models *m;
	size_t len;
	int wrong = 0;

	for (len = 0; len < sizeof(small_model) - 1; len++)
		wrong += models_parse(small_model, len, &m, error) != -EINVAL ||
			 !strstr(error, "not a JSON object");
	tap_is(wrong, 0, "every cut of the file is refused");
	tap_ok(models_parse("[1]", 3, &m, error) == -EINVAL && strstr(error, "another type"),
	       "another type");
	tap_is(models_load("/nonexistent/model.json", &m, error), -ENOENT, "no file");
	tap_ok(strstr(error, "No such file") != NULL, "which is said");
	tap_is(models_load("/dev/zero", &m, error), -EFBIG, "endless file");
}

/* The shipped model: every score vector bit for bit (models_load checks them; here once
 * more, in batches, against the file's own text). */
static void test_shipped(void)
{
	char error[MODELS_ERROR_SIZE] = "";
	json_t *root = json_load_file("models/default.json", 0, NULL);
	struct models *m = NULL;
	size_t i, v, vectors = 0;
	unsigned int c, wrong = 0;
	uint32_t votes[MODEL_CLASSES_MAX], values[MODEL_FEATURES_MAX];

	tap_is(models_load("models/default.json", &m, error), 0, "the shipped model %s", error);
	for (i = 0; m && i < models_count(m); i++) {
		const struct forest *f = models_forest(m, (unsigned int)i);
		json_t *list = json_object_get(
			json_array_get(json_object_get(root, "forests"), i), "vectors");

		for (v = 0; v < json_array_size(list); v++, vectors++) {
			json_t *vector = json_array_get(list, v);

			for (c = 0; c < f->feature_count; c++)
				values[c] = (uint32_t)json_integer_value(json_array_get(
					json_object_get(vector, "row"), c));
			forest_score_values(f, values, votes);
			for (c = 0; c < f->class_count; c++)
				wrong += votes[c] != json_integer_value(json_array_get(
							     json_object_get(vector, "votes"), c));
		}
	}
	tap_is(wrong, 0, "%zu score vectors are reproduced", vectors);
	tap_ok(vectors >= 2 * MODEL_VECTORS_MIN, "of at least two forests");
	models_free(m);
	json_decref(root);
}

int main(void)
{
	test_good();
	test_boosted();
	test_calibration();
	test_damages();
	test_text();
	test_shipped();
	return tap_done();
}
