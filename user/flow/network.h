/* SPDX-License-Identifier: MIT */
/*
 * network.h - home networks: which addresses are inside.
 */
#ifndef WEIR_NETWORK_H
#define WEIR_NETWORK_H

#include <weir/abi.h>
#include <stdbool.h>
#include "../detect/row.h"

#define NETWORKS_MAX 64
#define ADDR_TEXT_SIZE 46
#define NETWORK_TEXT_SIZE (ADDR_TEXT_SIZE + 4)

struct network {
	struct weir_addr addr; /* IPv4 as ::ffff:a.b.c.d */
	uint8_t prefix; /* bits, 0..128; IPv4 prefixes + 96 */
	uint8_t ip_v;
};

struct networks {
	unsigned int count;
	struct network list[NETWORKS_MAX];
};

/* RFC 1918, RFC 4193 (ULA) and link-local of both families. */
void networks_default(struct networks *n);
/* "192.168.0.0/16" or "fd00::/8" or one address; -EINVAL, -E2BIG when full. */
int networks_add(struct networks *n, const char *cidr);
/* ip_v tells the families apart: a mapped address in an IPv6 header is IPv6. */
bool networks_contain(const struct networks *n, const struct weir_addr *addr, uint8_t ip_v);
enum direction networks_between(bool from_home, bool to_home);
/* Home to multicast or broadcast is lateral. */
enum direction networks_direction(const struct networks *n, const struct weir_addr *src,
				  const struct weir_addr *dst, uint8_t ip_v);

/* Text form (RFC 5952); IPv4 addresses as a.b.c.d. */
void addr_text(const struct weir_addr *addr, uint8_t ip_v, char out[static ADDR_TEXT_SIZE]);
/* "192.168.0.0/16"; one address without its prefix. */
void network_text(const struct network *n, char out[static NETWORK_TEXT_SIZE]);
bool addr_is_zero(const struct weir_addr *addr);
/* Broadcast (255.255.255.255) or multicast of either family. */
bool addr_is_multicast(const struct weir_addr *addr, uint8_t ip_v);

#endif
