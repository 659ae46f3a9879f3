// SPDX-License-Identifier: MIT
#include "feature.h"

#include <assert.h>
#include <string.h>

#define FEATURE_INFO(name, unit, text) { #name, unit, text },
static const struct feature_info flow_features[] = { FLOW_FEATURES(FEATURE_INFO) };
static const struct feature_info host_features[] = { HOST_FEATURES(FEATURE_INFO) };
static const struct feature_info pair_features[] = { PAIR_FEATURES(FEATURE_INFO) };

static const struct {
	const char *name;
	const struct feature_info *list;
	unsigned int count;
} kinds[ROW_KINDS] = {
	[ROW_FLOW] = { "flow", flow_features, FLOW_FEATURE_COUNT },
	[ROW_HOST] = { "host", host_features, HOST_FEATURE_COUNT },
	[ROW_PAIR] = { "pair", pair_features, PAIR_FEATURE_COUNT },
};

unsigned int feature_count(enum row_kind kind)
{
	assert(kind < ROW_KINDS);
	return kinds[kind].count;
}

const struct feature_info *feature_info(enum row_kind kind, unsigned int index)
{
	assert(index < feature_count(kind));
	return &kinds[kind].list[index];
}

int feature_find(enum row_kind kind, const char *name)
{
	unsigned int i;

	for (i = 0; i < feature_count(kind); i++)
		if (!strcmp(kinds[kind].list[i].name, name))
			return (int)i;
	return -1;
}

const char *row_kind_name(enum row_kind kind)
{
	assert(kind < ROW_KINDS);
	return kinds[kind].name;
}

int row_kind_find(const char *name)
{
	unsigned int i;

	for (i = 0; i < ROW_KINDS; i++)
		if (!strcmp(kinds[i].name, name))
			return (int)i;
	return -1;
}
