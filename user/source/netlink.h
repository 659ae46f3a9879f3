/* SPDX-License-Identifier: MIT */
/*
 * netlink.h - requests to the kernel's routing tables (links, addresses, routes, tc).
 * A socket is opened for each call: they are rare, and none is left waiting.
 */
#ifndef WEIR_NETLINK_H
#define WEIR_NETLINK_H

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <stdbool.h>
#include <stdint.h>

#define NETLINK_REQUEST_BYTES 512

/* A request under construction; netlink_init() first. */
struct netlink_request {
	struct nlmsghdr header;
	uint8_t body[NETLINK_REQUEST_BYTES];
};

/* @fixed: the message's fixed part (ifinfomsg, tcmsg, ...), @size bytes of it. */
void netlink_init(struct netlink_request *r, uint16_t type, uint16_t flags, const void *fixed,
		  uint32_t size);
/* -EMSGSIZE where it does not fit. */
int netlink_add(struct netlink_request *r, uint16_t type, const void *data, uint32_t size);
/* Opens and closes an attribute that holds others; NULL where it does not fit. */
struct nlattr *netlink_nest(struct netlink_request *r, uint16_t type);
void netlink_nest_end(struct netlink_request *r, struct nlattr *nest);

/* Sends @r and waits for the kernel's answer: 0 or the negative errno it gave. */
int netlink_send(struct netlink_request *r);

/* The same for a question: @handle gets the answer. */
int netlink_ask(struct netlink_request *r, int (*handle)(void *ctx, const struct nlmsghdr *m),
		void *ctx);

/* Sends @r as a dump; @handle gets each message, a negative return of its ends the
 * dump and is returned. -EINTR: the table changed meanwhile, ask again. */
int netlink_dump(struct netlink_request *r, int (*handle)(void *ctx, const struct nlmsghdr *m),
		 void *ctx);

/* The same of another family than NETLINK_ROUTE. */
int netlink_dump_of(int family, struct netlink_request *r,
		    int (*handle)(void *ctx, const struct nlmsghdr *m), void *ctx);

/* The attribute of that type among @size bytes at @first, or NULL. */
const struct nlattr *netlink_find(const void *first, uint32_t size, uint16_t type);
/* Payload of an attribute; *size gets its bytes. */
const void *netlink_data(const struct nlattr *a, uint32_t *size);
uint32_t netlink_u32(const struct nlattr *a); /* 0 for NULL or a short one */

/* What a watch tells of. */
#define NETLINK_LINKS 1u
#define NETLINK_FILTERS 2u /* and qdiscs */

/* A non-blocking socket that becomes readable when a link, a qdisc or a filter comes, goes
 * or changes; or a negative errno. netlink_watch_read() empties it: NETLINK_* of what was
 * told, all of them where messages were lost. */
int netlink_watch(void);
unsigned int netlink_watch_read(int fd);
/* The same of other changes, bits RTMGRP_...; whoever asked reads it. */
int netlink_watch_groups(uint32_t groups);

#endif
