/* SPDX-License-Identifier: MIT */
/*
 * attach.h - puts the hooks on interfaces and keeps them there.
 *
 * Mode auto: native XDP only where the driver has it, the MTU fits, no foreign program
 * sits there, VLAN stripping is off (or there are no VLANs) and it costs no offloads
 * (veth and virtio lose theirs); else tc. Generic XDP only when asked for. A foreign XDP
 * program is never replaced. tcx where the kernel has it, else a clsact filter with a
 * fixed handle and priority that passes every packet on to the next filter.
 */
#ifndef WEIR_ATTACH_H
#define WEIR_ATTACH_H

#include "bpf.h"

enum attach_want { ATTACH_AUTO, ATTACH_NATIVE, ATTACH_GENERIC, ATTACH_TC };

struct attach_options {
	const char *ifname;
	enum attach_want want;
	bool ingress;
	bool egress;
};

struct attachment {
	char ifname[16];
	uint32_t ifindex; /* 0 while the interface is gone */
	uint8_t slot;
	enum weir_mode ingress; /* WEIR_MODE_NONE: not attached */
	enum weir_mode egress;
	bool exact; /* false in generic mode */
	char why[160]; /* why this mode, for people */
};

struct attach_set;

int attach_set_new(struct bpf_source *s, struct attach_set **out);

/* Attaches one interface; its slot is kept over restarts by name. Errors as one line in
 * @error: -ENODEV unknown interface, -EBUSY foreign program and native asked for, ... */
int attach_add(struct attach_set *set, const struct attach_options *o,
	       char error[static BPF_ERROR_SIZE]);

/* netlink: readable when an interface came, went or changed. attach_refresh() then
 * re-attaches what came back; @changed gets each attachment that did. */
int attach_netlink_fd(const struct attach_set *set);
int attach_refresh(struct attach_set *set,
		   void (*changed)(void *ctx, const struct attachment *a), void *ctx);

unsigned int attach_count(const struct attach_set *set);
const struct attachment *attach_get(const struct attach_set *set, unsigned int i);

/* Takes every hook off. Foreign programs and filters stay. Accepts NULL. */
void attach_set_free(struct attach_set *set, bool detach);

/* Detaches and unpins all that a dead process left under @bpffs; 0 also if nothing was. */
int attach_clean(const char *bpffs, char error[static BPF_ERROR_SIZE]);

#endif
