/* SPDX-License-Identifier: MIT */
/*
 * frame_record.h - a record of a capture as the kernel programs would have handed it over:
 * replay's side of weir/frame.h.
 */
#ifndef WEIR_FRAME_RECORD_H
#define WEIR_FRAME_RECORD_H

#include "source.h"

#include <weir/frame.h>

/* Who wants frames in replay. */
struct frame_consumer {
	bool names; /* those that may name something */
	/* The entry that the packet belongs to and has frames left, or NULL; counts it as sent.
	 * NULL: nothing is watched. */
	const struct weir_watch *(*watch)(void *ctx, const struct weir_packet *p);
	void (*frame)(void *ctx, const struct weir_frame *frame); /* NULL: nobody */
	void *ctx;
};

struct frame_buffer {
	union {
		struct weir_frame frame;
		uint8_t bytes[sizeof(struct weir_frame) + WEIR_FRAME_MAX];
	};
};

/* Hands the record over if it is wanted; @p: what weir_parse() made of it. A synthetic
 * link header is left out: the frame then begins with IP, as on devices without one. */
void frame_offer(const struct frame_consumer *c, const struct frame_record *r,
		 const struct weir_packet *p, struct frame_buffer *buffer);

#endif
