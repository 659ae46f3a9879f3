/* SPDX-License-Identifier: MIT */
/*
 * rules_access.h - passwords guessed, and devices that administer others.
 * A part of the table in rules_table.h, which explains the words.
 */
	/* Password guessing: connections of a pair that are all alike and small both ways.
	 * SSH: keys exchanged, but less said than any login that succeeds; */
	{ PAIR_RULE("guessing-ssh", BRUTEFORCE, ACCESS, 6, SSH), REPLIES,
	  LEAD(PAIR_samples, 4, 5, 7),
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
