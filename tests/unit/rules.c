// SPDX-License-Identifier: MIT
/* Threshold detectors on rows as real tools and real users make them. */
#include "tap.h"

#include "user/detect/rules.h"

#include <arpa/inet.h>
#include <string.h>

struct setting {
	uint8_t feature;
	uint32_t value;
};

static const struct {
	const char *what;
	enum row_kind kind;
	uint32_t window_s;
	uint16_t port;
	uint8_t ip_proto;
	int class; /* -1: nothing */
	enum direction direction; /* pair rows */
	struct setting set[14]; /* ends at the first zero value */
} cases[] = {
	{ "SYN scan of 100 ports, all refused", ROW_HOST, 5, 0, 0, CLASS_PORTSCAN, 0,
	  { { HOST_out_flows, 100 }, { HOST_out_tcp_flows, 100 },
	    { HOST_out_peers, 1 }, { HOST_out_ports, 100 },
	    { HOST_out_services, 100 }, { HOST_out_refused_share, 980 },
	    { HOST_out_packets, 100 }, { HOST_out_reply_packets, 100 }, { HOST_out_syn, 100 },
	    { HOST_out_top_peer_share, 1000 } } },
	{ "the same, unanswered, one way", ROW_HOST, 5, 0, 0, CLASS_PORTSCAN, 0,
	  { { HOST_out_flows, 100 }, { HOST_out_tcp_flows, 100 },
	    { HOST_out_peers, 1 }, { HOST_out_ports, 100 },
	    { HOST_out_services, 100 }, { HOST_out_packets, 200 }, { HOST_out_syn, 200 },
	    { HOST_out_top_peer_share, 1000 }, { HOST_one_way, 1 } } },
	{ "telnet sweep, unanswered, one way", ROW_HOST, 5, 0, 0, CLASS_HOSTSCAN, 0,
	  { { HOST_out_flows, 200 }, { HOST_out_tcp_flows, 200 },
	    { HOST_out_peers, 200 }, { HOST_out_ports, 200 },
	    { HOST_out_services, 1 }, { HOST_out_packets, 200 }, { HOST_out_syn, 200 },
	    { HOST_out_top_peer_share, 5 }, { HOST_out_top_port_share, 1000 },
	    { HOST_one_way, 1 } } },
	{ "ping sweep", ROW_HOST, 5, 0, 0, CLASS_HOSTSCAN, 0,
	  { { HOST_out_flows, 250 }, { HOST_out_peers, 250 }, { HOST_out_ports, 250 },
	    { HOST_out_services, 1 }, { HOST_out_packets, 250 }, { HOST_out_icmp, 250 },
	    { HOST_out_reply_packets, 12 }, { HOST_out_unanswered_share, 950 },
	    { HOST_out_top_port_share, 1000 } } },
	{ "a browser that opens 60 connections", ROW_HOST, 5, 0, 0, -1, 0,
	  { { HOST_out_flows, 60 }, { HOST_out_peers, 25 }, { HOST_out_ports, 30 },
	    { HOST_out_services, 3 }, { HOST_out_completed_share, 950 },
	    { HOST_out_packets, 2000 }, { HOST_out_reply_packets, 3000 }, { HOST_out_syn, 60 },
	    { HOST_out_top_port_share, 800 } } },
	{ "backscatter of a victim: RST to many hosts", ROW_HOST, 5, 0, 0, -1, 0,
	  { { HOST_out_flows, 500 }, { HOST_out_peers, 500 }, { HOST_out_ports, 500 },
	    { HOST_out_services, 480 }, { HOST_out_packets, 500 }, { HOST_one_way, 1 } } },
	{ "a hundred hosts tried in an hour", ROW_HOST, 3600, 1433, 0, CLASS_HOSTSCAN, 0,
	  { { HOST_out_attempts, 104 }, { HOST_out_tried_peers, 100 },
	    { HOST_out_tried_services, 1 }, { HOST_out_tried_ports, 100 },
	    { HOST_out_strange_peers, 100 } } },
	{ "the same at the web, from outside", ROW_HOST, 3600, 443, 0, CLASS_HOSTSCAN, 0,
	  { { HOST_out_attempts, 104 }, { HOST_out_tried_peers, 100 },
	    { HOST_out_tried_services, 1 }, { HOST_out_tried_ports, 100 },
	    { HOST_out_strange_peers, 100 } } },
	{ "a broker that is gone, at forty addresses", ROW_HOST, 86400, 8883, 0, -1, 0,
	  { { HOST_out_attempts, 2880 }, { HOST_out_tried_peers, 40 },
	    { HOST_out_tried_services, 1 }, { HOST_out_tried_ports, 40 },
	    { HOST_out_strange_peers, 40 } } },
	{ "file sharing: peers and ports alike", ROW_HOST, 3600, 0, 0, -1, 0,
	  { { HOST_out_attempts, 400 }, { HOST_out_tried_peers, 300 },
	    { HOST_out_tried_services, 280 }, { HOST_out_tried_ports, 300 },
	    { HOST_out_strange_peers, 300 } } },
	{ "a port a minute of one host", ROW_HOST, 3600, 0, 0, CLASS_PORTSCAN, 0,
	  { { HOST_out_attempts, 60 }, { HOST_out_tried_peers, 1 },
	    { HOST_out_tried_services, 60 }, { HOST_out_tried_ports, 60 },
	    { HOST_out_strange_peers, 1 } } },
	{ "twenty ports of twenty hosts in a day", ROW_HOST, 86400, 0, 0, CLASS_PORTSCAN, 0,
	  { { HOST_out_attempts, 400 }, { HOST_out_tried_peers, 20 },
	    { HOST_out_tried_services, 20 }, { HOST_out_tried_ports, 380 },
	    { HOST_out_strange_peers, 20 } } },
	{ "SYN flood from random sources", ROW_HOST, 5, 0, 0, CLASS_FLOOD, 0,
	  { { HOST_in_flows, 5000 }, { HOST_in_peers, 5000 }, { HOST_in_ports, 1 },
	    { HOST_in_unanswered_share, 1000 }, { HOST_in_packets, 5000 },
	    { HOST_in_syn, 5000 }, { HOST_in_top_port_share, 1000 }, { HOST_one_way, 1 } } },
	{ "a busy web server", ROW_HOST, 5, 0, 0, -1, 0,
	  { { HOST_in_flows, 3000 }, { HOST_in_peers, 800 }, { HOST_in_ports, 2 },
	    { HOST_in_completed_share, 990 }, { HOST_in_packets, 30000 },
	    { HOST_in_reply_packets, 40000 }, { HOST_in_syn, 3000 },
	    { HOST_in_top_port_share, 900 } } },
	{ "UDP flood", ROW_HOST, 5, 0, 0, CLASS_FLOOD, 0,
	  { { HOST_in_flows, 10 }, { HOST_in_peers, 1 }, { HOST_in_ports, 1 },
	    { HOST_in_unanswered_share, 1000 }, { HOST_in_packets, 90000 },
	    { HOST_in_udp_packets, 90000 }, { HOST_in_top_port_share, 1000 } } },
	{ "ICMP flood, answered", ROW_HOST, 5, 0, 0, CLASS_FLOOD, 0,
	  { { HOST_in_flows, 1 }, { HOST_in_peers, 1 }, { HOST_in_packets, 50000 },
	    { HOST_in_reply_packets, 50000 }, { HOST_in_icmp, 50000 } } },
	{ "a flood that no flow table holds", ROW_HOST, 5, 0, 0, CLASS_FLOOD, 0,
	  { { HOST_overflow_packets, 100000 } } },
	{ "SYN+ACK reflection", ROW_HOST, 5, 0, 0, CLASS_REFLECTION, 0,
	  { { HOST_in_synack_unasked, 4000 }, { HOST_in_unasked_flows, 4000 },
	    { HOST_in_unasked_packets, 4000 }, { HOST_in_peers, 900 } } },
	{ "SSH password guessing", ROW_PAIR, 30, 22, 6, CLASS_BRUTEFORCE, 0,
	  { { PAIR_flows, 40 }, { PAIR_samples, 38 }, { PAIR_completed_share, 1000 }, { PAIR_short_share, 950 },
	    { PAIR_fwd_payload_mean, 1900 }, { PAIR_fwd_payload_dev, 60 },
	    { PAIR_rev_payload_mean, 2100 }, { PAIR_rev_payload_dev, 90 },
	    { PAIR_fwd_packets_mean, 17 }, { PAIR_duration_mean, 2400 } } },
	{ "a few passwords in each of long SSH connections", ROW_PAIR, 180, 22, 6,
	  CLASS_BRUTEFORCE, 0,
	  { { PAIR_flows, 9 }, { PAIR_samples, 9 }, { PAIR_completed_share, 1000 },
	    { PAIR_short_share, 111 }, { PAIR_fwd_payload_mean, 1548 },
	    { PAIR_fwd_payload_dev, 142 }, { PAIR_rev_payload_mean, 2047 },
	    { PAIR_rev_payload_dev, 105 }, { PAIR_duration_mean, 16730 } } },
	{ "SMB guessing, refused at once", ROW_PAIR, 5, 445, 6, CLASS_BRUTEFORCE, 0,
	  { { PAIR_flows, 60 }, { PAIR_samples, 60 }, { PAIR_completed_share, 1000 },
	    { PAIR_short_share, 1000 }, { PAIR_fwd_payload_mean, 908 },
	    { PAIR_rev_payload_mean, 592 }, { PAIR_duration_mean, 21 } } },
	{ "a web site that asks its data base", ROW_PAIR, 30, 3306, 6, -1, 0,
	  { { PAIR_flows, 500 }, { PAIR_samples, 500 }, { PAIR_completed_share, 1000 },
	    { PAIR_short_share, 1000 }, { PAIR_fwd_payload_mean, 900 },
	    { PAIR_fwd_payload_dev, 100 }, { PAIR_rev_payload_mean, 21000 },
	    { PAIR_rev_payload_dev, 4000 }, { PAIR_duration_mean, 9 } } },
	{ "guessing at a data base", ROW_PAIR, 30, 3306, 6, CLASS_BRUTEFORCE, 0,
	  { { PAIR_flows, 500 }, { PAIR_samples, 500 }, { PAIR_completed_share, 1000 },
	    { PAIR_short_share, 1000 }, { PAIR_fwd_payload_mean, 180 },
	    { PAIR_fwd_payload_dev, 3 }, { PAIR_rev_payload_mean, 190 },
	    { PAIR_rev_payload_dev, 3 }, { PAIR_duration_mean, 9 } } },
	{ "guessing at a form", ROW_PAIR, 30, 443, 6, CLASS_BRUTEFORCE, 0,
	  { { PAIR_flows, 256 }, { PAIR_samples, 256 }, { PAIR_completed_share, 1000 },
	    { PAIR_short_share, 1000 }, { PAIR_fwd_payload_mean, 147 },
	    { PAIR_fwd_payload_dev, 65 }, { PAIR_rev_payload_mean, 894 },
	    { PAIR_rev_payload_dev, 2 }, { PAIR_duration_mean, 101 } } },
	{ "many objects of a page, each on its own connection", ROW_PAIR, 30, 80, 6, -1, 0,
	  { { PAIR_flows, 256 }, { PAIR_samples, 256 }, { PAIR_completed_share, 1000 },
	    { PAIR_short_share, 1000 }, { PAIR_fwd_payload_mean, 420 },
	    { PAIR_fwd_payload_dev, 40 }, { PAIR_rev_payload_mean, 7000 },
	    { PAIR_rev_payload_dev, 6100 }, { PAIR_duration_mean, 101 } } },
	{ "SSH guessing of a few each of many", ROW_HOST, 180, 22, 6, CLASS_BRUTEFORCE, 0,
	  { { HOST_in_flows, 90 }, { HOST_in_tcp_flows, 90 }, { HOST_in_peers, 18 },
	    { HOST_in_completed_share, 990 }, { HOST_in_top_port_share, 1000 },
	    { HOST_in_packets, 1800 }, { HOST_in_ip_bytes, 370000 },
	    { HOST_in_reply_ip_bytes, 350000 } } },
	{ "a mail server at the same rate", ROW_HOST, 180, 993, 6, -1, 0,
	  { { HOST_in_flows, 90 }, { HOST_in_tcp_flows, 90 }, { HOST_in_peers, 18 },
	    { HOST_in_completed_share, 990 }, { HOST_in_top_port_share, 1000 },
	    { HOST_in_packets, 1800 }, { HOST_in_ip_bytes, 370000 },
	    { HOST_in_reply_ip_bytes, 350000 } } },
	{ "twenty mails handed over, all alike", ROW_PAIR, 180, 25, 6, -1, 0,
	  { { PAIR_flows, 20 }, { PAIR_samples, 20 }, { PAIR_completed_share, 1000 }, { PAIR_short_share, 950 },
	    { PAIR_fwd_payload_mean, 21000 }, { PAIR_fwd_payload_dev, 300 },
	    { PAIR_rev_payload_mean, 400 }, { PAIR_rev_payload_dev, 9 },
	    { PAIR_duration_mean, 900 } } },
	{ "three SSH sessions", ROW_PAIR, 30, 22, 6, -1, 0,
	  { { PAIR_flows, 3 }, { PAIR_samples, 3 }, { PAIR_completed_share, 1000 }, { PAIR_short_share, 300 },
	    { PAIR_fwd_payload_mean, 9000 }, { PAIR_fwd_payload_dev, 8000 } } },
	{ "the guessing where replies cannot be seen", ROW_PAIR, 30, 22, 6, -1, 0,
	  { { PAIR_flows, 40 }, { PAIR_samples, 40 }, { PAIR_short_share, 950 }, { PAIR_fwd_payload_mean, 1900 },
	    { PAIR_fwd_payload_dev, 60 }, { PAIR_one_way, 1 } } },
	{ "IP protocols one by one", ROW_HOST, 5, 0, 0, CLASS_PORTSCAN, 0,
	  { { HOST_out_flows, 254 }, { HOST_out_peers, 1 }, { HOST_out_ports, 2 },
	    { HOST_out_services, 2 }, { HOST_out_packets, 254 }, { HOST_out_icmp, 1 } } },
	{ "the same, with retries", ROW_HOST, 30, 0, 0, CLASS_PORTSCAN, 0,
	  { { HOST_out_flows, 171 }, { HOST_out_peers, 1 }, { HOST_out_ports, 2 },
	    { HOST_out_services, 2 }, { HOST_out_packets, 1083 }, { HOST_out_icmp, 1 },
	    { HOST_out_udp_packets, 7 } } },
	{ "SNMP sweep", ROW_HOST, 5, 161, 0, CLASS_HOSTSCAN, 0,
	  { { HOST_out_flows, 161 }, { HOST_out_peers, 140 }, { HOST_out_ports, 137 },
	    { HOST_out_services, 1 }, { HOST_out_unanswered_share, 1000 },
	    { HOST_out_packets, 411 }, { HOST_out_udp_packets, 411 },
	    { HOST_out_top_port_share, 1000 } } },
	{ "a file sharer's dead peers", ROW_HOST, 5, 0, 0, -1, 0,
	  { { HOST_out_flows, 161 }, { HOST_out_peers, 140 }, { HOST_out_ports, 140 },
	    { HOST_out_services, 120 }, { HOST_out_unanswered_share, 600 },
	    { HOST_out_packets, 261 }, { HOST_out_udp_packets, 261 },
	    { HOST_out_top_port_share, 100 } } },
	{ "late answers of a resolver to closed ports", ROW_HOST, 5, 53, 0, -1, 0,
	  { { HOST_out_flows, 94 }, { HOST_out_peers, 1 }, { HOST_out_ports, 89 },
	    { HOST_out_services, 93 }, { HOST_out_unanswered_share, 872 },
	    { HOST_out_packets, 114 }, { HOST_out_udp_packets, 114 },
	    { HOST_out_ip_bytes, 15000 }, { HOST_out_top_peer_share, 1000 } } },
	{ "a device whose uplink is down", ROW_HOST, 5, 443, 0, -1, 0,
	  { { HOST_out_flows, 69 }, { HOST_out_tcp_flows, 69 }, { HOST_out_peers, 34 },
	    { HOST_out_ports, 34 }, { HOST_out_services, 2 }, { HOST_out_syn, 205 },
	    { HOST_out_unanswered_share, 1000 }, { HOST_out_packets, 205 },
	    { HOST_out_top_port_share, 942 } } },
	{ "ACK flood from random sources", ROW_HOST, 5, 0, 0, CLASS_FLOOD, 0,
	  { { HOST_in_flows, 4000 }, { HOST_in_tcp_flows, 4000 }, { HOST_in_peers, 3900 },
	    { HOST_in_ports, 900 }, { HOST_in_packets, 4000 },
	    { HOST_in_unanswered_share, 1000 } } },
	{ "slow HTTP of one client", ROW_HOST, 5, 0, 0, CLASS_HTTP_DOS, 0,
	  { { HOST_in_flows, 150 }, { HOST_in_tcp_flows, 150 }, { HOST_in_peers, 1 },
	    { HOST_in_open, 150 }, { HOST_in_open_idle, 150 },
	    { HOST_in_top_port_share, 1000 } } },
	{ "a broker with 80 idle devices, 25 of them just back", ROW_HOST, 5, 0, 0, -1, 0,
	  { { HOST_in_flows, 25 }, { HOST_in_tcp_flows, 25 }, { HOST_in_peers, 25 },
	    { HOST_in_open, 80 }, { HOST_in_open_idle, 80 },
	    { HOST_in_completed_share, 1000 }, { HOST_in_top_port_share, 1000 } } },
	{ "HTTP flood of one client", ROW_PAIR, 5, 80, 6, CLASS_HTTP_DOS, 0,
	  { { PAIR_flows, 2500 }, { PAIR_completed_share, 990 }, { PAIR_short_share, 1000 } } },
	{ "requests on connections that stay open", ROW_PAIR, 5, 8080, 6, CLASS_HTTP_DOS, 0,
	  { { PAIR_flows, 50 }, { PAIR_open, 50 }, { PAIR_completed_share, 1000 },
	    { PAIR_fwd_packets, 40000 }, { PAIR_rev_packets, 38000 },
	    { PAIR_fwd_ip_bytes, 4400000 }, { PAIR_rev_ip_bytes, 30000000 } } },
	{ "a download over ten connections", ROW_PAIR, 5, 443, 6, -1, 0,
	  { { PAIR_flows, 10 }, { PAIR_open, 10 }, { PAIR_completed_share, 1000 },
	    { PAIR_fwd_packets, 40000 }, { PAIR_rev_packets, 80000 },
	    { PAIR_fwd_ip_bytes, 2200000 }, { PAIR_rev_ip_bytes, 120000000 } } },
	{ "a VPN over one connection", ROW_PAIR, 5, 443, 6, -1, 0,
	  { { PAIR_flows, 1 }, { PAIR_open, 1 }, { PAIR_completed_share, 1000 },
	    { PAIR_fwd_packets, 20000 }, { PAIR_rev_packets, 40000 },
	    { PAIR_fwd_ip_bytes, 2800000 }, { PAIR_rev_ip_bytes, 58000000 } } },
	{ "UDP flood at 200 a second, a port each", ROW_HOST, 5, 0, 0, CLASS_FLOOD, 0,
	  { { HOST_in_flows, 1000 }, { HOST_in_peers, 1 }, { HOST_in_ports, 1 },
	    { HOST_in_unanswered_share, 1000 }, { HOST_in_packets, 1000 },
	    { HOST_in_udp_packets, 1000 }, { HOST_in_top_port_share, 1000 } } },
	{ "a camera's stream that nobody answers", ROW_HOST, 5, 0, 0, -1, 0,
	  { { HOST_in_flows, 1 }, { HOST_in_peers, 1 }, { HOST_in_ports, 1 },
	    { HOST_in_unanswered_share, 1000 }, { HOST_in_packets, 3000 },
	    { HOST_in_udp_packets, 3000 }, { HOST_in_top_port_share, 1000 } } },
	{ "a health check at 80 a second", ROW_PAIR, 5, 80, 6, -1, 0,
	  { { PAIR_flows, 398 }, { PAIR_samples, 398 }, { PAIR_completed_share, 1000 }, { PAIR_short_share, 1000 },
	    { PAIR_fwd_payload_mean, 152 }, { PAIR_rev_payload_mean, 305 } } },
	{ "guessing on an odd port", ROW_PAIR, 30, 902, 6, CLASS_BRUTEFORCE, 0,
	  { { PAIR_flows, 67 }, { PAIR_samples, 67 }, { PAIR_completed_share, 970 }, { PAIR_short_share, 1000 },
	    { PAIR_fwd_payload_mean, 1223 }, { PAIR_fwd_payload_dev, 784 },
	    { PAIR_rev_payload_mean, 1291 }, { PAIR_duration_mean, 1946 } } },
	{ "calls of a service on an odd port", ROW_PAIR, 30, 9200, 6, -1, 0,
	  { { PAIR_flows, 300 }, { PAIR_samples, 300 }, { PAIR_completed_share, 1000 },
	    { PAIR_short_share, 1000 }, { PAIR_fwd_payload_mean, 400 }, { PAIR_rev_payload_mean, 900 },
	    { PAIR_duration_mean, 12 } } },
	{ "DNS tunnel by long names", ROW_PAIR, 30, 53, 17, CLASS_DNS_TUNNEL, 0,
	  { { PAIR_flows, 1 }, { PAIR_samples, 4 }, { PAIR_fwd_packets, 218 },
	    { PAIR_rev_packets, 208 }, { PAIR_fwd_ip_bytes, 22580 },
	    { PAIR_rev_ip_bytes, 40624 } } },
	{ "ordinary DNS, much of it", ROW_PAIR, 30, 53, 17, -1, 0,
	  { { PAIR_flows, 1731 }, { PAIR_samples, 1731 }, { PAIR_fwd_packets, 2730 },
	    { PAIR_rev_packets, 2636 }, { PAIR_fwd_ip_bytes, 162702 },
	    { PAIR_rev_ip_bytes, 236358 }, { PAIR_fwd_payload_mean, 49 },
	    { PAIR_fwd_payload_dev, 32 } } },
	{ "names all of one length", ROW_PAIR, 30, 53, 17, CLASS_DGA, 0,
	  { { PAIR_flows, 270 }, { PAIR_samples, 276 }, { PAIR_fwd_packets, 276 },
	    { PAIR_rev_packets, 251 }, { PAIR_fwd_ip_bytes, 17112 },
	    { PAIR_rev_ip_bytes, 31877 }, { PAIR_fwd_payload_mean, 34 } } },
	{ "a channel in ICMP", ROW_PAIR, 30, 0, 1, CLASS_EXFIL, 0,
	  { { PAIR_samples, 5 }, { PAIR_fwd_packets, 58 }, { PAIR_rev_packets, 58 },
	    { PAIR_fwd_ip_bytes, 8742 }, { PAIR_fwd_payload_mean, 1423 },
	    { PAIR_fwd_payload_dev, 359 } } },
	{ "a large ping once a second", ROW_PAIR, 30, 0, 1, -1, 0,
	  { { PAIR_samples, 6 }, { PAIR_fwd_packets, 30 }, { PAIR_rev_packets, 30 },
	    { PAIR_fwd_ip_bytes, 42840 }, { PAIR_fwd_payload_mean, 7000 } } },
	{ "a connection that asks the same", ROW_PAIR, 5, 80, 6, CLASS_BEACON, DIRECTION_LATERAL,
	  { { PAIR_server_clients, 1 }, { PAIR_client_servers, 1 }, { PAIR_contacts, 6 },
	    { PAIR_contact_gap, 5100 }, { PAIR_contact_gap_spread, 3 },
	    { PAIR_contact_fwd_payload, 177 }, { PAIR_contact_fwd_spread, 28 },
	    { PAIR_contact_rev_payload, 1506 }, { PAIR_contact_opened_share, 166 },
	    { PAIR_contact_age, 26 } } },
	{ "five times only", ROW_PAIR, 5, 80, 6, -1, DIRECTION_LATERAL,
	  { { PAIR_server_clients, 1 }, { PAIR_client_servers, 1 }, { PAIR_contacts, 5 },
	    { PAIR_contact_gap, 5100 }, { PAIR_contact_gap_spread, 3 },
	    { PAIR_contact_fwd_payload, 177 }, { PAIR_contact_fwd_spread, 28 },
	    { PAIR_contact_rev_payload, 1506 }, { PAIR_contact_opened_share, 200 },
	    { PAIR_contact_age, 21 } } },
	{ "a page that shows what changes", ROW_PAIR, 5, 80, 6, -1, DIRECTION_LATERAL,
	  { { PAIR_server_clients, 1 }, { PAIR_client_servers, 1 }, { PAIR_contacts, 60 },
	    { PAIR_contact_gap, 5000 }, { PAIR_contact_gap_spread, 3 },
	    { PAIR_contact_fwd_payload, 420 }, { PAIR_contact_rev_payload, 1500 },
	    { PAIR_contact_rev_spread, 180 }, { PAIR_contact_age, 300 } } },
	{ "keep-alives of a connection", ROW_PAIR, 5, 8080, 6, -1, DIRECTION_OUT,
	  { { PAIR_server_clients, 1 }, { PAIR_client_servers, 1 }, { PAIR_contacts, 60 },
	    { PAIR_contact_gap, 30000 }, { PAIR_contact_gap_spread, 1 },
	    { PAIR_contact_fwd_payload, 38 }, { PAIR_contact_rev_payload, 38 },
	    { PAIR_contact_age, 1800 } } },
	{ "keep-alives of a camera in TLS", ROW_PAIR, 5, 443, 6, -1, DIRECTION_OUT,
	  { { PAIR_server_clients, 1 }, { PAIR_client_servers, 1 }, { PAIR_contacts, 60 },
	    { PAIR_contact_gap, 25000 }, { PAIR_contact_gap_spread, 1 },
	    { PAIR_contact_fwd_payload, 95 }, { PAIR_contact_rev_payload, 67 },
	    { PAIR_contact_age, 1500 } } },
	{ "a page polled by a script in TLS", ROW_PAIR, 5, 443, 6, -1, DIRECTION_OUT,
	  { { PAIR_server_clients, 1 }, { PAIR_client_servers, 1 }, { PAIR_contacts, 60 },
	    { PAIR_contact_gap, 10000 }, { PAIR_contact_gap_spread, 12 },
	    { PAIR_contact_fwd_payload, 640 }, { PAIR_contact_rev_payload, 900 },
	    { PAIR_contact_rev_spread, 20 }, { PAIR_contact_age, 600 } } },
	{ "the same with jitter of 30 %", ROW_PAIR, 5, 443, 6, CLASS_BEACON, DIRECTION_OUT,
	  { { PAIR_server_clients, 1 }, { PAIR_client_servers, 1 }, { PAIR_contacts, 16 },
	    { PAIR_contact_gap, 10000 }, { PAIR_contact_gap_spread, 240 },
	    { PAIR_contact_fwd_payload, 640 }, { PAIR_contact_rev_payload, 900 },
	    { PAIR_contact_rev_spread, 20 }, { PAIR_contact_age, 160 } } },
	{ "push of a messenger", ROW_PAIR, 5, 5222, 6, -1, DIRECTION_OUT,
	  { { PAIR_server_clients, 1 }, { PAIR_client_servers, 1 }, { PAIR_contacts, 16 },
	    { PAIR_contact_gap, 10000 }, { PAIR_contact_gap_spread, 240 },
	    { PAIR_contact_fwd_payload, 640 }, { PAIR_contact_rev_payload, 900 },
	    { PAIR_contact_rev_spread, 20 }, { PAIR_contact_age, 160 } } },
	{ "calls home, each in a connection", ROW_PAIR, 5, 443, 6, CLASS_BEACON, DIRECTION_OUT,
	  { { PAIR_server_clients, 1 }, { PAIR_client_servers, 1 }, { PAIR_contacts, 8 },
	    { PAIR_contact_gap, 60000 }, { PAIR_contact_gap_spread, 200 },
	    { PAIR_contact_fwd_payload, 841 }, { PAIR_contact_rev_payload, 6025 },
	    { PAIR_contact_rev_spread, 3 }, { PAIR_contact_opened_share, 1000 },
	    { PAIR_contact_age, 420 } } },
	{ "with jitter of 50 %", ROW_PAIR, 5, 8443, 6, CLASS_BEACON, DIRECTION_OUT,
	  { { PAIR_server_clients, 1 }, { PAIR_client_servers, 1 }, { PAIR_contacts, 12 },
	    { PAIR_contact_gap, 60000 }, { PAIR_contact_gap_spread, 400 },
	    { PAIR_contact_fwd_payload, 841 }, { PAIR_contact_fwd_spread, 120 },
	    { PAIR_contact_rev_payload, 6025 }, { PAIR_contact_rev_spread, 300 },
	    { PAIR_contact_opened_share, 1000 }, { PAIR_contact_age, 700 } } },
	{ "at random times", ROW_PAIR, 5, 8443, 6, -1, DIRECTION_OUT,
	  { { PAIR_server_clients, 1 }, { PAIR_client_servers, 1 }, { PAIR_contacts, 40 },
	    { PAIR_contact_gap, 60000 }, { PAIR_contact_gap_spread, 1200 },
	    { PAIR_contact_fwd_payload, 841 }, { PAIR_contact_fwd_spread, 120 },
	    { PAIR_contact_rev_payload, 6025 }, { PAIR_contact_rev_spread, 300 },
	    { PAIR_contact_opened_share, 1000 }, { PAIR_contact_age, 2400 } } },
	{ "seven of them", ROW_PAIR, 5, 443, 6, -1, DIRECTION_OUT,
	  { { PAIR_server_clients, 1 }, { PAIR_client_servers, 1 }, { PAIR_contacts, 7 },
	    { PAIR_contact_gap, 60000 }, { PAIR_contact_gap_spread, 200 },
	    { PAIR_contact_fwd_payload, 841 }, { PAIR_contact_rev_payload, 6025 },
	    { PAIR_contact_rev_spread, 3 }, { PAIR_contact_opened_share, 1000 },
	    { PAIR_contact_age, 360 } } },
	{ "a device that cannot reach its cloud", ROW_PAIR, 5, 80, 6, -1, DIRECTION_OUT,
	  { { PAIR_server_clients, 1 }, { PAIR_client_servers, 1 }, { PAIR_contacts, 44 },
	    { PAIR_contact_gap, 2041 }, { PAIR_contact_gap_spread, 2 },
	    { PAIR_contact_fwd_payload, 792 }, { PAIR_contact_rev_payload, 254 },
	    { PAIR_contact_opened_share, 1000 }, { PAIR_contact_age, 90 } } },
	{ "an agent asked about its host", ROW_PAIR, 5, 9100, 6, -1, DIRECTION_OUT,
	  { { PAIR_server_clients, 1 }, { PAIR_client_servers, 1 }, { PAIR_contacts, 60 },
	    { PAIR_contact_gap, 15000 }, { PAIR_contact_gap_spread, 5 },
	    { PAIR_contact_fwd_payload, 250 }, { PAIR_contact_rev_payload, 9000 },
	    { PAIR_contact_rev_spread, 20 }, { PAIR_contact_opened_share, 1000 },
	    { PAIR_contact_age, 900 } } },
	{ "a cloud that five devices use", ROW_PAIR, 5, 443, 6, -1, DIRECTION_OUT,
	  { { PAIR_server_clients, 5 }, { PAIR_client_servers, 1 }, { PAIR_contacts, 30 },
	    { PAIR_contact_gap, 60000 }, { PAIR_contact_gap_spread, 10 },
	    { PAIR_contact_fwd_payload, 700 }, { PAIR_contact_rev_payload, 4000 },
	    { PAIR_contact_opened_share, 1000 }, { PAIR_contact_age, 1800 } } },
	{ "checks of four servers at one pace", ROW_PAIR, 5, 443, 6, -1, DIRECTION_OUT,
	  { { PAIR_server_clients, 1 }, { PAIR_client_servers, 4 }, { PAIR_contacts, 30 },
	    { PAIR_contact_gap, 60000 }, { PAIR_contact_gap_spread, 10 },
	    { PAIR_contact_fwd_payload, 700 }, { PAIR_contact_rev_payload, 4000 },
	    { PAIR_contact_opened_share, 1000 }, { PAIR_contact_age, 1800 } } },
	{ "checks from outside", ROW_PAIR, 5, 443, 6, -1, DIRECTION_IN,
	  { { PAIR_server_clients, 1 }, { PAIR_client_servers, 1 }, { PAIR_contacts, 30 },
	    { PAIR_contact_gap, 60000 }, { PAIR_contact_gap_spread, 10 },
	    { PAIR_contact_fwd_payload, 700 }, { PAIR_contact_rev_payload, 4000 },
	    { PAIR_contact_opened_share, 1000 }, { PAIR_contact_age, 1800 } } },
	{ "health checks within home", ROW_PAIR, 5, 80, 6, -1, DIRECTION_LATERAL,
	  { { PAIR_server_clients, 1 }, { PAIR_client_servers, 1 }, { PAIR_contacts, 300 },
	    { PAIR_contact_gap, 5000 }, { PAIR_contact_gap_spread, 2 },
	    { PAIR_contact_fwd_payload, 90 }, { PAIR_contact_rev_payload, 200 },
	    { PAIR_contact_opened_share, 1000 }, { PAIR_contact_age, 1500 } } },
	{ "calls with jitter within home", ROW_PAIR, 5, 443, 6, CLASS_BEACON, DIRECTION_LATERAL,
	  { { PAIR_server_clients, 1 }, { PAIR_client_servers, 1 }, { PAIR_contacts, 11 },
	    { PAIR_contact_gap, 5035 }, { PAIR_contact_gap_spread, 200 },
	    { PAIR_contact_fwd_payload, 656 }, { PAIR_contact_fwd_spread, 18 },
	    { PAIR_contact_rev_payload, 346 }, { PAIR_contact_rev_spread, 225 },
	    { PAIR_contact_opened_share, 1000 }, { PAIR_contact_age, 48 } } },
	{ "an app that asks a lamp", ROW_PAIR, 5, 80, 6, -1, DIRECTION_LATERAL,
	  { { PAIR_server_clients, 1 }, { PAIR_client_servers, 1 }, { PAIR_contacts, 26 },
	    { PAIR_contact_gap, 2029 }, { PAIR_contact_gap_spread, 290 },
	    { PAIR_contact_fwd_payload, 204 }, { PAIR_contact_rev_payload, 443 },
	    { PAIR_contact_rev_spread, 961 }, { PAIR_contact_opened_share, 1000 },
	    { PAIR_contact_age, 51 } } },
	{ "work handed out by a pool", ROW_PAIR, 5, 3333, 6, CLASS_BEACON, DIRECTION_OUT,
	  { { PAIR_server_clients, 1 }, { PAIR_client_servers, 1 }, { PAIR_contacts, 2 },
	    { PAIR_contact_gap, 60000 }, { PAIR_contact_fwd_payload, 251 },
	    { PAIR_contact_rev_payload, 529 }, { PAIR_contact_opened_share, 500 },
	    { PAIR_contact_age, 345 }, { PAIR_notices, 4 }, { PAIR_notice_payload, 310 } } },
	{ "news of all sizes", ROW_PAIR, 5, 3333, 6, -1, DIRECTION_OUT,
	  { { PAIR_server_clients, 1 }, { PAIR_client_servers, 1 }, { PAIR_contacts, 2 },
	    { PAIR_contact_gap, 60000 }, { PAIR_contact_fwd_payload, 251 },
	    { PAIR_contact_rev_payload, 529 }, { PAIR_contact_opened_share, 500 },
	    { PAIR_contact_age, 345 }, { PAIR_notices, 9 }, { PAIR_notice_payload, 310 },
	    { PAIR_notice_spread, 600 } } },
	{ "news of one size to a messenger", ROW_PAIR, 5, 5222, 6, -1, DIRECTION_OUT,
	  { { PAIR_server_clients, 1 }, { PAIR_client_servers, 1 }, { PAIR_contacts, 2 },
	    { PAIR_contact_gap, 60000 }, { PAIR_contact_fwd_payload, 251 },
	    { PAIR_contact_rev_payload, 529 }, { PAIR_contact_opened_share, 500 },
	    { PAIR_contact_age, 345 }, { PAIR_notices, 9 }, { PAIR_notice_payload, 310 } } },
};

static void row_make(size_t i, struct row *row)
{
	const struct setting *s;

	memset(row, 0, sizeof(*row));
	row->subject.kind = cases[i].kind;
	row->subject.window_s = cases[i].window_s;
	row->subject.dport = htons(cases[i].port);
	row->peer[0].port = row->peer[1].port = htons(cases[i].port);
	row->subject.ip_proto = cases[i].ip_proto;
	row->subject.direction = cases[i].direction;
	for (s = cases[i].set; s->value; s++)
		row->value[s->feature] = s->value;
}

static void test_cases(void)
{
	struct rule_hit hit[RULE_HITS];
	unsigned int count;
	struct row row;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		row_make(i, &row);
		count = rules_match(&row, hit);
		tap_is(count ? (int)hit[0].rule->class : -1, cases[i].class, "%s", cases[i].what);
		if (count)
			tap_ok(hit[0].score >= RULE_SCORE_MIN && hit[0].score <= 1000 && count == 1,
			       "  once, score %u by %s", hit[0].score, hit[0].rule->name);
	}
}

/* The table itself: thresholds that can be reached, limits that make sense. */
static void test_table(void)
{
	static const unsigned int counts[ROW_KINDS] = { FLOW_FEATURE_COUNT, HOST_FEATURE_COUNT,
							PAIR_FEATURE_COUNT };
	unsigned int count, i, j, wrong = 0;
	const struct rule *table = rules_table(&count);

	for (i = 0; i < count; i++) {
		wrong += table[i].lead >= counts[table[i].rows];
		wrong += !table[i].at_least[0] && !table[i].at_least[1] && !table[i].at_least[2] &&
			 !table[i].at_least[3] && !table[i].at_least[4];
		wrong += table[i].side == RULE_SUFFERS && table[i].rows != ROW_HOST;
		for (j = 0; j < RULE_CONDITIONS; j++) {
			const struct rule_condition *c = &table[i].condition[j];

			wrong += c->test != RULE_END && c->feature >= counts[table[i].rows];
		}
	}
	tap_is(wrong, 0, "%u rules are well formed", count);
}

static void test_limits(void)
{
	struct rule_condition c = { RULE_AT_MOST, HOST_out_packets, HOST_out_flows, 4 };
	struct row row;

	row_make(0, &row);
	tap_is(rule_limit(&c, &row), 400, "a limit per another feature");
	row.value[HOST_out_flows] = 0xffffffff;
	tap_is(rule_limit(&c, &row), 0xffffffff, "saturates");
	tap_is(rule_window(1), 0, "short windows are judged as 5 s");
	tap_is(rule_window(30), 1, "30 s");
	tap_is(rule_window(180), 2, "180 s");
}

/* What falls short by less than half has a score below the threshold's, and no hit. */
static void test_near(void)
{
	const struct rule *table, *rule = NULL;
	struct rule_hit hit[RULE_HITS];
	unsigned int count, i;
	struct row row;

	table = rules_table(&count);
	for (i = 0; i < count; i++)
		if (!strcmp(table[i].name, "flood-icmp"))
			rule = &table[i];
	memset(&row, 0, sizeof(row));
	row.subject.kind = ROW_HOST;
	row.subject.window_s = 5;
	row.value[HOST_in_icmp] = rule->at_least[0];
	tap_is(rule_score_near(rule, &row), RULE_SCORE_MIN, "at the threshold");
	tap_is(rule_score(rule, &row), RULE_SCORE_MIN, "  and a hit");
	row.value[HOST_in_icmp] = rule->at_least[0] * 4 / 5;
	tap_is(rule_score_near(rule, &row), 375, "at four fifths of it");
	tap_is(rule_score(rule, &row) + rules_match(&row, hit), 0, "  no hit");
	row.value[HOST_in_icmp] = rule->at_least[0] / 2;
	tap_is(rule_score_near(rule, &row), 0, "at half of it, nothing");
}

/* What is missing of a rule: nothing when it fires, more the farther off it is. */
static void test_missing(void)
{
	const struct rule rule = { .rows = ROW_HOST,
				   .lead = HOST_out_peers,
				   .at_least = { 100, 0, 0 },
				   .condition = { { RULE_AT_MOST, HOST_out_packets, RULE_ALONE,
						    200 } } };
	struct row row = { .subject = { .kind = ROW_HOST, .window_s = 5 } };

	row.value[HOST_out_peers] = 100;
	row.value[HOST_out_packets] = 200;
	tap_is(rule_missing(&rule, &row), 0, "nothing is missing of what fires");
	row.value[HOST_out_packets] = 250;
	tap_is(rule_missing(&rule, &row), 250, "a quarter above the limit");
	row.value[HOST_out_peers] = 50;
	tap_is(rule_missing(&rule, &row), 750, "and half below the other");
	row.value[HOST_out_packets] = 100000;
	tap_is(rule_missing(&rule, &row), 1500, "each counts at most as a whole");
	row.subject.window_s = 30;
	tap_is(rule_missing(&rule, &row), UINT32_MAX, "another window is another matter");
}

/* What a row opens goes one way, what it receives another; a rule looks at its own. */
static void test_direction(void)
{
	static const struct {
		const char *what;
		enum row_kind kind;
		enum rule_side side;
		uint8_t mask;
		enum direction opens;
		enum direction receives;
		bool fires;
	} tests[] = {
		{ "no mask, no matter", ROW_HOST, RULE_ACTS, 0, DIRECTION_IN, DIRECTION_IN, true },
		{ "out is outbound", ROW_HOST, RULE_ACTS, RULE_OUTBOUND, DIRECTION_OUT,
		  DIRECTION_IN, true },
		{ "transit may be", ROW_HOST, RULE_ACTS, RULE_OUTBOUND, DIRECTION_TRANSIT,
		  DIRECTION_IN, true },
		{ "in is not", ROW_HOST, RULE_ACTS, RULE_OUTBOUND, DIRECTION_IN, DIRECTION_OUT,
		  false },
		{ "lateral is not", ROW_PAIR, RULE_ACTS, RULE_OUTBOUND, DIRECTION_LATERAL, 0,
		  false },
		{ "in is inbound", ROW_PAIR, RULE_ACTS, RULE_INBOUND, DIRECTION_IN, 0, true },
		{ "lateral is lateral", ROW_PAIR, RULE_ACTS, RULE_LATERAL, DIRECTION_LATERAL, 0,
		  true },
		{ "transit is not", ROW_FLOW, RULE_ACTS, RULE_LATERAL, DIRECTION_TRANSIT, 0,
		  false },
		{ "lateral comes from inside", ROW_FLOW, RULE_ACTS, RULE_FROM_INSIDE,
		  DIRECTION_LATERAL, 0, true },
		{ "a victim's flows", ROW_HOST, RULE_SUFFERS, RULE_TO_INSIDE, DIRECTION_OUT,
		  DIRECTION_IN, true },
		{ "not those it opens", ROW_HOST, RULE_SUFFERS, RULE_TO_INSIDE, DIRECTION_IN,
		  DIRECTION_OUT, false },
	};
	size_t i;

	for (i = 0; i < sizeof(tests) / sizeof(tests[0]); i++) {
		const struct rule rule = { .rows = tests[i].kind,
					   .side = tests[i].side,
					   .direction = tests[i].mask,
					   .at_least = { 1, 1, 1 } };
		struct row row = { .subject = { .kind = tests[i].kind,
						.direction = tests[i].opens },
				   .peer = { { .direction = tests[i].opens },
					     { .direction = tests[i].receives } },
				   .value = { 1 } };

		tap_is(rule_score(&rule, &row) > 0, tests[i].fires, "%s", tests[i].what);
	}
}

int main(void)
{
	test_cases();
	test_table();
	test_limits();
	test_near();
	test_direction();
	test_missing();
	return tap_done();
}
