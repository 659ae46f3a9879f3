/* SPDX-License-Identifier: MIT */
/*
 * What scoring a row costs: 100 trees of depth 8 over 32 features, many rows at once and
 * one row at a time. Splits are on random values, so half the rows go each way.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "user/detect/forest.h"

#define TREES 100
#define DEPTH 8
#define FEATURES 32
#define CLASSES 10
#define TREE_NODES ((2u << DEPTH) - 1)
#define ROWS 20000
#define RUNS 7

static uint64_t seed = 7;

static uint32_t draw(void)
{
	seed = seed * 6364136223846793005ull + 1442695040888963407ull;
	return (uint32_t)(seed >> 32);
}

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (uint64_t)t.tv_sec * 1000000000ull + (uint64_t)t.tv_nsec;
}

/* Each tree is full: the children of node i are 2 i + 1 and 2 i + 2. */
static struct forest *forest_make(void)
{
	struct forest *f = calloc(1, sizeof(*f));
	uint32_t t, i, n;

	f->feature_count = FEATURES;
	f->class_count = CLASSES;
	f->tree_count = TREES;
	f->depth = DEPTH;
	f->node_count = TREES * TREE_NODES;
	f->leaf_count = 1u << DEPTH;
	f->node = calloc(f->node_count, sizeof(*f->node));
	f->node_leaf = calloc(f->node_count, sizeof(*f->node_leaf));
	f->leaf = calloc(f->leaf_count, sizeof(*f->leaf));
	for (i = 0; i < FEATURES; i++)
		f->feature[i] = (uint8_t)i;
	for (i = 0; i < f->leaf_count; i++)
		f->leaf[i].votes[i % CLASSES] = (uint16_t)i;
	for (t = 0; t < TREES; t++) {
		f->tree[t] = (struct forest_tree){ .node = t * TREE_NODES, .depth = DEPTH };
		for (i = 0; i < TREE_NODES; i++) {
			n = t * TREE_NODES + i;
			f->node[n] = forest_node_of(draw(), (uint16_t)(2 * i + 1),
						    (uint8_t)(draw() % FEATURES));
			if (2 * i + 1 < TREE_NODES)
				continue;
			f->node[n] = forest_node_of(UINT32_MAX, (uint16_t)i, 0);
			f->node_leaf[n] = (uint16_t)(draw() % f->leaf_count);
		}
	}
	return f;
}

static int compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

/* Median of some runs over all rows, @part of them at once. */
static double cost(const struct forest *f, const struct row *const *rows, size_t part,
		   uint32_t *votes)
{
	uint64_t took[RUNS], start;
	unsigned int run;
	size_t i;

	for (run = 0; run < RUNS; run++) {
		start = now_ns();
		for (i = 0; i < ROWS; i += part)
			forest_score(f, rows + i, part, votes + i * MODEL_CLASSES_MAX);
		took[run] = now_ns() - start;
	}
	qsort(took, RUNS, sizeof(*took), compare);
	return (double)took[RUNS / 2] / ROWS;
}

int main(void)
{
	struct forest *f = forest_make();
	struct row *row = calloc(ROWS, sizeof(*row));
	const struct row **rows = calloc(ROWS, sizeof(*rows));
	uint32_t *votes = calloc(2ul * ROWS * MODEL_CLASSES_MAX, sizeof(*votes));
	size_t i, j;
	double bulk, one;

	for (i = 0; i < ROWS; i++) {
		rows[i] = &row[i];
		for (j = 0; j < FEATURES; j++)
			row[i].value[j] = draw();
	}
	bulk = cost(f, rows, ROWS, votes);
	one = cost(f, rows, 1, votes + (size_t)ROWS * MODEL_CLASSES_MAX);
	if (memcmp(votes, votes + (size_t)ROWS * MODEL_CLASSES_MAX,
		   (size_t)ROWS * MODEL_CLASSES_MAX * sizeof(*votes))) {
		puts("FAIL: a row alone has other votes than among many");
		return 1;
	}
	printf("%-44s %8.1f ns\n", "forest 100 x 8 x 32, a row of many", bulk);
	printf("%-44s %8.1f ns\n", "forest 100 x 8 x 32, one row", one);
	forest_free(f);
	free(row);
	free(rows);
	free(votes);
	return 0;
}
