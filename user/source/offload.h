/* SPDX-License-Identifier: MIT */
/*
 * offload.h - connections that bypass the kernel's hooks, as the kernel's list of
 * connections (/proc/net/nf_conntrack) marks them: [OFFLOAD] by a flowtable in software,
 * which the hooks of weir still see; [HW_OFFLOAD] by the NIC or switch, which nobody sees.
 *
 * Accelerators that do not tell conntrack (vendors' fast paths) cannot be read here.
 */
#ifndef WEIR_OFFLOAD_H
#define WEIR_OFFLOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define OFFLOAD_LIST "/proc/net/nf_conntrack"

struct offload_counts {
	uint64_t connections;
	uint64_t software;
	uint64_t hardware;
};

/* A reader that goes through the list in slices, again and again. */
struct offload {
	int fd; /* -1: the list cannot be read */
	bool known; /* it was read to its end at least once */
	struct offload_counts last; /* of the last whole pass */
	struct offload_counts now; /* of this one */
	char carry[16]; /* the end of the last slice: a mark may lie across two */
	size_t carried;
};

/* Opened before capabilities are given up; the descriptor stays good after. 0, or -ENOENT
 * (no connection tracking, or a kernel without the list), -EACCES. */
int offload_open(struct offload *o, const char *path);

/* Reads about @bytes of it: 1 a pass is done and o->last is new, 0 there is more, or the
 * negative errno that reading gave (the reader is closed then). */
int offload_step(struct offload *o, size_t bytes);

void offload_close(struct offload *o);

#endif
