/* SPDX-License-Identifier: MIT */
/*
 * interface.h - what is known about a network interface, what may be attached to it, and
 * which ones are watched when none is named.
 */
#ifndef WEIR_INTERFACE_H
#define WEIR_INTERFACE_H

#include <stdbool.h>
#include <stdint.h>

#define INTERFACE_NAME 16
#define INTERFACES_MAX 16 /* as many as there are slots, WEIR_SLOTS */

struct interface {
	char name[INTERFACE_NAME];
	uint32_t ifindex;
	uint32_t mtu;
	uint16_t link_type; /* ARPHRD_* */
	bool loopback;
	bool bridge;
	bool vlans; /* has VLAN devices on top, or is a port of a bridge that filters VLANs */
	bool link_header; /* frames begin with an Ethernet header */
	bool readable; /* with or without one: a link type that weir can parse */
	char driver[32]; /* empty where unknown */
	bool rx_vlan_strip; /* the NIC takes the tag out before XDP */
	bool lro;
	bool gro_hw;
	bool hw_tc_offload; /* flows may bypass the CPU */
	uint32_t xdp_prog; /* id of the XDP program that sits there now, 0: none */
	bool xdp_generic; /* that one runs in generic mode */
	bool carrier; /* the link is up */
	uint64_t rx_missed; /* packets the NIC dropped before anyone could count them: the
			     * largest of rx_missed, rx_over and rx_fifo */
	uint64_t rx_dropped; /* for want of memory, or of a protocol that wants them */
};

/* 0, -ENODEV, or another negative errno. */
int interface_read(const char *name, struct interface *out);

/* What may change from one window to the next. */
struct interface_look {
	/* Packets lost before anyone could count them, since boot: the largest of rx_missed,
	 * rx_over and rx_fifo, since drivers count one loss in more than one of them. Not
	 * rx_dropped: there Linux also counts what no protocol wanted after the hooks had
	 * counted it (LLDP, any unknown ethertype). */
	uint64_t drops;
	uint32_t xdp_prog; /* 0: none */
	bool carrier; /* the link is up */
};

/* 0 or a negative errno. Cheap enough for once a window. */
int interface_look(uint32_t ifindex, struct interface_look *out);

/* Is it of a kind that comes and goes, as its name tells: PPP, WireGuard, tun, a VLAN...? */
bool interface_may_come(const char *name);

/* NULL: native XDP costs nothing here as far as can be known without attaching.
 * Otherwise why not, as the end of a sentence ("tc, because ..."). */
const char *interface_why_not_native(const struct interface *i);

/*
 * The interfaces to watch when none is named: each with a private or a bridge address
 * that does not hold the default route; if there is none, that of the default route.
 * Returns their number (0: none found) or a negative errno. *@host: the latter case.
 */
int interface_defaults(char names[static INTERFACES_MAX][INTERFACE_NAME], bool *host);

/* Who has a private address, and who holds a default route; by ifindex. */
struct interface_roles {
	unsigned int private_count;
	uint32_t private_address[INTERFACES_MAX];
	unsigned int default_count;
	uint32_t default_route[INTERFACES_MAX];
};

/* 0 or a negative errno. */
int interface_roles(struct interface_roles *out);
bool interface_among(const uint32_t *list, unsigned int count, uint32_t ifindex);

/* Calls @prefix for each address of the interface as "a.b.c.d/len", where len is that of
 * its network; or, where it holds the default route, the address's own: its neighbours
 * there are outside. Link-local ones are left out. Negative returns of @prefix end it. 0
 * or a negative errno. */
int interface_prefixes(uint32_t ifindex, int (*prefix)(void *ctx, const char *cidr), void *ctx);

#endif
