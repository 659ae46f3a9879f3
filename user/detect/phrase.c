// SPDX-License-Identifier: MIT
#include "phrase.h"

#include "feature.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char *const flow_phrases[FEATURES_MAX] = {
	[FLOW_w_fwd_packets] = "packets sent",
	[FLOW_w_rev_packets] = "packets received",
	[FLOW_w_fwd_ip_bytes] = "data sent",
	[FLOW_w_rev_ip_bytes] = "data received",
	[FLOW_w_fwd_size_mean] = "mean packet size sent",
	[FLOW_w_rev_size_mean] = "mean packet size received",
	[FLOW_w_fwd_size_dev] = "variation of packet sizes sent",
	[FLOW_w_rev_size_dev] = "variation of packet sizes received",
	[FLOW_w_fwd_gap_mean] = "mean pause between packets sent",
	[FLOW_w_fwd_gap_dev] = "variation of those pauses",
	[FLOW_w_fwd_small_share] = "small packets among those sent",
	[FLOW_w_rev_small_share] = "small packets among those received",
	[FLOW_l_duration_ms] = "age of the connection",
	[FLOW_l_fwd_packets] = "packets sent since it began",
	[FLOW_l_rev_packets] = "packets received since it began",
	[FLOW_l_fwd_ip_bytes] = "data sent since it began",
	[FLOW_l_rev_ip_bytes] = "data received since it began",
	[FLOW_l_fwd_payload] = "content sent since it began",
	[FLOW_l_rev_payload] = "content received since it began",
	[FLOW_l_fwd_size_max] = "largest packet sent",
	[FLOW_l_rev_size_max] = "largest packet received",
	[FLOW_l_windows] = "windows in which it was active",
	[FLOW_one_way] = "only one direction is seen",
	[FLOW_src_flows] = "connections its source opened",
	[FLOW_src_peers] = "hosts its source tried",
	[FLOW_src_unanswered_share] = "tries of its source without answer",
	[FLOW_dst_flows] = "connections opened to its target",
	[FLOW_dst_peers] = "hosts that opened them",
	[FLOW_pair_flows] = "connections of these two to that port",
};

static const char *const host_phrases[FEATURES_MAX] = {
	[HOST_out_flows] = "connections tried",
	[HOST_out_peers] = "hosts tried",
	[HOST_out_ports] = "ports tried on all hosts",
	[HOST_out_services] = "different ports tried",
	[HOST_out_unanswered_share] = "tries without answer",
	[HOST_out_refused_share] = "tries refused",
	[HOST_out_completed_share] = "tries with data both ways",
	[HOST_out_half_share] = "tries given up half open",
	[HOST_out_packets] = "packets sent for them",
	[HOST_out_reply_packets] = "packets that came back",
	[HOST_out_ip_bytes] = "data sent",
	[HOST_out_reply_ip_bytes] = "data that came back",
	[HOST_out_syn] = "TCP openings sent",
	[HOST_out_icmp] = "ICMP packets sent",
	[HOST_out_udp_packets] = "UDP packets sent",
	[HOST_out_odd_flags] = "TCP packets with impossible flags",
	[HOST_out_top_peer_share] = "share of the busiest host among its tries",
	[HOST_out_top_port_share] = "share of the busiest port among its tries",
	[HOST_out_dns_flows] = "exchanges with DNS",
	[HOST_out_dns_query_bytes] = "data sent to DNS",
	[HOST_out_dns_answer_bytes] = "data from DNS",
	[HOST_out_tcp_flows] = "TCP connections tried",
	[HOST_out_judged] = "tries with known outcome",
	[HOST_out_new_peers] = "hosts tried that it never met before",
	[HOST_in_flows] = "connections opened to it",
	[HOST_in_peers] = "hosts that sent to it",
	[HOST_in_ports] = "its ports that were tried",
	[HOST_in_unanswered_share] = "tries it left without answer",
	[HOST_in_refused_share] = "tries it refused",
	[HOST_in_completed_share] = "connections with data both ways",
	[HOST_in_half_share] = "tries left half open",
	[HOST_in_packets] = "packets sent to it",
	[HOST_in_reply_packets] = "packets it answered with",
	[HOST_in_ip_bytes] = "data sent to it",
	[HOST_in_reply_ip_bytes] = "data it answered with",
	[HOST_in_syn] = "TCP openings sent to it",
	[HOST_in_icmp] = "ICMP packets sent to it",
	[HOST_in_udp_packets] = "UDP packets sent to it",
	[HOST_in_synack_unasked] = "TCP answers it never asked for",
	[HOST_in_top_port_share] = "share of its busiest port",
	[HOST_in_open] = "TCP connections open to it",
	[HOST_in_open_idle] = "open connections that hardly send",
	[HOST_overflow_packets] = "packets beyond what could be followed",
	[HOST_one_way] = "only one direction is seen",
	[HOST_in_unasked_flows] = "answers it never asked for",
	[HOST_in_unasked_packets] = "packets it never asked for",
	[HOST_in_unasked_ip_bytes] = "data it never asked for",
	[HOST_in_tcp_flows] = "TCP connections opened to it",
	[HOST_in_judged] = "tries with known outcome",
	[HOST_in_new_peers] = "hosts it never met before",
};

static const char *const pair_phrases[FEATURES_MAX] = {
	[PAIR_flows] = "connections opened",
	[PAIR_completed_share] = "connections with data both ways",
	[PAIR_short_share] = "short connections",
	[PAIR_reset_share] = "connections cut off",
	[PAIR_fwd_payload_mean] = "sent per connection",
	[PAIR_fwd_payload_dev] = "variation of what is sent",
	[PAIR_rev_payload_mean] = "received per connection",
	[PAIR_rev_payload_dev] = "variation of what is received",
	[PAIR_fwd_packets_mean] = "packets sent per connection",
	[PAIR_rev_packets_mean] = "packets received per connection",
	[PAIR_duration_mean] = "mean time a connection takes",
	[PAIR_open] = "connections still open",
	[PAIR_fwd_packets] = "packets sent",
	[PAIR_rev_packets] = "packets received",
	[PAIR_fwd_ip_bytes] = "data sent",
	[PAIR_rev_ip_bytes] = "data received",
	[PAIR_server_port] = "port of the server",
	[PAIR_one_way] = "only one direction is seen",
	[PAIR_samples] = "connections measured",
	[PAIR_unanswered_share] = "tries without answer",
	[PAIR_start_gap_mean] = "mean time from one start to the next",
	[PAIR_start_gap_dev] = "variation of those times",
	[PAIR_known_s] = "known to each other for",
	[PAIR_known_days] = "earlier days on which they met",
	[PAIR_contacts] = "contacts remembered",
	[PAIR_contact_gap] = "usual time from one contact to the next",
	[PAIR_contact_gap_spread] = "how much that time varies",
	[PAIR_contact_fwd_payload] = "usually sent per contact",
	[PAIR_contact_fwd_spread] = "how much that varies",
	[PAIR_contact_rev_payload] = "usually received per contact",
	[PAIR_contact_rev_spread] = "how much that answer varies",
	[PAIR_contact_opened_share] = "contacts with a connection of their own",
	[PAIR_contact_age] = "the contacts go on for",
	[PAIR_notices] = "notices from the server",
	[PAIR_notice_payload] = "usual size of a notice",
	[PAIR_notice_spread] = "how much notices vary",
	[PAIR_server_clients] = "hosts that use that service",
	[PAIR_client_servers] = "servers it contacts like this",
	[PAIR_client_services] = "services it contacts at that rate",
	[PAIR_mapper_clients] = "hosts that ask for the server's remote services",
	[PAIR_server_directory] = "the server answers for names or accounts",
};

const char *phrase_of(enum row_kind kind, unsigned int feature)
{
	static const char *const *const lists[ROW_KINDS] = { [ROW_FLOW] = flow_phrases,
							     [ROW_HOST] = host_phrases,
							     [ROW_PAIR] = pair_phrases };

	return lists[kind][feature] ? lists[kind][feature] : feature_info(kind, feature)->text;
}

struct scale {
	uint32_t from; /* this unit holds from here on */
	uint32_t one; /* of it */
	const char *name;
};

/* The largest unit that fits; below ten of one, a decimal. */
static void scaled(const struct scale *scale, uint32_t value, char out[static PHRASE_VALUE_SIZE])
{
	uint32_t whole, tenth;

	while (value < scale->from)
		scale++;
	whole = value / scale->one;
	tenth = (uint32_t)(value % scale->one * 10ull / scale->one);
	if (scale->one > 1 && whole < 10 && tenth)
		snprintf(out, PHRASE_VALUE_SIZE, "%" PRIu32 ".%" PRIu32 " %s", whole, tenth,
			 scale->name);
	else
		snprintf(out, PHRASE_VALUE_SIZE, "%" PRIu32 " %s", whole, scale->name);
}

void phrase_value(const char *unit, uint32_t value, char out[static PHRASE_VALUE_SIZE])
{
	static const struct {
		const char *unit;
		struct scale scale[5]; /* from largest to smallest */
	} scales[] = {
		{ "per mille", { { 0, 10, "%" } } },
		{ "bytes",
		  { { 1000000000, 1000000000, "GB" },
		    { 1000000, 1000000, "MB" },
		    { 10000, 1000, "kB" },
		    { 0, 1, "bytes" } } },
		{ "us", { { 1000000, 1000000, "s" }, { 1000, 1000, "ms" }, { 0, 1, "us" } } },
		{ "ms",
		  { { 7200000, 3600000, "h" }, { 120000, 60000, "min" }, { 1000, 1000, "s" },
		    { 0, 1, "ms" } } },
		{ "s",
		  { { 172800, 86400, "days" }, { 7200, 3600, "h" }, { 120, 60, "min" },
		    { 0, 1, "s" } } },
	};

	if (!strcmp(unit, "flag")) {
		strcpy(out, value ? "yes" : "no");
		return;
	}
	for (size_t i = 0; i < sizeof(scales) / sizeof(scales[0]); i++)
		if (!strcmp(unit, scales[i].unit)) {
			scaled(scales[i].scale, value, out);
			return;
		}
	snprintf(out, PHRASE_VALUE_SIZE, "%" PRIu32, value);
}

void phrase_range(const char *unit, uint32_t lo, uint32_t hi, char out[static PHRASE_RANGE_SIZE])
{
	char from[PHRASE_VALUE_SIZE], to[PHRASE_VALUE_SIZE];
	const bool open = hi == UINT32_MAX || (hi >= 1000 && !strcmp(unit, "per mille"));

	phrase_value(unit, lo, from);
	phrase_value(unit, hi, to);
	if (open)
		snprintf(out, PHRASE_RANGE_SIZE, lo ? "at least %s" : "anything", from);
	else if (lo == hi)
		snprintf(out, PHRASE_RANGE_SIZE, "%s", from);
	else if (!lo)
		snprintf(out, PHRASE_RANGE_SIZE, "at most %s", to);
	else
		snprintf(out, PHRASE_RANGE_SIZE, "%s to %s", from, to);
}

const char *phrase_basis(enum reason_basis basis)
{
	static const char *const names[] = { [REASON_LIMIT] = "a fixed limit",
					     [REASON_SITE] = "this site's own past",
					     [REASON_MODEL] = "the model" };

	return names[basis];
}

void phrase_reason(enum row_kind kind, const struct reason *r, char out[static PHRASE_REASON_SIZE])
{
	int feature = feature_find(kind, r->feature);
	const char *unit = feature < 0 ? "" : feature_info(kind, (unsigned int)feature)->unit;
	char value[PHRASE_VALUE_SIZE], range[PHRASE_RANGE_SIZE];

	phrase_value(unit, r->value, value);
	phrase_range(unit, r->expected_lo, r->expected_hi, range);
	snprintf(out, PHRASE_REASON_SIZE, "%.96s: %s, expected %s",
		 feature < 0 ? r->feature : phrase_of(kind, (unsigned int)feature), value, range);
}
