/* SPDX-License-Identifier: MIT */
/*
 * dhcp.h - what a DHCP message says of its client, as far as it was captured.
 *
 * Source: RFC 2131 (message), RFC 2132 (options 12, 53), RFC 4702 (option 81), RFC 3396 is
 * not followed: of an option in parts the first counts.
 */
#ifndef WEIR_DEVICE_DHCP_H
#define WEIR_DEVICE_DHCP_H

#include <weir/abi.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum dhcp_type { DHCP_DISCOVER = 1, DHCP_REQUEST = 3, DHCP_ACK = 5, DHCP_RELEASE = 7 };

struct dhcp {
	uint8_t mac[6];	       /* of the client, not of a relay between */
	bool reply;	       /* from a server */
	uint8_t type;	       /* option 53; 0: none seen (BOOTP) */
	struct weir_addr addr; /* that a server gives (yiaddr); zero: none */
	uint8_t name_length;
	const char *name; /* option 12, else 81: bytes of the message, not a string */
};

/* 0, or -EBADMSG: no DHCP of an Ethernet client, or it ends before the options. */
int dhcp_read(const uint8_t *data, size_t size, struct dhcp *out);

#endif
