/* SPDX-License-Identifier: MIT */
/*
 * blind.h - what weir cannot see on an interface, or not exactly, and the command that
 * mends it.
 */
#ifndef WEIR_BLIND_H
#define WEIR_BLIND_H

#include <weir/abi.h>
#include "interface.h"

#define BLIND_MAX 8
#define BLIND_TEXT 160

enum blind_level {
	BLIND_NOTE, /* good to know; nothing is hidden */
	BLIND_WARNING, /* counts are inexact, or packets may be hidden */
	BLIND_SPOT, /* packets are hidden */
};

struct blind_spot {
	const char *name; /* a fixed word, for programs */
	enum blind_level level;
	char effect[BLIND_TEXT];
	char command[BLIND_TEXT];
};

/* One interface, while the sensor runs; all since its start, beside the account. */
struct blind_stats {
	uint64_t nic_drops; /* packets the NIC dropped before anyone could count them */
	uint64_t hooks_lost; /* times a hook of weir's was found removed by someone */
	uint64_t hooks_restored; /* times it could be put back */
	bool drops_recent; /* some of them within the last hour */
	bool hooks_recent; /* likewise */
	bool silent; /* was busy, and is not */
	unsigned int count; /* of spots at the last look; notes are left out */
	struct blind_spot spot[BLIND_MAX];
};

/* @ingress: how weir is attached there, WEIR_MODE_NONE if it is not. @own_xdp: id of its
 * XDP program, 0: none. Returns how many of @out were filled. */
unsigned int blind_spots(const struct interface *i, enum weir_mode ingress, uint32_t own_xdp,
			 struct blind_spot out[static BLIND_MAX]);

const char *blind_level_name(enum blind_level level); /* "note", "warning", "blind" */

#endif
