// SPDX-License-Identifier: MIT
#include "loop.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#define NS_PER_S 1000000000ull

struct source {
	int fd;
	void (*handle)(void *ctx); /* NULL: free */
	void *ctx;
};

struct loop {
	int epoll;
	struct source source[LOOP_SOURCES];
};

int loop_new(struct loop **out)
{
	struct loop *l = calloc(1, sizeof(*l));
	int error;

	if (!l)
		return -ENOMEM;
	l->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (l->epoll < 0) {
		error = -errno;
		free(l);
		return error;
	}
	*out = l;
	return 0;
}

int loop_add(struct loop *l, int fd, void (*handle)(void *ctx), void *ctx)
{
	struct epoll_event event = { .events = EPOLLIN };
	uint32_t place = 0;

	while (place < LOOP_SOURCES && l->source[place].handle)
		place++;
	if (place == LOOP_SOURCES)
		return -ENOSPC;
	event.data.u32 = place;
	if (epoll_ctl(l->epoll, EPOLL_CTL_ADD, fd, &event))
		return -errno;
	l->source[place] = (struct source){ fd, handle, ctx };
	return 0;
}

void loop_remove(struct loop *l, int fd)
{
	unsigned int i;

	for (i = 0; i < LOOP_SOURCES; i++)
		if (l->source[i].handle && l->source[i].fd == fd) {
			epoll_ctl(l->epoll, EPOLL_CTL_DEL, fd, NULL);
			l->source[i].handle = NULL;
		}
}

int loop_turn(struct loop *l, int timeout_ms)
{
	struct epoll_event events[LOOP_SOURCES];
	int count = epoll_wait(l->epoll, events, LOOP_SOURCES, timeout_ms), i;

	if (count < 0)
		return errno == EINTR ? 0 : -errno;
	for (i = 0; i < count; i++) {
		const struct source *s = &l->source[events[i].data.u32];

		/* One of the same turn may have removed it. */
		if (s->handle)
			s->handle(s->ctx);
	}
	return 0;
}

void loop_free(struct loop *l)
{
	if (!l)
		return;
	close(l->epoll);
	free(l);
}

int loop_timer(void)
{
	int fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

int loop_timer_set(int timer, uint64_t at_ns)
{
	struct itimerspec at = { .it_value = { .tv_sec = (time_t)(at_ns / NS_PER_S),
					       .tv_nsec = (long)(at_ns % NS_PER_S) } };

	return timerfd_settime(timer, TFD_TIMER_ABSTIME, &at, NULL) ? -errno : 0;
}

void loop_timer_take(int timer)
{
	uint64_t times;
	ssize_t size = read(timer, &times, sizeof(times));

	/* EAGAIN: set anew between the ringing and this. */
	(void)size;
}

uint64_t loop_now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * NS_PER_S + (uint64_t)now.tv_nsec;
}
