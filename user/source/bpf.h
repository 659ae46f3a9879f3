/* SPDX-License-Identifier: MIT */
/*
 * bpf.h - the live source: loads the kernel programs, pins and takes over maps, swaps
 * and drains them, keeps the ledger. attach.h puts the programs on interfaces.
 */
#ifndef WEIR_BPF_H
#define WEIR_BPF_H

#include "source.h"

struct bpf_source;

struct bpf_options {
	const char *bpffs; /* bpf file system, default /sys/fs/bpf; pins go to bpffs/weir */
	uint32_t flows_max; /* entries of one flow map */
	uint32_t ring_bytes; /* of each ring; power of two, multiple of the page size */
	uint8_t events; /* bits 1 << enum weir_event_kind */
	uint16_t prefix_len;
};

#define BPF_ERROR_SIZE 512

/*
 * Creates the maps, or takes over those a dead process left pinned (same ABI and size:
 * reused, and what they hold is accounted but not scored; else drained as totals and
 * replaced; what their programs count until attach.h has put new ones in place comes with
 * the first drain). -EPERM, -ENOTSUP (kernel lacks something, named), -EBUSY (another weir
 * runs on these pins); @error: one line that says what to do.
 */
int bpf_source_new(const struct bpf_options *o, struct bpf_source **out,
		   char error[static BPF_ERROR_SIZE]);

/* The account of the maps taken over, from when they were made until takeover: what dead
 * processes had drained, what they left, and what was lost with them ("restart"). Drains
 * add to it without gap or overlap. Zero for fresh maps. */
const struct account *bpf_source_takeover(const struct bpf_source *s);

/* Makes the other pair the active one; returns when the drained one is still. */
int bpf_source_swap(struct bpf_source *s);

/*
 * Drains the still pair in slices: 1 there is more, 0 all taken and the account of the
 * window added to *a. Each batch goes to the ledger before the next is asked for.
 * A batch error is fatal to this drain: negative errno. What is left in the pair, and the
 * account of it, comes with its next drain; what the failed call lost is in a->restart.
 */
int bpf_source_drain(struct bpf_source *s, const struct drain_sink *sink, struct account *a,
		     uint64_t budget_ns);

/* What a vantage (slot * 2 + hook) had seen at the last drain, since its maps were made. */
void bpf_source_seen(const struct bpf_source *s, unsigned int vantage, struct weir_tally *out);

/* The same: packets of a vantage that could not be read, by reason (enum weir_malformed). */
void bpf_source_malformed(const struct bpf_source *s, unsigned int vantage,
			  uint64_t out[static WEIR_MALFORMED_MAX]);

/* Ring buffer: file descriptor for epoll, and a bounded poll of it. */
int bpf_source_event_fd(const struct bpf_source *s);
int bpf_source_events(struct bpf_source *s,
		      void (*handle)(void *ctx, const struct weir_event *event), void *ctx,
		      unsigned int at_most);

/* Entries in use now are not known to the kernel cheaply; the last drain's count is. */
uint32_t bpf_source_last_fill(const struct bpf_source *s);

/* Detaches nothing. @unpin: remove every pin (a clean stop); else leave them to the next
 * process (after a crash-like stop). Accepts NULL. */
void bpf_source_free(struct bpf_source *s, bool unpin);

#endif
