/* SPDX-License-Identifier: MIT */
/*
 * neighbour.h - which MAC the kernel knows for which address on the links of this machine
 * (its ARP and ND tables). No capability is needed.
 */
#ifndef WEIR_NEIGHBOUR_H
#define WEIR_NEIGHBOUR_H

#include <weir/abi.h>
#include <stdbool.h>
#include <stdint.h>

/* An entry that is valid, or was; IPv4 as ::ffff:a.b.c.d. @fresh: it was heard of just now. */
typedef void (*neighbour_fn)(void *ctx, const uint8_t mac[static 6], const struct weir_addr *addr,
			     bool fresh);

/* A non-blocking socket that becomes readable when an entry changes, or a negative errno. */
int neighbour_watch(void);

/* Hands out what changed, of at most @at_most messages of the kernel. 0; -ENOBUFS: some
 * were lost, so all should be asked for again; other negative errnos. */
int neighbour_read(int fd, unsigned int at_most, neighbour_fn found, void *ctx);

/* Hands out all entries. 0 or -errno; -EINTR: the table changed meanwhile. */
int neighbour_all(neighbour_fn found, void *ctx);

/* The entry of a message of the kernel, if it is one; for tests. @size: bytes at @message. */
void neighbour_take(const void *message, uint32_t size, neighbour_fn found, void *ctx);

#endif
