/* SPDX-License-Identifier: MIT */
/*
 * blind.h - what weir cannot see on an interface, or not exactly, and the command that
 * mends it.
 */
#ifndef WEIR_BLIND_H
#define WEIR_BLIND_H

#include <weir/abi.h>
#include "interface.h"

#define BLIND_MAX 7
#define BLIND_TEXT 160

struct blind_spot {
	const char *name; /* a fixed word, for programs */
	char effect[BLIND_TEXT];
	char command[BLIND_TEXT];
};

/* @ingress: how weir is attached there, WEIR_MODE_NONE if it is not. @own_xdp: id of its
 * XDP program, 0: none. Returns how many of @out were filled. */
unsigned int blind_spots(const struct interface *i, enum weir_mode ingress, uint32_t own_xdp,
			 struct blind_spot out[static BLIND_MAX]);

#endif
