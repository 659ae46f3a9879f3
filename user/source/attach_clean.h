/* SPDX-License-Identifier: MIT */
/*
 * attach_clean.h - what a sensor has on interfaces and pinned, looked at from outside, and
 * taken off when it died.
 */
#ifndef WEIR_ATTACH_CLEAN_H
#define WEIR_ATTACH_CLEAN_H

#include "bpf.h"

/* How weir (this process or another) is attached to the interface at ingress, by its pins;
 * *@own_xdp: id of its XDP program, 0: none. 0, -ENOENT (not attached), -EPERM or -EACCES
 * (not allowed to look). */
int attach_look(const char *bpffs, const char *ifname, enum weir_mode *ingress, uint32_t *own_xdp);

/* One thing that is, or was, left. */
struct attach_left {
	const char *what; /* "native XDP", "generic XDP", "tcx", "clsact", "pin" */
	const char *side; /* "ingress", "egress"; "": neither */
	const char *where; /* interface, or path of the pin */
	bool hook;
	bool stray; /* a filter of weir's that no pin knows; taken off only by force */
	int error; /* why it is still there; 0: it is gone, or would be */
};

struct attach_clean_options {
	const char *bpffs;
	bool only_look; /* change nothing */
	bool force; /* although a weir runs there, and stray filters too */
	void (*left)(void *ctx, const struct attach_left *left); /* or NULL */
	void *ctx;
};

/*
 * Takes off the hooks and pins that a dead process left under @bpffs, and finds filters
 * whose pins are gone on every interface. Returns the number of hooks, or -ENOENT (@bpffs
 * is not there), -ENOTSUP (no bpf file system), -EBUSY (a weir runs on it), -EPERM or
 * -EACCES, another negative errno; @error: one line.
 */
int attach_clean(const struct attach_clean_options *o, char error[static BPF_ERROR_SIZE]);

#endif
