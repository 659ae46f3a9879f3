// SPDX-License-Identifier: MIT
#include "frames.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>

#include "live.h"

bool frame_is_whole(const void *data, size_t size)
{
	const struct weir_frame *frame = data;

	return size >= sizeof(*frame) && frame->data_len && frame->data_len <= WEIR_FRAME_MAX &&
	       size - sizeof(*frame) >= frame->data_len && frame->vantage < WEIR_VANTAGES;
}

/* More than a ring of any budget holds. */
#define LEFT_MAX 65536

static int handle_frame(void *ctx, void *data, size_t size)
{
	struct frames *f = ctx;

	if (frame_is_whole(data, size))
		f->handle(f->handle_ctx, data);
	f->handled++;
	return f->handled < f->handle_at_most ? 0 : -ENOBUFS;
}

/* What a process before this one watched is nobody's any more. */
static void forget_watches(struct bpf_source *s)
{
	struct weir_key key;
	unsigned int i;

	for (i = 0; i < WEIR_WATCHES_MAX; i++)
		if (bpf_map_get_next_key(s->maps.fd[MAP_WATCH], NULL, &key) ||
		    bpf_map_delete_elem(s->maps.fd[MAP_WATCH], &key))
			break;
}

static void discard(void *ctx, const struct weir_frame *frame)
{
	(void)ctx;
	(void)frame;
}

int frames_init(struct bpf_source *s)
{
	forget_watches(s);
	s->frames.ring = ring_buffer__new(s->maps.fd[MAP_FRAMES], handle_frame, &s->frames, NULL);
	if (!s->frames.ring)
		return -errno;
	/* Nor are frames that it had no time to read: its ids may be used again. */
	bpf_source_frames(s, discard, NULL, LEFT_MAX);
	return 0;
}

void frames_fini(struct bpf_source *s)
{
	ring_buffer__free(s->frames.ring);
}

int bpf_source_frame_fd(const struct bpf_source *s)
{
	return ring_buffer__epoll_fd(s->frames.ring);
}

int bpf_source_frames(struct bpf_source *s,
		      void (*handle)(void *ctx, const struct weir_frame *frame), void *ctx,
		      unsigned int at_most)
{
	struct frames *f = &s->frames;
	int error;

	if (!at_most)
		return 0;
	f->handle = handle;
	f->handle_ctx = ctx;
	f->handle_at_most = at_most;
	f->handled = 0;
	error = ring_buffer__consume(f->ring);
	return error < 0 && error != -ENOBUFS ? error : (int)f->handled;
}

int bpf_source_watch(struct bpf_source *s, const struct weir_key *key,
		     const struct weir_watch *watch)
{
	return bpf_map_update_elem(s->maps.fd[MAP_WATCH], key, watch, 0);
}

int bpf_source_unwatch(struct bpf_source *s, const struct weir_key *key)
{
	int error = bpf_map_delete_elem(s->maps.fd[MAP_WATCH], key);

	return error == -ENOENT ? 0 : error;
}

void bpf_source_watching(struct bpf_source *s, uint32_t kinds)
{
	unsigned int i;

	s->frames.watching = kinds;
	for (i = 0; i < 2 * WEIR_SLOTS; i++)
		if (s->programs[i / 2][i % 2])
			map_programs_watch(s->programs[i / 2][i % 2], kinds);
}
