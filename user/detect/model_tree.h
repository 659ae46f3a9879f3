/* SPDX-License-Identifier: MIT */
/*
 * model_tree.h - leaves and trees of a forest of a model file, as forest.h walks them:
 * siblings side by side, edges in the nodes.
 */
#ifndef WEIR_MODEL_TREE_H
#define WEIR_MODEL_TREE_H

#include "model.h"

struct model_edges {
	uint16_t count[MODEL_FEATURES_MAX];
	uint32_t edge[MODEL_FEATURES_MAX][MODEL_EDGES_MAX]; /* rising */
};

/* Both: 0, -EINVAL with @error (MODEL_ERROR_SIZE bytes), -ENOMEM; what was taken is the
 * forest's and goes with forest_free(). Kind, votes, classes and features are read. */
int model_leaves_read(const json_t *object, struct forest *f, char *error);
/* After the leaves. */
int model_trees_read(const json_t *object, const struct model_edges *edges, struct forest *f,
		     char *error);

#endif
