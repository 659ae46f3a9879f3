/* SPDX-License-Identifier: MIT */
/*
 * naming.h - keeps the live sensor's devices: fed by frames, by the kernel's neighbour table
 * and by the files that [Devices] names, over restarts in the state directory. Nothing that
 * goes wrong with it stops the sensor.
 *
 * Files are looked at every NAMING_LOOK_NS and read where they changed, and the devices saved
 * every NAMING_SAVE_NS: both by the worker, beside the loop. At the start and at the end all
 * is done at once.
 */
#ifndef WEIR_SENSOR_NAMING_H
#define WEIR_SENSOR_NAMING_H

#include "../control/budget.h"
#include "../control/config.h"
#include "../device/device.h"
#include "worker.h"

#include <sys/stat.h>

#define NAMING_LOOK_NS 5000000000ull
#define NAMING_SAVE_NS 300000000000ull
#define NAMING_FILES 5 /* the admin's, and lease files */

struct naming_file {
	char path[CONFIG_PATH_SIZE]; /* "": none */
	struct stat seen;	     /* when it was read last; all zero: never, or it was missing */
	bool complained;	     /* that it cannot be read */
	/* what the worker found */
	bool changed;
	int error;
	char *text;
	size_t size;
};

/* What the worker has while it works. */
struct naming_work {
	struct naming_file file[NAMING_FILES];
	char path[CONFIG_PATH_SIZE + 16]; /* in the state directory */
	void *saving;			  /* as a file; NULL: it looks at the files */
	size_t saving_size;
	int save_error;
};

struct naming {
	struct devices *devices; /* NULL: not wanted */
	int neighbours;		 /* descriptor, -1: not open */
	struct worker worker;
	struct naming_work work;
	int64_t wall_offset_ns;
	uint64_t look_ns; /* when files are looked at again */
	uint64_t save_ns;
	uint64_t ask_ns;	/* when the kernel is asked for all neighbours; 0: no need */
	uint64_t saved, failed; /* times, since the start */
	bool failing;		/* the last save failed */
};

/* Not started: all the others accept it. */
void naming_init(struct naming *n);
/* Learns what is known at once. -ENOMEM, or what the descriptors failed with; none where it
 * is not wanted. @wall_offset_ns: wall clock minus monotonic. */
int naming_start(struct naming *n, const struct config *c, const struct budget *b,
		 const struct networks *home, int64_t wall_offset_ns, uint64_t now_ns);
/* Readable when neighbours changed, and when the worker is done. */
void naming_neighbours(struct naming *n, uint64_t now_ns);
void naming_worked(struct naming *n, uint64_t now_ns);
/* Every second or so; @c as it holds now. */
void naming_tick(struct naming *n, const struct config *c, uint64_t now_ns);
/* Saves all. */
void naming_stop(struct naming *n);
void naming_free(struct naming *n);

#endif
