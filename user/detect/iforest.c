// SPDX-License-Identifier: MIT
#include "iforest.h"

#include "feature.h"

#include <string.h>

#define EXACT 16     /* values below it have a bin each */
#define STEPS_LOG2 3 /* of each power of two above */
#define SHARE_STEP 4
#define SHARE_MAX 1000

enum scale { SCALE_LOG, SCALE_SHARE, SCALE_FLAG };

static enum scale scale_of(enum row_kind kind, unsigned int feature)
{
	const char *unit = feature_info(kind, feature)->unit;

	if (!strcmp(unit, "per mille"))
		return SCALE_SHARE;
	return strcmp(unit, "flag") ? SCALE_LOG : SCALE_FLAG;
}

static uint8_t bin_log(uint32_t value)
{
	unsigned int exponent;

	if (value < EXACT)
		return (uint8_t)value;
	exponent = 31u - (unsigned int)__builtin_clz(value);
	return (uint8_t)(EXACT + ((exponent - 4) << STEPS_LOG2) +
			 ((value >> (exponent - STEPS_LOG2)) & 7));
}

static uint64_t bin_log_low(unsigned int bin)
{
	if (bin < EXACT)
		return bin;
	bin -= EXACT;
	return (uint64_t)(8 + (bin & 7)) << ((bin >> STEPS_LOG2) + 1);
}

uint8_t iforest_bin(enum row_kind kind, unsigned int feature, uint32_t value)
{
	switch (scale_of(kind, feature)) {
	case SCALE_SHARE:
		return (uint8_t)((value < SHARE_MAX ? value : SHARE_MAX) / SHARE_STEP);
	case SCALE_FLAG:
		return value != 0;
	default:
		return bin_log(value);
	}
}

uint8_t iforest_bin_max(enum row_kind kind, unsigned int feature)
{
	return iforest_bin(kind, feature, UINT32_MAX);
}

uint32_t iforest_bin_low(enum row_kind kind, unsigned int feature, uint8_t bin)
{
	switch (scale_of(kind, feature)) {
	case SCALE_SHARE:
		return (uint32_t)bin * SHARE_STEP;
	case SCALE_FLAG:
		return bin;
	default:
		return (uint32_t)bin_log_low(bin);
	}
}

uint32_t iforest_bin_high(enum row_kind kind, unsigned int feature, uint8_t bin)
{
	uint32_t high;

	switch (scale_of(kind, feature)) {
	case SCALE_SHARE:
		high = (uint32_t)bin * SHARE_STEP + SHARE_STEP - 1;
		return high < SHARE_MAX ? high : SHARE_MAX;
	case SCALE_FLAG:
		return bin;
	default:
		return (uint32_t)(bin_log_low(bin + 1u) - 1);
	}
}

uint16_t iforest_path(unsigned int size)
{
	uint64_t harmonic = 0;
	unsigned int i;

	if (size < 2)
		return 0;
	for (i = 1; i < size; i++)
		harmonic += (1ull << 40) / i;
	harmonic = 2 * harmonic - (2ull << 40) * (size - 1) / size;
	return (uint16_t)((harmonic + (1ull << 29)) >> 30);
}

uint16_t iforest_power(uint64_t x)
{
	/* 2^-(1/2), 2^-(1/4), ... 2^-(1/65536), in 1/2^32 */
	static const uint32_t root[16] = {
		3037000500u, 3611622603u, 3938502376u, 4112874773u, 4202935003u, 4248701965u,
		4271771996u, 4283353945u, 4289156690u, 4292061010u, 4293513907u, 4294240540u,
		4294603903u, 4294785595u, 4294876445u, 4294921870u,
	};
	uint64_t power = 1ull << 32;
	unsigned int i;

	for (i = 0; i < 16; i++)
		if (x & (0x8000u >> i))
			power = power * root[i] >> 32;
	x >>= 16;
	power = x < 32 ? power >> x : 0;
	return (uint16_t)((power * 1000 + (1ull << 31)) >> 32);
}

void iforest_finish(struct iforest *f)
{
	unsigned int i;

	for (i = 0; i <= IFOREST_SAMPLE; i++)
		f->path[i] = iforest_path(i);
}

void iforest_bins(const struct iforest *f, const struct row *row, uint8_t bin[static FEATURES_MAX])
{
	unsigned int i;

	for (i = 0; i < f->feature_count; i++)
		bin[i] = iforest_bin(f->rows, f->feature[i], row->value[f->feature[i]]);
}

uint32_t iforest_length(const struct iforest *f, const uint8_t bin[static FEATURES_MAX])
{
	const struct iforest_node *node;
	uint32_t length = 0;
	unsigned int t;

	for (t = 0; t < f->tree_count; t++) {
		node = f->node + f->tree[t];
		while (node->feature != IFOREST_LEAF)
			node += bin[node->feature] < node->bin ? 1 : node->right;
		length += node->bin * (uint32_t)IFOREST_UNIT + f->path[node->right];
	}
	return length;
}

uint16_t iforest_score(const struct iforest *f, uint32_t length)
{
	return iforest_power(((uint64_t)length << 16) /
			     ((uint64_t)f->tree_count * f->path[f->sample]));
}
