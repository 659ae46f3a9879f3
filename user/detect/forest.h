/* SPDX-License-Identifier: MIT */
/*
 * forest.h - a quantized random forest: feature values become bins, trees compare bins,
 * leaves hold integer votes. No float and no allocation while scoring, so every machine
 * gives the same votes.
 */
#ifndef WEIR_FOREST_H
#define WEIR_FOREST_H

#include "row.h"

#include <weir/model.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Left child follows at left, the right one at right; a leaf has feature FOREST_LEAF
 * and its row of votes in left. */
#define FOREST_LEAF 0xff
struct forest_node {
	uint8_t feature; /* index into the forest's own features */
	uint8_t bin; /* left when the row's bin is at most this */
	uint16_t left; /* of the same tree; leaf: index of its votes */
	uint16_t right;
};

/* Built and checked by model.h; read-only afterwards. */
struct forest {
	enum row_kind rows;
	unsigned int window_s; /* 0: any */
	unsigned int feature_count;
	unsigned int class_count;
	unsigned int tree_count;
	bool alone; /* some class may be decided by the forest alone */
	unsigned int depth; /* of the deepest tree, in comparisons */
	uint32_t votes; /* of one leaf, so of all classes together: votes * tree_count */
	uint8_t feature[MODEL_FEATURES_MAX]; /* index into the row's values */
	uint16_t edge_count[MODEL_FEATURES_MAX];
	uint32_t edge[MODEL_FEATURES_MAX][MODEL_EDGES_MAX]; /* rising */
	uint32_t expected[MODEL_FEATURES_MAX][2]; /* where most benign rows lie */
	int8_t class[MODEL_CLASSES_MAX]; /* enum alert_class, or FOREST_BENIGN */
	uint16_t threshold[MODEL_CLASSES_MAX]; /* thousandths of all votes */
	uint32_t tree[MODEL_TREES_MAX]; /* first node of each */
	struct forest_node *node;
	uint32_t node_count;
	uint16_t *leaf; /* class_count votes each */
	uint32_t leaf_count;
};

#define FOREST_BENIGN (-1)
#define FOREST_BATCH 16 /* rows walked side by side */

/*
 * Votes of @count rows: votes[i * MODEL_CLASSES_MAX + class]. Each is at most
 * f->votes * f->tree_count, and so is their sum over a row's classes. @rows are of the
 * forest's row kind (the caller asked models_find).
 */
void forest_score(const struct forest *f, const struct row *const *rows, size_t count,
		  uint32_t *votes);

/* The same for one row of values that are already in the forest's order. */
void forest_score_values(const struct forest *f, const uint32_t *values,
			 uint32_t votes[static MODEL_CLASSES_MAX]);

/* Votes in thousandths of all votes. */
uint16_t forest_share(const struct forest *f, uint32_t votes);

void forest_free(struct forest *f);

#endif
