/* SPDX-License-Identifier: MIT */
/*
 * loop.h - the one epoll loop. Everything in it is non-blocking; a handler returns soon.
 */
#ifndef WEIR_LOOP_H
#define WEIR_LOOP_H

#include <stdint.h>

#define LOOP_SOURCES 32

struct loop;

int loop_new(struct loop **out);

/* Calls @handle whenever @fd is readable. @fd stays the caller's and outlives the loop.
 * -ENOSPC beyond LOOP_SOURCES, or what epoll says. */
int loop_add(struct loop *l, int fd, void (*handle)(void *ctx), void *ctx);

/* Forgets @fd, before it is closed. */
void loop_remove(struct loop *l, int fd);

/* Waits at most @timeout_ms (0: only looks, -1: for ever) and calls what is ready, each
 * at most once. 0 or a negative errno. */
int loop_turn(struct loop *l, int timeout_ms);

void loop_free(struct loop *l);

/* A timer to be added: non-blocking, CLOCK_MONOTONIC; or a negative errno. */
int loop_timer(void);
/* Rings once at @at_ns (0: never). */
int loop_timer_set(int timer, uint64_t at_ns);
/* Takes the ringing; call it from the handler. */
void loop_timer_take(int timer);

/* CLOCK_MONOTONIC, the clock of bpf_ktime_get_ns. */
uint64_t loop_now_ns(void);

#endif
