/* SPDX-License-Identifier: MIT */
/*
 * worker.h - work that waits for a disk or takes long, beside the loop: syncing a file,
 * reading and checking a model. One job at a time, in a thread that lives as long as it.
 *
 * A job is a struct of its own. While the thread has it nobody else touches it, and it
 * touches nothing else: no state of the sensor, no log, no sink. So there is nothing to
 * lock. The thread has no more rights than the loop has when the job begins, and no
 * signals; it runs at a lower priority.
 */
#ifndef WEIR_WORKER_H
#define WEIR_WORKER_H

#include <pthread.h>
#include <stdbool.h>

struct worker {
	pthread_t thread;
	int fd; /* readable when the job is done; -1: not open */
	void (*work)(void *job);
	void *job; /* NULL: idle */
};

/* 0 or -errno. */
int worker_init(struct worker *w);

/* For the loop. */
static inline int worker_fd(const struct worker *w)
{
	return w->fd;
}
static inline bool worker_busy(const struct worker *w)
{
	return w->job;
}

/* The job is the worker's until worker_take() gives it back. -EBUSY, -EBADF (not
 * initialized), or what pthread_create(3) says. */
int worker_start(struct worker *w, void (*work)(void *job), void *job);

/* The job, once it is done; NULL: not yet, or there is none. Never waits. */
void *worker_take(struct worker *w);
/* The same, waiting for it: at the end. */
void *worker_wait(struct worker *w);

/* Idle, and taken. */
void worker_fini(struct worker *w);

#endif
