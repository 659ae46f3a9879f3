/* SPDX-License-Identifier: MIT */
/*
 * bypass.h - the parts of doctor_bypass(), for it and for its test alone.
 */
#ifndef WEIR_BYPASS_H
#define WEIR_BYPASS_H

#include "doctor.h"

#include <linux/netlink.h>

struct flowtables {
	unsigned int count;
	unsigned int hardware; /* of those, with `flags offload` */
	char name[64];	       /* of the first such */
};

/* One message of a dump of flowtables; ctx: struct flowtables. */
int bypass_take_flowtable(void *ctx, const struct nlmsghdr *m);
/* @error: negative errno of that dump, or 0. */
void bypass_judge_flowtables(struct doctor *d, int error, const struct flowtables *f);
void bypass_check_connections(struct doctor *d);
void bypass_check_accelerators(struct doctor *d);

#endif
