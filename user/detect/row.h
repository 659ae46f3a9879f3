/* SPDX-License-Identifier: MIT */
/*
 * row.h - what user/flow hands to user/detect: a subject and its feature values in one
 * window. The values' order is that of include/weir/features.h for the row's kind.
 */
#ifndef WEIR_ROW_H
#define WEIR_ROW_H

#include <weir/abi.h>
#include <weir/features.h>
#include <stdbool.h>
#include <stdint.h>

enum row_kind {
	ROW_FLOW, /* one flow: in the window and over its life */
	ROW_HOST, /* one host: what it opened and what was opened to it */
	ROW_PAIR, /* one (client, server, server port): how alike its connections are */
	ROW_KINDS
};

enum direction { DIRECTION_IN, DIRECTION_OUT, DIRECTION_LATERAL, DIRECTION_TRANSIT };

/* Who and when. src is the initiator (flow, pair) or the host itself (host rows, where
 * dst is the peer it deals with most, or all zero if there are many). */
struct row_subject {
	enum row_kind kind;
	enum direction direction; /* of src -> dst; without dst: OUT if the host is home, else IN */
	struct weir_addr src;
	struct weir_addr dst;
	__be16 sport; /* 0 where it varies */
	__be16 dport;
	uint8_t ip_proto; /* 0 where it varies */
	uint8_t ip_v;
	uint8_t slot;
	uint8_t began_before; /* 1: under way already when we began to look */
	uint16_t vlan;
	uint32_t window_s; /* 5, 30 or 180; of the slow tier 3600 or 86400 */
	uint64_t flow_id; /* flow rows: as its flow event has it; else 0 */
	uint64_t start_ns; /* of the window, source clock */
	uint64_t end_ns; /* exclusive */
	uint64_t first_ns; /* first and last packet in it */
	uint64_t last_ns;
};

/* Whom the flows that a host opened, or those opened to it, are with. */
struct row_peer {
	struct weir_addr addr; /* of most of them, or all zero if there are many */
	__be16 port; /* of who received them, 0 where it varies */
	uint8_t direction; /* enum direction, from who opened them */
};

struct row {
	struct row_subject subject;
	struct row_peer peer[2]; /* host rows: by enum host_end; else zero */
	uint32_t value[FEATURES_MAX];
};

#endif
