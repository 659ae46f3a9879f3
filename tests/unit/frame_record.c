// SPDX-License-Identifier: MIT
#include "tap.h"
#include "user/source/frame_record.h"

#include <string.h>

#define ANSWER_BYTES 48
static const uint8_t answer[ANSWER_BYTES + 64] = {
	2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 8, 0, 0x45, 0, 0, 40, 0, 0, 0, 0, 64, 17, 0, 0,
	10, 0, 0, 1, 10, 0, 0, 2, 0, 53, 0x9c, 0x40, 0, 20, 0, 0, 'a', 'n', 's', 'w', 'e', 'r',
};

struct caught {
	unsigned int count;
	struct frame_buffer buffer;
	struct weir_watch watch;
	bool watching;
};

static void catch_frame(void *ctx, const struct weir_frame *frame)
{
	struct caught *c = ctx;

	c->count++;
	memcpy(&c->buffer, frame, sizeof(*frame) + frame->data_len);
}

static const struct weir_watch *watch(void *ctx, const struct weir_packet *p)
{
	struct caught *c = ctx;

	(void)p;
	return c->watching ? &c->watch : NULL;
}

static const struct weir_frame *offer(struct caught *c, const uint8_t *data, uint32_t len,
				      bool names, uint16_t synth_len)
{
	struct frame_consumer consumer = { names, watch, catch_frame, c };
	struct frame_record r = { data, len, { .time_ns = 9, .wire_len = 1500, .cap_len = len } };
	static struct frame_buffer buffer;
	struct weir_packet p;

	r.meta.synth_len = synth_len;
	c->count = 0;
	weir_parse(&p, data, data + len, 0);
	frame_offer(&consumer, &r, &p, &buffer);
	return c->count ? &c->buffer.frame : NULL;
}

int main(void)
{
	static struct caught c = { .watch = { .id = 7, .bytes = 20 } };
	const struct weir_frame *f = offer(&c, answer, ANSWER_BYTES, true, 0);

	tap_ok(f && f->reasons == WEIR_FRAME_NAME && f->time_ns == 9 && f->wire_len == 1500 &&
		       f->data_len == ANSWER_BYTES && !f->ethertype && !f->watch,
	       "an answer is shown to who wants names");
	tap_ok(f && !memcmp(f->data, answer, ANSWER_BYTES), "as it is");
	tap_ok(!offer(&c, answer, ANSWER_BYTES, false, 0), "and to nobody else");
	tap_ok(!offer(&c, answer, 30, true, 0), "what cannot be read is shown to nobody");
	c.watching = true;
	f = offer(&c, answer, ANSWER_BYTES, false, 0);
	tap_ok(f && f->reasons == WEIR_FRAME_WATCH && f->watch == 7 && f->data_len == 20,
	       "what is watched is cut as asked");
	f = offer(&c, answer, ANSWER_BYTES, true, 0);
	tap_ok(f && f->reasons == (WEIR_FRAME_WATCH | WEIR_FRAME_NAME) && f->watch == 7 &&
		       f->data_len == ANSWER_BYTES, "both: the longer one");
	f = offer(&c, answer, ANSWER_BYTES, true, 14);
	tap_ok(f && f->ethertype == WEIR_ETH_IPV4 && f->data_len == ANSWER_BYTES - 14 &&
		       !memcmp(f->data, answer + 14, f->data_len),
	       "a header that was made up is left out");
	return tap_done();
}
