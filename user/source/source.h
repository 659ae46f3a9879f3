/* SPDX-License-Identifier: MIT */
/*
 * source.h - where flow records come from. A source meters packets (in the kernel or
 * here) and hands out, once a window, the records and the growth of the account.
 *
 * Three of them: bpf.h (live), table.h (native engine of replay), kernel.h (the kernel
 * program's test run, for replay). capture.h reads files for the last two.
 */
#ifndef WEIR_SOURCE_H
#define WEIR_SOURCE_H

#include <weir/abi.h>
#include <stdbool.h>
#include "../control/account.h"

/* Receives what a drain takes out. A negative return stops the drain, which returns it;
 * what was taken by then is in the account all the same. */
struct drain_sink {
	int (*flow)(void *ctx, const struct weir_key *key, const struct weir_flow *flow);
	int (*victim)(void *ctx, const struct weir_victim *victim); /* overflow detail */
	void *ctx;
};

/* Bytes of a record that are kept: what a plain XDP program is given of a larger frame in a
 * test run, on a 4 KiB page. */
#define FRAME_BYTES_MAX 3520

/* One record of a capture, made into an Ethernet frame where it was not one. */
struct frame_record {
	const uint8_t *data; /* frame as the parser sees it; valid until the next record */
	uint32_t len; /* bytes at data, at most FRAME_BYTES_MAX */
	struct weir_replay_meta meta; /* time, true lengths */
};

/* What the kernel engine can be shown of a frame (a page less the room that XDP keeps, less
 * the metadata). No header is read beyond WEIR_REACH_MAX, so the rest makes no difference. */
#define FRAME_LEN_MAX (3520 - sizeof(struct weir_replay_meta))

/* An engine of replay: meters frames into records. */
struct engine;
struct engine_ops {
	const char *name; /* "native", "kernel" */
	bool ordered; /* drains in order of (first packet, key); else see order.h */
	/* Meters one frame; 0 or a negative errno that ends the run. */
	int (*packet)(struct engine *e, const struct frame_record *r);
	/* Counts a record that could not be made into a frame (link header cut). */
	void (*refuse)(struct engine *e, const struct frame_record *r,
		       enum weir_malformed reason);
	/* Takes every record out and adds the growth of the account. */
	int (*drain)(struct engine *e, const struct drain_sink *sink, struct account *a);
	void (*free)(struct engine *e);
};
struct engine {
	const struct engine_ops *ops;
};

/* @flows_max: entries of the flow map, as in the kernel. Returns 0 or -errno. */
int engine_native_new(uint32_t flows_max, struct engine **out);
/* Needs CAP_BPF and CAP_NET_ADMIN (-EPERM without). Loads the embedded object with
 * config.replay set; nothing is attached or pinned. */
int engine_kernel_new(uint32_t flows_max, struct engine **out);

#endif
