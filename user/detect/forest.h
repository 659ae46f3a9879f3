/* SPDX-License-Identifier: MIT */
/*
 * forest.h - a forest of integers: splits compare values with edges, leaves hold votes.
 * No float and no allocation while scoring, so every machine gives the same votes.
 */
#ifndef WEIR_FOREST_H
#define WEIR_FOREST_H

#include "row.h"

#include <weir/model.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One load a step: edge in the low 32 bits, then left in 16, feature (of the forest's own)
 * in 8. A row goes left if its value is at most the edge, else to the node after the left
 * one. A leaf has the largest edge and itself on its left: whoever comes stays. */
typedef uint64_t forest_node;

static inline forest_node forest_node_of(uint32_t edge, uint16_t left, uint8_t feature)
{
	return edge | (uint64_t)left << 32 | (uint64_t)feature << 48;
}

struct forest_tree {
	uint32_t node; /* its first one */
	uint32_t depth; /* comparisons to its deepest leaf */
};

/* Votes of a leaf, padded so that a sum is a few vector instructions. */
struct forest_leaf {
	uint16_t votes[MODEL_CLASSES_MAX];
};

enum forest_kind {
	FOREST_RANDOM, /* every leaf has the same number of votes, shared among classes */
	FOREST_BOOSTED, /* votes are logarithms of odds: see model.h */
};

/* Built and checked by model.h; read-only afterwards. */
struct forest {
	enum forest_kind kind;
	enum row_kind rows;
	unsigned int window_s; /* 0: any */
	unsigned int feature_count;
	unsigned int class_count;
	unsigned int tree_count;
	bool alone; /* some class may be decided by the forest alone */
	bool importance_known;
	unsigned int depth; /* of the deepest tree, in comparisons */
	uint32_t votes; /* random: of one leaf; boosted: that double the odds */
	uint8_t feature[MODEL_FEATURES_MAX]; /* index into the row's values */
	uint32_t expected[MODEL_FEATURES_MAX][2]; /* where most benign rows lie */
	uint16_t importance[MODEL_FEATURES_MAX]; /* thousandths */
	int8_t class[MODEL_CLASSES_MAX]; /* enum alert_class, or FOREST_BENIGN */
	uint16_t threshold[MODEL_CLASSES_MAX]; /* share in thousandths */
	struct forest_tree tree[MODEL_TREES_MAX];
	forest_node *node;
	uint32_t node_count;
	uint16_t *node_leaf; /* per node: of a leaf, the index of its votes */
	struct forest_leaf *leaf;
	uint32_t leaf_count;
};

#define FOREST_BENIGN (-1)
#define FOREST_BATCH 16 /* walks side by side: rows of one tree, or trees of one row */

/*
 * Votes of @count rows: votes[i * MODEL_CLASSES_MAX + class]. In a random forest their sum
 * over a row's classes is f->votes * f->tree_count. @rows are of the forest's row kind
 * (the caller asked models_find).
 */
void forest_score(const struct forest *f, const struct row *const *rows, size_t count,
		  uint32_t *votes);

/* The same for one row of values that are already in the forest's order. */
void forest_score_values(const struct forest *f, const uint32_t *values,
			 uint32_t votes[static MODEL_CLASSES_MAX]);

/*
 * Each class's share in thousandths, from a row's votes. Random: of all votes, rounded
 * down. Boosted: 2^(votes / f->votes), of the sum over all classes (softmax), by integers
 * (forest_exp2). More votes never mean a smaller share.
 */
void forest_shares(const struct forest *f, const uint32_t votes[static MODEL_CLASSES_MAX],
		   uint16_t share[static MODEL_CLASSES_MAX]);

/* 2^(-@below / @unit) in units of 2^-30, rounded down at each of 30 steps; 0 where it is
 * less. @unit: 1..65535. */
uint32_t forest_exp2(uint32_t below, uint32_t unit);

void forest_free(struct forest *f);

#endif
