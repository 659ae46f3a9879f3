/* SPDX-License-Identifier: MIT */
/*
 * rules_scan.h - scans: many ports of a host, one port of many hosts, fast, slow or spreading.
 * A part of the table in rules_table.h, which explains the words.
 */
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
