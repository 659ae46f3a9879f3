// SPDX-License-Identifier: MIT
#include "worker.h"

#include <assert.h>
#include <errno.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <unistd.h>

#define STACK_BYTES (1u << 20) /* JSON is parsed in it: jansson nests up to 2,048 deep */
#define NICE 10

int worker_init(struct worker *w)
{
	*w = (struct worker){ .fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK) };
	return w->fd < 0 ? -errno : 0;
}

static void *run(void *ctx)
{
	struct worker *w = ctx;

	/* Of this thread alone (setpriority(2), C library/kernel differences). */
	setpriority(PRIO_PROCESS, 0, NICE);
	w->work(w->job);
	eventfd_write(w->fd, 1);
	return NULL;
}

int worker_start(struct worker *w, void (*work)(void *job), void *job)
{
	pthread_attr_t attributes;
	int error;

	if (w->job)
		return -EBUSY;
	if (w->fd < 0)
		return -EBADF;
	error = pthread_attr_init(&attributes);
	if (error)
		return -error;
	w->work = work;
	w->job = job;
	error = pthread_attr_setstacksize(&attributes, STACK_BYTES);
	if (!error)
		error = pthread_create(&w->thread, &attributes, run, w);
	pthread_attr_destroy(&attributes);
	if (error)
		w->job = NULL;
	return -error;
}

void *worker_wait(struct worker *w)
{
	void *job = w->job;
	eventfd_t count;

	if (!job)
		return NULL;
	pthread_join(w->thread, NULL);
	eventfd_read(w->fd, &count);
	w->job = NULL;
	return job;
}

void *worker_take(struct worker *w)
{
	eventfd_t count;

	if (!w->job || eventfd_read(w->fd, &count))
		return NULL;
	return worker_wait(w);
}

void worker_fini(struct worker *w)
{
	assert(!w->job);
	if (w->fd >= 0)
		close(w->fd);
	w->fd = -1;
}
