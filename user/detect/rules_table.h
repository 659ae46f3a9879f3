/* SPDX-License-Identifier: MIT */
/*
 * rules_table.h - the thresholds of every threshold detector, once. Included by rules.c.
 *
 * LEAD(feature, 5 s, 30 s, 180 s): what the leading feature must reach in a window of
 * that length (0: not judged there). MIN and MAX: conditions beside it. MAX_PER(a, n, b):
 * a is at most n times b. Shares are per mille. "replies": the rule rests on replies and
 * is silent where only one direction was seen.
 */
#ifndef WEIR_RULES_TABLE_H
#define WEIR_RULES_TABLE_H

#define HOST_RULE(n, c, g, s) .name = n, .class = CLASS_##c, .group = RULE_GROUP_##g, \
	.rows = ROW_HOST, .side = RULE_##s
#define PAIR_RULE(n, c, g, p, port) .name = n, .class = CLASS_##c, .group = RULE_GROUP_##g, \
	.rows = ROW_PAIR, .side = RULE_ACTS, .ip_proto = p, .ports = RULE_PORT_##port
#define LEAD(f, s5, s30, s180) .lead = f, .at_least = { s5, s30, s180 }
#define MIN(f, n) { RULE_AT_LEAST, f, RULE_ALONE, n }
#define MAX(f, n) { RULE_AT_MOST, f, RULE_ALONE, n }
#define MIN_PER(f, n, b) { RULE_AT_LEAST, f, b, n }
#define MAX_PER(f, n, b) { RULE_AT_MOST, f, b, n }
#define REPLIES .needs_replies = true

static const struct rule rules[] = {
	/* Scans. Many ports of few hosts that refuse or stay silent. */
	{ HOST_RULE("portscan-refused", PORTSCAN, SCAN, ACTS), REPLIES,
	  LEAD(HOST_out_ports, 15, 25, 40),
	  .condition = { MIN(HOST_out_refused_share, 500), MIN(HOST_out_services, 10),
			 MAX_PER(HOST_out_packets, 4, HOST_out_flows) } },
	{ HOST_RULE("portscan-silent", PORTSCAN, SCAN, ACTS), REPLIES,
	  LEAD(HOST_out_services, 20, 40, 60),
	  .condition = { MIN(HOST_out_unanswered_share, 600), MIN(HOST_out_syn, 20),
			 MAX_PER(HOST_out_packets, 4, HOST_out_flows) } },
	{ HOST_RULE("portscan-one-way", PORTSCAN, SCAN, ACTS),
	  LEAD(HOST_out_services, 30, 50, 80),
	  .condition = { MIN(HOST_one_way, 1), MIN(HOST_out_syn, 20),
			 MAX_PER(HOST_out_packets, 3, HOST_out_flows) } },
	/* One or two ports of many hosts. */
	{ HOST_RULE("hostscan-tcp", HOSTSCAN, SCAN, ACTS),
	  LEAD(HOST_out_peers, 20, 30, 60),
	  .condition = { MIN(HOST_out_syn, 20), MAX(HOST_out_completed_share, 300),
			 MAX_PER(HOST_out_packets, 4, HOST_out_flows),
			 MIN(HOST_out_top_port_share, 400) } },
	{ HOST_RULE("hostscan-icmp", HOSTSCAN, SCAN, ACTS),
	  LEAD(HOST_out_peers, 20, 40, 80),
	  .condition = { MIN_PER(HOST_out_icmp, 1, HOST_out_peers),
			 MAX_PER(HOST_out_packets, 3, HOST_out_flows) } },

	/* Floods; the row is the victim's. */
	{ HOST_RULE("flood-syn", FLOOD, FLOOD, SUFFERS),
	  LEAD(HOST_in_syn, 200, 1000, 5000),
	  .condition = { MAX(HOST_in_completed_share, 200), MIN(HOST_in_top_port_share, 300),
			 MAX_PER(HOST_in_packets, 3, HOST_in_syn) } },
	{ HOST_RULE("flood-udp", FLOOD, FLOOD, SUFFERS),
	  LEAD(HOST_in_udp_packets, 5000, 30000, 180000),
	  .condition = { MIN(HOST_in_unanswered_share, 900) } },
	{ HOST_RULE("flood-icmp", FLOOD, FLOOD, SUFFERS),
	  LEAD(HOST_in_icmp, 500, 3000, 18000) },
	{ HOST_RULE("flood-overflow", FLOOD, FLOOD, SUFFERS),
	  LEAD(HOST_overflow_packets, 1000, 6000, 36000) },
	{ HOST_RULE("reflection-tcp", REFLECTION, FLOOD, SUFFERS),
	  LEAD(HOST_in_synack_unasked, 50, 200, 1000) },
	{ HOST_RULE("reflection-udp", REFLECTION, FLOOD, SUFFERS),
	  LEAD(HOST_in_peers, 50, 100, 300),
	  .condition = { MIN(HOST_in_udp_packets, 100), MIN(HOST_in_unanswered_share, 900) } },

	/* Services worn out. */
	{ HOST_RULE("http-slow", HTTP_DOS, FLOOD, SUFFERS), LEAD(HOST_in_open_idle, 100, 100, 100) },

	/* Password guessing: many alike, short, completed connections of a pair. */
	{ PAIR_RULE("guessing-login", BRUTEFORCE, ACCESS, 6, LOGIN), REPLIES,
	  LEAD(PAIR_flows, 8, 12, 20),
	  .condition = { MIN(PAIR_completed_share, 700), MIN(PAIR_short_share, 500) } },
};

#endif
