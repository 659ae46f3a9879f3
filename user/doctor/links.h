/* SPDX-License-Identifier: MIT */
/*
 * links.h - every link of this machine, with what tells where to watch.
 */
#ifndef WEIR_LINKS_H
#define WEIR_LINKS_H

#include "../source/interface.h"

#define LINKS_MAX 256

struct link_fact {
	char name[INTERFACE_NAME];
	char kind[16]; /* as rtnetlink says: "bridge", "vlan", "dsa", "wireguard"; "" for a NIC */
	uint32_t ifindex;
	uint32_t master;    /* ifindex of its bridge or bond, 0: none */
	uint32_t parent;    /* below a VLAN or a DSA port, 0: none */
	uint16_t link_type; /* ARPHRD_* */
	bool up;
	bool carrier;
	bool loopback;
	bool wireless;
	bool dsa_conduit; /* carries the tags of a switch */
	bool has_private; /* has a private address */
	bool has_default; /* holds a default route */
};

struct links {
	unsigned int count; /* of more, the rest is left out */
	struct link_fact link[LINKS_MAX];
};

/* 0 or a negative errno. @root as in struct doctor: for what only sysfs tells. */
int links_read(struct links *out, const char *root);

/* NULL: none. */
const struct link_fact *links_find(const struct links *l, const char *name);
const struct link_fact *links_at(const struct links *l, uint32_t ifindex);

#endif
