/* SPDX-License-Identifier: MIT */
/*
 * lease.h - lease files of DHCP servers, told apart by their first lines:
 *
 *   dnsmasq      "EXPIRY MAC ADDRESS NAME CLIENT-ID" a line (IPv6 leases, which have a DUID
 *                in place of the MAC, are passed over)
 *   Kea          memfile CSV, IPv4 and IPv6: columns by the names in the first line; of
 *                several lines about one address the last holds
 *   ISC dhcpd    "lease ADDRESS { ... hardware ethernet MAC; client-hostname "NAME"; ... }"
 *
 * A lease that has expired or was given back is passed over.
 */
#ifndef WEIR_DEVICE_LEASE_H
#define WEIR_DEVICE_LEASE_H

#include "device.h"

#define LEASE_FILE_BYTES (1u << 20) /* what lies beyond is not read */

struct lease {
	uint8_t mac[DEVICE_MAC_SIZE];
	struct weir_addr addr; /* IPv4 as ::ffff:a.b.c.d */
	const char *name;      /* of the text, not a string; NULL: none */
	size_t name_length;
};

typedef void (*lease_fn)(void *ctx, const struct lease *lease);

/* Hands out each lease that holds at @now_s. Returns how many lines (ISC: leases) are wrong;
 * those that it has no use for are not. */
uint32_t lease_parse(const char *text, size_t size, uint32_t now_s, lease_fn found, void *ctx);

/* What a lease file says becomes known. Returns as lease_parse(). */
uint32_t devices_lease(struct devices *d, const char *text, size_t size, uint32_t now_s);

#endif
