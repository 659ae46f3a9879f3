/* SPDX-License-Identifier: MIT */
/*
 * doctor.h - the checks of weir doctor, by what they look at. Each adds a row per check,
 * also where all is well; a check that cannot be made (rights, no such file) is a note
 * that says so. Nothing is changed.
 */
#ifndef WEIR_DOCTOR_H
#define WEIR_DOCTOR_H

#include "../control/budget.h"
#include "../control/config.h"
#include "check.h"
#include "links.h"

struct doctor {
	const struct config *config;
	const char *root;   /* before every path that is read: "", or the folder of a test */
	bool chosen;	    /* the interfaces are named or configured, not the default ones */
	unsigned int count; /* interfaces to look at */
	char name[INTERFACES_MAX][INTERFACE_NAME];
	struct links links; /* of this machine */
	struct checks checks;
};

/* machine.c: kernel, what it offers to BPF, memory, clock. */
void doctor_kernel(struct doctor *d);
void doctor_machine(struct doctor *d);
/* service.c: bpf file system, rights, journald, groups, state directory. */
void doctor_service(struct doctor *d);
/* placement.c: is weir where it sees most? By d->links and d->name alone. */
void doctor_placement(struct doctor *d);
/* nic.c: what each interface hides; @wait_ms between two looks at its counters. */
void doctor_nics(struct doctor *d, unsigned int wait_ms);
/* bypass.c: connections and flowtables that go past the hooks. */
void doctor_bypass(struct doctor *d);
/* running.c: what a running sensor says, if there is one. */
void doctor_running(struct doctor *d);

/* The file's first @size - 1 bytes as text; its length, or -errno. */
int doctor_read(const struct doctor *d, const char *path, char *out, size_t size);

#endif
