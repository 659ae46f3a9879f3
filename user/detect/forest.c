// SPDX-License-Identifier: MIT
#include "forest.h"

#include <stdlib.h>
#include <string.h>

/* Number of edges below the value: edges are rising, so a binary search. */
static uint8_t value_bin(const struct forest *f, unsigned int feature, uint32_t value)
{
	unsigned int lo = 0, hi = f->edge_count[feature], mid;

	while (lo < hi) {
		mid = (lo + hi) / 2;
		if (value > f->edge[feature][mid])
			lo = mid + 1;
		else
			hi = mid;
	}
	return (uint8_t)lo;
}

static void votes_add(const struct forest *f, const struct forest_node *leaf, uint32_t *votes)
{
	const uint16_t *add = f->leaf + (size_t)leaf->left * f->class_count;
	unsigned int c;

	for (c = 0; c < f->class_count; c++)
		votes[c] += add[c];
}

static const struct forest_node *tree_step(const struct forest_node *tree,
					   const struct forest_node *node, const uint8_t *bin)
{
	if (node->feature == FOREST_LEAF)
		return node;
	return tree + (bin[node->feature] <= node->bin ? node->left : node->right);
}

/* Rows side by side, so that the cache misses of one tree's nodes overlap. */
static void batch_walk(const struct forest *f, uint8_t bin[][MODEL_FEATURES_MAX], size_t count,
		       uint32_t *votes)
{
	const struct forest_node *at[FOREST_BATCH], *tree;
	unsigned int t, d;
	size_t i;

	for (t = 0; t < f->tree_count; t++) {
		tree = f->node + f->tree[t];
		for (i = 0; i < count; i++)
			at[i] = tree;
		for (d = 0; d < f->depth; d++)
			for (i = 0; i < count; i++)
				at[i] = tree_step(tree, at[i], bin[i]);
		for (i = 0; i < count; i++)
			votes_add(f, at[i], votes + i * MODEL_CLASSES_MAX);
	}
}

void forest_score(const struct forest *f, const struct row *const *rows, size_t count,
		  uint32_t *votes)
{
	uint8_t bin[FOREST_BATCH][MODEL_FEATURES_MAX];
	size_t done, part, i;
	unsigned int j;

	memset(votes, 0, count * MODEL_CLASSES_MAX * sizeof(*votes));
	for (done = 0; done < count; done += part) {
		part = count - done < FOREST_BATCH ? count - done : FOREST_BATCH;
		for (i = 0; i < part; i++)
			for (j = 0; j < f->feature_count; j++)
				bin[i][j] = value_bin(f, j, rows[done + i]->value[f->feature[j]]);
		batch_walk(f, bin, part, votes + done * MODEL_CLASSES_MAX);
	}
}

void forest_score_values(const struct forest *f, const uint32_t *values,
			 uint32_t votes[static MODEL_CLASSES_MAX])
{
	uint8_t bin[1][MODEL_FEATURES_MAX];
	unsigned int j;

	memset(votes, 0, MODEL_CLASSES_MAX * sizeof(*votes));
	for (j = 0; j < f->feature_count; j++)
		bin[0][j] = value_bin(f, j, values[j]);
	batch_walk(f, bin, 1, votes);
}

uint16_t forest_share(const struct forest *f, uint32_t votes)
{
	return (uint16_t)((uint64_t)votes * 1000 / ((uint64_t)f->votes * f->tree_count));
}

void forest_free(struct forest *f)
{
	if (!f)
		return;
	free(f->node);
	free(f->leaf);
	free(f);
}
