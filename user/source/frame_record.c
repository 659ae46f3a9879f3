// SPDX-License-Identifier: MIT
#include "frame_record.h"

#include <string.h>

static void send_record(const struct frame_consumer *c, const struct frame_record *r,
			struct weir_frame *frame, uint32_t bytes)
{
	uint32_t skip = r->meta.synth_len < r->len ? r->meta.synth_len : 0;
	uint32_t have = r->len - skip;

	if (have > bytes)
		have = bytes;
	if (have > WEIR_FRAME_MAX)
		have = WEIR_FRAME_MAX;
	frame->time_ns = r->meta.time_ns;
	frame->wire_len = r->meta.wire_len - r->meta.link_len;
	frame->data_len = (uint16_t)have;
	if (skip)
		frame->ethertype = weir_load16(r->data + skip - 2);
	memcpy(frame->data, r->data + skip, have);
	c->frame(c->ctx, frame);
}

void frame_offer(const struct frame_consumer *c, const struct frame_record *r,
		 const struct weir_packet *p, struct frame_buffer *buffer)
{
	const struct weir_watch *watch = NULL;
	struct weir_frame *frame = &buffer->frame;
	uint32_t bytes = 0;

	if (p->status != WEIR_PACKET_OK)
		return;
	memset(frame, 0, sizeof(*frame));
	if (c->names && weir_frame_names(p)) {
		frame->reasons = WEIR_FRAME_NAME;
		bytes = WEIR_FRAME_NAME_BYTES;
	}
	if (c->watch)
		watch = c->watch(c->ctx, p);
	if (watch) {
		frame->reasons |= WEIR_FRAME_WATCH;
		frame->watch = watch->id;
		if (bytes < watch->bytes)
			bytes = watch->bytes;
	}
	if (frame->reasons)
		send_record(c, r, frame, bytes);
}
