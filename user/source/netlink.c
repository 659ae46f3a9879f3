// SPDX-License-Identifier: MIT
#include "netlink.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* The kernel answers a dump in pieces of at most this size (NLMSG_GOODSIZE and up). */
#define ANSWER_BYTES 32768
/* A watch is emptied in one go, but not without end under a storm of changes. */
#define WATCH_READS 64

void netlink_init(struct netlink_request *r, uint16_t type, uint16_t flags, const void *fixed,
		  uint32_t size)
{
	memset(r, 0, sizeof(*r));
	r->header.nlmsg_len = NLMSG_LENGTH(size);
	r->header.nlmsg_type = type;
	r->header.nlmsg_flags = NLM_F_REQUEST | flags;
	memcpy(r->body, fixed, size);
}

static struct nlattr *append(struct netlink_request *r, uint16_t type, const void *data,
			     uint32_t size)
{
	uint32_t at = NLMSG_ALIGN(r->header.nlmsg_len);
	struct nlattr *a = (struct nlattr *)((uint8_t *)r + at);

	if (at + NLA_HDRLEN + NLA_ALIGN(size) > sizeof(*r))
		return NULL;
	a->nla_type = type;
	a->nla_len = (uint16_t)(NLA_HDRLEN + size);
	if (size)
		memcpy((uint8_t *)a + NLA_HDRLEN, data, size);
	r->header.nlmsg_len = at + NLA_HDRLEN + NLA_ALIGN(size);
	return a;
}

int netlink_add(struct netlink_request *r, uint16_t type, const void *data, uint32_t size)
{
	return append(r, type, data, size) ? 0 : -EMSGSIZE;
}

struct nlattr *netlink_nest(struct netlink_request *r, uint16_t type)
{
	return append(r, type | NLA_F_NESTED, NULL, 0);
}

void netlink_nest_end(struct netlink_request *r, struct nlattr *nest)
{
	nest->nla_len = (uint16_t)((uint8_t *)r + r->header.nlmsg_len - (uint8_t *)nest);
}

static int open_socket(int family, uint32_t groups, int type)
{
	struct sockaddr_nl local = {.nl_family = AF_NETLINK, .nl_groups = groups};
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | type, family);
	int error;

	if (fd < 0)
		return -errno;
	if (bind(fd, (struct sockaddr *)&local, sizeof(local))) {
		error = -errno;
		close(fd);
		return error;
	}
	return fd;
}

static int error_of(const struct nlmsghdr *m)
{
	const struct nlmsgerr *e = NLMSG_DATA(m);

	if (m->nlmsg_len < NLMSG_LENGTH(sizeof(*e)))
		return -EBADMSG;
	return e->error;
}

/* 1: more is to come; 0: that was the last; negative errno. */
static int take_answer(const void *answer, ssize_t size,
		       int (*handle)(void *ctx, const struct nlmsghdr *m), void *ctx)
{
	const struct nlmsghdr *m;
	uint32_t left = (uint32_t)size;
	int error;

	for (m = answer; NLMSG_OK(m, left); m = NLMSG_NEXT(m, left)) {
		if (m->nlmsg_flags & NLM_F_DUMP_INTR)
			return -EINTR;
		if (m->nlmsg_type == NLMSG_DONE)
			return 0;
		if (m->nlmsg_type == NLMSG_ERROR)
			return error_of(m);
		error = handle ? handle(ctx, m) : 0;
		if (error < 0)
			return error;
	}
	return 1;
}

static int converse(int family, struct netlink_request *r,
		    int (*handle)(void *ctx, const struct nlmsghdr *m), void *ctx)
{
	_Alignas(struct nlmsghdr) uint8_t answer[ANSWER_BYTES];
	int fd = open_socket(family, 0, 0);
	ssize_t size;
	int error;

	if (fd < 0)
		return fd;
	if (send(fd, r, r->header.nlmsg_len, 0) < 0) {
		error = -errno;
		goto out;
	}
	do {
		size = recv(fd, answer, sizeof(answer), 0);
		error = size < 0 ? -errno : take_answer(answer, size, handle, ctx);
	} while (error > 0);
out:
	close(fd);
	return error;
}

int netlink_send(struct netlink_request *r)
{
	return netlink_ask(r, NULL, NULL);
}

int netlink_ask(struct netlink_request *r, int (*handle)(void *ctx, const struct nlmsghdr *m),
		void *ctx)
{
	r->header.nlmsg_flags |= NLM_F_ACK;
	return converse(NETLINK_ROUTE, r, handle, ctx);
}

int netlink_dump(struct netlink_request *r, int (*handle)(void *ctx, const struct nlmsghdr *m),
		 void *ctx)
{
	return netlink_dump_of(NETLINK_ROUTE, r, handle, ctx);
}

int netlink_dump_of(int family, struct netlink_request *r,
		    int (*handle)(void *ctx, const struct nlmsghdr *m), void *ctx)
{
	r->header.nlmsg_flags |= NLM_F_DUMP;
	return converse(family, r, handle, ctx);
}

const struct nlattr *netlink_find(const void *first, uint32_t size, uint16_t type)
{
	const struct nlattr *a = first;

	while (size >= NLA_HDRLEN && a->nla_len >= NLA_HDRLEN && a->nla_len <= size) {
		uint32_t step = NLA_ALIGN(a->nla_len);

		if ((a->nla_type & NLA_TYPE_MASK) == type)
			return a;
		if (step > size)
			return NULL;
		size -= step;
		a = (const struct nlattr *)((const uint8_t *)a + step);
	}
	return NULL;
}

const void *netlink_data(const struct nlattr *a, uint32_t *size)
{
	*size = a->nla_len - NLA_HDRLEN;
	return (const uint8_t *)a + NLA_HDRLEN;
}

uint32_t netlink_u32(const struct nlattr *a)
{
	uint32_t size, value;
	const void *data;

	if (!a)
		return 0;
	data = netlink_data(a, &size);
	if (size < sizeof(value))
		return 0;
	memcpy(&value, data, sizeof(value));
	return value;
}

int netlink_watch(void)
{
	return netlink_watch_groups(RTMGRP_LINK | RTMGRP_TC);
}

int netlink_watch_groups(uint32_t groups)
{
	return open_socket(NETLINK_ROUTE, groups, SOCK_NONBLOCK);
}

static unsigned int kinds_in(const void *messages, ssize_t size)
{
	const struct nlmsghdr *m;
	uint32_t left = (uint32_t)size;
	unsigned int kinds = 0;

	for (m = messages; NLMSG_OK(m, left); m = NLMSG_NEXT(m, left))
		kinds |= m->nlmsg_type == RTM_NEWLINK || m->nlmsg_type == RTM_DELLINK
				 ? NETLINK_LINKS
				 : NETLINK_FILTERS;
	return kinds;
}

unsigned int netlink_watch_read(int fd)
{
	_Alignas(struct nlmsghdr) uint8_t buffer[ANSWER_BYTES];
	unsigned int kinds = 0;
	int i;

	for (i = 0; i < WATCH_READS; i++) {
		ssize_t size = recv(fd, buffer, sizeof(buffer), 0);

		if (size > 0)
			kinds |= kinds_in(buffer, size);
		else if (size < 0 && errno == ENOBUFS)
			kinds |= NETLINK_LINKS | NETLINK_FILTERS;
		else if (size < 0 && errno != EINTR)
			break;
	}
	return kinds;
}
