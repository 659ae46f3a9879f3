/* SPDX-License-Identifier: MIT */
/* features_host.h - of one host in one window (5, 30 or 180 s, 1 h or 24 h): out_ what it opened,
 * in_ what was opened to it.
 *
 * A flow counts as opened in the window of its first packet; its outcome counts when it
 * is known, at most one base window later ("judged"), and is corrected in the 30 and
 * 180 s windows if a reply comes still later. Flows to multicast and broadcast, and
 * protocols without replies, are not judged. TCP found in its middle was opened by
 * nobody. Replies nobody asked for: TCP SYN+ACK or RST alone, which are no opened flows,
 * and UDP one way from a service port to a high port, which are opened flows as well.
 *
 * Rows of an hour and of a day come once in 30 s in which the host is active, and hold
 * less: flows, TCP flows, peers, new peers, packets and bytes both ways, and of what it
 * opened SYN, ICMP, UDP and DNS; the rest is 0. What it attempted in vain (flow/slow.h) is
 * in them alone, and only in those since whose last an attempt came. */
#ifndef WEIR_FEATURES_HOST_H
#define WEIR_FEATURES_HOST_H

#define HOST_FEATURES(X)                                                                           \
	X(out_flows, "flows", "flows it opened")                                                   \
	X(out_peers, "hosts", "distinct peers of those (estimate)")                                \
	X(out_ports, "ports", "distinct (peer, port) of those (estimate)")                         \
	X(out_services, "ports", "distinct destination ports of those (estimate)")                 \
	X(out_unanswered_share, "per mille", "of judged flows, with no reply")                     \
	X(out_refused_share, "per mille", "of judged TCP flows, answered by RST")                  \
	X(out_completed_share, "per mille", "of judged TCP flows, with payload both ways")         \
	X(out_packets, "packets", "packets sent in flows it opened")                               \
	X(out_reply_packets, "packets", "packets received in flows it opened")                     \
	X(out_ip_bytes, "bytes", "IP bytes sent in flows it opened")                               \
	X(out_reply_ip_bytes, "bytes", "IP bytes received in flows it opened")                     \
	X(out_syn, "packets", "SYN sent")                                                          \
	X(out_icmp, "packets", "ICMP sent")                                                        \
	X(out_udp_packets, "packets", "UDP packets sent in flows it opened")                       \
	X(out_odd_flags, "packets", "TCP packets with impossible flags sent")                      \
	X(out_top_peer_share, "per mille", "flows to the busiest peer (estimate, from above)")     \
	X(out_top_port_share, "per mille", "flows to the busiest destination port (estimate)")     \
	X(out_dns_flows, "flows", "flows to port 53")                                              \
	X(out_dns_query_bytes, "bytes", "IP bytes to port 53")                                     \
	X(out_dns_answer_bytes, "bytes", "IP bytes from port 53")                                  \
	X(in_flows, "flows", "flows opened to it")                                                 \
	X(in_peers, "hosts", "distinct initiators, senders of unasked replies too (estimate)")     \
	X(in_ports, "ports", "distinct local ports of those (estimate)")                           \
	X(in_unanswered_share, "per mille", "of judged flows, with no reply")                      \
	X(in_completed_share, "per mille", "of judged TCP flows, with payload both ways")          \
	X(in_packets, "packets", "packets received in flows opened to it")                         \
	X(in_reply_packets, "packets", "packets it sent in those")                                 \
	X(in_ip_bytes, "bytes", "IP bytes received in those")                                      \
	X(in_syn, "packets", "SYN received")                                                       \
	X(in_icmp, "packets", "ICMP received")                                                     \
	X(in_udp_packets, "packets", "UDP packets received in flows opened to it")                 \
	X(in_synack_unasked, "packets", "SYN+ACK received in flows with no SYN")                   \
	X(in_top_port_share, "per mille", "flows to its busiest port (estimate)")                  \
	X(in_open, "flows", "TCP flows to it open at the end of the window")                       \
	X(in_open_idle, "flows", "of those, open 5 s to half an hour with under 1 KiB payload")    \
	X(overflow_packets, "packets", "packets to it that no flow record could hold")             \
	X(one_way, "flag", "1: the vantage does not show replies to it, those values are void")    \
	X(out_half_share, "per mille", "of judged TCP flows, SYN+ACK that it never acknowledged")  \
	X(in_refused_share, "per mille", "of judged TCP flows, answered by RST")                   \
	X(in_half_share, "per mille", "of judged TCP flows, SYN+ACK never acknowledged")           \
	X(in_reply_ip_bytes, "bytes", "IP bytes it sent in flows opened to it")                    \
	X(in_unasked_flows, "flows", "flows to it that are replies nobody asked for")              \
	X(in_unasked_packets, "packets", "packets in those")                                       \
	X(in_unasked_ip_bytes, "bytes", "IP bytes in those")                                       \
	X(out_tcp_flows, "flows", "TCP flows it opened")                                           \
	X(in_tcp_flows, "flows", "TCP flows opened to it")                                         \
	X(out_judged, "flows", "flows it opened whose outcome is known: what the shares are of")   \
	X(in_judged, "flows", "flows opened to it whose outcome is known")                         \
	X(out_new_peers, "hosts", "peers of flows it opened, never met at that service (estimate)") \
	X(in_new_peers, "hosts", "initiators never met at that service before (estimate)")         \
	X(out_attempts, "flows", "1 h, 24 h: TCP flows to the never met that came to nothing")     \
	X(out_tried_peers, "hosts", "distinct peers of those (estimate)")                          \
	X(out_tried_services, "ports", "distinct destination ports of those (estimate)")           \
	X(out_tried_ports, "ports", "distinct (peer, port) of those (estimate)")                   \
	X(out_strange_peers, "hosts", "peers tried at a service nobody ever gave it (estimate)")   \
	X(out_strange, "flows", "1 h, 24 h: attempts at such services, but for the web's of home") \
	X(out_strange_services, "ports", "distinct destination ports of those (estimate)")

#endif
