/* SPDX-License-Identifier: MIT */
/*
 * process.h - what the kernel says of this process (proc(5)).
 */
#ifndef WEIR_PROCESS_H
#define WEIR_PROCESS_H

#include <stdint.h>

struct process {
	uint64_t resident_bytes; /* each 0 where it cannot be told */
	uint64_t virtual_bytes;
	uint64_t cpu_us; /* user and system */
	uint64_t fds;
	uint64_t fds_max;
};

void process_look(struct process *out);

#endif
