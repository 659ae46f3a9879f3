/* SPDX-License-Identifier: MIT */
/*
 * rules_flood.h - floods, reflections, and services worn out; most rows are the victim's.
 * A part of the table in rules_table.h, which explains the words.
 */
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
