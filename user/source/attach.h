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

/* ATTACH_CLSACT: tc, but never tcx (for those who look with `tc filter show`). */
enum attach_want { ATTACH_AUTO, ATTACH_NATIVE, ATTACH_GENERIC, ATTACH_TC, ATTACH_CLSACT };

/* "auto", "native", "generic", "tc", "clsact"; -EINVAL for another word. */
int attach_want_parse(const char *word, enum attach_want *out);
const char *attach_want_name(enum attach_want want);
/* "native XDP", "generic XDP", "tcx", "clsact", "nothing". */
const char *attach_mode_name(enum weir_mode mode);

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

/* @s outlives the set. */
int attach_set_new(struct bpf_source *s, struct attach_set **out);

/*
 * Attaches one interface; its slot is kept over restarts by name, and what a dead process
 * left there is replaced in place. Errors as one line in @error: -ENODEV unknown
 * interface, -EEXIST in the set already, -ENOSPC more than WEIR_SLOTS, -EBUSY foreign
 * program and XDP asked for, -ENOTSUP link type, -EPERM.
 */
int attach_add(struct attach_set *set, const struct attach_options *o,
	       char error[static BPF_ERROR_SIZE]);

/* Takes off what a dead process left on interfaces that are not in the set, and frees
 * their slots. After the last attach_add(). */
void attach_prune(struct attach_set *set);

/* True where re-attaching goes through clsact, which wants CAP_NET_ADMIN; links do not. */
bool attach_needs_net_admin(const struct attach_set *set);

/* netlink: readable when an interface came, went or changed. attach_refresh() then
 * re-attaches what came back in its old slot; @changed gets each attachment that did,
 * and each whose interface went (ifindex 0) or could not be attached again (ifindex, but
 * WEIR_MODE_NONE, and @why; tried again at the next change). 0 or a negative errno. */
int attach_netlink_fd(const struct attach_set *set);
int attach_refresh(struct attach_set *set, void (*changed)(void *ctx, const struct attachment *a),
		   void *ctx);

unsigned int attach_count(const struct attach_set *set);
const struct attachment *attach_get(const struct attach_set *set, unsigned int i);

/* Takes every hook off; done on return. The set stays, to be asked. */
void attach_set_detach(struct attach_set *set);

/* @detach: takes every hook off; done on return. Foreign programs and filters stay. Else
 * the hooks go on counting, for the next process. Accepts NULL. */
void attach_set_free(struct attach_set *set, bool detach);

/* How weir (this process or another) is attached to the interface at ingress, by its pins;
 * *@own_xdp: id of its XDP program, 0: none. 0, -ENOENT (not attached), -EPERM or -EACCES
 * (not allowed to look). */
int attach_look(const char *bpffs, const char *ifname, enum weir_mode *ingress, uint32_t *own_xdp);

/* Detaches and unpins all that a dead process left under @bpffs: the number of hooks it
 * took off, or -EBUSY (a weir runs there), -EPERM, another negative errno. */
int attach_clean(const char *bpffs, char error[static BPF_ERROR_SIZE]);

#endif
