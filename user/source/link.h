/* SPDX-License-Identifier: MIT */
/*
 * link.h - link types of captures: how a record's link header maps to an Ethernet one.
 *
 * Sources: the link-layer header types list of the tcpdump group; RFC 1661 and 1662
 * (PPP), RFC 2516 (PPPoE).
 */
#ifndef WEIR_LINK_H
#define WEIR_LINK_H

#include <stdbool.h>
#include <stdint.h>

/* What stands for a record's link header. */
struct link_header {
	uint32_t link_len; /* bytes of the record's header that are left out */
	uint16_t ethertype; /* host order, of what follows them */
};

/* @dlt: as pcap_datalink() gives it. Ethernet records need no other header. */
bool link_is_ethernet(int dlt);
bool link_is_supported(int dlt);

/* Reads the link header of @len bytes at @data; not for Ethernet. -1: it is cut. */
int link_read(int dlt, const uint8_t *data, uint32_t len, struct link_header *out);

#endif
