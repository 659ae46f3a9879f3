// SPDX-License-Identifier: MIT
#include "baseline.h"

#include "baseline_file.h"
#include "sealed.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int baseline_new(struct baseline **out)
{
	struct baseline *b = calloc(1, sizeof(*b));
	unsigned int i;

	for (i = 0; b && i < BASELINE_FORESTS; i++) {
		b->forest[i].node = calloc(IFOREST_NODES_MAX, sizeof(struct iforest_node));
		if (b->forest[i].node)
			continue;
		baseline_free(b);
		b = NULL;
	}
	if (!b)
		return -ENOMEM;
	*out = b;
	return 0;
}

void baseline_trim(struct baseline *b)
{
	struct iforest_node *fewer;
	struct iforest *f;
	unsigned int i;

	for (i = 0; i < BASELINE_FORESTS; i++) {
		f = &b->forest[i];
		fewer = realloc(f->node, (f->node_count + 1) * sizeof(*f->node));
		f->node = fewer ? fewer : f->node;
	}
}

void baseline_free(struct baseline *b)
{
	unsigned int i;

	for (i = 0; b && i < BASELINE_FORESTS; i++)
		free(b->forest[i].node);
	free(b);
}

static int baseline_of(json_t *object, struct baseline **out, char *error)
{
	struct baseline *b = calloc(1, sizeof(*b));
	int err;

	if (!b) {
		snprintf(error, BASELINE_ERROR_SIZE, "out of memory");
		return -ENOMEM;
	}
	err = baseline_file_read(object, b, error);
	if (err)
		baseline_free(b);
	else
		*out = b;
	return err;
}

int baseline_parse(const char *text, size_t size, struct baseline **out,
		   char error[static BASELINE_ERROR_SIZE])
{
	json_t *object = NULL;
	int err = sealed_parse(text, size, &object, error);

	if (!err)
		err = baseline_of(object, out, error);
	json_decref(object);
	return err;
}

int baseline_load(const char *path, struct baseline **out, char error[static BASELINE_ERROR_SIZE])
{
	json_t *object = NULL;
	int err = sealed_load(path, BASELINE_FILE_MAX, &object, error);

	if (!err)
		err = baseline_of(object, out, error);
	json_decref(object);
	return err;
}

char *baseline_text(const struct baseline *b)
{
	json_t *object = baseline_file_write(b);
	char *text = object ? sealed_text(object) : NULL;

	json_decref(object);
	return text;
}

const struct iforest *baseline_forest(const struct baseline *b, enum row_kind kind,
				      unsigned int window_s)
{
	unsigned int i;

	for (i = 0; b && i < b->count; i++)
		if (b->forest[i].rows == kind && b->forest[i].window_s == window_s)
			return &b->forest[i];
	return NULL;
}

bool baseline_range(const struct baseline *b, enum row_kind kind, unsigned int window_s,
		    unsigned int feature, uint32_t *lo, uint32_t *hi)
{
	const struct iforest *f = baseline_forest(b, kind, window_s);
	unsigned int i;

	for (i = 0; f && i < f->feature_count; i++) {
		if (f->feature[i] != feature)
			continue;
		*lo = iforest_bin_low(kind, feature, f->range[i][IFOREST_LOW]);
		*hi = iforest_bin_high(kind, feature, f->range[i][IFOREST_HIGH]);
		return true;
	}
	return false;
}
