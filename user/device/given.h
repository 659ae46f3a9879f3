/* SPDX-License-Identifier: MIT */
/*
 * given.h - the names that the admin gives to devices: lines of a MAC or an address, and a
 * name, as /etc/ethers and /etc/hosts have them; "#" begins a comment.
 */
#ifndef WEIR_DEVICE_GIVEN_H
#define WEIR_DEVICE_GIVEN_H

#include "device.h"

#define GIVEN_FILE_BYTES (1u << 20) /* what lies beyond is not read */

struct given_name {
	struct weir_addr addr; /* IPv4 as ::ffff:a.b.c.d */
	uint8_t mac[DEVICE_MAC_SIZE];
	bool by_mac; /* else by address */
	char name[DEVICE_NAME_SIZE];
};

struct given {
	uint32_t max;
	uint32_t count;
	struct given_name *list;
};

/* -ENOMEM. */
int given_init(struct given *g, uint32_t max);
void given_fini(struct given *g);

/* Replaces the names by those of the text; returns how many lines are wrong or too many. Of
 * several names in a line the first counts. */
uint32_t given_parse(struct given *g, const char *text, size_t size);

/* The name of a MAC or an address; NULL: none. */
const char *given_to_mac(const struct given *g, const uint8_t mac[static DEVICE_MAC_SIZE]);
const char *given_to_address(const struct given *g, const struct weir_addr *addr);

/* Makes the names those of the text: devices lose what another text gave them. Returns as
 * given_parse(). */
uint32_t devices_give(struct devices *d, const char *text, size_t size);

#endif
