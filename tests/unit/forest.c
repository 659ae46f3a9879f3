// SPDX-License-Identifier: MIT
/* Edges, tree walk and batches on a hand-made forest. */
#include "tap.h"

#include "user/detect/forest.h"

#include <string.h>

/* Trees over two features, 17 of them so that some walk side by side and one alone: the
 * first asks, the others are one leaf. Votes of a leaf: benign, attack. */
#define TREES (FOREST_BATCH + 1)
#define TREE_NODES 5 /* of the one that asks */

static forest_node nodes[TREE_NODES + 1];
static uint16_t node_leaf[] = { 0, 0, 0, 1, 2, 1 };
static struct forest_leaf leaves[] = { { { 10, 0 } }, { { 7, 3 } }, { { 0, 10 } } };
static struct forest forest = {
	.rows = ROW_HOST,
	.feature_count = 2,
	.class_count = 2,
	.tree_count = TREES,
	.depth = 2,
	.votes = 10,
	.feature = { HOST_out_flows, HOST_out_peers },
	.class = { FOREST_BENIGN, 0 },
	.node = nodes,
	.node_count = TREE_NODES + 1,
	.node_leaf = node_leaf,
	.leaf = leaves,
	.leaf_count = 3,
};

/* The asking tree stands at @at, so among the batch or after it. */
static void arrange(unsigned int at)
{
	unsigned int t;

	nodes[0] = forest_node_of(100, 1, 0);
	nodes[1] = forest_node_of(UINT32_MAX, 1, 0);
	nodes[2] = forest_node_of(10, 3, 1);
	nodes[3] = forest_node_of(UINT32_MAX, 3, 0);
	nodes[4] = forest_node_of(UINT32_MAX, 4, 0);
	nodes[TREE_NODES] = forest_node_of(UINT32_MAX, 0, 0);
	for (t = 0; t < TREES; t++)
		forest.tree[t] = (struct forest_tree){ .node = TREE_NODES };
	forest.tree[at] = (struct forest_tree){ .depth = 2 };
}

static uint32_t attack_votes(uint32_t flows, uint32_t peers)
{
	const uint32_t values[] = { flows, peers };
	uint32_t votes[MODEL_CLASSES_MAX];

	forest_score_values(&forest, values, votes);
	return votes[1];
}

static void test_edges(void)
{
	const unsigned int others = 3 * (TREES - 1);

	tap_is(attack_votes(0, 0), others, "all zero goes left");
	tap_is(attack_votes(100, 0xffffffff), others, "a value at the edge is not above it");
	tap_is(attack_votes(101, 0), others + 3, "above the edge goes right");
	tap_is(attack_votes(101, 10), others + 3, "second edge: at it");
	tap_is(attack_votes(101, 11), others + 10, "second edge: above it");
	tap_is(attack_votes(0xffffffff, 0xffffffff), others + 10, "largest values");
}

static void test_batch(void)
{
	enum { COUNT = 2 * FOREST_BATCH + 3 };
	static struct row row[COUNT];
	static uint32_t votes[COUNT * MODEL_CLASSES_MAX];
	const struct row *rows[COUNT];
	uint32_t wrong = 0, i;

	for (i = 0; i < COUNT; i++) {
		row[i].value[HOST_out_flows] = i * 7;
		row[i].value[HOST_out_peers] = i;
		rows[i] = &row[i];
	}
	memset(votes, 0xff, sizeof(votes));
	forest_score(&forest, rows, COUNT, votes);
	for (i = 0; i < COUNT; i++) {
		wrong += votes[i * MODEL_CLASSES_MAX + 1] != attack_votes(i * 7, i);
		wrong += votes[i * MODEL_CLASSES_MAX] + votes[i * MODEL_CLASSES_MAX + 1] !=
			 10 * TREES;
	}
	tap_is(wrong, 0, "a batch gives each row the votes it has alone");
}

static void test_shares(void)
{
	uint32_t votes[MODEL_CLASSES_MAX] = { 70, 100 }, last = 1u << 30, falls = 1, i;
	uint16_t share[MODEL_CLASSES_MAX];

	forest_shares(&forest, votes, share);
	tap_ok(share[0] == 411 && share[1] == 588, "random: thousandths of all votes");
	tap_is(forest_exp2(0, 100), 1u << 30, "2^0");
	tap_is(forest_exp2(300, 100), 1u << 27, "2^-3");
	tap_is(forest_exp2(50, 100), 759250124, "2^-0.5");
	tap_is(forest_exp2(UINT32_MAX, 1), 0, "too little to say");
	for (i = 1; i < 5000; i++) {
		falls &= forest_exp2(i, 317) <= last;
		last = forest_exp2(i, 317);
	}
	tap_ok(falls, "more below never gives more");
	forest.kind = FOREST_BOOSTED;
	forest_shares(&forest, votes, share);
	tap_ok(share[0] == 111 && share[1] == 888, "boosted: three doublings are 8 to 1");
	votes[1] = 1000;
	forest_shares(&forest, votes, share);
	tap_ok(share[0] == 0 && share[1] == 1000, "  far ahead");
	forest.kind = FOREST_RANDOM;
}

int main(void)
{
	arrange(0);
	test_edges();
	test_batch();
	arrange(TREES - 1);
	test_edges();
	test_batch();
	test_shares();
	return tap_done();
}
