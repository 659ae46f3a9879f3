/* SPDX-License-Identifier: MIT */
/*
 * rules_table.h - the thresholds of every threshold detector, once. Included by rules.c.
 *
 * LEAD(feature, 5 s, 30 s, 180 s, 1 h, 24 h): what the leading feature must reach in a
 * window of that length (0 or left out: not judged there). MIN and MAX: conditions beside
 * it. MAX_PER(a, n, b): a is at most n times b. Shares are per mille. "replies": the rule rests on replies and
 * is silent where only one direction was seen.
 */
#ifndef WEIR_RULES_TABLE_H
#define WEIR_RULES_TABLE_H

#define HOST_RULE(n, c, g, s) .name = n, .class = CLASS_##c, .group = RULE_GROUP_##g, \
	.rows = ROW_HOST, .side = RULE_##s
#define PAIR_RULE(n, c, g, p, port) .name = n, .class = CLASS_##c, .group = RULE_GROUP_##g, \
	.rows = ROW_PAIR, .side = RULE_ACTS, .ip_proto = p, .ports = RULE_PORT_##port
#define FLOW_RULE(n, c, g, p, port) .name = n, .class = CLASS_##c, .group = RULE_GROUP_##g, \
	.rows = ROW_FLOW, .side = RULE_ACTS, .ip_proto = p, .ports = RULE_PORT_##port
#define LEAD(f, ...) .lead = f, .at_least = { __VA_ARGS__ }
#define MIN(f, n) { RULE_AT_LEAST, f, RULE_ALONE, n }
#define MAX(f, n) { RULE_AT_MOST, f, RULE_ALONE, n }
#define MIN_PER(f, n, b) { RULE_AT_LEAST, f, b, n }
#define MAX_PER(f, n, b) { RULE_AT_MOST, f, b, n }
#define REPLIES .needs_replies = true
/* Where the flows go: towards outside, from outside, within home; where home is not known
 * (transit), as if outside were on the other end. Without any of them: wherever. */
#define OUTBOUND .direction = RULE_OUTBOUND
#define INBOUND .direction = RULE_INBOUND
#define LATERAL .direction = RULE_LATERAL
#define FROM_INSIDE .direction = RULE_FROM_INSIDE
#define TO_INSIDE .direction = RULE_TO_INSIDE

static const struct rule rules[] = {
	/* Scans: many ports of a host that refuses or stays silent, tried once or twice. */
	{ HOST_RULE("portscan-refused", PORTSCAN, SCAN, ACTS), REPLIES,
	  LEAD(HOST_out_ports, 10, 15, 24),
	  .condition = { MIN(HOST_out_refused_share, 500), MIN(HOST_out_services, 8),
			 MAX_PER(HOST_out_flows, 2, HOST_out_tcp_flows),
			 MAX_PER(HOST_out_packets, 4, HOST_out_flows) } },
	{ HOST_RULE("portscan-silent", PORTSCAN, SCAN, ACTS), REPLIES,
	  LEAD(HOST_out_services, 15, 20, 35),
	  .condition = { MIN(HOST_out_unanswered_share, 700), MIN(HOST_out_tcp_flows, 12),
			 MAX_PER(HOST_out_flows, 2, HOST_out_tcp_flows),
			 MAX_PER(HOST_out_packets, 4, HOST_out_flows) } },
	{ HOST_RULE("portscan-udp", PORTSCAN, SCAN, ACTS), REPLIES,
	  LEAD(HOST_out_services, 20, 30, 45),
	  .condition = { MIN(HOST_out_unanswered_share, 800), MIN(HOST_out_udp_packets, 20),
			 MIN(HOST_out_top_peer_share, 600),
			 MAX_PER(HOST_out_packets, 3, HOST_out_flows),
			 MAX_PER(HOST_out_ip_bytes, 50, HOST_out_packets) } },
	/* With larger probes, of known services: more than a traceroute ever sends. */
	{ HOST_RULE("portscan-udp-probes", PORTSCAN, SCAN, ACTS), REPLIES,
	  LEAD(HOST_out_services, 100, 100, 120),
	  .condition = { MIN(HOST_out_unanswered_share, 700), MIN(HOST_out_udp_packets, 100),
			 MIN(HOST_out_top_peer_share, 600),
			 MAX_PER(HOST_out_packets, 3, HOST_out_flows),
			 MAX_PER(HOST_out_ip_bytes, 100, HOST_out_packets) } },
	{ HOST_RULE("portscan-one-way", PORTSCAN, SCAN, ACTS),
	  LEAD(HOST_out_services, 30, 50, 80),
	  .condition = { MIN(HOST_one_way, 1), MIN(HOST_out_syn, 20),
			 MAX_PER(HOST_out_packets, 3, HOST_out_flows) } },
	/* IP protocols tried one by one: flows without TCP, UDP or ICMP. */
	{ HOST_RULE("portscan-protocols", PORTSCAN, SCAN, ACTS),
	  LEAD(HOST_out_flows, 40, 40, 60),
	  .condition = { MAX(HOST_out_tcp_flows, 5), MAX(HOST_out_udp_packets, 20),
			 MAX(HOST_out_icmp, 5), MAX(HOST_out_services, 6),
			 MAX_PER(HOST_out_packets, 10, HOST_out_flows) } },

	/* A port or two of many hosts, most of which refuse or stay silent. */
	{ HOST_RULE("hostscan-silent", HOSTSCAN, SCAN, ACTS), REPLIES, .ports = RULE_PORT_NOT_WEB,
	  LEAD(HOST_out_peers, 7, 9, 12),
	  .condition = { MIN(HOST_out_unanswered_share, 700), MIN(HOST_out_top_port_share, 700),
			 MAX_PER(HOST_out_flows, 2, HOST_out_tcp_flows),
			 MAX_PER(HOST_out_packets, 4, HOST_out_flows) } },
	/* A browser whose uplink is down looks like a small scan of port 443. */
	{ HOST_RULE("hostscan-silent-any", HOSTSCAN, SCAN, ACTS), REPLIES,
	  LEAD(HOST_out_peers, 50, 80, 150),
	  .condition = { MIN(HOST_out_unanswered_share, 700), MIN(HOST_out_top_port_share, 300),
			 MAX_PER(HOST_out_flows, 2, HOST_out_tcp_flows),
			 MAX_PER(HOST_out_packets, 4, HOST_out_flows) } },
	{ HOST_RULE("hostscan-refused", HOSTSCAN, SCAN, ACTS), REPLIES,
	  LEAD(HOST_out_peers, 8, 12, 20),
	  .condition = { MIN(HOST_out_refused_share, 500), MIN(HOST_out_top_port_share, 500),
			 MAX_PER(HOST_out_packets, 4, HOST_out_flows) } },
	{ HOST_RULE("hostscan-udp", HOSTSCAN, SCAN, ACTS), REPLIES,
	  LEAD(HOST_out_peers, 20, 40, 80),
	  .condition = { MIN(HOST_out_unanswered_share, 900), MIN(HOST_out_top_port_share, 800),
			 MIN_PER(HOST_out_udp_packets, 1, HOST_out_flows),
			 MAX_PER(HOST_out_packets, 4, HOST_out_flows) } },
	{ HOST_RULE("hostscan-fast", HOSTSCAN, SCAN, ACTS),
	  LEAD(HOST_out_peers, 50, 100, 200),
	  .condition = { MIN(HOST_out_syn, 50), MAX(HOST_out_completed_share, 300),
			 MIN(HOST_out_top_port_share, 500),
			 MAX_PER(HOST_out_packets, 4, HOST_out_flows) } },
	{ HOST_RULE("hostscan-icmp", HOSTSCAN, SCAN, ACTS), REPLIES,
	  LEAD(HOST_out_peers, 8, 12, 20),
	  .condition = { MIN(HOST_out_unanswered_share, 400),
			 MIN_PER(HOST_out_icmp, 1, HOST_out_peers),
			 MAX_PER(HOST_out_flows, 2, HOST_out_icmp),
			 MAX_PER(HOST_out_packets, 4, HOST_out_flows) } },

	/* The same, slower than three minutes can tell: attempts in an hour or a day at services
	 * that the host never got from anyone, each peer tried once or twice, at a port or a few.
	 * A client whose servers are gone tries the same few for ever, one with its network down
	 * what it was served at before, the web, and some of everything. */
	{ HOST_RULE("hostscan-slow", HOSTSCAN, SCAN, ACTS), REPLIES, FROM_INSIDE,
	  .ports = RULE_PORT_NOT_WEB, LEAD(HOST_out_strange_peers, 0, 0, 0, 30, 100),
	  .condition = { MIN_PER(HOST_out_strange_peers, 10, HOST_out_strange_services),
			 MAX_PER(HOST_out_strange, 2, HOST_out_strange_peers) } },
	/* From outside the web's ports are as strange as any; not where home is not known. */
	{ HOST_RULE("hostscan-slow-inwards", HOSTSCAN, SCAN, ACTS), REPLIES,
	  .direction = 1 << DIRECTION_IN, LEAD(HOST_out_strange_peers, 0, 0, 0, 20, 40),
	  .condition = { MIN_PER(HOST_out_strange_peers, 4, HOST_out_strange_services),
			 MAX_PER(HOST_out_strange, 4, HOST_out_strange_peers) } },
	{ HOST_RULE("portscan-slow", PORTSCAN, SCAN, ACTS), REPLIES,
	  LEAD(HOST_out_tried_services, 0, 0, 0, 30, 60),
	  .condition = { MIN_PER(HOST_out_tried_services, 4, HOST_out_tried_peers),
			 MAX_PER(HOST_out_attempts, 4, HOST_out_tried_ports) } },
	/* Several ports of several hosts, all with all. */
	{ HOST_RULE("portscan-slow-grid", PORTSCAN, SCAN, ACTS), REPLIES,
	  LEAD(HOST_out_tried_ports, 0, 0, 0, 100, 200),
	  .condition = { MIN_PER(HOST_out_tried_ports, 3, HOST_out_tried_peers),
			 MIN_PER(HOST_out_tried_ports, 3, HOST_out_tried_services),
			 MAX_PER(HOST_out_attempts, 4, HOST_out_tried_ports) } },

	/* The same towards outside at a service by which malware spreads: fewer will do. Within
	 * home, file managers look round like that. */
	{ HOST_RULE("worm-fan-out", WORM, SCAN, ACTS), REPLIES, .ports = RULE_PORT_SPREAD,
	  .direction = 1 << DIRECTION_OUT,
	  LEAD(HOST_out_peers, 5, 7, 10),
	  .condition = { MAX(HOST_out_completed_share, 400), MIN(HOST_out_top_port_share, 600),
			 MIN(HOST_out_tcp_flows, 5), MAX(HOST_out_top_peer_share, 400) } },

	/* Floods; the row is the victim's. SYN: to one port, or at a rate and with repeats
	 * that no scan has. */
	{ HOST_RULE("flood-syn", FLOOD, FLOOD, SUFFERS),
	  LEAD(HOST_in_syn, 200, 800, 3600),
	  .condition = { MAX(HOST_in_completed_share, 100), MIN(HOST_in_top_port_share, 300),
			 MAX_PER(HOST_in_packets, 6, HOST_in_syn) } },
	{ HOST_RULE("flood-syn-ports", FLOOD, FLOOD, SUFFERS),
	  LEAD(HOST_in_syn, 5000, 30000, 180000),
	  .condition = { MAX(HOST_in_completed_share, 100), MIN_PER(HOST_in_syn, 2, HOST_in_ports),
			 MAX_PER(HOST_in_packets, 2, HOST_in_syn) } },
	/* From very many sources, whatever flags and ports: nobody is served. */
	{ HOST_RULE("flood-tcp-sources", FLOOD, FLOOD, SUFFERS),
	  LEAD(HOST_in_tcp_flows, 500, 3000, 15000),
	  .condition = { MIN(HOST_in_peers, 200), MAX(HOST_in_completed_share, 100),
			 MAX_PER(HOST_in_packets, 4, HOST_in_flows) } },
	/* Or of one, with packets that begin nothing and are all refused or ignored. */
	{ HOST_RULE("flood-tcp-one", FLOOD, FLOOD, SUFFERS), REPLIES,
	  LEAD(HOST_in_tcp_flows, 1000, 6000, 30000),
	  .condition = { MAX(HOST_in_completed_share, 100), MIN(HOST_in_top_port_share, 500),
			 MAX_PER(HOST_in_packets, 4, HOST_in_flows) } },
	/* One way and small: a stream of pictures has large packets, a call few. */
	{ HOST_RULE("flood-udp", FLOOD, FLOOD, SUFFERS), REPLIES,
	  LEAD(HOST_in_udp_packets, 5000, 30000, 180000),
	  .condition = { MAX_PER(HOST_in_ip_bytes, 400, HOST_in_packets),
			 MIN_PER(HOST_in_packets, 20, HOST_in_reply_packets) } },
	/* Fewer will do if each opens a flow of its own: no stream does that. To many ports
	 * it is a scan if the packets are small. */
	{ HOST_RULE("flood-udp-flows", FLOOD, FLOOD, SUFFERS), REPLIES,
	  LEAD(HOST_in_flows, 500, 2500, 12000),
	  .condition = { MIN(HOST_in_unanswered_share, 900), MIN(HOST_in_top_port_share, 500),
			 MAX_PER(HOST_in_flows, 1, HOST_in_udp_packets),
			 MIN_PER(HOST_in_packets, 10, HOST_in_reply_packets) } },
	{ HOST_RULE("flood-udp-ports", FLOOD, FLOOD, SUFFERS), REPLIES,
	  LEAD(HOST_in_flows, 500, 2500, 12000),
	  .condition = { MIN(HOST_in_unanswered_share, 900),
			 MAX_PER(HOST_in_flows, 1, HOST_in_udp_packets),
			 MIN_PER(HOST_in_ip_bytes, 60, HOST_in_packets),
			 MIN_PER(HOST_in_packets, 10, HOST_in_reply_packets) } },
	{ HOST_RULE("flood-icmp", FLOOD, FLOOD, SUFFERS), LEAD(HOST_in_icmp, 250, 1500, 9000) },
	{ HOST_RULE("flood-overflow", FLOOD, FLOOD, SUFFERS),
	  LEAD(HOST_overflow_packets, 1000, 6000, 36000) },
	/* Replies that the victim never asked for, from many hosts. */
	{ HOST_RULE("reflection-replies", REFLECTION, FLOOD, SUFFERS),
	  LEAD(HOST_in_unasked_packets, 100, 300, 1000),
	  .condition = { MIN(HOST_in_peers, 20) } },
	{ HOST_RULE("reflection-few", REFLECTION, FLOOD, SUFFERS), REPLIES,
	  LEAD(HOST_in_unasked_packets, 1000, 6000, 36000),
	  .condition = { MIN(HOST_in_peers, 6),
			 MIN_PER(HOST_in_packets, 20, HOST_in_reply_packets) } },
	/* The same where the victim answers each with a RST, so that it seems to begin them. */
	{ HOST_RULE("reflection-refused", REFLECTION, FLOOD, SUFFERS),
	  LEAD(HOST_out_tcp_flows, 500, 3000, 15000),
	  .condition = { MIN(HOST_out_half_share, 800), MAX(HOST_out_syn, 50),
			 MAX_PER(HOST_out_packets, 2, HOST_out_flows) } },
	{ HOST_RULE("reflection-udp", REFLECTION, FLOOD, SUFFERS), REPLIES,
	  LEAD(HOST_in_peers, 100, 300, 800),
	  .condition = { MIN(HOST_in_udp_packets, 100), MIN(HOST_in_unanswered_share, 900),
			 MIN_PER(HOST_in_packets, 10, HOST_in_reply_packets),
			 MIN_PER(HOST_in_ip_bytes, 100, HOST_in_packets) } },

	/* A service worn out by connections that are held open and hardly used. */
	{ HOST_RULE("http-slow", HTTP_DOS, FLOOD, SUFFERS), LEAD(HOST_in_open_idle, 25, 25, 25),
	  .condition = { MIN(HOST_in_top_port_share, 500), MIN(HOST_in_tcp_flows, 15),
			 MIN_PER(HOST_in_tcp_flows, 8, HOST_in_peers) } },
	/* Or that trickle: many at once of one client, each busy, none with much to show. */
	{ PAIR_RULE("http-slow-read", HTTP_DOS, FLOOD, 6, WEB), REPLIES, TO_INSIDE,
	  LEAD(PAIR_open, 0, 50, 50),
	  .condition = { MIN_PER(PAIR_fwd_packets, 3, PAIR_open),
			 MAX_PER(PAIR_fwd_ip_bytes, 80, PAIR_fwd_packets),
			 MAX_PER(PAIR_rev_ip_bytes, 5000, PAIR_open) } },
	/* Or by sheer number of answered ones of one client; */
	{ PAIR_RULE("http-flood", HTTP_DOS, FLOOD, 6, WEB), REPLIES,
	  LEAD(PAIR_flows, 500, 2500, 12000),
	  .condition = { MIN(PAIR_completed_share, 500) } },
	/* or of requests on connections that stay open: no download asks so often. */
	{ PAIR_RULE("http-flood-requests", HTTP_DOS, FLOOD, 6, WEB), REPLIES,
	  LEAD(PAIR_fwd_packets, 3000, 18000, 100000),
	  .condition = { MIN(PAIR_open, 8), MIN_PER(PAIR_fwd_ip_bytes, 80, PAIR_fwd_packets),
			 MAX_PER(PAIR_fwd_ip_bytes, 700, PAIR_fwd_packets) } },

	/* Password guessing: connections of a pair that are all alike and small both ways.
	 * SSH: keys exchanged, but less said than any login that succeeds; */
	{ PAIR_RULE("guessing-ssh", BRUTEFORCE, ACCESS, 6, SSH), REPLIES,
	  LEAD(PAIR_samples, 5, 6, 8),
	  .condition = { MIN(PAIR_completed_share, 700), MIN(PAIR_fwd_payload_mean, 600),
			 MAX(PAIR_fwd_payload_mean, 3500), MAX(PAIR_rev_payload_mean, 3400),
			 MIN_PER(PAIR_fwd_payload_mean, 4, PAIR_fwd_payload_dev),
			 MIN_PER(PAIR_rev_payload_mean, 4, PAIR_rev_payload_dev) } },
	/* with more of them, some may be cut short. */
	{ PAIR_RULE("guessing-ssh-many", BRUTEFORCE, ACCESS, 6, SSH), REPLIES,
	  LEAD(PAIR_samples, 15, 25, 60),
	  .condition = { MIN(PAIR_completed_share, 500), MIN(PAIR_fwd_payload_mean, 600),
			 MAX(PAIR_fwd_payload_mean, 3500),
			 MAX(PAIR_rev_payload_mean, 3400) } },
	/* Others: few suffice if each takes the time that a login takes; */
	{ PAIR_RULE("guessing-alike", BRUTEFORCE, ACCESS, 6, LOGIN), REPLIES,
	  LEAD(PAIR_samples, 5, 6, 8),
	  .condition = { MIN(PAIR_completed_share, 700), MAX(PAIR_fwd_payload_mean, 4000),
			 MIN_PER(PAIR_fwd_payload_mean, 4, PAIR_fwd_payload_dev),
			 MIN_PER(PAIR_rev_payload_mean, 4, PAIR_rev_payload_dev),
			 MIN(PAIR_duration_mean, 300), MAX(PAIR_duration_mean, 60000) } },
	/* more, where the service says no at once. */
	{ PAIR_RULE("guessing-many", BRUTEFORCE, ACCESS, 6, LOGIN), REPLIES,
	  LEAD(PAIR_samples, 15, 25, 60),
	  .condition = { MIN(PAIR_completed_share, 700), MIN(PAIR_short_share, 500),
			 MAX(PAIR_fwd_payload_mean, 5000), MAX(PAIR_rev_payload_mean, 10000),
			 MIN_PER(PAIR_fwd_payload_mean, 2, PAIR_fwd_payload_dev) } },
	/* A data base is asked by programs all day; who is let in gets more than a refusal,
	 * and a refusal says more than a yes. */
	{ PAIR_RULE("guessing-database", BRUTEFORCE, ACCESS, 6, DATABASE), REPLIES,
	  LEAD(PAIR_samples, 30, 60, 150),
	  .condition = { MIN(PAIR_completed_share, 700), MIN(PAIR_short_share, 500),
			 MAX(PAIR_fwd_payload_mean, 1000), MIN(PAIR_rev_payload_mean, 60),
			 MAX(PAIR_rev_payload_mean, 1000),
			 MIN_PER(PAIR_rev_payload_mean, 4, PAIR_rev_payload_dev) } },
	/* A web page asked a dozen times a second, never twice alike, that always gives the
	 * same answer: polls are slower, or alike. */
	{ PAIR_RULE("guessing-web", BRUTEFORCE, ACCESS, 6, WEB), REPLIES,
	  LEAD(PAIR_samples, 60, 300, 1500),
	  .condition = { MIN(PAIR_completed_share, 900), MAX(PAIR_fwd_payload_mean, 2000),
			 MAX(PAIR_rev_payload_mean, 8000), MIN(PAIR_fwd_payload_dev, 1),
			 MIN_PER(PAIR_fwd_payload_mean, 2, PAIR_fwd_payload_dev),
			 MIN_PER(PAIR_rev_payload_mean, 20, PAIR_rev_payload_dev) } },
	/* The form fetched before each guess: two kinds of request, one size of answer. */
	{ PAIR_RULE("guessing-form", BRUTEFORCE, ACCESS, 6, WEB), REPLIES,
	  LEAD(PAIR_samples, 40, 150, 700),
	  .condition = { MIN(PAIR_completed_share, 900), MAX(PAIR_fwd_payload_mean, 2000),
			 MAX(PAIR_rev_payload_mean, 8000),
			 MAX_PER(PAIR_fwd_payload_mean, 4, PAIR_fwd_payload_dev),
			 MIN_PER(PAIR_rev_payload_mean, 6, PAIR_rev_payload_dev) } },
	{ PAIR_RULE("guessing-elsewhere", BRUTEFORCE, ACCESS, 6, OTHER), REPLIES,
	  LEAD(PAIR_samples, 15, 25, 60),
	  .condition = { MIN(PAIR_completed_share, 500), MIN(PAIR_short_share, 600),
			 MAX(PAIR_fwd_payload_mean, 4000), MAX(PAIR_rev_payload_mean, 6000),
			 MIN(PAIR_duration_mean, 500) } },
	/* Of many hosts against one: a few short logins each. */
	{ HOST_RULE("guessing-sources", BRUTEFORCE, ACCESS, SUFFERS), REPLIES,
	  .ports = RULE_PORT_SHELL, LEAD(HOST_in_tcp_flows, 0, 25, 80),
	  .condition = { MIN(HOST_in_peers, 4), MIN(HOST_in_completed_share, 800),
			 MIN(HOST_in_top_port_share, 700),
			 MAX_PER(HOST_in_packets, 40, HOST_in_flows),
			 MAX_PER(HOST_in_ip_bytes, 5000, HOST_in_flows),
			 MAX_PER(HOST_in_reply_ip_bytes, 5000, HOST_in_flows) } },

	/* Names as a channel: each question asks for another name, for what carries text, and
	 * all belong to few domains. Mail asks for text of many domains; directory services
	 * and delivery networks ask for addresses of the same names again. */
	{ PAIR_RULE("dns-tunnel-types", DNS_TUNNEL, CHANNEL, 17, DNS),
	  LEAD(PAIR_dns_names, 12, 20, 45),
	  .condition = { MIN(PAIR_dns_carrier_share, 450),
			 MIN_PER(PAIR_dns_names, 6, PAIR_dns_domains) } },
	/* Without a domain of its own, as with a server that is asked directly. */
	{ PAIR_RULE("dns-tunnel-types-only", DNS_TUNNEL, CHANNEL, 17, DNS),
	  LEAD(PAIR_dns_names, 0, 20, 60),
	  .condition = { MIN(PAIR_dns_carrier_share, 900),
			 MIN_PER(PAIR_fwd_ip_bytes, 80, PAIR_fwd_packets) } },
	/* Labels as long as a hash in text are data, if they are many and differ. */
	{ PAIR_RULE("dns-tunnel-labels", DNS_TUNNEL, CHANNEL, 17, DNS),
	  LEAD(PAIR_dns_names, 10, 15, 40),
	  .condition = { MIN(PAIR_dns_long_share, 500) } },
	/* Any type, labels of any length: long names, many, of few domains; the size is the mean
	 * IP length of the questions. */
	{ PAIR_RULE("dns-tunnel-names", DNS_TUNNEL, CHANNEL, 17, DNS),
	  LEAD(PAIR_dns_names, 25, 100, 400),
	  .condition = { MIN_PER(PAIR_fwd_ip_bytes, 120, PAIR_fwd_packets),
			 MIN_PER(PAIR_dns_names, 10, PAIR_dns_domains) } },
	/* Slowly, by the hour. */
	{ PAIR_RULE("dns-tunnel-slow", DNS_TUNNEL, CHANNEL, 17, DNS),
	  LEAD(PAIR_dns_hour_long, 50),
	  .condition = { MAX_PER(PAIR_dns_hour_names, 4, PAIR_dns_hour_long) } },
	/* Instructions fetched: new names of one domain, few at a time. */
	{ PAIR_RULE("beacon-names", BEACON, CHANNEL, 17, DNS),
	  LEAD(PAIR_dns_names, 0, 0, 18),
	  .condition = { MAX(PAIR_dns_names, 44), MIN(PAIR_dns_carrier_share, 900),
			 MAX(PAIR_dns_long_share, 100),
			 MIN_PER(PAIR_dns_names, 8, PAIR_dns_domains) } },
	{ PAIR_RULE("beacon-names-slow", BEACON, CHANNEL, 17, DNS),
	  LEAD(PAIR_dns_hour_carriers, 40),
	  .condition = { MAX(PAIR_dns_hour_carrier_domains, 3), MAX(PAIR_dns_hour_long, 10),
			 MAX(PAIR_dns_names, 11), MIN(PAIR_dns_carrier_share, 500) } },
	/* Where names were not captured: by sizes, long questions. */
	{ PAIR_RULE("dns-long-questions", DNS_TUNNEL, CHANNEL, 17, DNS), REPLIES,
	  LEAD(PAIR_fwd_packets, 60, 150, 400),
	  .condition = { MIN_PER(PAIR_fwd_ip_bytes, 100, PAIR_fwd_packets),
			 MAX_PER(PAIR_fwd_packets, 2, PAIR_rev_packets),
			 MAX(PAIR_dns_names, 0) } },
	/* Or no names at all: another protocol at the port that most networks leave open. */
	{ PAIR_RULE("dns-port-socket", DNS_TUNNEL, CHANNEL, 17, DNS), REPLIES,
	  LEAD(PAIR_rev_packets, 20, 100, 500),
	  .condition = { MIN_PER(PAIR_rev_ip_bytes, 250, PAIR_rev_packets),
			 MIN_PER(PAIR_rev_packets, 4, PAIR_samples), MAX(PAIR_dns_names, 0) } },
	/* Names that nobody has registered, one after the other: what most of the names asked
	 * for are, of many domains. */
	{ PAIR_RULE("dns-generated-names", DGA, CHANNEL, 17, DNS), REPLIES,
	  LEAD(PAIR_dns_nx_names, 10, 15, 30),
	  .condition = { MIN(PAIR_dns_nxdomain_share, 700),
			 MAX_PER(PAIR_dns_names, 2, PAIR_dns_nx_names),
			 MIN(PAIR_dns_domains, 8) } },
	{ PAIR_RULE("dns-generated-names-slow", DGA, CHANNEL, 17, DNS), REPLIES,
	  LEAD(PAIR_dns_hour_nx, 60),
	  .condition = { MAX_PER(PAIR_dns_hour_names, 2, PAIR_dns_hour_nx),
			 MIN(PAIR_dns_hour_nx_domains, 20), MIN(PAIR_dns_nx_names, 1) } },
	/* Where names were not captured: many questions whose names are all of one length. */
	{ PAIR_RULE("dns-equal-lengths", DGA, CHANNEL, 17, DNS),
	  LEAD(PAIR_flows, 0, 80, 300),
	  .condition = { MIN_PER(PAIR_fwd_payload_mean, 8, PAIR_fwd_payload_dev),
			 MAX_PER(PAIR_fwd_packets, 2, PAIR_flows),
			 MAX_PER(PAIR_rev_ip_bytes, 160, PAIR_rev_packets),
			 MAX(PAIR_dns_names, 0) } },
	/* One ping asks always alike, and an echo repeats what it answers (twice where a
	 * network sends packets twice). */
	{ FLOW_RULE("icmp-tunnel-sizes", ICMP_TUNNEL, CHANNEL, 1, ECHO), REPLIES,
	  LEAD(FLOW_w_fwd_packets, 6),
	  .condition = { MIN(FLOW_w_fwd_size_dev, 30), MIN(FLOW_w_rev_packets, 4) } },
	{ FLOW_RULE("icmp-tunnel-replies", ICMP_TUNNEL, CHANNEL, 1, ECHO), REPLIES,
	  LEAD(FLOW_w_rev_packets, 8),
	  .condition = { MIN(FLOW_w_fwd_packets, 1),
			 MIN_PER(FLOW_w_rev_ip_bytes, 3, FLOW_w_fwd_ip_bytes) } },
	/* Or pings of their own for each piece of data. */
	{ PAIR_RULE("icmp-tunnel-pings", ICMP_TUNNEL, CHANNEL, 1, ANY),
	  LEAD(PAIR_flows, 0, 5, 15),
	  .condition = { MIN(PAIR_fwd_packets, 40),
			 MIN_PER(PAIR_fwd_ip_bytes, 100, PAIR_fwd_packets),
			 MAX_PER(PAIR_fwd_payload_mean, 6, PAIR_fwd_payload_dev) } },
	/* Calls home: a client that alone gets in touch with a peer, again and again, at a
	 * pace and with requests that are alike, and with nothing else at that pace as a
	 * monitoring host would. In one connection, in the clear, at the pace of a clock:
	 * nobody reads at that pace. */
	{ PAIR_RULE("beacon-connection", BEACON, CHANNEL, 6, WEB_CLEAR), REPLIES,
	  LEAD(PAIR_contacts, 6),
	  .condition = { MAX(PAIR_contact_gap_spread, 100), MAX(PAIR_contact_fwd_spread, 100),
			 MAX(PAIR_contact_rev_spread, 100), MIN(PAIR_contact_fwd_payload, 100),
			 MAX_PER(PAIR_contact_fwd_payload, 10, PAIR_contact_rev_payload),
			 MAX(PAIR_contact_opened_share, 300), MIN(PAIR_contact_age, 20),
			 MAX(PAIR_server_clients, 1), MAX(PAIR_client_services, 1),
			 MAX(PAIR_known_days, 1) } },
	/* With jitter, which only who hides needs, more of them. */
	{ PAIR_RULE("beacon-connection-jitter", BEACON, CHANNEL, 6, CALL), REPLIES, OUTBOUND,
	  LEAD(PAIR_contacts, 12),
	  .condition = { MIN(PAIR_contact_gap_spread, 60), MAX(PAIR_contact_gap_spread, 500),
			 MAX(PAIR_contact_fwd_spread, 30), MAX(PAIR_contact_rev_spread, 100),
			 MIN(PAIR_contact_fwd_payload, 100),
			 MAX_PER(PAIR_contact_fwd_payload, 10, PAIR_contact_rev_payload),
			 MAX(PAIR_contact_opened_share, 300), MAX(PAIR_server_clients, 1),
			 MAX(PAIR_client_services, 1), MAX(PAIR_known_days, 1) } },
	/* Each with a connection of its own; at under 3 s a device tries in vain to reach its
	 * cloud. */
	{ PAIR_RULE("beacon-connections", BEACON, CHANNEL, 6, CALL), REPLIES, OUTBOUND,
	  LEAD(PAIR_contacts, 8),
	  .condition = { MAX(PAIR_contact_gap_spread, 250), MAX(PAIR_contact_fwd_spread, 100),
			 MAX(PAIR_contact_rev_spread, 250), MIN(PAIR_contact_fwd_payload, 64),
			 MAX_PER(PAIR_contact_fwd_payload, 10, PAIR_contact_rev_payload),
			 MIN(PAIR_contact_opened_share, 800), MIN(PAIR_contact_gap, 3000),
			 MAX(PAIR_server_clients, 1), MAX(PAIR_client_services, 1),
			 MAX(PAIR_known_days, 1) } },
	{ PAIR_RULE("beacon-connections-loose", BEACON, CHANNEL, 6, CALL), REPLIES, OUTBOUND,
	  LEAD(PAIR_contacts, 14),
	  .condition = { MAX(PAIR_contact_gap_spread, 450), MAX(PAIR_contact_fwd_spread, 150),
			 MAX(PAIR_contact_rev_spread, 500), MIN(PAIR_contact_fwd_payload, 64),
			 MAX_PER(PAIR_contact_fwd_payload, 10, PAIR_contact_rev_payload),
			 MIN(PAIR_contact_opened_share, 800), MIN(PAIR_contact_gap, 3000),
			 MAX(PAIR_server_clients, 1), MAX(PAIR_client_services, 1),
			 MAX(PAIR_known_days, 1) } },
	/* Within home, health checks do that at the pace of a clock, and what people look at
	 * changes. */
	{ PAIR_RULE("beacon-connections-jitter", BEACON, CHANNEL, 6, WEB), REPLIES, LATERAL,
	  LEAD(PAIR_contacts, 10),
	  .condition = { MIN(PAIR_contact_gap_spread, 100), MAX(PAIR_contact_gap_spread, 400),
			 MAX(PAIR_contact_fwd_spread, 100), MAX(PAIR_contact_rev_spread, 250),
			 MAX_PER(PAIR_contact_fwd_payload, 10, PAIR_contact_rev_payload),
			 MIN(PAIR_contact_opened_share, 800), MIN(PAIR_contact_gap, 3000),
			 MAX(PAIR_server_clients, 1), MAX(PAIR_client_services, 1),
			 MAX(PAIR_known_days, 1) } },
	/* Work handed out: the server speaks unasked, always alike, and little comes back. */
	{ PAIR_RULE("miner-pool", BEACON, CHANNEL, 6, CALL), REPLIES, OUTBOUND,
	  LEAD(PAIR_notices, 4),
	  .condition = { MAX(PAIR_notice_spread, 100), MIN(PAIR_notice_payload, 150),
			 MAX(PAIR_notice_payload, 2000), MIN(PAIR_contacts, 1),
			 MAX(PAIR_contact_fwd_payload, 4000), MIN(PAIR_contact_rev_payload, 20),
			 MAX(PAIR_contact_rev_payload, 1000), MIN(PAIR_contact_age, 60) } },
	/* Fewer are seen apart from the answers where results are many, and these are alike. */
	{ PAIR_RULE("miner-shares", BEACON, CHANNEL, 6, CALL), REPLIES, OUTBOUND,
	  LEAD(PAIR_contacts, 10),
	  .condition = { MIN(PAIR_notices, 2), MAX(PAIR_notice_spread, 100),
			 MIN(PAIR_notice_payload, 150), MAX(PAIR_notice_payload, 2000),
			 MAX(PAIR_contact_fwd_spread, 50), MIN(PAIR_contact_fwd_payload, 100),
			 MAX(PAIR_contact_fwd_payload, 4000), MAX(PAIR_contact_rev_payload, 1000),
			 MAX(PAIR_contact_opened_share, 300), MIN(PAIR_contact_age, 60) } },
	/* Pieces of one size handed out, whatever the pace. */
	{ PAIR_RULE("exfil-pieces", EXFIL, CHANNEL, 6, CALL), REPLIES, OUTBOUND,
	  LEAD(PAIR_contacts, 12),
	  .condition = { MIN(PAIR_contact_fwd_payload, 2000), MAX(PAIR_contact_fwd_spread, 100),
			 MIN_PER(PAIR_contact_fwd_payload, 10, PAIR_contact_rev_payload),
			 MAX(PAIR_contact_gap_spread, 1000), MAX(PAIR_server_clients, 1),
			 MAX(PAIR_client_services, 1), MAX(PAIR_known_days, 0) } },
	/* A megabyte through a pipe to which the server never says a word; speed tests, backups
	 * and uploads to a cloud talk. */
	{ PAIR_RULE("exfil-pipe", EXFIL, CHANNEL, 6, ANY), REPLIES, OUTBOUND,
	  LEAD(PAIR_fwd_ip_bytes, 1000000, 1000000, 1000000),
	  .condition = { MIN_PER(PAIR_fwd_ip_bytes, 15, PAIR_rev_ip_bytes), MIN(PAIR_contacts, 1),
			 MAX(PAIR_contact_rev_payload, 0), MAX(PAIR_flows, 4),
			 MIN(PAIR_contact_opened_share, 1000) } },

	/* One device administers another that is no server of the site: it asks for a service
	 * that is reached under a port of the hour, and goes there. */
	{ PAIR_RULE("lateral-rpc", LATERAL, ACCESS, 6, ANY), LATERAL, .whole_peer = true,
	  LEAD(PAIR_flows, 1),
	  .condition = { MIN(PAIR_server_port, 49152), MIN(PAIR_mapper_clients, 1),
			 MAX(PAIR_mapper_clients, 1), MAX(PAIR_server_directory, 0),
			 MAX(PAIR_server_clients, 1), MAX(PAIR_known_days, 0) } },
	{ PAIR_RULE("lateral-winrm", LATERAL, ACCESS, 6, ANY), LATERAL, .whole_peer = true,
	  LEAD(PAIR_contacts, 1),
	  .condition = { MIN(PAIR_server_port, 5985), MAX(PAIR_server_port, 5986),
			 MAX(PAIR_server_directory, 0), MAX(PAIR_server_clients, 1),
			 MAX(PAIR_known_days, 0) } },
};

#endif
