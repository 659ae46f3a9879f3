/* SPDX-License-Identifier: MIT */
/*
 * life.h - a flow over its life, as it is reported when it ends (EVE flow event). Its
 * two directions are counted from the initiator: [0] to server, [1] to client.
 */
#ifndef WEIR_LIFE_H
#define WEIR_LIFE_H

#include <weir/abi.h>
#include <stdbool.h>
#include <stdint.h>

enum flow_state { FLOW_NEW, FLOW_ESTABLISHED, FLOW_CLOSED };
/* In the words of Suricata: the flow was over or idle, the sensor (or the capture) ended,
 * or a full table needed its place; FLOW_GOES_ON: it is looked at while it lives. state says
 * how far the flow had come. */
enum flow_reason { FLOW_TIMEOUT, FLOW_SHUTDOWN, FLOW_FORCED, FLOW_GOES_ON };

struct flow_life {
	uint64_t flow_id; /* below 2^53, from key and start */
	struct weir_addr src; /* initiator */
	struct weir_addr dst;
	__be16 sport;
	__be16 dport;
	uint16_t vlan;
	uint8_t ip_proto;
	uint8_t ip_v;
	uint8_t slot;
	uint8_t icmp_type;
	uint8_t icmp_code;
	uint8_t tcp_flags[2];
	bool alerted;
	enum flow_state state;
	enum flow_reason reason;
	uint64_t packets[2];
	uint64_t bytes[2]; /* frame bytes, the account's */
	uint64_t ip_bytes[2];
	uint64_t payload_bytes[2];
	uint64_t start_ns; /* source clock */
	uint64_t end_ns;
	uint32_t syn[2], fin[2], rst[2], psh[2];
};

#endif
