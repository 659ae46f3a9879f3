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

static const bool flow_replies[FLOW_FEATURE_COUNT] = {
	[FLOW_w_rev_packets] = true,	   [FLOW_w_rev_ip_bytes] = true,
	[FLOW_w_rev_size_mean] = true,	   [FLOW_w_rev_size_dev] = true,
	[FLOW_w_rev_small_share] = true,   [FLOW_l_rev_packets] = true,
	[FLOW_l_rev_ip_bytes] = true,	   [FLOW_l_rev_payload] = true,
	[FLOW_l_rev_size_max] = true,	   [FLOW_l_rev_size_1] = true,
	[FLOW_l_rev_size_2] = true,	   [FLOW_l_rev_size_3] = true,
	[FLOW_l_rev_size_4] = true,	   [FLOW_src_unanswered_share] = true,
};

static const bool host_replies[HOST_FEATURE_COUNT] = {
	[HOST_out_judged] = true,	   [HOST_out_unanswered_share] = true,
	[HOST_out_refused_share] = true,   [HOST_out_half_share] = true,
	[HOST_out_completed_share] = true, [HOST_out_reply_packets] = true,
	[HOST_out_reply_ip_bytes] = true,  [HOST_out_dns_answer_bytes] = true,
	[HOST_in_judged] = true,	   [HOST_in_unanswered_share] = true,
	[HOST_in_refused_share] = true,	   [HOST_in_half_share] = true,
	[HOST_in_completed_share] = true,  [HOST_in_reply_packets] = true,
	[HOST_in_reply_ip_bytes] = true,   [HOST_in_synack_unasked] = true,
	[HOST_in_unasked_flows] = true,	   [HOST_in_unasked_packets] = true,
	[HOST_in_unasked_ip_bytes] = true, [HOST_out_attempts] = true,
	[HOST_out_tried_peers] = true,	   [HOST_out_tried_services] = true,
	[HOST_out_tried_ports] = true,	   [HOST_out_strange] = true,
	[HOST_out_strange_peers] = true,   [HOST_out_strange_services] = true,
};

static const bool pair_replies[PAIR_FEATURE_COUNT] = {
	[PAIR_completed_share] = true,	[PAIR_unanswered_share] = true,
	[PAIR_rev_packets] = true,	[PAIR_rev_ip_bytes] = true,
	[PAIR_rev_payload_mean] = true, [PAIR_rev_payload_dev] = true,
	[PAIR_rev_packets_mean] = true, [PAIR_contact_rev_payload] = true,
	[PAIR_contact_rev_spread] = true,	[PAIR_notices] = true,
	[PAIR_notice_payload] = true,	[PAIR_notice_spread] = true,
	[PAIR_dns_answers] = true,	[PAIR_dns_nx_names] = true,
	[PAIR_dns_nxdomain_share] = true, [PAIR_dns_failed_share] = true,
	[PAIR_dns_hour_nx] = true,	[PAIR_dns_hour_nx_domains] = true,
};

bool feature_needs_replies(enum row_kind kind, unsigned int index)
{
	static const bool *const lists[ROW_KINDS] = { [ROW_FLOW] = flow_replies,
						      [ROW_HOST] = host_replies,
						      [ROW_PAIR] = pair_replies };

	assert(index < feature_count(kind));
	return lists[kind][index];
}

bool feature_is_void(enum row_kind kind, const uint32_t *value, unsigned int index)
{
	static const unsigned int one_way[ROW_KINDS] = { [ROW_FLOW] = FLOW_one_way,
							 [ROW_HOST] = HOST_one_way,
							 [ROW_PAIR] = PAIR_one_way };

	return value[one_way[kind]] && feature_needs_replies(kind, index);
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
