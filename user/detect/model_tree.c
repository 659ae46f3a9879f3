// SPDX-License-Identifier: MIT
#include "model_tree.h"

#include "model_json.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A node as the file has it. */
struct file_node {
	int16_t feature; /* -1: a leaf */
	uint8_t bin;
	uint8_t level; /* 1 is the root's; 0: not reached */
	uint16_t left; /* a leaf's votes */
	uint16_t right;
};

struct reader {
	struct forest *f;
	const struct model_edges *edges;
	struct file_node *node; /* of one tree */
	uint16_t *order; /* numbers of nodes, by place */
	char *error;
};

static int read_leaf(const json_t *leaf, unsigned int i, struct forest *f, char *error)
{
	uint64_t sum = 0;
	unsigned int c;
	int64_t n;

	if (json_array_size(leaf) != f->class_count)
		return model_wrong(error, "leaves: %u has not %u votes", i, f->class_count);
	for (c = 0; c < f->class_count; c++, sum += (uint64_t)n) {
		if (!model_number(json_array_get(leaf, c), 0, MODEL_VOTES_MAX, &n))
			return model_wrong(error, "leaves: %u: a vote is out of range", i);
		f->leaf[i].votes[c] = (uint16_t)n;
	}
	if (f->kind == FOREST_RANDOM && sum != f->votes)
		return model_wrong(error, "leaves: %u: votes sum to %llu, not %u", i,
				   (unsigned long long)sum, f->votes);
	return 0;
}

int model_leaves_read(const json_t *object, struct forest *f, char *error)
{
	const json_t *leaves = model_list(object, "leaves", 1, MODEL_LEAVES_MAX, error);
	unsigned int i;
	int err = 0;

	if (!leaves)
		return -EINVAL;
	f->leaf_count = (uint32_t)json_array_size(leaves);
	f->leaf = calloc(f->leaf_count, sizeof(*f->leaf));
	if (!f->leaf)
		return -ENOMEM;
	for (i = 0; i < f->leaf_count && !err; i++)
		err = read_leaf(json_array_get(leaves, i), i, f, error);
	return err;
}

static int read_split(struct reader *r, const int64_t n[4], int64_t at, int64_t count)
{
	if (n[0] >= r->f->feature_count)
		return model_wrong(r->error, "no feature %lld", (long long)n[0]);
	if (n[1] >= r->edges->count[n[0]])
		return model_wrong(r->error, "no edge %lld of feature %lld", (long long)n[1],
				   (long long)n[0]);
	if (n[2] <= at || n[2] >= count || n[3] <= at || n[3] >= count)
		return model_wrong(r->error, "children %lld and %lld are not after it in the tree",
				   (long long)n[2], (long long)n[3]);
	return 0;
}

static int read_node(struct reader *r, const json_t *numbers, size_t at, size_t count)
{
	int64_t n[4];
	size_t i;
	int err = 0;

	for (i = 0; i < 4; i++)
		if (!model_number(json_array_get(numbers, at * 4 + i), i ? 0 : -1, UINT32_MAX,
				  &n[i]))
			return model_wrong(r->error, "not four numbers in range");
	if (n[0] >= 0)
		err = read_split(r, n, (int64_t)at, (int64_t)count);
	else if (n[1] >= r->f->leaf_count || n[2] || n[3])
		err = model_wrong(r->error, "no leaf %lld", (long long)n[1]);
	if (err)
		return err;
	r->node[at] = (struct file_node){ .feature = (int16_t)n[0] };
	if (n[0] < 0) {
		r->node[at].left = (uint16_t)n[1];
		return 0;
	}
	r->node[at].bin = (uint8_t)n[1];
	r->node[at].left = (uint16_t)n[2];
	r->node[at].right = (uint16_t)n[3];
	return 0;
}

static int enter_child(struct reader *r, size_t parent, size_t child)
{
	if (r->node[child].level)
		return model_wrong(r->error, "node %zu has two parents", child);
	r->node[child].level = (uint8_t)(r->node[parent].level + 1);
	return 0;
}

/*
 * Every node but the root has one parent, and no path is longer than the limit.
 * Children come after their parent, so one pass forward settles it.
 */
static int check_shape(struct reader *r, size_t count, uint32_t *depth)
{
	size_t i;
	int err;

	*depth = 0;
	r->node[0].level = 1;
	for (i = 0; i < count; i++) {
		if (!r->node[i].level)
			return model_wrong(r->error, "node %zu is not reached", i);
		if (r->node[i].level > MODEL_DEPTH_MAX + 1)
			return model_wrong(r->error, "deeper than %d", MODEL_DEPTH_MAX);
		if (r->node[i].level - 1u > *depth)
			*depth = r->node[i].level - 1u;
		if (r->node[i].feature < 0)
			continue;
		err = enter_child(r, i, r->node[i].left);
		if (!err)
			err = enter_child(r, i, r->node[i].right);
		if (err)
			return err;
	}
	return 0;
}

/* Level by level, so that siblings follow each other. */
static void place_nodes(struct reader *r, size_t count)
{
	forest_node *out = r->f->node + r->f->node_count;
	uint16_t *leaf = r->f->node_leaf + r->f->node_count;
	const struct file_node *node;
	size_t i, next = 1;

	r->order[0] = 0;
	for (i = 0; i < count; i++) {
		node = &r->node[r->order[i]];
		if (node->feature < 0) {
			out[i] = forest_node_of(UINT32_MAX, (uint16_t)i, 0);
			leaf[i] = node->left;
			continue;
		}
		out[i] = forest_node_of(r->edges->edge[node->feature][node->bin], (uint16_t)next,
					(uint8_t)node->feature);
		r->order[next++] = node->left;
		r->order[next++] = node->right;
	}
}

static int read_tree(struct reader *r, const json_t *numbers, struct forest_tree *tree)
{
	size_t i, count = json_array_size(numbers) / 4;
	char why[MODEL_ERROR_SIZE / 2];
	int err;

	for (i = 0; i < count; i++) {
		err = read_node(r, numbers, i, count);
		if (err) {
			snprintf(why, sizeof(why), "%s", r->error);
			return model_wrong(r->error, "node %zu: %s", i, why);
		}
	}
	err = check_shape(r, count, &tree->depth);
	if (err)
		return err;
	place_nodes(r, count);
	tree->node = r->f->node_count;
	r->f->node_count += (uint32_t)count;
	if (tree->depth > r->f->depth)
		r->f->depth = tree->depth;
	return 0;
}

static int count_nodes(const json_t *trees, size_t *out, char *error)
{
	size_t i, size, sum = 0;

	for (i = 0; i < json_array_size(trees); i++) {
		size = json_array_size(json_array_get(trees, i));
		if (!size || size % 4 || size / 4 > MODEL_NODES_MAX)
			return model_wrong(error,
					   "trees: tree %zu is not 1 to %d nodes of 4 numbers", i,
					   MODEL_NODES_MAX);
		sum += size / 4;
	}
	*out = sum;
	return 0;
}

static int read_trees(struct reader *r, const json_t *trees)
{
	struct forest *f = r->f;
	char why[MODEL_ERROR_SIZE / 2];
	int err;

	for (; f->tree_count < json_array_size(trees); f->tree_count++) {
		err = read_tree(r, json_array_get(trees, f->tree_count), &f->tree[f->tree_count]);
		if (err) {
			snprintf(why, sizeof(why), "%s", r->error);
			return model_wrong(r->error, "trees: tree %u: %s", f->tree_count, why);
		}
	}
	return 0;
}

int model_trees_read(const json_t *object, const struct model_edges *edges, struct forest *f,
		     char *error)
{
	const json_t *trees = model_list(object, "trees", 1, MODEL_TREES_MAX, error);
	struct reader r = { .f = f, .edges = edges, .error = error };
	size_t nodes = 0;
	int err = -ENOMEM;

	if (!trees)
		return -EINVAL;
	if (count_nodes(trees, &nodes, error))
		return -EINVAL;
	f->node = calloc(nodes, sizeof(*f->node));
	f->node_leaf = calloc(nodes, sizeof(*f->node_leaf));
	r.node = malloc(MODEL_NODES_MAX * sizeof(*r.node));
	r.order = malloc(MODEL_NODES_MAX * sizeof(*r.order));
	if (f->node && f->node_leaf && r.node && r.order)
		err = read_trees(&r, trees);
	free(r.node);
	free(r.order);
	return err;
}
