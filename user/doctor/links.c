// SPDX-License-Identifier: MIT
#include "links.h"
#include "../source/netlink.h"

#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define DUMP_TRIES 8

static const struct nlattr *find_in(const struct nlattr *nest, uint16_t type)
{
	const void *data;
	uint32_t size;

	if (!nest)
		return NULL;
	data = netlink_data(nest, &size);
	return netlink_find(data, size, type);
}

static void copy_text(char *out, size_t size, const struct nlattr *a)
{
	uint32_t length;
	const char *text;

	*out = '\0';
	if (!a)
		return;
	text = netlink_data(a, &length);
	snprintf(out, size, "%.*s", (int)length, text);
}

static int take(void *ctx, const struct nlmsghdr *m)
{
	struct links *l = ctx;
	const struct ifinfomsg *info = NLMSG_DATA(m);
	struct link_fact *f = &l->link[l->count];
	const void *at;
	uint32_t size;

	if (m->nlmsg_type != RTM_NEWLINK || m->nlmsg_len < NLMSG_LENGTH(sizeof(*info)) ||
	    l->count == LINKS_MAX)
		return 0;
	at = (const uint8_t *)info + NLMSG_ALIGN(sizeof(*info));
	size = m->nlmsg_len - (uint32_t)NLMSG_LENGTH(sizeof(*info));
	memset(f, 0, sizeof(*f));
	copy_text(f->name, sizeof(f->name), netlink_find(at, size, IFLA_IFNAME));
	copy_text(f->kind, sizeof(f->kind),
		  find_in(netlink_find(at, size, IFLA_LINKINFO), IFLA_INFO_KIND));
	f->ifindex = (uint32_t)info->ifi_index;
	f->link_type = info->ifi_type;
	f->up = info->ifi_flags & IFF_UP;
	f->carrier = info->ifi_flags & IFF_RUNNING;
	f->loopback = info->ifi_flags & IFF_LOOPBACK;
	f->master = netlink_u32(netlink_find(at, size, IFLA_MASTER));
	f->parent = netlink_u32(netlink_find(at, size, IFLA_LINK));
	l->count++;
	return 0;
}

static bool exists(const char *root, const char *ifname, const char *what)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/sys/class/net/%s/%s", root, ifname, what);
	return !access(path, F_OK);
}

int links_read(struct links *out, const char *root)
{
	struct ifinfomsg all = {.ifi_family = AF_UNSPEC};
	struct netlink_request request;
	struct interface_roles roles;
	int tries, error = -EINTR;
	unsigned int i;

	for (tries = 0; tries < DUMP_TRIES && error == -EINTR; tries++) {
		out->count = 0;
		netlink_init(&request, RTM_GETLINK, 0, &all, sizeof(all));
		error = netlink_dump(&request, take, out);
	}
	if (!error)
		error = interface_roles(&roles);
	for (i = 0; !error && i < out->count; i++) {
		struct link_fact *f = &out->link[i];

		f->wireless =
			exists(root, f->name, "phy80211") || exists(root, f->name, "wireless");
		f->dsa_conduit = exists(root, f->name, "dsa");
		f->has_private =
			interface_among(roles.private_address, roles.private_count, f->ifindex);
		f->has_default =
			interface_among(roles.default_route, roles.default_count, f->ifindex);
	}
	return error;
}

const struct link_fact *links_find(const struct links *l, const char *name)
{
	unsigned int i;

	for (i = 0; i < l->count; i++)
		if (!strcmp(l->link[i].name, name))
			return &l->link[i];
	return NULL;
}

const struct link_fact *links_at(const struct links *l, uint32_t ifindex)
{
	unsigned int i;

	for (i = 0; ifindex && i < l->count; i++)
		if (l->link[i].ifindex == ifindex)
			return &l->link[i];
	return NULL;
}
