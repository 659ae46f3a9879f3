// SPDX-License-Identifier: MIT
#include "forest.h"

#include <stdlib.h>
#include <string.h>

#define EXP2_ONE (1u << 30)
#define EXP2_STEPS 16

static uint32_t node_next(const forest_node *tree, uint32_t at, const uint32_t *value)
{
	forest_node node = tree[at];

	return (uint16_t)(node >> 32) + (value[(uint8_t)(node >> 48)] > (uint32_t)node);
}

static void votes_add(const struct forest *f, uint32_t node, uint32_t *restrict votes)
{
	const struct forest_leaf *leaf = f->leaf + f->node_leaf[node];
	unsigned int c;

	for (c = 0; c < MODEL_CLASSES_MAX; c++)
		votes[c] += leaf->votes[c];
}

/* Walks are side by side so that the waits for one's nodes are used by the others; each
 * takes as many steps as the deepest, without a branch. */
static void walk_rows(const struct forest *f, const struct forest_tree *tree,
		      uint32_t value[FOREST_BATCH][MODEL_FEATURES_MAX], uint32_t *votes)
{
	const forest_node *node = f->node + tree->node;
	uint32_t at[FOREST_BATCH] = { 0 };
	unsigned int d, i;

	for (d = 0; d < tree->depth; d++)
#pragma GCC unroll 16
		for (i = 0; i < FOREST_BATCH; i++)
			at[i] = node_next(node, at[i], value[i]);
	for (i = 0; i < FOREST_BATCH; i++)
		votes_add(f, tree->node + at[i], votes + i * MODEL_CLASSES_MAX);
}

static void walk_trees(const struct forest *f, const struct forest_tree *tree,
		       const uint32_t *value, uint32_t *votes)
{
	uint32_t at[FOREST_BATCH] = { 0 };
	unsigned int d, i;

	for (d = 0; d < f->depth; d++)
#pragma GCC unroll 16
		for (i = 0; i < FOREST_BATCH; i++)
			at[i] = node_next(f->node + tree[i].node, at[i], value);
	for (i = 0; i < FOREST_BATCH; i++)
		votes_add(f, tree[i].node + at[i], votes);
}

void forest_score_values(const struct forest *f, const uint32_t *values,
			 uint32_t votes[static MODEL_CLASSES_MAX])
{
	unsigned int t, d;
	uint32_t at;

	memset(votes, 0, MODEL_CLASSES_MAX * sizeof(*votes));
	for (t = 0; t + FOREST_BATCH <= f->tree_count; t += FOREST_BATCH)
		walk_trees(f, &f->tree[t], values, votes);
	for (; t < f->tree_count; t++) {
		for (d = 0, at = 0; d < f->tree[t].depth; d++)
			at = node_next(f->node + f->tree[t].node, at, values);
		votes_add(f, f->tree[t].node + at, votes);
	}
}

static void values_gather(const struct forest *f, const struct row *row, uint32_t *value)
{
	unsigned int j;

	for (j = 0; j < f->feature_count; j++)
		value[j] = row->value[f->feature[j]];
}

void forest_score(const struct forest *f, const struct row *const *rows, size_t count,
		  uint32_t *votes)
{
	uint32_t value[FOREST_BATCH][MODEL_FEATURES_MAX];
	unsigned int t, i;

	for (; count >= FOREST_BATCH; count -= FOREST_BATCH, rows += FOREST_BATCH) {
		for (i = 0; i < FOREST_BATCH; i++)
			values_gather(f, rows[i], value[i]);
		memset(votes, 0, FOREST_BATCH * MODEL_CLASSES_MAX * sizeof(*votes));
		for (t = 0; t < f->tree_count; t++)
			walk_rows(f, &f->tree[t], value, votes);
		votes += FOREST_BATCH * MODEL_CLASSES_MAX;
	}
	for (; count; count--, rows++, votes += MODEL_CLASSES_MAX) {
		values_gather(f, *rows, value[0]);
		forest_score_values(f, value[0], votes);
	}
}

uint32_t forest_exp2(uint32_t below, uint32_t unit)
{
	/* 2^(-1/2), 2^(-1/4) and so on. */
	static const uint32_t root[EXP2_STEPS] = {
		759250124,  902905650,	984625593,  1028218693, 1050733750, 1062175491,
		1067942999, 1070838486, 1072289172, 1073015252, 1073378476, 1073560134,
		1073650975, 1073696398, 1073719111, 1073730467,
	};
	uint32_t whole = below / unit, part = (uint32_t)(((uint64_t)(below % unit) << 16) / unit);
	uint64_t power = EXP2_ONE;
	unsigned int i;

	if (whole > 30)
		return 0;
	for (i = 0; i < EXP2_STEPS; i++)
		if (part & (1u << (EXP2_STEPS - 1 - i)))
			power = power * root[i] / EXP2_ONE;
	return (uint32_t)(power >> whole);
}

static void shares_boosted(const struct forest *f, const uint32_t *votes, uint16_t *share)
{
	uint32_t power[MODEL_CLASSES_MAX], most = 0;
	uint64_t sum = 0;
	unsigned int c;

	for (c = 0; c < f->class_count; c++)
		most = votes[c] > most ? votes[c] : most;
	for (c = 0; c < f->class_count; c++) {
		power[c] = forest_exp2(most - votes[c], f->votes);
		sum += power[c];
	}
	for (c = 0; c < f->class_count; c++)
		share[c] = (uint16_t)(power[c] * 1000ull / sum);
}

void forest_shares(const struct forest *f, const uint32_t votes[static MODEL_CLASSES_MAX],
		   uint16_t share[static MODEL_CLASSES_MAX])
{
	unsigned int c;

	if (f->kind == FOREST_BOOSTED) {
		shares_boosted(f, votes, share);
		return;
	}
	for (c = 0; c < f->class_count; c++)
		share[c] = (uint16_t)(votes[c] * 1000ull / ((uint64_t)f->votes * f->tree_count));
}

void forest_free(struct forest *f)
{
	if (!f)
		return;
	free(f->node);
	free(f->node_leaf);
	free(f->leaf);
	free(f);
}
