/* SPDX-License-Identifier: MIT */
/*
 * rules_channel.h - channels: data in names and pings, calls home, miners, data carried out.
 * A part of the table in rules_table.h, which explains the words.
 */
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
