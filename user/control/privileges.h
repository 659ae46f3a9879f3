/* SPDX-License-Identifier: MIT */
/*
 * privileges.h - the capabilities of the process: asked before the start, given up after
 * attaching. By system calls, without libcap. The user stays the same: uid 0 without
 * capabilities owns its pins and sockets, and may do no more than that.
 */
#ifndef WEIR_PRIVILEGES_H
#define WEIR_PRIVILEGES_H

#include <stdbool.h>

#define PRIVILEGES_ERROR_SIZE 256

struct privileges_options {
	bool net_admin; /* keep CAP_NET_ADMIN: clsact filters are put on anew by netlink */
	/* Does what the steady state needs still work? Asked while nothing is given up for
	 * good; if not, CAP_BPF is kept (kernels before 5.19). NULL: yes. */
	bool (*works)(void *ctx);
	void *ctx;
};

/* CAP_BPF, CAP_NET_ADMIN and CAP_PERFMON: 0, or -EPERM and in @error which are missing. */
int privileges_check(char error[static PRIVILEGES_ERROR_SIZE]);

/*
 * Effective, permitted, inheritable and ambient sets become what @o says, the bounding
 * set empty (as it is, where CAP_SETPCAP is missing: no_new_privs makes it harmless), and
 * no_new_privs is set. What was asked is read back. Negative errno: the caller must end,
 * the process may have more rights than it should; @error says which step failed.
 */
int privileges_drop(const struct privileges_options *o, char error[static PRIVILEGES_ERROR_SIZE]);

#endif
