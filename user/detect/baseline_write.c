// SPDX-License-Identifier: MIT
#include "baseline_file.h"

#include "chance.h"
#include "feature.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define VECTORS 16
#define NODE_TEXT_SIZE 12 /* "63<255 " */

typedef json_int_t num; /* what json_pack() takes for I */

static json_t *tree_text(const struct iforest *f, unsigned int tree)
{
	uint32_t end = tree + 1 < f->tree_count ? f->tree[tree + 1] : f->node_count, i;
	size_t size = (size_t)(end - f->tree[tree]) * NODE_TEXT_SIZE + 1, used = 0;
	char *text = malloc(size);
	const struct iforest_node *node;
	json_t *string;

	if (!text)
		return NULL;
	text[0] = '\0';
	for (i = f->tree[tree]; i < end; i++) {
		node = &f->node[i];
		if (node->feature == IFOREST_LEAF)
			used += (size_t)snprintf(text + used, size - used, "%s=%u", used ? " " : "",
						 node->right);
		else
			used += (size_t)snprintf(text + used, size - used, "%s%u<%u",
						 used ? " " : "", node->feature, node->bin);
	}
	string = json_string(text);
	free(text);
	return string;
}

static json_t *tree_list(const struct iforest *f)
{
	json_t *list = json_array();
	unsigned int t;
	int bad = 0;

	for (t = 0; t < f->tree_count; t++)
		bad |= json_array_append_new(list, tree_text(f, t));
	if (!bad)
		return list;
	json_decref(list);
	return NULL;
}

static json_t *feature_list(const struct iforest *f)
{
	json_t *list = json_array();
	unsigned int i;

	for (i = 0; i < f->feature_count; i++)
		json_array_append_new(list,
				      json_string(feature_info(f->rows, f->feature[i])->name));
	return list;
}

/* The last value of the high bin, so that reading it gives the bin again. */
static json_t *range_list(const struct iforest *f)
{
	json_t *list = json_array();
	unsigned int i, feature;

	for (i = 0; i < f->feature_count; i++) {
		feature = f->feature[i];
		json_array_append_new(
			list,
			json_pack(
				"[III]",
				(num)iforest_bin_low(f->rows, feature, f->range[i][IFOREST_LOW]),
				(num)iforest_bin_low(f->rows, feature, f->range[i][IFOREST_MEDIAN]),
				(num)iforest_bin_high(f->rows, feature,
						      f->range[i][IFOREST_HIGH])));
	}
	return list;
}

static json_t *vector_object(const struct iforest *f, const uint8_t bin[static FEATURES_MAX])
{
	json_t *bins = json_array();
	unsigned int i;

	for (i = 0; i < f->feature_count; i++)
		json_array_append_new(bins, json_integer(bin[i]));
	return json_pack("{s:o,s:i}", "bins", bins, "score",
			 (int)iforest_score(f, iforest_length(f, bin)));
}

/* The usual row, then rows with some of its features drawn anew. */
static json_t *vector_list(const struct iforest *f)
{
	json_t *list = json_array();
	uint8_t bin[FEATURES_MAX] = {0};
	uint64_t chance = f->node_count;
	unsigned int v, i;

	for (v = 0; v < VECTORS; v++) {
		for (i = 0; i < f->feature_count; i++) {
			bin[i] = f->range[i][IFOREST_MEDIAN];
			if (chance_below(&chance, VECTORS) < v)
				bin[i] = (uint8_t)chance_below(&chance, UINT8_MAX + 1);
		}
		json_array_append_new(list, vector_object(f, bin));
	}
	return list;
}

static json_t *forest_object(const struct iforest *f)
{
	return json_pack(
		"{s:s,s:i,s:o,s:o,s:i,s:o,s:I,s:I,s:i,s:i,s:[iiiii],s:o}", "rows",
		row_kind_name(f->rows), "window_s", (int)f->window_s, "features", feature_list(f),
		"ranges", range_list(f), "sample", (int)f->sample, "trees", tree_list(f), "trained",
		(num)f->trained, "held_out", (num)f->held_out, "quantile", (int)f->quantile,
		"threshold", (int)f->threshold, "scores", (int)f->score[0], (int)f->score[1],
		(int)f->score[2], (int)f->score[3], (int)f->score[4], "vectors", vector_list(f));
}

json_t *baseline_file_write(const struct baseline *b)
{
	json_t *forests = json_array();
	unsigned int i;
	int bad = 0;

	for (i = 0; i < b->count; i++)
		bad |= json_array_append_new(forests, forest_object(&b->forest[i]));
	if (bad) {
		json_decref(forests);
		return NULL;
	}
	return json_pack("{s:i,s:s,s:i,s:{s:I,s:I,s:I,s:I},s:o}", "schema", BASELINE_SCHEMA, "kind",
			 "baseline", "version", (int)b->version, "learned", "from", (num)b->from_s,
			 "to", (num)b->to_s, "seconds", (num)b->learned_s, "seed", (num)b->seed,
			 "forests", forests);
}
