/* SPDX-License-Identifier: MIT */
/*
 * maps.h - the maps of bpf/maps.bpf.h as one set: made from the embedded object, pinned,
 * opened again, swapped; and the kernel programs loaded over such a set.
 *
 * A pair is what one epoch picks: a flow map, a counter map and a victim map.
 */
#ifndef WEIR_MAPS_H
#define WEIR_MAPS_H

#include <stdbool.h>
#include <stdint.h>
#include <weir/abi.h>

/* By role; the pairs' maps lie next to each other, so MAP_FLOWS + pair is one of them. */
enum map_role {
	MAP_ACTIVE,
	MAP_FLOWS_OUTER,
	MAP_VICTIMS_OUTER,
	MAP_FLOWS,
	MAP_FLOWS_B,
	MAP_COUNTERS,
	MAP_COUNTERS_B,
	MAP_VICTIMS,
	MAP_VICTIMS_B,
	MAP_LEDGER,
	MAP_VANTAGES,
	MAP_SCRATCH,
	MAP_EVENTS,
	MAP_FRAMES, /* from here on: of ABI 3 */
	MAP_FRAME_SCRATCH,
	MAP_WATCH,
	MAP_ROLES
};

struct map_set {
	int fd[MAP_ROLES]; /* -1: closed */
	unsigned int cpus; /* possible CPUs: values per key of the per-CPU maps */
};

/* A set with every descriptor closed. */
void map_set_init(struct map_set *m);
void map_set_close(struct map_set *m);

/* Makes the maps, tells each counter which pair it belongs to, writes the ledger's ABI and
 * size. @flows_max: entries of one flow map; @ring_bytes: of each ring, a power of two, a
 * page or more.
 * 0, -EPERM, -ENOMEM, or what the kernel said. */
int map_set_create(struct map_set *m, uint32_t flows_max, uint32_t ring_bytes);

/* Pins. @dir is a directory of a bpf file system. Opening: -ENOENT where no set is
 * complete; what ABI 2 lacked may be missing and is closed then. Pinning replaces what has these names. */
int map_set_open(struct map_set *m, const char *dir);
int map_set_pin(const struct map_set *m, const char *dir);
void map_set_unpin(const char *dir);

/* Whether the set has the shapes of this build and the sizes asked for. */
bool map_set_fits(const struct map_set *m, uint32_t flows_max, uint32_t ring_bytes);

/* Reads what every version of the ABI keeps in place: whether this build can read the
 * rest (shape of every map but for its size, and the ledger's ABI). */
bool map_set_readable(const struct map_set *m);

/* The pair in use, 0 or 1; or -errno. */
int map_set_active(const struct map_set *m);
/* Makes @pair the one in use; returns when no program uses the other. */
int map_set_activate(const struct map_set *m, unsigned int pair);

struct weir_bpf;

/*
 * Loads the programs over the set with @config as read-only data. XDP takes multi-buffer
 * frames where the kernel can (config.frags is set accordingly); replay loads XDP alone.
 * @out is freed with map_programs_free(), which accepts NULL.
 */
int map_programs_load(const struct map_set *m, struct weir_config *config, struct weir_bpf **out);
void map_programs_free(struct weir_bpf *programs);

/* Tells the programs what kinds of entries the watch map holds (bits of enum
 * weir_watching); works without any capability. */
void map_programs_watch(struct weir_bpf *programs, uint32_t kinds);

/* Descriptors of a loaded object; -1 where not loaded. They live as long as it does. */
int map_programs_xdp(const struct weir_bpf *programs);
int map_programs_tc(const struct weir_bpf *programs, enum weir_hook hook);

#endif
