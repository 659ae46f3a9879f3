/* SPDX-License-Identifier: MIT */
/* features_pair.h - of one (client, server, protocol, server port) in one window.
 *
 * Shares are of the opened connections, or of the samples if those are more. A TCP
 * connection is one sample when it closes, with all of its life; another flow is one in
 * each window in which it is active, with what it did there.
 *
 * contact_ and notice_ values outlive windows and connections: the last ones ever, in
 * minutes or days (flow/rhythm.h says what counts as one). */
#ifndef WEIR_FEATURES_PAIR_H
#define WEIR_FEATURES_PAIR_H

#define PAIR_FEATURES(X)                                                                           \
	X(flows, "flows", "connections opened by the pair to that port")                           \
	X(completed_share, "per mille", "with payload both ways")                                  \
	X(short_share, "per mille", "closed within the window and under 10 s")                     \
	X(reset_share, "per mille", "closed by RST")                                               \
	X(fwd_payload_mean, "bytes", "payload per connection, client")                             \
	X(fwd_payload_dev, "bytes", "its standard deviation")                                      \
	X(rev_payload_mean, "bytes", "payload per connection, server")                             \
	X(rev_payload_dev, "bytes", "its standard deviation")                                      \
	X(fwd_packets_mean, "packets", "packets per connection, client")                           \
	X(rev_packets_mean, "packets", "packets per connection, server")                           \
	X(duration_mean, "ms", "duration of closed connections")                                   \
	X(open, "flows", "open at the end of the window")                                          \
	X(fwd_packets, "packets", "packets of the client in the window")                           \
	X(rev_packets, "packets", "packets of the server in the window")                           \
	X(fwd_ip_bytes, "bytes", "IP bytes of the client in the window")                           \
	X(rev_ip_bytes, "bytes", "IP bytes of the server in the window")                           \
	X(server_port, "port", "destination port; for rules, models must not read it")             \
	X(one_way, "flag", "1: the vantage does not show replies, those values are void")          \
	X(samples, "flows", "connections the means are of: closed TCP, any other active flow")     \
	X(unanswered_share, "per mille", "connections with no reply")                              \
	X(start_gap_mean, "ms", "mean time from one connection's start to the next")               \
	X(start_gap_dev, "ms", "its standard deviation")                                           \
	X(known_s, "s", "since the pair first met at that service, before this window; 0: new")    \
	X(known_days, "days", "earlier days (UTC) on which it met")                                \
	X(contacts, "contacts", "bursts of payload from the client after silence, remembered")     \
	X(contact_gap, "ms", "median time from the start of one of the last 16 to the next")       \
	X(contact_gap_spread, "per mille", "four of five of those gaps are within this of it")     \
	X(contact_fwd_payload, "bytes", "median payload of the last 16 contacts, client")          \
	X(contact_fwd_spread, "per mille", "four of five of those are within this of it")          \
	X(contact_rev_payload, "bytes", "median payload of the last 16 contacts, server")          \
	X(contact_rev_spread, "per mille", "four of five of those are within this of it")          \
	X(contact_opened_share, "per mille", "of the last 16, with a connection of their own")     \
	X(contact_age, "s", "from the first contact or notice to the latest")                      \
	X(notices, "notices", "bursts of payload from the server alone after silence")             \
	X(notice_payload, "bytes", "median payload of the last 8 notices")                         \
	X(notice_spread, "per mille", "four of five of those are within this of it")               \
	X(server_clients, "hosts", "clients remembered in contact with that service")              \
	X(client_servers, "hosts", "servers with that port the client contacts at that rate")      \
	X(dns_queries, "questions", "asked over UDP, where headers were captured")                 \
	X(dns_names, "names", "distinct names asked for (estimate)")                               \
	X(dns_domains, "domains", "distinct last two labels of those, up to 44 (estimate)")        \
	X(dns_long_share, "per mille", "of the questions: with a label of 40 bytes and more")      \
	X(dns_carrier_share, "per mille", "of the questions: for TXT, NULL, MX, CNAME, KEY, ...")  \
	X(dns_answers, "answers", "to such questions")                                             \
	X(dns_nx_names, "names", "distinct names of at most 3 labels that do not exist (estimate)") \
	X(dns_nxdomain_share, "per mille", "of the answers: no such name")                         \
	X(dns_failed_share, "per mille", "of the answers: any other error")                        \
	X(client_services, "services", "those the client contacts at about that rate, but names")  \
	X(mapper_clients, "hosts", "that asked the server's port 135, if this one lately did")     \
	X(server_directory, "flag", "1: the server answers for names or accounts, or to very many")\
	X(known_ip_bytes, "bytes", "usual IP bytes of both in a base window before; 0: never met") \
	X(dns_hour_names, "names", "distinct names asked for in this hour (estimate, up to 621)")  \
	X(dns_hour_long, "names", "distinct names with a label of 40 bytes, in this hour")         \
	X(dns_hour_carriers, "names", "distinct names asked for TXT, NULL, MX, ..., in this hour") \
	X(dns_hour_carrier_domains, "domains", "of those, up to 44 (estimate)")                    \
	X(dns_hour_nx, "names", "distinct names of at most 3 labels that do not exist, this hour") \
	X(dns_hour_nx_domains, "domains", "of those, up to 44 (estimate)")

#endif
