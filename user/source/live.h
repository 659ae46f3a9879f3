/* SPDX-License-Identifier: MIT */
/*
 * live.h - the inside of struct bpf_source, for bpf.c, frames.c and programs.c alone.
 */
#ifndef WEIR_LIVE_H
#define WEIR_LIVE_H

#include "drain.h"
#include "frames.h"
#include "pins.h"
#include "programs.h"
#include "takeover.h"

struct ring_buffer;
struct weir_bpf;

/* The ring of frames, and who reads it. */
struct frames {
	struct ring_buffer *ring;
	uint32_t watching; /* as told to the programs */
	void (*handle)(void *ctx, const struct weir_frame *frame);
	void *handle_ctx;
	unsigned int handle_at_most;
	unsigned int handled;
};

struct bpf_source {
	struct bpf_options options;
	struct pins pins;
	struct map_set maps;
	struct drain drain;
	struct account takeover;
	bool pinned; /* the pins are this process's making */

	/* maps of another size or ABI that this process replaced, until the first drain */
	bool replacing;
	bool previous_foreign;
	struct map_set previous;
	struct drain previous_drain;
	struct takeover_foreign foreign;

	struct weir_bpf *programs[WEIR_SLOTS][2]; /* by weir_config.no_link_header */
	struct weir_config configs[WEIR_SLOTS][2];

	struct ring_buffer *ring;
	void (*handle)(void *ctx, const struct weir_event *event);
	void *handle_ctx;
	unsigned int handle_at_most;
	unsigned int handled;
	struct frames frames;
};

/* frames.c: 0 or -errno; the maps are there. */
int frames_init(struct bpf_source *s);
void frames_fini(struct bpf_source *s);

#endif
