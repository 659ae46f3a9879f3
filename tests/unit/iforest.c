// SPDX-License-Identifier: MIT
/* Isolation forests: bins, path lengths, scores by hand, samples and training. */
#include "tap.h"

#include "user/detect/chance.h"
#include "user/detect/feature.h"
#include "user/detect/iforest_train.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#define ROWS 1024

static void test_bins(void)
{
	bool whole = true, rises = true;
	unsigned int bin;
	uint32_t low;

	for (bin = 0; bin <= iforest_bin_max(ROW_HOST, HOST_out_flows); bin++) {
		low = iforest_bin_low(ROW_HOST, HOST_out_flows, (uint8_t)bin);
		whole = whole && iforest_bin(ROW_HOST, HOST_out_flows, low) == bin &&
			iforest_bin(ROW_HOST, HOST_out_flows,
				    iforest_bin_high(ROW_HOST, HOST_out_flows, (uint8_t)bin)) ==
				bin;
		rises = rises &&
			(!bin ||
			 low == iforest_bin_high(ROW_HOST, HOST_out_flows, (uint8_t)(bin - 1)) + 1);
	}
	tap_ok(whole, "a bin holds its lowest and highest value");
	tap_ok(rises, "bins leave no gap");
	tap_is(iforest_bin_high(ROW_HOST, HOST_out_flows,
				iforest_bin_max(ROW_HOST, HOST_out_flows)),
	       UINT32_MAX, "the last one reaches the highest value");
	tap_is(iforest_bin(ROW_HOST, HOST_out_flows, 15), 15, "small values are exact");
	tap_is(iforest_bin(ROW_HOST, HOST_out_flows, 1023), 16 + 5 * 8 + 7, "1023");
	tap_is(iforest_bin(ROW_HOST, HOST_out_unanswered_share, 1000), 250, "all of a share");
	tap_is(iforest_bin(ROW_HOST, HOST_one_way, 1), 1, "a flag");
}

/* The paper's c(n), with the exact harmonic number as its note 2 allows. */
static double path_of(unsigned int n)
{
	double harmonic = 0;

	for (unsigned int i = 1; i < n; i++)
		harmonic += 1.0 / i;
	return n < 2 ? 0 : 2 * harmonic - 2.0 * (n - 1) / n;
}

static void test_path(void)
{
	double worst = 0, approximate = 0, error;
	unsigned int n;
	uint64_t x;

	for (n = 0; n <= IFOREST_SAMPLE; n++) {
		error = fabs(iforest_path(n) / (double)IFOREST_UNIT - path_of(n));
		worst = error > worst ? error : worst;
		if (n < 64)
			continue;
		error = fabs(iforest_path(n) / (double)IFOREST_UNIT -
			     (2 * (log(n - 1) + 0.5772156649) - 2.0 * (n - 1) / n));
		approximate = error > approximate ? error : approximate;
	}
	tap_ok(worst <= 0.5 / IFOREST_UNIT + 1e-6, "c(n) is right to half a unit (%g)", worst);
	tap_ok(approximate < 0.02, "and near the paper's approximation (%g)", approximate);
	for (x = 0, worst = 0; x < 12 << 16; x += 37) {
		error = fabs(iforest_power(x) - 1000 * exp2(-(double)x / 65536));
		worst = error > worst ? error : worst;
	}
	tap_ok(worst <= 0.5001, "2^-x is right to half a thousandth (%g)", worst);
	tap_is(iforest_power(0), 1000, "2^-0");
	tap_is(iforest_power(UINT64_MAX), 0, "2^-much");
}

/* Two trees over out_flows and out_peers, of samples of 4 rows: c(4) = 11/3 - 3/2. */
static void test_score(void)
{
	static struct iforest_node node[] = {
		{0, 10, 2}, {IFOREST_LEAF, 1, 3}, {IFOREST_LEAF, 1, 1}, {1, 3, 4},
		{0, 5, 2},  {IFOREST_LEAF, 2, 1}, {IFOREST_LEAF, 2, 2}, {IFOREST_LEAF, 1, 1},
	};
	struct iforest f = {.rows = ROW_HOST,
			    .feature_count = 2,
			    .feature = {HOST_out_flows, HOST_out_peers},
			    .sample = 4,
			    .tree_count = 2,
			    .tree = {0, 3},
			    .node_count = 8,
			    .node = node};
	uint8_t bin[FEATURES_MAX];
	struct row row = {.value = {0}};

	iforest_finish(&f);
	row.value[HOST_out_flows] = 7;
	row.value[HOST_out_peers] = 2;
	iforest_bins(&f, &row, bin);
	tap_is(bin[0], 7, "bins are in the forest's order");
	/* 1 + c(3) = 2.667 and 2 + c(2) = 3 */
	tap_is(iforest_length(&f, bin), 5803, "path lengths of a usual row");
	/* 2^-(5.667 / 2 / 2.1667) = 2^-1.3077 */
	tap_is(iforest_score(&f, 5803), 404, "its score");
	row.value[HOST_out_flows] = 500;
	row.value[HOST_out_peers] = 3;
	iforest_bins(&f, &row, bin);
	tap_is(iforest_length(&f, bin), 2048, "of a row that the first split sets apart");
	tap_is(iforest_score(&f, 2048), 726, "its score");
}

static void test_reservoir(void)
{
	static uint32_t drawn[10];
	struct reservoir r;
	uint32_t i, least = UINT32_MAX, most = 0;
	uint64_t seed;
	uint8_t *row;

	tap_is(reservoir_init(&r, 100, 1, 0), 0, "a reservoir");
	for (seed = 0; seed < 200; seed++) {
		reservoir_reset(&r, seed);
		for (i = 0; i < 1000; i++) {
			row = reservoir_offer(&r);
			if (row)
				*row = (uint8_t)(i / 100);
		}
		for (i = 0; i < r.rows; i++)
			drawn[reservoir_row(&r, i)[0]]++;
	}
	for (i = 0; i < 10; i++) {
		least = drawn[i] < least ? drawn[i] : least;
		most = drawn[i] > most ? drawn[i] : most;
	}
	tap_is(r.seen, 1000, "all are counted");
	tap_is(r.rows, 100, "no more than fit are kept");
	/* 2000 expected in each tenth; five standard deviations are 212. */
	tap_ok(least > 1788 && most < 2212, "early and late rows alike: %u to %u of 2000", least,
	       most);
	reservoir_fini(&r);
}

/* Rows that open up to 20 flows to up to 5 hosts; all else is 0. */
static void fill(struct reservoir *r, uint32_t rows)
{
	uint64_t chance = 7;
	uint8_t *row;
	uint32_t i;

	reservoir_reset(r, 1);
	for (i = 0; i < rows; i++) {
		row = reservoir_offer(r);
		if (!row)
			continue;
		memset(row, 0, FEATURES_MAX);
		row[HOST_out_flows] = iforest_bin(ROW_HOST, HOST_out_flows,
						  1 + (uint32_t)chance_below(&chance, 20));
		row[HOST_out_peers] = (uint8_t)(1 + chance_below(&chance, 5));
	}
}

static int train(struct iforest_train *t, const struct reservoir *r, uint64_t seed,
		 struct iforest *f)
{
	int more = iforest_train_begin(t, r, ROW_HOST, 30, 9990, seed, f);

	if (more < 0)
		return more;
	do
		more = iforest_train_step(t);
	while (more > 0);
	return more;
}

static struct iforest forest_make(void)
{
	struct iforest f = {0};

	f.node = calloc(IFOREST_NODES_MAX, sizeof(*f.node));
	return f;
}

static uint16_t score(const struct iforest *f, const struct row *row)
{
	uint8_t bin[FEATURES_MAX];

	iforest_bins(f, row, bin);
	return iforest_score(f, iforest_length(f, bin));
}

static bool forest_same(const struct iforest *a, const struct iforest *b)
{
	return a->threshold == b->threshold && a->node_count == b->node_count &&
	       !memcmp(a->node, b->node, a->node_count * sizeof(*a->node));
}

static void test_train(void)
{
	struct iforest f = forest_make(), g = forest_make();
	struct iforest_train *t;
	struct row row = {.value = {0}};
	struct reservoir r;

	iforest_train_new(ROWS, &t);
	reservoir_init(&r, ROWS, FEATURES_MAX, 1);
	fill(&r, IFOREST_ROWS_MIN - 1);
	tap_is(train(t, &r, 5, &f), -ENODATA, "too few rows");
	fill(&r, 5000);
	tap_is(train(t, &r, 5, &f), 0, "a forest");
	tap_is(f.tree_count, IFOREST_TREES, "of all its trees");
	tap_is(f.sample, IFOREST_SAMPLE, "each of all its rows");
	tap_is(f.trained + f.held_out, ROWS, "every row trains or is held out");
	tap_is(f.held_out, ROWS / 4, "a quarter is held out");
	tap_ok(f.score[0] < 500 && f.score[3] <= f.threshold && f.threshold < 700,
	       "usual rows are below 500 (%u), the threshold above nearly all (%u)", f.score[0],
	       f.threshold);
	tap_is(iforest_bin_high(ROW_HOST, HOST_out_peers, f.range[HOST_out_peers][IFOREST_HIGH]), 5,
	       "range: 99th percentile");
	tap_is(f.range[HOST_in_flows][IFOREST_HIGH], 0, "range of what never was");

	row.value[HOST_out_flows] = 10;
	row.value[HOST_out_peers] = 3;
	tap_ok(score(&f, &row) < f.threshold, "a usual row passes");
	row.value[HOST_out_flows] = 5000;
	row.value[HOST_out_peers] = 600;
	tap_ok(score(&f, &row) > f.threshold, "values that never were do not (%u)",
	       score(&f, &row));
	row = (struct row){.value = {[HOST_out_flows] = 10, [HOST_out_peers] = 3}};
	row.value[HOST_in_flows] = 40;
	row.value[HOST_in_packets] = 4000;
	row.value[HOST_in_ip_bytes] = 400000;
	tap_ok(score(&f, &row) > f.threshold, "nor do features that always were 0 (%u)",
	       score(&f, &row));

	train(t, &r, 5, &g);
	tap_ok(forest_same(&f, &g), "the same sample and seed, the same forest");
	train(t, &r, 6, &g);
	tap_ok(!forest_same(&f, &g), "another seed, another forest");
	free(f.node);
	free(g.node);
	reservoir_fini(&r);
	iforest_train_free(t);
}

int main(void)
{
	test_bins();
	test_path();
	test_score();
	test_reservoir();
	test_train();
	return tap_done();
}
