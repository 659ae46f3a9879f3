/* SPDX-License-Identifier: MIT */
/*
 * attach_member.h - one interface of a set: which hook goes on it, and why. Inside attach:
 * nobody else includes it.
 */
#ifndef WEIR_ATTACH_MEMBER_H
#define WEIR_ATTACH_MEMBER_H

#include "attach.h"
#include "hook.h"
#include "interface.h"
#include "programs.h"

struct member {
	struct attachment a;
	char mode_why[sizeof(((struct attachment *)0)->why)]; /* a.why, while all is on */
	enum attach_want want;
	bool want_side[2]; /* by enum weir_hook */
	struct weir_config config;
	struct weir_programs programs;
	bool settled; /* programs stay as they are loaded: capabilities may be gone */
	struct weir_programs ahead[2]; /* while awaited; by config.no_link_header */
	uint64_t retry_ns; /* what could not be put on is tried again then */
	enum attach_event then; /* what to tell when that succeeds */
	struct hook hook[2];
};

/* Loads programs for an interface that is not there yet: for frames with a link header and
 * without. As bpf_source_programs(). */
int member_load_ahead(struct bpf_source *s, struct member *m, char error[static BPF_ERROR_SIZE]);
/* Takes those that @i needs. -ENOTSUP: none; @error says why. */
int member_settle(struct member *m, const struct interface *i, char error[static BPF_ERROR_SIZE]);

/* Puts the wanted ones of these sides on; the others are taken off where not wanted, else
 * stay. On failure what was put on is what m->a says, and @error is one line. */
int member_put(struct bpf_source *s, struct member *m, const struct interface *i,
	       const bool side[2], char error[static BPF_ERROR_SIZE]);

/* Takes both off. */
void member_off(struct member *m);

/* A wanted side that is not on, or was taken off by somebody. */
bool member_lacks(const struct member *m, unsigned int side);
/* Was it on? */
bool member_lost(const struct member *m, unsigned int side);

/* Copies to m->a what the hooks are. */
void member_describe(struct member *m);

#endif
