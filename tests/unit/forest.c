// SPDX-License-Identifier: MIT
/* Bins, tree walk and batches on a hand-made forest. */
#include "tap.h"

#include "user/detect/forest.h"

#include <string.h>

/* Two trees over two features; votes of a leaf: benign, attack. */
static struct forest_node nodes[] = {
	{ .feature = 0, .bin = 0, .left = 1, .right = 2 },
	{ .feature = FOREST_LEAF, .left = 0 },
	{ .feature = 1, .bin = 1, .left = 3, .right = 4 },
	{ .feature = FOREST_LEAF, .left = 1 },
	{ .feature = FOREST_LEAF, .left = 2 },
	{ .feature = FOREST_LEAF, .left = 1 }, /* the second tree is one leaf */
};
static uint16_t leaves[] = { 10, 0, 7, 3, 0, 10 };
static const struct forest forest = {
	.rows = ROW_HOST,
	.feature_count = 2,
	.class_count = 2,
	.tree_count = 2,
	.depth = 2,
	.votes = 10,
	.feature = { HOST_out_flows, HOST_out_peers },
	.edge_count = { 1, 3 },
	.edge = { { 100 }, { 5, 10, 20 } },
	.class = { FOREST_BENIGN, 0 },
	.tree = { 0, 5 },
	.node = nodes,
	.node_count = 6,
	.leaf = leaves,
	.leaf_count = 3,
};

static uint32_t attack_votes(uint32_t flows, uint32_t peers)
{
	const uint32_t values[] = { flows, peers };
	uint32_t votes[MODEL_CLASSES_MAX];

	forest_score_values(&forest, values, votes);
	return votes[1];
}

static void test_bins(void)
{
	tap_is(attack_votes(0, 0), 3, "all zero goes left");
	tap_is(attack_votes(100, 0xffffffff), 3, "a value at the edge is not above it");
	tap_is(attack_votes(101, 0), 6, "above the edge goes right");
	tap_is(attack_votes(101, 10), 6, "second edge: at it");
	tap_is(attack_votes(101, 11), 13, "second edge: above it");
	tap_is(attack_votes(0xffffffff, 0xffffffff), 13, "largest values");
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
		wrong += votes[i * MODEL_CLASSES_MAX] + votes[i * MODEL_CLASSES_MAX + 1] != 20;
	}
	tap_is(wrong, 0, "a batch gives each row the votes it has alone");
}

int main(void)
{
	test_bins();
	test_batch();
	tap_is(forest_share(&forest, 13), 650, "share in thousandths");
	return tap_done();
}
