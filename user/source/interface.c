// SPDX-License-Identifier: MIT
#include "interface.h"
#include "ethtool.h"
#include "netlink.h"

#include <errno.h>
#include <linux/if_link.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* Of linux/if_arp.h, which cannot stand beside net/if.h. */
#ifndef ARPHRD_RAWIP
#define ARPHRD_RAWIP 519
#endif
#ifndef ARPHRD_IP6GRE
#define ARPHRD_IP6GRE 823
#endif

#define DUMP_TRIES 8 /* a dump that a change interrupts is asked for again */

struct link_search {
	struct interface *interface;
	uint32_t master;
};

/* Attributes of a link message, and how many bytes of them. */
static const void *link_attributes(const struct nlmsghdr *m, uint32_t *size)
{
	const struct ifinfomsg *info = NLMSG_DATA(m);

	*size = 0;
	if (m->nlmsg_type != RTM_NEWLINK || m->nlmsg_len < NLMSG_LENGTH(sizeof(*info)))
		return NULL;
	*size = m->nlmsg_len - (uint32_t)NLMSG_LENGTH(sizeof(*info));
	return (const uint8_t *)info + NLMSG_ALIGN(sizeof(*info));
}

static const struct nlattr *find_in(const struct nlattr *nest, uint16_t type)
{
	const void *data;
	uint32_t size;

	if (!nest)
		return NULL;
	data = netlink_data(nest, &size);
	return netlink_find(data, size, type);
}

static bool is_kind(const void *attributes, uint32_t size, const char *kind)
{
	const struct nlattr *a =
		find_in(netlink_find(attributes, size, IFLA_LINKINFO), IFLA_INFO_KIND);
	const char *name;
	uint32_t length;

	if (!a)
		return false;
	name = netlink_data(a, &length);
	return !strncmp(name, kind, length);
}

static bool link_type_has_header(uint16_t type)
{
	return type == ARPHRD_ETHER || type == ARPHRD_LOOPBACK;
}

static bool link_type_is_bare(uint16_t type)
{
	static const uint16_t bare[] = { ARPHRD_NONE,	 ARPHRD_PPP, ARPHRD_RAWIP, ARPHRD_TUNNEL,
					 ARPHRD_TUNNEL6, ARPHRD_SIT, ARPHRD_IPGRE, ARPHRD_IP6GRE };
	size_t i;

	for (i = 0; i < sizeof(bare) / sizeof(bare[0]); i++)
		if (type == bare[i])
			return true;
	return false;
}

static void read_xdp(struct interface *out, const struct nlattr *xdp)
{
	const struct nlattr *attached = find_in(xdp, IFLA_XDP_ATTACHED);
	uint32_t size;

	out->xdp_prog = netlink_u32(find_in(xdp, IFLA_XDP_PROG_ID));
	if (attached)
		out->xdp_generic =
			*(const uint8_t *)netlink_data(attached, &size) == XDP_ATTACHED_SKB;
}

static void read_drops(struct interface *out, const struct nlattr *a)
{
	struct rtnl_link_stats64 stats = { 0 };
	const void *data;
	uint32_t size;

	if (!a)
		return;
	data = netlink_data(a, &size);
	memcpy(&stats, data, size < sizeof(stats) ? size : sizeof(stats));
	out->rx_missed = stats.rx_missed_errors;
	if (out->rx_missed < stats.rx_over_errors)
		out->rx_missed = stats.rx_over_errors;
	if (out->rx_missed < stats.rx_fifo_errors)
		out->rx_missed = stats.rx_fifo_errors;
	out->rx_dropped = stats.rx_dropped;
}

static int take_own(void *ctx, const struct nlmsghdr *m)
{
	struct link_search *search = ctx;
	struct interface *out = search->interface;
	const struct ifinfomsg *info = NLMSG_DATA(m);
	uint32_t size;
	const void *at = link_attributes(m, &size);

	if (!at || (uint32_t)info->ifi_index != out->ifindex)
		return 0;
	out->link_type = info->ifi_type;
	out->loopback = info->ifi_flags & IFF_LOOPBACK;
	out->carrier = info->ifi_flags & IFF_RUNNING;
	out->mtu = netlink_u32(netlink_find(at, size, IFLA_MTU));
	out->bridge = is_kind(at, size, "bridge");
	out->link_header = link_type_has_header(info->ifi_type);
	out->readable = out->link_header || link_type_is_bare(info->ifi_type);
	search->master = netlink_u32(netlink_find(at, size, IFLA_MASTER));
	read_xdp(out, netlink_find(at, size, IFLA_XDP));
	read_drops(out, netlink_find(at, size, IFLA_STATS64));
	return 0;
}

static bool bridge_filters(const void *at, uint32_t size)
{
	const struct nlattr *data = find_in(netlink_find(at, size, IFLA_LINKINFO), IFLA_INFO_DATA);
	const struct nlattr *filtering = find_in(data, IFLA_BR_VLAN_FILTERING);
	uint32_t length;

	return filtering && *(const uint8_t *)netlink_data(filtering, &length);
}

static int take_others(void *ctx, const struct nlmsghdr *m)
{
	struct link_search *search = ctx;
	struct interface *out = search->interface;
	const struct ifinfomsg *info = NLMSG_DATA(m);
	uint32_t size, index = (uint32_t)info->ifi_index;
	const void *at = link_attributes(m, &size);

	if (!at)
		return 0;
	if (is_kind(at, size, "vlan") &&
	    netlink_u32(netlink_find(at, size, IFLA_LINK)) == out->ifindex)
		out->vlans = true;
	if ((index == search->master || index == out->ifindex) && is_kind(at, size, "bridge") &&
	    bridge_filters(at, size))
		out->vlans = true;
	return 0;
}

static int dump_links(int (*handle)(void *ctx, const struct nlmsghdr *m), void *ctx)
{
	struct ifinfomsg all = { .ifi_family = AF_UNSPEC };
	struct netlink_request request;
	int tries, error = -EINTR;

	for (tries = 0; tries < DUMP_TRIES && error == -EINTR; tries++) {
		netlink_init(&request, RTM_GETLINK, 0, &all, sizeof(all));
		error = netlink_dump(&request, handle, ctx);
	}
	return error;
}

static int ask_link(uint32_t ifindex, int (*handle)(void *ctx, const struct nlmsghdr *m), void *ctx)
{
	struct ifinfomsg one = { .ifi_family = AF_UNSPEC, .ifi_index = (int)ifindex };
	struct netlink_request request;

	netlink_init(&request, RTM_GETLINK, 0, &one, sizeof(one));
	return netlink_ask(&request, handle, ctx);
}

int interface_look(uint32_t ifindex, struct interface_look *out)
{
	struct interface found = { .ifindex = ifindex };
	struct link_search search = { .interface = &found };
	int error = ask_link(ifindex, take_own, &search);

	if (error)
		return error;
	out->drops = found.rx_missed;
	out->xdp_prog = found.xdp_prog;
	out->carrier = found.carrier;
	return 0;
}

bool interface_may_come(const char *name)
{
	static const char *const kinds[] = { "ppp",  "wg",   "tun",  "tap",  "vlan", "wwan",
					     "usb",  "gre",  "sit",  "ipip", "l2tp", "vxlan",
					     "vti",  "xfrm", "nordlynx", "tailscale", "zt" };
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (!strncmp(name, kinds[i], strlen(kinds[i])))
			return true;
	/* VLANs by their usual names, eth0.10. */
	return strchr(name, '.');
}

int interface_read(const char *name, struct interface *out)
{
	struct interface found = { 0 };
	struct link_search search = { .interface = &found };
	struct ethtool_facts facts;
	int error;

	found.ifindex = if_nametoindex(name);
	if (!found.ifindex)
		return -ENODEV;
	snprintf(found.name, sizeof(found.name), "%s", name);
	error = ask_link(found.ifindex, take_own, &search);
	if (!error)
		error = dump_links(take_others, &search);
	if (error)
		return error;
	ethtool_read(name, &facts);
	memcpy(found.driver, facts.driver, sizeof(found.driver));
	found.rx_vlan_strip = facts.rx_vlan_strip;
	found.lro = facts.lro;
	found.gro_hw = facts.gro_hw;
	found.hw_tc_offload = facts.hw_tc_offload;
	*out = found;
	return 0;
}

const char *interface_why_not_native(const struct interface *i)
{
	/* Their native mode exists, but turns off segmentation offload: of the peer (veth),
	 * of the host (virtio_net); and tun hands super-packets past it. */
	static const char *const costly[] = { "veth", "virtio_net", "tun" };
	size_t k;

	if (!i->link_header)
		return "its frames have no link header";
	if (i->loopback)
		return "it is the loopback";
	if (i->bridge)
		return "it is a bridge";
	if (i->rx_vlan_strip && i->vlans)
		return "it strips VLAN tags before XDP could see them";
	for (k = 0; k < sizeof(costly) / sizeof(costly[0]); k++)
		if (!strcmp(i->driver, costly[k]))
			return "native XDP would cost this driver its offloads";
	if (i->lro || i->gro_hw)
		return "native XDP would turn off its receive offload";
	return NULL;
}
