/* SPDX-License-Identifier: MIT */
/*
 * iforest.h - a quantized isolation forest (Liu, Ting, Zhou 2008): the fewer random splits
 * it takes to set a row apart from a site's own rows, the less it is like them. No float
 * and no allocation while scoring, so every machine gives the same score.
 *
 * A feature value becomes a bin: shares in steps of four per mille, other values exact
 * below 16 and then in eight steps to each power of two.
 */
#ifndef WEIR_IFOREST_H
#define WEIR_IFOREST_H

#include "row.h"

#include <stddef.h>

#define IFOREST_TREES 100
#define IFOREST_SAMPLE 256	/* rows of one tree at most */
#define IFOREST_DEPTH 10	/* splits from root to leaf at most */
#define IFOREST_NODES_MAX 65536 /* of all trees together */
#define IFOREST_UNIT 1024	/* one split, in units of path length */

/* In order of a walk that takes the left branch first. */
#define IFOREST_LEAF 0xff
struct iforest_node {
	uint8_t feature; /* index into the forest's own features, or IFOREST_LEAF */
	uint8_t bin;	 /* left, the next node, when the row's bin is below it; leaf: its depth */
	uint16_t right;	 /* nodes from here to the right branch; leaf: rows that reached it */
};

struct iforest {
	enum row_kind rows;
	unsigned int window_s;
	unsigned int feature_count;
	uint8_t feature[FEATURES_MAX];	/* index into the row's values */
	uint8_t range[FEATURES_MAX][3]; /* bins of the 1st, 50th, 99th percentile */
	uint32_t trained;		/* rows the trees were made of */
	uint32_t held_out;		/* rows kept apart, of which the threshold is */
	uint16_t quantile;		/* share of those that it lets pass, per 10,000 */
	uint16_t threshold;		/* thousandths: what scores more is unlike the site */
	uint16_t score[5];		/* of the hold-out: median, 90 %, 99 %, 99.9 %, highest */
	unsigned int sample;		/* rows of each tree */
	unsigned int tree_count;
	uint32_t tree[IFOREST_TREES]; /* first node of each */
	uint32_t node_count;
	struct iforest_node *node;
	uint16_t path[IFOREST_SAMPLE + 1]; /* iforest_path() of each size */
};

enum iforest_range { IFOREST_LOW, IFOREST_MEDIAN, IFOREST_HIGH };

/* @feature: an index for rows of @kind. */
uint8_t iforest_bin(enum row_kind kind, unsigned int feature, uint32_t value);
/* The values of a bin. */
uint32_t iforest_bin_low(enum row_kind kind, unsigned int feature, uint8_t bin);
uint32_t iforest_bin_high(enum row_kind kind, unsigned int feature, uint8_t bin);
/* The highest bin a value can have. */
uint8_t iforest_bin_max(enum row_kind kind, unsigned int feature);

/* Mean path length of an unsuccessful search in a binary tree of @size rows, in
 * 1/IFOREST_UNIT: c(n) = 2 H(n-1) - 2 (n-1) / n, with the exact harmonic number. */
uint16_t iforest_path(unsigned int size);

/* 2^-x in thousandths, x in 1/65536. */
uint16_t iforest_power(uint64_t x);

/* Fills path[]; the owner has set all else. */
void iforest_finish(struct iforest *f);

/* A row's bins in the forest's order of features. */
void iforest_bins(const struct iforest *f, const struct row *row, uint8_t bin[static FEATURES_MAX]);

/* Sum of the path lengths of all trees, in 1/IFOREST_UNIT: the more, the more usual. */
uint32_t iforest_length(const struct iforest *f, const uint8_t bin[static FEATURES_MAX]);

/* 2^-(mean path length / c(sample)), in thousandths: near 1000 unlike all, below 500 like
 * many. */
uint16_t iforest_score(const struct iforest *f, uint32_t length);

#endif
