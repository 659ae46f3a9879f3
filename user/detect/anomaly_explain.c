// SPDX-License-Identifier: MIT
#include "anomaly.h"

#include "feature.h"

#include <string.h>

#define PER_MILLE 1000

struct cause {
	unsigned int feature; /* of the forest */
	uint32_t weight;      /* what the path grows by without it */
};

/* Strongest first; of equals the earlier feature. */
static void cause_add(struct cause *list, unsigned int *count, struct cause new)
{
	unsigned int i = *count;

	if (i == FINDING_REASONS && list[i - 1].weight >= new.weight)
		return;
	if (i == FINDING_REASONS)
		i--;
	else
		++*count;
	for (; i > 0 && list[i - 1].weight < new.weight; i--)
		list[i] = list[i - 1];
	list[i] = new;
}

static bool in_range(const struct iforest *f, unsigned int feature, uint8_t bin)
{
	return bin >= f->range[feature][IFOREST_LOW] && bin <= f->range[feature][IFOREST_HIGH];
}

/* What is void at a one-way vantage is no reason. */
static unsigned int find_causes(const struct iforest *f, const struct row *row,
				uint8_t bin[static FEATURES_MAX], bool outside,
				struct cause list[static FINDING_REASONS])
{
	uint32_t base = iforest_length(f, bin), length;
	unsigned int i, count = 0;
	uint8_t keep;

	for (i = 0; i < f->feature_count; i++) {
		keep = bin[i];
		if (outside && in_range(f, i, keep))
			continue;
		if (feature_is_void(f->rows, row->value, f->feature[i]))
			continue;
		bin[i] = f->range[i][IFOREST_MEDIAN];
		length = iforest_length(f, bin);
		bin[i] = keep;
		if (length > base)
			cause_add(list, &count, (struct cause){i, length - base});
	}
	return count;
}

void anomaly_explain(const struct iforest *forest, const struct row *row, struct finding *f)
{
	struct cause list[FINDING_REASONS];
	uint8_t bin[FEATURES_MAX];
	unsigned int count, i, feature;
	uint64_t sum = 0;

	iforest_bins(forest, row, bin);
	count = find_causes(forest, row, bin, true, list);
	if (!count)
		count = find_causes(forest, row, bin, false, list);
	for (i = 0; i < count; i++)
		sum += list[i].weight;
	for (i = 0; i < count; i++) {
		const uint8_t *range = forest->range[list[i].feature];

		feature = forest->feature[list[i].feature];
		f->reason[i] = (struct reason){
			.feature = feature_info(forest->rows, feature)->name,
			.value = row->value[feature],
			.basis = REASON_SITE,
			.expected_lo = iforest_bin_low(forest->rows, feature, range[IFOREST_LOW]),
			.expected_hi = iforest_bin_high(forest->rows, feature, range[IFOREST_HIGH]),
			.contribution = (uint16_t)(list[i].weight * (uint64_t)PER_MILLE / sum),
		};
	}
	f->reason_count = (uint8_t)count;
}
