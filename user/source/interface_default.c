// SPDX-License-Identifier: MIT
#include "interface.h"
#include "netlink.h"

#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#define DUMP_TRIES 8

struct routes {
	unsigned int count;
	uint32_t ifindex[INTERFACES_MAX]; /* hold a default route */
};

struct addresses {
	const struct routes *routes;
	unsigned int count;
	uint32_t ifindex[INTERFACES_MAX];
};

struct prefixes {
	uint32_t ifindex;
	bool alone; /* the address, not its network */
	int (*prefix)(void *ctx, const char *cidr);
	void *ctx;
};

bool interface_among(const uint32_t *list, unsigned int count, uint32_t ifindex)
{
	unsigned int i;

	for (i = 0; i < count; i++)
		if (list[i] == ifindex)
			return true;
	return false;
}

static void add_route(struct routes *routes, uint32_t ifindex)
{
	if (ifindex && routes->count < INTERFACES_MAX &&
	    !interface_among(routes->ifindex, routes->count, ifindex))
		routes->ifindex[routes->count++] = ifindex;
}

/* A route over several interfaces (two uplinks) names them one by one. */
static void add_hops(struct routes *routes, const struct nlattr *multipath)
{
	uint32_t size;
	const struct rtnexthop *hop = netlink_data(multipath, &size);
	int left = (int)size;

	while (left >= (int)sizeof(*hop) && RTNH_OK(hop, left)) {
		add_route(routes, (uint32_t)hop->rtnh_ifindex);
		left -= RTNH_ALIGN(hop->rtnh_len);
		hop = RTNH_NEXT(hop);
	}
}

static int take_route(void *ctx, const struct nlmsghdr *m)
{
	const struct rtmsg *route = NLMSG_DATA(m);
	const struct nlattr *multipath;
	struct routes *routes = ctx;
	uint32_t size;

	if (m->nlmsg_type != RTM_NEWROUTE || m->nlmsg_len < NLMSG_LENGTH(sizeof(*route)))
		return 0;
	if (route->rtm_dst_len || route->rtm_type != RTN_UNICAST ||
	    route->rtm_table != RT_TABLE_MAIN)
		return 0;
	size = m->nlmsg_len - (uint32_t)NLMSG_LENGTH(sizeof(*route));
	add_route(routes, netlink_u32(netlink_find(RTM_RTA(route), size, RTA_OIF)));
	multipath = netlink_find(RTM_RTA(route), size, RTA_MULTIPATH);
	if (multipath)
		add_hops(routes, multipath);
	return 0;
}

/* RFC 1918 and RFC 4193. */
static bool is_private(uint8_t family, const uint8_t *a)
{
	if (family == AF_INET6)
		return (a[0] & 0xfe) == 0xfc;
	return a[0] == 10 || (a[0] == 172 && (a[1] & 0xf0) == 16) || (a[0] == 192 && a[1] == 168);
}

/* The address in @m and its size: 4 or 16; 0 where there is none to use. */
static uint32_t address_of(const struct nlmsghdr *m, const uint8_t **out)
{
	const struct ifaddrmsg *info = NLMSG_DATA(m);
	const struct nlattr *a;
	uint32_t size;

	if (m->nlmsg_type != RTM_NEWADDR || m->nlmsg_len < NLMSG_LENGTH(sizeof(*info)))
		return 0;
	if (info->ifa_scope == RT_SCOPE_HOST || info->ifa_scope == RT_SCOPE_LINK)
		return 0;
	size = m->nlmsg_len - (uint32_t)NLMSG_LENGTH(sizeof(*info));
	/* With a peer (PPP, tun), IFA_ADDRESS is the peer's. */
	a = netlink_find(IFA_RTA(info), size, IFA_LOCAL);
	if (!a)
		a = netlink_find(IFA_RTA(info), size, IFA_ADDRESS);
	if (!a)
		return 0;
	*out = netlink_data(a, &size);
	return size == (info->ifa_family == AF_INET6 ? 16u : 4u) ? size : 0;
}

static bool is_bridge(uint32_t ifindex)
{
	struct interface found;
	char name[INTERFACE_NAME];

	return if_indextoname(ifindex, name) && !interface_read(name, &found) && found.bridge;
}

static int take_lan(void *ctx, const struct nlmsghdr *m)
{
	const struct ifaddrmsg *info = NLMSG_DATA(m);
	struct addresses *lan = ctx;
	const uint8_t *address;

	if (!address_of(m, &address) || lan->count == INTERFACES_MAX ||
	    interface_among(lan->ifindex, lan->count, info->ifa_index) ||
	    interface_among(lan->routes->ifindex, lan->routes->count, info->ifa_index))
		return 0;
	if (is_private(info->ifa_family, address) || is_bridge(info->ifa_index))
		lan->ifindex[lan->count++] = info->ifa_index;
	return 0;
}

static int take_prefix(void *ctx, const struct nlmsghdr *m)
{
	const struct ifaddrmsg *info = NLMSG_DATA(m);
	char text[INET6_ADDRSTRLEN], cidr[INET6_ADDRSTRLEN + 5];
	struct prefixes *p = ctx;
	const uint8_t *address;

	if (!address_of(m, &address) || info->ifa_index != p->ifindex)
		return 0;
	inet_ntop(info->ifa_family, address, text, sizeof(text));
	snprintf(cidr, sizeof(cidr), "%s/%u", text,
		 p->alone ? (info->ifa_family == AF_INET6 ? 128u : 32u) : info->ifa_prefixlen);
	return p->prefix(p->ctx, cidr);
}

/* @fixed: an rtmsg or ifaddrmsg with no condition in it. */
static int dump(uint16_t type, const void *fixed, uint32_t size,
		int (*handle)(void *ctx, const struct nlmsghdr *m), void *ctx)
{
	struct netlink_request request;
	int tries, error = -EINTR;

	for (tries = 0; tries < DUMP_TRIES && error == -EINTR; tries++) {
		netlink_init(&request, type, 0, fixed, size);
		error = netlink_dump(&request, handle, ctx);
	}
	return error;
}

static int default_routes(struct routes *out)
{
	struct rtmsg any = { .rtm_family = AF_UNSPEC };

	memset(out, 0, sizeof(*out));
	return dump(RTM_GETROUTE, &any, sizeof(any), take_route, out);
}

int interface_defaults(char names[static INTERFACES_MAX][INTERFACE_NAME], bool *host)
{
	struct ifaddrmsg any_address = { .ifa_family = AF_UNSPEC };
	struct routes routes = { 0 };
	struct addresses lan = { .routes = &routes };
	const uint32_t *chosen = lan.ifindex;
	unsigned int i, count = 0;
	int error;

	error = default_routes(&routes);
	if (!error)
		error = dump(RTM_GETADDR, &any_address, sizeof(any_address), take_lan, &lan);
	if (error)
		return error;
	*host = !lan.count;
	if (*host) {
		chosen = routes.ifindex;
		lan.count = routes.count ? 1 : 0;
	}
	for (i = 0; i < lan.count; i++)
		if (if_indextoname(chosen[i], names[count]))
			count++;
	return (int)count;
}

int interface_prefixes(uint32_t ifindex, int (*prefix)(void *ctx, const char *cidr), void *ctx)
{
	struct ifaddrmsg any = { .ifa_family = AF_UNSPEC };
	struct prefixes p = { .ifindex = ifindex, .prefix = prefix, .ctx = ctx };
	struct routes routes;
	int error = default_routes(&routes);

	if (error)
		return error;
	p.alone = interface_among(routes.ifindex, routes.count, ifindex);
	return dump(RTM_GETADDR, &any, sizeof(any), take_prefix, &p);
}

static int take_private(void *ctx, const struct nlmsghdr *m)
{
	const struct ifaddrmsg *info = NLMSG_DATA(m);
	struct interface_roles *r = ctx;
	const uint8_t *address;

	if (address_of(m, &address) && r->private_count < INTERFACES_MAX &&
	    !interface_among(r->private_address, r->private_count, info->ifa_index) &&
	    is_private(info->ifa_family, address))
		r->private_address[r->private_count++] = info->ifa_index;
	return 0;
}

int interface_roles(struct interface_roles *out)
{
	struct ifaddrmsg any = { .ifa_family = AF_UNSPEC };
	struct routes routes;
	int error = default_routes(&routes);

	if (error)
		return error;
	memset(out, 0, sizeof(*out));
	out->default_count = routes.count;
	memcpy(out->default_route, routes.ifindex, sizeof(out->default_route));
	return dump(RTM_GETADDR, &any, sizeof(any), take_private, out);
}
