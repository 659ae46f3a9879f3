// SPDX-License-Identifier: MIT
#include "doctor.h"

#include <stdio.h>
#include <string.h>

/* Beside it in linux/if_arp.h, which cannot stand with net/if.h. */
#define TYPE_PPP 512

static bool is_watched(const struct doctor *d, const char *name)
{
	unsigned int i;

	for (i = 0; i < d->count; i++)
		if (!strcmp(d->name[i], name))
			return true;
	return false;
}

/* Part of what is watched: it, its bridge, or what it stands on. */
static bool is_covered(const struct doctor *d, const struct link_fact *l)
{
	const struct link_fact *master = links_at(&d->links, l->master);
	const struct link_fact *parent = links_at(&d->links, l->parent);

	return is_watched(d, l->name) || (master && is_watched(d, master->name)) ||
	       (parent && is_watched(d, parent->name));
}

/* Networks of containers and virtual machines on this box. */
static bool is_guests(const char *name)
{
	static const char *const kinds[] = {"docker", "br-",	"virbr", "lxc",	 "lxd",
					    "veth",   "podman", "cni",	 "incus"};
	size_t i;

	if (!strcmp(name, "br-lan"))
		return false;
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (!strncmp(name, kinds[i], strlen(kinds[i])))
			return true;
	return false;
}

static bool is_lan(const struct link_fact *l)
{
	return l->has_private && !l->has_default && !l->loopback && l->up;
}

static void check_unwatched(struct doctor *d)
{
	unsigned int i, found = 0;

	for (i = 0; i < d->links.count; i++) {
		const struct link_fact *l = &d->links.link[i];
		char command[CHECK_TEXT];

		if (!is_lan(l) || is_covered(d, l))
			continue;
		found++;
		snprintf(command, sizeof(command), "weir run %s   (or [Sensor] interface=)",
			 l->name);
		check_add(&d->checks, is_guests(l->name) ? CHECK_NOTE : CHECK_WARNING, "unwatched",
			  l->name, command,
			  "it has a private address and is not watched: its hosts are not seen%s",
			  is_guests(l->name) ? " (guests of this machine?)" : "");
	}
	if (!found)
		check_add(&d->checks, CHECK_OK, "unwatched", NULL, NULL,
			  "every interface with a private address is watched");
}

/* Behind NAT every inside host has the router's address. */
static void check_vantage(struct doctor *d)
{
	const struct link_fact *lan = NULL, *l;
	bool inside = false, outside = false;
	unsigned int i;

	for (i = 0; i < d->links.count; i++)
		if (is_lan(&d->links.link[i]) && !is_guests(d->links.link[i].name) && !lan)
			lan = &d->links.link[i];
	for (i = 0; i < d->count; i++) {
		l = links_find(&d->links, d->name[i]);
		inside |= l && !l->has_default;
		outside |= l && l->has_default;
	}
	if (outside && !inside && lan) {
		char command[CHECK_TEXT];

		snprintf(command, sizeof(command), "weir run %s   (or [Sensor] interface=)",
			 lan->name);
		check_add(
			&d->checks, CHECK_BLIND, "vantage", lan->name, command,
			"only the port to the outside is watched: behind NAT every inside host has "
			"the router's address there; %s is the better place",
			lan->name);
	} else if (outside && !inside) {
		check_add(&d->checks, CHECK_NOTE, "vantage", NULL, NULL,
			  "watching as a host: what this machine itself sends and receives");
	} else {
		check_add(&d->checks, CHECK_OK, "vantage", NULL, NULL,
			  "inside addresses are seen, before NAT");
	}
}

static void check_bridge(struct doctor *d, const struct link_fact *l)
{
	const struct link_fact *bridge = links_at(&d->links, l->master);
	char command[CHECK_TEXT];

	if (!bridge || strcmp(bridge->kind, "bridge") != 0)
		return;
	snprintf(command, sizeof(command), "weir run %s   (or [Sensor] interface=)", bridge->name);
	if (is_watched(d, bridge->name))
		check_add(&d->checks, CHECK_WARNING, "bridge-port", l->name, command,
			  "its bridge %s is watched too: packets between ports appear at both",
			  bridge->name);
	else
		check_add(&d->checks, CHECK_NOTE, "bridge-port", l->name, command,
			  "a port sees its own hosts, and what they say to other ports; the bridge "
			  "%s sees all that is routed",
			  bridge->name);
}

static void check_switch(struct doctor *d, const struct link_fact *l)
{
	if (l->dsa_conduit)
		check_add(&d->checks, CHECK_BLIND, "dsa-conduit", l->name,
			  "ip -d link   (watch the bridge, or the user ports, kind dsa)",
			  "it carries the tags of a switch, which weir cannot read");
	else if (!strcmp(l->kind, "dsa"))
		check_add(&d->checks, CHECK_NOTE, "dsa-port", l->name, NULL,
			  "a port of a switch: tc is used; what the switch forwards between its "
			  "ports by itself is not seen");
}

static void check_ppp(struct doctor *d)
{
	unsigned int i;

	for (i = 0; i < d->links.count; i++) {
		const struct link_fact *l = &d->links.link[i];

		if (l->link_type != TYPE_PPP)
			continue;
		if (is_watched(d, l->name))
			check_add(&d->checks, CHECK_OK, "ppp", l->name, NULL,
				  "by tc; PPPoE can be watched on the Ethernet under it, too");
		else if (l->has_default)
			check_add(
				&d->checks, CHECK_NOTE, "ppp", l->name,
				"weir run eth0   (the Ethernet under it, where XDP works)",
				"the way out is a PPP link: to see the outside, watch the Ethernet "
				"under it (weir reads PPPoE) or the link itself");
	}
}

static void check_one(struct doctor *d, const char *name)
{
	const struct link_fact *l = links_find(&d->links, name);
	char command[CHECK_TEXT];

	if (!l) {
		bool may = interface_may_come(name);

		check_add(&d->checks, may ? CHECK_NOTE : CHECK_BLIND, "missing", name, "ip link",
			  may ? "it is not there; weir attaches to it when it comes"
			      : "there is no such interface");
		return;
	}
	snprintf(command, sizeof(command), "ip link set dev %s up", name);
	if (!l->up)
		check_add(&d->checks, CHECK_WARNING, "link", name, command, "it is down");
	else if (!l->carrier)
		check_add(&d->checks, CHECK_WARNING, "link", name, NULL,
			  "it has no carrier: cable, or the other end");
	else
		check_add(&d->checks, CHECK_OK, "link", name, NULL, "it is up");
	check_bridge(d, l);
	check_switch(d, l);
	if (l->wireless)
		check_add(
			&d->checks, CHECK_NOTE, "wifi", name, NULL,
			"Wi-Fi: tc is used; what two stations of an access point say to each other "
			"may pass in its hardware (ap_isolate=1 of hostapd brings it here)");
}

void doctor_placement(struct doctor *d)
{
	unsigned int i;

	for (i = 0; i < d->count; i++)
		check_one(d, d->name[i]);
	check_vantage(d);
	check_unwatched(d);
	check_ppp(d);
}
