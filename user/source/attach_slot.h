/* SPDX-License-Identifier: MIT */
/*
 * attach_slot.h - which interface has which slot, over restarts; and what dead processes
 * left behind. Inside attach: nobody else includes it.
 */
#ifndef WEIR_ATTACH_SLOT_H
#define WEIR_ATTACH_SLOT_H

#include "hook.h"
#include "programs.h"

/* The two entries of a slot in the pinned vantages map, by enum weir_hook. */
struct slot_entry {
	struct weir_vantage vantage[2];
};

int slot_read(const struct bpf_source *s, unsigned int slot, struct slot_entry *out);
int slot_write(struct bpf_source *s, unsigned int slot, const struct slot_entry *entry);

/*
 * The slot of @ifname from before; else a free one; else one whose interface is not
 * among @taken (bit 1 << slot), emptied. -ENOSPC. *@out: what it holds (zero if fresh).
 */
int slot_choose(struct bpf_source *s, const char *ifname, uint32_t taken, struct slot_entry *out);

/* Takes off what stands in the slot, and frees it. */
int slot_clear(struct bpf_source *s, unsigned int slot);

/* Takes off links that no entry of the vantages map knows (it was replaced). */
void slot_drop_orphans(const struct bpf_source *s);

#endif
