/* SPDX-License-Identifier: MIT */
/*
 * community_id.h - Community ID version 1 of a flow: "1:" and 28 characters of base64.
 */
#ifndef WEIR_COMMUNITY_ID_H
#define WEIR_COMMUNITY_ID_H

#include <weir/abi.h>
#include <stdint.h>

#define COMMUNITY_ID_SIZE 32

struct community_tuple {
	struct weir_addr src;
	struct weir_addr dst;
	__be16 sport; /* TCP, UDP, SCTP; else ignored */
	__be16 dport;
	uint8_t ip_proto;
	uint8_t ip_v;
	uint8_t icmp_type; /* of a packet from src to dst; ICMP and ICMPv6 only */
	uint8_t icmp_code;
};

/* Both directions of a flow give the same text. @seed: 0 unless a site agreed on another. */
void community_id(const struct community_tuple *t, uint16_t seed,
		  char out[static COMMUNITY_ID_SIZE]);

#endif
