/* SPDX-License-Identifier: MIT */
/*
 * frames.h - frames that the kernel programs hand over (frame.h of the contracts): their
 * ring, and the map of what is watched.
 *
 * The programs send frames only if the source was made with WEIR_EVENT_NAMES or
 * WEIR_EVENT_WATCH in its options' events.
 */
#ifndef WEIR_SOURCE_FRAMES_H
#define WEIR_SOURCE_FRAMES_H

#include "bpf.h"

#include <weir/frame.h>

/* Ring of frames: file descriptor for epoll, and a bounded read of it; how many were
 * handled, or a negative errno. A record that is shorter than it says is passed over. */
int bpf_source_frame_fd(const struct bpf_source *s);
int bpf_source_frames(struct bpf_source *s,
		      void (*handle)(void *ctx, const struct weir_frame *frame), void *ctx,
		      unsigned int at_most);

/* Watches what @key names, from now on and anew if it was watched. -E2BIG: the map is full;
 * -EPERM once capabilities are gone, before Linux 5.19. */
int bpf_source_watch(struct bpf_source *s, const struct weir_key *key,
		     const struct weir_watch *watch);
/* 0 also if it was not watched. */
int bpf_source_unwatch(struct bpf_source *s, const struct weir_key *key);

/* Tells the programs which kinds of entries to look for, bits of enum weir_watching; 0
 * spares them the look. Holds for programs loaded later, too. */
void bpf_source_watching(struct bpf_source *s, uint32_t kinds);

/* Whether @size bytes at @data are a frame as the programs send them. */
bool frame_is_whole(const void *data, size_t size);

#endif
