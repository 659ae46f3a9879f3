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
	bool await; /* not there yet: attached when it comes */
};

struct attachment {
	char ifname[16];
	uint32_t ifindex; /* 0 while the interface is gone */
	uint8_t slot;
	enum weir_mode ingress; /* WEIR_MODE_NONE: not attached */
	enum weir_mode egress;
	bool exact; /* false in generic mode */
	bool awaited; /* was never there yet */
	bool half; /* one of two wanted hooks is off */
	uint32_t xdp_prog; /* id of weir's XDP program there, 0: none */
	uint32_t hooks_lost; /* times somebody took a hook off */
	uint32_t hooks_restored; /* times it could be put back on */
	char why[160]; /* why this mode, for people */
};

struct attach_set;

/* @s outlives the set. */
int attach_set_new(struct bpf_source *s, struct attach_set **out);

/* What attach_refresh() finds. */
enum attach_event {
	ATTACH_GONE, /* the interface went */
	ATTACH_BACK, /* it came, or came back; not attached if both modes are WEIR_MODE_NONE */
	ATTACH_LOST, /* somebody took a hook off, and it cannot be put back: attachment.why */
	ATTACH_RESTORED, /* it could, at once or later */
};

/*
 * Attaches one interface; its slot is kept over restarts by name, and what a dead process
 * left there is replaced in place. One that is not there and awaited gets its slot and
 * programs, since they cannot be loaded once capabilities are gone. Errors as one line in
 * @error: -ENODEV unknown interface, -EEXIST in the set already, -ENOSPC more than WEIR_SLOTS, -EBUSY foreign
 * program and XDP asked for, -ENOTSUP link type, -EPERM.
 */
int attach_add(struct attach_set *set, const struct attach_options *o,
	       char error[static BPF_ERROR_SIZE]);

/* Takes off what a dead process left on interfaces that are not in the set, and frees
 * their slots. After the last attach_add(). */
void attach_prune(struct attach_set *set);

/* True where attaching anew, or what is awaited, goes through clsact, which wants
 * CAP_NET_ADMIN; links do not. */
bool attach_needs_net_admin(const struct attach_set *set);

/*
 * netlink: readable when an interface came, went or changed, or a filter or qdisc did.
 * attach_refresh() then, and about once a second for what netlink does not tell (links
 * taken off), attaches what came in its slot and puts back what somebody took off, without
 * touching the other side. @changed gets each attachment of which there is something to
 * tell. What cannot be put on is tried again at the next change of a link, and once a
 * minute. 0 or a negative errno. @now: CLOCK_MONOTONIC.
 */
int attach_netlink_fd(const struct attach_set *set);
int attach_refresh(struct attach_set *set, uint64_t now,
		   void (*changed)(void *ctx, const struct attachment *a, enum attach_event what),
		   void *ctx);

unsigned int attach_count(const struct attach_set *set);
const struct attachment *attach_get(const struct attach_set *set, unsigned int i);

/* Takes every hook off; done on return. The set stays, to be asked. */
void attach_set_detach(struct attach_set *set);

/* @detach: takes every hook off; done on return. Foreign programs and filters stay. Else
 * the hooks go on counting, for the next process. Accepts NULL. */
void attach_set_free(struct attach_set *set, bool detach);

#endif
