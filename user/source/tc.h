/* SPDX-License-Identifier: MIT */
/*
 * tc.h - a filter at the clsact qdisc, for kernels before 6.6. Fixed handle and priority
 * and the name "weir" tell it from the filters of others, which still run after it.
 * All of it needs CAP_NET_ADMIN.
 */
#ifndef WEIR_TC_H
#define WEIR_TC_H

#include <stdbool.h>
#include <stdint.h>

#define TC_FILTER_HANDLE 0x77656972 /* "weir" */
#define TC_FILTER_PRIORITY 1 /* before all others: one of them may end the chain */
#define TC_FILTER_NAME "weir"

/*
 * Puts the program (file descriptor) in; an own filter from before is replaced with no
 * gap. *@made_qdisc becomes true if there was no clsact and it had to be made, else it
 * stays as it is. -EOPNOTSUPP: the ingress qdisc is there, which has no egress side. -EINVAL: a
 * filter of another kind sits at this priority.
 */
int tc_attach(uint32_t ifindex, bool egress, int program, bool *made_qdisc);

/* Takes the own filter out; 0 also if there was none. */
int tc_detach(uint32_t ifindex, bool egress);

/* Is the own filter there? */
bool tc_attached(uint32_t ifindex, bool egress);

/* Removes clsact if no filter of anyone is left on it. */
void tc_remove_qdisc(uint32_t ifindex);

#endif
