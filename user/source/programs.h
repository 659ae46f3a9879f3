/* SPDX-License-Identifier: MIT */
/*
 * programs.h - what attach.h needs of the live source: loaded programs, and the pinned
 * table of who stands where.
 */
#ifndef WEIR_PROGRAMS_H
#define WEIR_PROGRAMS_H

#include <stdbool.h>

#include "bpf.h"

/* File descriptors of one interface slot; they belong to the source and live as long. */
struct weir_programs {
	int xdp;
	int tc_ingress;
	int tc_egress;
	bool frags; /* the XDP program takes multi-buffer frames (MTU above a page) */
};

/*
 * The programs of config->slot, loaded on the first call for that slot and found again
 * by every later one (which needs no capability). Of @config, slot, keyed_vlan and
 * no_link_header count; the rest is the source's. With and without link header they stand
 * beside each other; a slot that was loaded with another keyed_vlan is loaded anew, and the
 * old descriptors are closed: -EPERM then once capabilities are gone. The counters of the slot's vantages are ready before it returns.
 *
 * 0, -EINVAL (no such slot), -EPERM, or what the kernel said; @error: one line.
 */
int bpf_source_programs(struct bpf_source *s, const struct weir_config *config,
			struct weir_programs *out, char error[static BPF_ERROR_SIZE]);

/* Entry of the pinned `vantages` map; @vantage is slot * 2 + hook, below WEIR_VANTAGES.
 * It outlives the process, so a name found here keeps its slot. 0 or -errno. */
int bpf_source_vantage(const struct bpf_source *s, unsigned int vantage, struct weir_vantage *out);
int bpf_source_set_vantage(struct bpf_source *s, unsigned int vantage,
			   const struct weir_vantage *value);

/* Directory of the pins, BPFFS/weir; files named link_* in it are attach.c's. */
const char *bpf_source_pin_dir(const struct bpf_source *s);

#endif
