// SPDX-License-Identifier: MIT
/*
 * Hostile baseline files: the text as it is, and the same text with its checksum made
 * right, so that the fuzzer is not stopped at the door. A baseline that is accepted scores
 * extreme rows, and what is written of it must be read again.
 */
#include "fuzz.h"

#include "tests/unit/small_baseline.h"
#include "user/detect/baseline.h"
#include "user/detect/sealed.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static void score(const struct iforest *f)
{
	static struct row rows[3];
	uint8_t bin[FEATURES_MAX];
	unsigned int i;

	memset(rows[1].value, 0xff, sizeof(rows[1].value));
	for (i = 0; i < FEATURES_MAX; i++)
		rows[2].value[i] = i * 37;
	for (i = 0; i < 3; i++) {
		iforest_bins(f, &rows[i], bin);
		assert(iforest_score(f, iforest_length(f, bin)) <= 1000);
	}
}

static void parse(const char *text, size_t size, bool again)
{
	char error[BASELINE_ERROR_SIZE] = "", *written;
	struct baseline *b = NULL;
	int err = baseline_parse(text, size, &b, error);
	unsigned int i;

	assert(err ? *error && !b : b != NULL);
	for (i = 0; b && i < b->count; i++)
		score(&b->forest[i]);
	written = b && again ? baseline_text(b) : NULL;
	if (written)
		parse(written, strlen(written), false);
	free(written);
	baseline_free(b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	json_t *root = json_loadb((const char *)data, size, JSON_REJECT_DUPLICATES, NULL);
	char *text = json_is_object(root) ? sealed_text(root) : NULL;

	parse((const char *)data, size, true);
	if (text)
		parse(text, strlen(text), true);
	free(text);
	json_decref(root);
	return 0;
}

/* The small baseline, and damages that each get past another check. */
void fuzz_seeds(void (*emit)(void *ctx, const void *data, size_t size), void *ctx)
{
	static const char empty_forest[] =
		"{\"schema\":1,\"kind\":\"baseline\",\"version\":1,\"learned\":{\"from\":0,"
		"\"to\":0,\"seconds\":0,\"seed\":0},\"forests\":[{}]}";
	static const char *const others[] = {
		"{}", "[]", empty_forest, "{\"schema\":1,\"schema\":1}", "\xff\xfe{",
	};
	size_t i;

	emit(ctx, small_baseline, strlen(small_baseline));
	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		emit(ctx, others[i], strlen(others[i]));
}
