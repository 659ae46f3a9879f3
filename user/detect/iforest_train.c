// SPDX-License-Identifier: MIT
#include "iforest_train.h"

#include "chance.h"
#include "feature.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define PARTS 64
#define PART_HELD 4  /* every fourth of them */
#define STEP_ROWS 64 /* of the hold-out in one step */
#define DRAWS_MAX 64 /* for a feature to split */
#define PER_MILLE 1000
#define BINS 256

struct iforest_train {
	uint32_t rows_max;
	uint32_t *order; /* rows of the sample: those to train, then those held out */
	uint32_t trained;
	uint32_t held_out;
	uint32_t scored;
	uint32_t count[PER_MILLE + 1]; /* of the hold-out, by score */
	uint16_t pick[IFOREST_SAMPLE]; /* rows of the tree at hand, indices into part */
	const uint8_t *part[IFOREST_SAMPLE];
	const struct reservoir *sample;
	struct iforest *forest;
	uint64_t chance;
};

int iforest_train_new(uint32_t rows_max, struct iforest_train **out)
{
	struct iforest_train *t = calloc(1, sizeof(*t));

	if (!t)
		return -ENOMEM;
	t->rows_max = rows_max;
	t->order = calloc(rows_max, 2 * sizeof(*t->order));
	if (!t->order) {
		free(t);
		return -ENOMEM;
	}
	*out = t;
	return 0;
}

void iforest_train_free(struct iforest_train *t)
{
	if (!t)
		return;
	free(t->order);
	free(t);
}

size_t iforest_train_bytes(uint32_t rows_max)
{
	return sizeof(struct iforest_train) + 2 * sizeof(uint32_t) * (size_t)rows_max;
}

/* No two stamps are the same. */
static int stamp_order(const void *a, const void *b, void *stamps)
{
	const uint64_t *stamp = stamps;

	return stamp[*(const uint32_t *)a] < stamp[*(const uint32_t *)b] ? -1 : 1;
}

static bool is_held(uint64_t rank, uint32_t rows)
{
	return rank * PARTS / rows % PART_HELD == PART_HELD - 1;
}

/* Both halves of the split stay in order of time. */
static void split_off(struct iforest_train *t)
{
	uint32_t rows = t->sample->rows, *sorted = t->order + t->rows_max, i;

	for (i = 0; i < rows; i++)
		sorted[i] = i;
	qsort_r(sorted, rows, sizeof(*sorted), stamp_order, t->sample->stamp);
	t->trained = t->held_out = 0;
	for (i = 0; i < rows; i++)
		if (!is_held(i, rows))
			t->order[t->trained++] = sorted[i];
	for (i = 0; i < rows; i++)
		if (is_held(i, rows))
			t->order[t->trained + t->held_out++] = sorted[i];
}

/* The bin that @mille of a thousand rows do not exceed. */
static uint8_t percentile(const uint32_t count[static BINS], uint32_t rows, uint32_t mille)
{
	uint64_t sum = 0;
	unsigned int b;

	for (b = 0; b < BINS - 1; b++) {
		sum += count[b];
		if (sum * PER_MILLE >= (uint64_t)rows * mille)
			break;
	}
	return (uint8_t)b;
}

static void take_ranges(const struct iforest_train *t, unsigned int feature, uint8_t *range)
{
	uint32_t count[BINS] = {0}, i;

	for (i = 0; i < t->sample->rows; i++)
		count[reservoir_row(t->sample, i)[feature]]++;
	range[IFOREST_LOW] = percentile(count, t->sample->rows, 10);
	range[IFOREST_MEDIAN] = percentile(count, t->sample->rows, 500);
	range[IFOREST_HIGH] = percentile(count, t->sample->rows, 990);
}

int iforest_train_begin(struct iforest_train *t, const struct reservoir *sample, enum row_kind kind,
			unsigned int window_s, uint16_t quantile, uint64_t seed,
			struct iforest *out)
{
	unsigned int i;

	if (sample->rows < IFOREST_ROWS_MIN)
		return -ENODATA;
	t->sample = sample;
	t->forest = out;
	t->chance = seed;
	t->scored = 0;
	memset(t->count, 0, sizeof(t->count));
	split_off(t);
	out->rows = kind;
	out->window_s = window_s;
	out->quantile = quantile;
	out->feature_count = feature_count(kind);
	for (i = 0; i < out->feature_count; i++) {
		out->feature[i] = (uint8_t)i;
		take_ranges(t, i, out->range[i]);
	}
	out->trained = t->trained;
	out->held_out = t->held_out;
	out->sample = t->trained < IFOREST_SAMPLE ? t->trained : IFOREST_SAMPLE;
	out->tree_count = 0;
	out->node_count = 0;
	iforest_finish(out);
	return 0;
}

/* So many different rows, each with the same chance (Fisher and Yates). */
static void draw_rows(struct iforest_train *t)
{
	uint32_t i, other, keep;

	for (i = 0; i < t->forest->sample; i++) {
		other = i + (uint32_t)chance_below(&t->chance, t->trained - i);
		keep = t->order[other];
		t->order[other] = t->order[i];
		t->order[i] = keep;
		t->part[i] = reservoir_row(t->sample, keep);
		t->pick[i] = (uint16_t)i;
	}
}

struct split {
	uint8_t feature;
	uint8_t bin;
};

/* Bins that a split on the feature may have: from *low + 1 to *high. */
static void split_range(struct iforest_train *t, unsigned int feature, unsigned int from,
			unsigned int to, unsigned int *low, unsigned int *high)
{
	unsigned int top = iforest_bin_max(t->forest->rows, feature), bin, i;

	*low = BINS;
	*high = 0;
	for (i = from; i < to; i++) {
		bin = t->part[t->pick[i]][feature];
		*low = bin < *low ? bin : *low;
		*high = bin > *high ? bin : *high;
	}
	if (*low == *high && chance_below(&t->chance, IFOREST_CONSTANT)) {
		*high = 0;
		return;
	}
	*low = *low > IFOREST_MARGIN ? *low - IFOREST_MARGIN : 0;
	*high = *high + IFOREST_MARGIN < top ? *high + IFOREST_MARGIN : top;
}

static bool draw_split(struct iforest_train *t, unsigned int from, unsigned int to,
		       struct split *out)
{
	unsigned int draw, low, high, feature;

	for (draw = 0; draw < DRAWS_MAX; draw++) {
		feature = (unsigned int)chance_below(&t->chance, t->forest->feature_count);
		split_range(t, feature, from, to, &low, &high);
		if (low >= high)
			continue;
		out->feature = (uint8_t)feature;
		out->bin = (uint8_t)(low + 1 + chance_below(&t->chance, high - low));
		return true;
	}
	return false;
}

/* Rows below the split first; returns where the others begin. */
static unsigned int divide(struct iforest_train *t, const struct split *split, unsigned int from,
			   unsigned int to)
{
	unsigned int i, middle = from;
	uint16_t keep;

	for (i = from; i < to; i++) {
		if (t->part[t->pick[i]][split->feature] >= split->bin)
			continue;
		keep = t->pick[i];
		t->pick[i] = t->pick[middle];
		t->pick[middle++] = keep;
	}
	return middle;
}

static void grow(struct iforest_train *t, unsigned int from, unsigned int to, unsigned int depth)
{
	struct iforest *f = t->forest;
	uint32_t at = f->node_count++;
	/* A leaf for every split that is still open, and for both sides of this one. */
	bool room = f->node_count + 2 * IFOREST_DEPTH < IFOREST_NODES_MAX;
	unsigned int middle;
	struct split split;

	if (depth == IFOREST_DEPTH || to - from <= 1 || !room || !draw_split(t, from, to, &split)) {
		f->node[at] =
			(struct iforest_node){IFOREST_LEAF, (uint8_t)depth, (uint16_t)(to - from)};
		return;
	}
	middle = divide(t, &split, from, to);
	f->node[at].feature = split.feature;
	f->node[at].bin = split.bin;
	grow(t, from, middle, depth + 1);
	f->node[at].right = (uint16_t)(f->node_count - at);
	grow(t, middle, to, depth + 1);
}

/* The score that @share per 10,000 of the hold-out do not exceed. */
static uint16_t score_at(const struct iforest_train *t, uint32_t share)
{
	uint64_t sum = 0;
	unsigned int s;

	for (s = 0; s < PER_MILLE; s++) {
		sum += t->count[s];
		if (sum * 10000 >= (uint64_t)t->held_out * share)
			break;
	}
	return (uint16_t)s;
}

/* The hold-out is one part of a site's life: some room above its quantile. */
static void set_threshold(struct iforest_train *t)
{
	static const uint16_t shares[] = {5000, 9000, 9900, 9990, 10000};
	struct iforest *f = t->forest;
	unsigned int i, at;

	for (i = 0; i < 5; i++)
		f->score[i] = score_at(t, shares[i]);
	at = score_at(t, f->quantile);
	at += IFOREST_ROOM + (at - f->score[0]) / IFOREST_ROOM_SHARE;
	f->threshold = (uint16_t)(at < PER_MILLE - 1 ? at : PER_MILLE - 1);
}

static void score_some(struct iforest_train *t)
{
	const struct iforest *f = t->forest;
	uint32_t end = t->scored + STEP_ROWS;

	for (; t->scored < end && t->scored < t->held_out; t->scored++) {
		const uint8_t *bin = reservoir_row(t->sample, t->order[t->trained + t->scored]);

		t->count[iforest_score(f, iforest_length(f, bin))]++;
	}
}

int iforest_train_step(struct iforest_train *t)
{
	struct iforest *f = t->forest;

	if (f->tree_count < IFOREST_TREES) {
		f->tree[f->tree_count++] = f->node_count;
		draw_rows(t);
		grow(t, 0, f->sample, 0);
		return 1;
	}
	score_some(t);
	if (t->scored < t->held_out)
		return 1;
	set_threshold(t);
	return 0;
}
