// SPDX-License-Identifier: MIT
#include "neighbour.h"
#include "netlink.h"

#include <weir/cursor.h>
#include <errno.h>
#include <linux/neighbour.h>
#include <stddef.h>
#include <sys/socket.h>

#define MAC_SIZE 6
#define MESSAGE_BYTES 8192 /* a notification is one entry, far smaller */
#define STATES (NUD_REACHABLE | NUD_STALE | NUD_DELAY | NUD_PROBE | NUD_PERMANENT)

/* States of which the kernel tells only while there is traffic. */
#define FRESH (NUD_REACHABLE | NUD_DELAY | NUD_PROBE)

struct found {
	neighbour_fn found;
	void *ctx;
	uint16_t fresh; /* states */
};

int neighbour_watch(void)
{
	return netlink_watch_groups(RTMGRP_NEIGH);
}

static int read_address(const struct ndmsg *n, const struct nlattr *a, struct weir_addr *out)
{
	uint32_t size;
	const void *data = netlink_data(a, &size);

	if (n->ndm_family == AF_INET && size == 4)
		weir_load_addr4(out, data);
	else if (n->ndm_family == AF_INET6 && size == 16)
		weir_load_addr(out, data);
	else
		return -EINVAL;
	return 0;
}

static int take_entry(void *ctx, const struct nlmsghdr *m)
{
	const struct found *f = ctx;
	const struct ndmsg *n = NLMSG_DATA(m);
	const struct nlattr *address, *mac;
	struct weir_addr addr;
	uint32_t left, size;
	const void *first;

	if (m->nlmsg_type != RTM_NEWNEIGH || m->nlmsg_len < NLMSG_LENGTH(sizeof(*n)))
		return 0;
	if (!(n->ndm_state & STATES) || (n->ndm_flags & NTF_PROXY))
		return 0;
	left = m->nlmsg_len - (uint32_t)NLMSG_SPACE(sizeof(*n));
	first = (const char *)m + NLMSG_SPACE(sizeof(*n));
	if (m->nlmsg_len < NLMSG_SPACE(sizeof(*n)))
		return 0;
	address = netlink_find(first, left, NDA_DST);
	mac = netlink_find(first, left, NDA_LLADDR);
	if (!address || !mac || read_address(n, address, &addr))
		return 0;
	first = netlink_data(mac, &size);
	if (size == MAC_SIZE)
		f->found(f->ctx, first, &addr, n->ndm_state & f->fresh);
	return 0;
}

void neighbour_take(const void *message, uint32_t size, neighbour_fn found, void *ctx)
{
	struct found f = {found, ctx, FRESH | NUD_STALE};
	const struct nlmsghdr *m;

	for (m = message; NLMSG_OK(m, size); m = NLMSG_NEXT(m, size))
		take_entry(&f, m);
}

int neighbour_read(int fd, unsigned int at_most, neighbour_fn found, void *ctx)
{
	_Alignas(struct nlmsghdr) uint8_t message[MESSAGE_BYTES];

	while (at_most--) {
		ssize_t size = recv(fd, message, sizeof(message), 0);

		if (size < 0)
			return errno == EAGAIN || errno == EINTR ? 0 : -errno;
		neighbour_take(message, (uint32_t)size, found, ctx);
	}
	return 0;
}

int neighbour_all(neighbour_fn found, void *ctx)
{
	const struct ndmsg all = {.ndm_family = AF_UNSPEC};
	struct found f = {found, ctx, FRESH};
	struct netlink_request r;

	netlink_init(&r, RTM_GETNEIGH, 0, &all, sizeof(all));
	return netlink_dump(&r, take_entry, &f);
}
