/* SPDX-License-Identifier: MIT */
/* features_pair.h - of one (client, server, protocol, server port) in one window.
 *
 * Shares are of the opened connections, or of the samples if those are more. A TCP
 * connection is one sample when it closes, with all of its life; another flow is one in
 * each window in which it is active, with what it did there. */
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
	X(known_days, "days", "earlier days (UTC) on which it met")

#endif
