/* SPDX-License-Identifier: MIT */
/* features_flow.h - of one flow, in the window (w_) and over its life (l_). */
#ifndef WEIR_FEATURES_FLOW_H
#define WEIR_FEATURES_FLOW_H

#define FLOW_FEATURES(X)                                                                           \
	X(w_fwd_packets, "packets", "packets of the initiator in the window")                      \
	X(w_rev_packets, "packets", "packets of the responder in the window")                      \
	X(w_fwd_ip_bytes, "bytes", "IP bytes of the initiator in the window")                      \
	X(w_rev_ip_bytes, "bytes", "IP bytes of the responder in the window")                      \
	X(w_fwd_size_mean, "bytes", "mean IP length, initiator, in the window")                    \
	X(w_rev_size_mean, "bytes", "mean IP length, responder, in the window")                    \
	X(w_fwd_size_dev, "bytes", "standard deviation of the IP length, initiator")               \
	X(w_rev_size_dev, "bytes", "standard deviation of the IP length, responder")               \
	X(w_fwd_gap_mean, "us", "mean gap of 1 ms and more, initiator")                            \
	X(w_fwd_gap_dev, "us", "standard deviation of those gaps, initiator")                      \
	X(w_fwd_small_share, "per mille", "packets of at most 128 bytes, initiator")               \
	X(w_rev_small_share, "per mille", "packets of at most 128 bytes, responder")               \
	X(l_duration_ms, "ms", "first to last packet over the flow's life")                        \
	X(l_fwd_packets, "packets", "packets of the initiator over its life")                      \
	X(l_rev_packets, "packets", "packets of the responder over its life")                      \
	X(l_fwd_ip_bytes, "bytes", "IP bytes of the initiator over its life")                      \
	X(l_rev_ip_bytes, "bytes", "IP bytes of the responder over its life")                      \
	X(l_fwd_payload, "bytes", "transport payload of the initiator over its life")              \
	X(l_rev_payload, "bytes", "transport payload of the responder over its life")              \
	X(l_fwd_size_max, "bytes", "largest IP length, initiator")                                 \
	X(l_rev_size_max, "bytes", "largest IP length, responder")                                 \
	X(l_windows, "windows", "base windows the flow was active in")                             \
	X(one_way, "flag", "1: the vantage does not show replies, those values are void")          \
	X(src_flows, "flows", "flows the initiator opened in the window")                          \
	X(src_peers, "hosts", "distinct peers the initiator opened flows to")                      \
	X(src_unanswered_share, "per mille", "of those flows, unanswered")                         \
	X(dst_flows, "flows", "flows opened to the responder in the window")                       \
	X(dst_peers, "hosts", "distinct initiators of those")                                      \
	X(pair_flows, "flows", "flows of this pair and service in the window")                     \
	X(l_fwd_size_1, "bytes", "IP length of the first packet, initiator, 0: none")              \
	X(l_fwd_size_2, "bytes", "IP length of the second packet, initiator, 0: none")             \
	X(l_fwd_size_3, "bytes", "IP length of the third packet, initiator, 0: none")              \
	X(l_fwd_size_4, "bytes", "IP length of the fourth packet, initiator, 0: none")             \
	X(l_rev_size_1, "bytes", "IP length of the first packet, responder, 0: none")              \
	X(l_rev_size_2, "bytes", "IP length of the second packet, responder, 0: none")             \
	X(l_rev_size_3, "bytes", "IP length of the third packet, responder, 0: none")              \
	X(l_rev_size_4, "bytes", "IP length of the fourth packet, responder, 0: none")

#endif
