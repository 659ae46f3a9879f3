// SPDX-License-Identifier: MIT
/*
 * Hostile model files: the text as it is, and the same text with its checksum made
 * right, so that the fuzzer is not stopped at the door. A forest that is accepted is
 * scored with extreme rows.
 */
#include "fuzz.h"

#include "tests/unit/small_model.h"
#include "user/detect/models.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

static void score(const struct models *m)
{
	static struct row rows[3];
	const struct row *list[3] = { &rows[0], &rows[1], &rows[2] };
	uint32_t votes[3 * MODEL_CLASSES_MAX], sum;
	uint16_t share[MODEL_CLASSES_MAX];
	const struct forest *f;
	unsigned int i, c;

	memset(rows[1].value, 0xff, sizeof(rows[1].value));
	for (i = 0; i < FEATURES_MAX; i++)
		rows[2].value[i] = i * 37;
	for (i = 0; i < models_count(m); i++) {
		f = models_forest(m, i);
		forest_score(f, list, 3, votes);
		for (c = 0, sum = 0; c < f->class_count; c++)
			sum += votes[c];
		assert(f->kind == FOREST_BOOSTED || sum == f->votes * f->tree_count);
		forest_shares(f, votes, share);
		for (c = 0, sum = 0; c < f->class_count; c++)
			sum += share[c];
		assert(sum <= 1000 && sum > 1000 - MODEL_CLASSES_MAX);
	}
}

static void parse(const char *text, size_t size)
{
	char error[MODELS_ERROR_SIZE] = "";
	struct models *m = NULL;
	int err = models_parse(text, size, &m, error);

	assert(err ? *error && !m : m != NULL);
	if (!err)
		score(m);
	models_free(m);
}

static void parse_stamped(const uint8_t *data, size_t size)
{
	json_t *root = json_loadb((const char *)data, size, JSON_REJECT_DUPLICATES, NULL);
	char sum[32], *text;

	if (!json_is_object(root)) {
		json_decref(root);
		return;
	}
	json_object_del(root, "checksum");
	text = json_dumps(root, JSON_COMPACT | JSON_SORT_KEYS | JSON_ENSURE_ASCII);
	if (text) {
		snprintf(sum, sizeof(sum), "crc32:%08lx",
			 crc32_z(0, (const unsigned char *)text, strlen(text)));
		free(text);
		json_object_set_new(root, "checksum", json_string(sum));
		text = json_dumps(root, JSON_COMPACT);
		parse(text, strlen(text));
		free(text);
	}
	json_decref(root);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	parse((const char *)data, size);
	parse_stamped(data, size);
	return 0;
}

/* The small model, and damages that each get past another check. */
void fuzz_seeds(void (*emit)(void *ctx, const void *data, size_t size), void *ctx)
{
	static const char *const others[] = {
		"{}",
		"[]",
		"{\"schema\":1,\"id\":\"x\",\"revision\":1,\"provenance\":{},\"forests\":[{}]}",
		"{\"schema\":1,\"schema\":1}",
		"{\"schema\":1e999}",
		"\xff\xfe{",
	};
	size_t i;

	emit(ctx, small_model, strlen(small_model));
	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		emit(ctx, others[i], strlen(others[i]));
}
