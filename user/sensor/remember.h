/* SPDX-License-Identifier: MIT */
/*
 * remember.h - keeps the site memory over restarts: loaded at the start, saved every five
 * minutes in slices and whole at the end. The loop writes, a worker syncs. Nothing that goes
 * wrong with it stops the sensor.
 */
#ifndef WEIR_REMEMBER_H
#define WEIR_REMEMBER_H

#include "../flow/memory_file.h"
#include "worker.h"

#define REMEMBER_EVERY_NS 300000000000ull

struct remember {
	struct memory *memory; /* outlives it */
	struct memory_save save; /* the worker's while that is busy */
	struct worker worker;
	int result; /* of the worker */
	uint64_t next_ns; /* when a save is due */
	uint64_t saved; /* times, since the start */
	uint64_t failed;
	bool failing; /* the last one failed */
};

/* Fills the empty memory from the state directory. A broken file is reported and kept
 * aside. */
void remember_start(struct remember *r, struct memory *m, const char *state, uint64_t now);
/* Once the capabilities are given up: says so if nothing can be kept. */
void remember_check(const struct remember *r);
/* At each window's end: one slice of a save that is due. */
void remember_tick(struct remember *r, uint64_t now);
/* Saves all. Accepts one that was never started. */
void remember_stop(struct remember *r);
void remember_fini(struct remember *r);

#endif
