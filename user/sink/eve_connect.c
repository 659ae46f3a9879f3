// SPDX-License-Identifier: MIT
#include "eve_connect.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <unistd.h>

#define LINES_PER_CALL 64
#define TAG_TIMER 0
#define TAG_SOCKET 1
#define BUSY_MS 100 /* a consumer's full queue of datagrams is asked again */

/* The queue is [at, end) of data: lines, each with its newline. */
struct eve_connect {
	struct sockaddr_un address;
	int epoll;
	int timer;
	int fd; /* -1: not connected */
	bool datagram;
	bool waiting; /* for EPOLLOUT */
	bool deaf;    /* the consumer will say nothing more, but may read on */
	unsigned int retry_s;
	size_t cut; /* bytes of the first line that went already */
	size_t at, end, size;
	struct eve_connect_stats stats;
	char data[];
};

static void set_timer(struct eve_connect *c, unsigned int ms)
{
	struct itimerspec t = {.it_value = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000l}};

	timerfd_settime(c->timer, 0, &t, NULL);
}

static void retry_later(struct eve_connect *c, int error)
{
	c->stats.error = error;
	c->retry_s = c->retry_s ? c->retry_s * 2 : 1;
	if (c->retry_s > EVE_CONNECT_RETRY_MAX_S)
		c->retry_s = EVE_CONNECT_RETRY_MAX_S;
	set_timer(c, c->retry_s * 1000);
}

static void disconnect(struct eve_connect *c, int error)
{
	close(c->fd);
	c->fd = -1;
	c->cut = 0;
	c->stats.outages++;
	c->retry_s = 0;
	retry_later(c, error);
}

/* A UNIX socket's connect is done at once or not at all. */
static int try_connect(struct eve_connect *c, int type)
{
	struct epoll_event e = {.events = EPOLLIN, .data.u32 = TAG_SOCKET};
	int fd = socket(AF_UNIX, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), err = 0;

	if (fd < 0)
		return -errno;
	if (connect(fd, (const struct sockaddr *)&c->address, sizeof(c->address)) ||
	    epoll_ctl(c->epoll, EPOLL_CTL_ADD, fd, &e))
		err = -errno;
	if (err) {
		close(fd);
		return err;
	}
	c->fd = fd;
	c->datagram = type == SOCK_DGRAM;
	c->waiting = c->deaf = false;
	c->stats.error = 0;
	c->retry_s = 0;
	set_timer(c, 0);
	return 0;
}

static void connect_now(struct eve_connect *c)
{
	int err = try_connect(c, SOCK_STREAM);

	if (err == -EPROTOTYPE)
		err = try_connect(c, SOCK_DGRAM);
	if (err)
		retry_later(c, -err);
}

static void watch(struct eve_connect *c)
{
	struct epoll_event e = {.events = (c->deaf ? 0 : EPOLLIN) | (c->waiting ? EPOLLOUT : 0),
				.data.u32 = TAG_SOCKET};

	epoll_ctl(c->epoll, EPOLL_CTL_MOD, c->fd, &e);
}

static void want_writable(struct eve_connect *c, bool want)
{
	if (want == c->waiting)
		return;
	c->waiting = want;
	watch(c);
}

static void drop_first(struct eve_connect *c, size_t length, uint64_t *counter)
{
	c->at += length;
	c->cut = 0;
	c->stats.queued--;
	(*counter)++;
	if (c->at == c->end)
		c->at = c->end = 0;
}

/* The first line, or what is left of it: 0; -EAGAIN: not now; -EMSGSIZE: never; else the
 * connection has ended. */
static int send_first(struct eve_connect *c)
{
	const char *line = c->data + c->at;
	size_t length = (size_t)((const char *)memchr(line, '\n', c->end - c->at) - line) + 1;
	size_t left = length - c->cut;
	ssize_t n = send(c->fd, line + c->cut, left, MSG_DONTWAIT | MSG_NOSIGNAL);

	if (n < 0 && c->datagram && errno == EMSGSIZE) {
		drop_first(c, length, &c->stats.lost);
		return 0;
	}
	if (n < 0)
		return errno == EINTR || errno == ENOBUFS || errno == ENOMEM ? -EAGAIN : -errno;
	if ((size_t)n < left) {
		c->cut += (size_t)n;
		return -EAGAIN;
	}
	drop_first(c, length, &c->stats.sent);
	return 0;
}

static void flush(struct eve_connect *c)
{
	int err = 0;

	for (unsigned int i = 0; i < LINES_PER_CALL && c->stats.queued && !err; i++)
		err = send_first(c);
	if (err && err != -EAGAIN) {
		disconnect(c, -err);
		return;
	}
	want_writable(c, c->stats.queued && !(c->datagram && err));
	/* A full datagram socket polls writable, whatever its receiver holds. */
	if (c->datagram && err)
		set_timer(c, BUSY_MS);
}

/* A consumer has nothing to say: what comes is thrown away. */
static void listen_to(struct eve_connect *c)
{
	char text[256];
	ssize_t n = recv(c->fd, text, sizeof(text), MSG_DONTWAIT);

	if (n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR)) || c->datagram)
		return;
	if (n < 0) {
		disconnect(c, errno);
		return;
	}
	c->deaf = true;
	watch(c);
}

void eve_connect_handle(struct eve_connect *c)
{
	struct epoll_event events[2];
	int count = epoll_wait(c->epoll, events, 2, 0);
	uint64_t ticks;

	for (int i = 0; i < count; i++) {
		if (events[i].data.u32 == TAG_TIMER) {
			if (read(c->timer, &ticks, sizeof(ticks)) > 0 && c->fd < 0)
				connect_now(c);
		} else if (c->fd >= 0 && events[i].events & (EPOLLHUP | EPOLLERR)) {
			disconnect(c, EPIPE);
		} else if (c->fd >= 0 && events[i].events & EPOLLIN) {
			listen_to(c);
		}
	}
	if (c->fd >= 0)
		flush(c);
}

int eve_connect_new(const char *path, size_t queue_bytes, struct eve_connect **out)
{
	struct epoll_event e = {.events = EPOLLIN, .data.u32 = TAG_TIMER};
	struct eve_connect *c;
	int err = 0;

	if (strlen(path) >= sizeof(c->address.sun_path))
		return -ENAMETOOLONG;
	c = calloc(1, sizeof(*c) + queue_bytes);
	if (!c)
		return -ENOMEM;
	c->address.sun_family = AF_UNIX;
	strcpy(c->address.sun_path, path);
	c->size = queue_bytes;
	c->fd = -1;
	c->epoll = epoll_create1(EPOLL_CLOEXEC);
	c->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	if (c->epoll < 0 || c->timer < 0 || epoll_ctl(c->epoll, EPOLL_CTL_ADD, c->timer, &e))
		err = -errno;
	if (err) {
		eve_connect_free(c);
		return err;
	}
	connect_now(c);
	*out = c;
	return 0;
}

int eve_connect_fd(const struct eve_connect *c)
{
	return c->epoll;
}

void eve_connect_send(struct eve_connect *c, const char *line, size_t length)
{
	c->stats.emitted++;
	if (length + 1 > c->size - c->end && c->at) {
		memmove(c->data, c->data + c->at, c->end - c->at);
		c->end -= c->at;
		c->at = 0;
	}
	if (length + 1 > c->size - c->end) {
		c->stats.lost++;
		return;
	}
	memcpy(c->data + c->end, line, length);
	c->data[c->end + length] = '\n';
	c->end += length + 1;
	c->stats.queued++;
	if (c->fd >= 0 && !c->waiting)
		flush(c);
}

const struct eve_connect_stats *eve_connect_stats(const struct eve_connect *c)
{
	return &c->stats;
}

void eve_connect_free(struct eve_connect *c)
{
	if (!c)
		return;
	if (c->fd >= 0) {
		while (c->stats.queued && !send_first(c))
			;
		close(c->fd);
	}
	if (c->timer >= 0)
		close(c->timer);
	if (c->epoll >= 0)
		close(c->epoll);
	free(c);
}
