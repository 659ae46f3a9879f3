/* SPDX-License-Identifier: MIT */
/*
 * hook.h - one side of one interface: what runs there, however it is attached.
 */
#ifndef WEIR_HOOK_H
#define WEIR_HOOK_H

#include <weir/abi.h>
#include <stdbool.h>
#include <stdint.h>

#define HOOK_PIN_SIZE 512

struct hook {
	char pin[HOOK_PIN_SIZE]; /* of its link; used by every mode but WEIR_MODE_TC */
	uint32_t ifindex;
	bool egress;
	enum weir_mode mode;
	bool made_qdisc; /* WEIR_MODE_TC: clsact was not there before */
	int link; /* -1: none */
};

/* @dir: directory of the pins. @before: what a dead process left at this hook, as in
 * struct weir_vantage, and the interface it left it at. */
void hook_init(struct hook *h, const char *dir, unsigned int slot, bool egress,
	       const struct weir_vantage *before);

/*
 * Attaches @program to the interface, in place of what runs at this hook where the mode
 * is the same; else that is taken off first. 0 or a negative errno (hook_link_make,
 * tc_attach). @tcx: rather that than clsact, if the kernel has it.
 */
int hook_put_xdp(struct hook *h, uint32_t ifindex, int program, bool generic);
int hook_put_tc(struct hook *h, uint32_t ifindex, int program, bool tcx);

/* Is it still where it was put? */
bool hook_alive(const struct hook *h);

/* Id of the XDP program that it is, 0: none. */
uint32_t hook_xdp_program(const struct hook *h);

/* Takes it off, also where the interface is gone or has another name by now; foreign
 * programs and filters stay. */
void hook_off(struct hook *h);

/* Closes its link; what is attached stays so. */
void hook_fini(struct hook *h);

/* As it is written to the vantages map. */
uint32_t hook_vantage_mode(const struct hook *h);

#endif
