/* SPDX-License-Identifier: MIT */
/*
 * memory_limit.h - how much memory the service manager or a container lets the process
 * have (cgroup v2, memory.max). BPF maps count there, too.
 */
#ifndef WEIR_MEMORY_LIMIT_H
#define WEIR_MEMORY_LIMIT_H

#include <stdint.h>

#define MEMORY_LIMIT_CGROUP "/proc/self/cgroup"
#define MEMORY_LIMIT_ROOT   "/sys/fs/cgroup"

/* What the sensor takes beside its tables: libraries, code and a model, while it is read as
 * JSON. Measured: 21 MiB with the shipped one. */
#define MEMORY_LIMIT_BESIDE (UINT64_C(32) << 20)

/* The least memory.max of the group that the file @cgroup names, and of those above it, up to
 * the folder @root; UINT64_MAX where there is none, or it cannot be known. In bytes. */
uint64_t memory_limit_read(const char *cgroup, const char *root);

#endif
