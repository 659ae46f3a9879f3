// SPDX-License-Identifier: MIT
#include "stream.h"

#include "stream_listen.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#define EVENTS 16 /* handled in one go */
#define TAG_LISTENER UINT32_MAX
#define TAG_TIMER (UINT32_MAX - 1)
#define TAG_REST (UINT32_MAX - 2)
#define WORK_NS 10000000ull /* of the handler in one go, before it rests as long */
#define SECOND_NS 1000000000ull

struct stream_client {
	struct stream *stream;
	int fd; /* -1: nobody */
	bool ending; /* close once the queue is empty; read no more */
	bool deaf; /* said its last word, but may still listen */
	bool dead; /* sending failed */
	bool waiting; /* for EPOLLOUT */
	bool left; /* lines may be in the input that there was no time for */
	char *in; /* line_max */
	size_t in_used;
	char *out; /* queue_bytes: [out_at, out_end) is to be sent */
	size_t out_at;
	size_t out_end;
	uint64_t line_ns; /* of the last whole line */
	uint64_t second_ns; /* start of the second that lines are counted in */
	unsigned int lines;
};

struct stream {
	struct stream_options options;
	struct stream_handler handler;
	char path[108];
	int epoll; /* of these: */
	int ears; /* those who connect and who are connected, as one */
	int timer;
	int rest;
	int listener;
	bool resting; /* hears nobody until the timer rings */
	unsigned int turn; /* who is served first */
	uint64_t worked_ns; /* by the handler, less what has gone by since */
	uint64_t told_ns; /* when that was so */
	bool paused; /* no descriptors left: the listener waits for the timer */
	unsigned int clients;
	uint64_t refused;
	char *memory;
	struct stream_client client[]; /* clients_max */
};

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * SECOND_NS + (uint64_t)t.tv_nsec;
}

static int watch_in(int epoll, int op, int fd, uint32_t events, uint32_t tag)
{
	struct epoll_event e = { .events = events, .data.u32 = tag };

	return epoll_ctl(epoll, op, fd, &e) ? -errno : 0;
}

static int watch(struct stream *s, int op, int fd, uint32_t events, uint32_t tag)
{
	return watch_in(s->ears, op, fd, events, tag);
}

/* The timer runs only while there is something to wait for. */
static void set_timer(struct stream *s)
{
	bool run = s->paused || (s->clients && s->options.idle_ns);
	struct itimerspec t = { .it_interval.tv_sec = run, .it_value.tv_sec = run };

	timerfd_settime(s->timer, 0, &t, NULL);
}

static int take_memory(struct stream *s)
{
	const struct stream_options *o = &s->options;
	size_t each = o->line_max + o->queue_bytes;
	unsigned int i;

	s->memory = calloc(o->clients_max, each);
	if (!s->memory)
		return -ENOMEM;
	for (i = 0; i < o->clients_max; i++) {
		s->client[i].stream = s;
		s->client[i].fd = -1;
		s->client[i].in = s->memory + i * each;
		s->client[i].out = s->client[i].in + o->line_max;
	}
	return 0;
}

static int open_timers(struct stream *s)
{
	int err;

	s->epoll = epoll_create1(EPOLL_CLOEXEC);
	s->ears = epoll_create1(EPOLL_CLOEXEC);
	s->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	s->rest = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	if (s->epoll < 0 || s->ears < 0 || s->timer < 0 || s->rest < 0)
		return -errno;
	err = watch_in(s->epoll, EPOLL_CTL_ADD, s->ears, EPOLLIN, TAG_LISTENER);
	if (!err)
		err = watch_in(s->epoll, EPOLL_CTL_ADD, s->timer, EPOLLIN, TAG_TIMER);
	return err ? err : watch_in(s->epoll, EPOLL_CTL_ADD, s->rest, EPOLLIN, TAG_REST);
}

int stream_new(const struct stream_options *o, const struct stream_handler *h, struct stream **out)
{
	struct stream *s;
	int err;

	if (!o->clients_max || !o->line_max || !o->queue_bytes || !o->lines_per_s)
		return -EINVAL;
	if (o->path && strlen(o->path) >= sizeof(s->path))
		return -ENAMETOOLONG;
	s = calloc(1, sizeof(*s) + o->clients_max * sizeof(s->client[0]));
	if (!s) {
		if (!o->path)
			close(o->listener);
		return -ENOMEM;
	}
	s->options = *o;
	s->handler = *h;
	s->listener = o->path ? -1 : o->listener;
	err = open_timers(s);
	if (!err)
		err = take_memory(s);
	if (!err && o->path)
		err = s->listener = stream_listen(o->path, o->group);
	if (err < 0)
		goto out;
	if (o->path)
		strcpy(s->path, o->path);
	err = watch(s, EPOLL_CTL_ADD, s->listener, EPOLLIN, TAG_LISTENER);
out:
	if (err < 0) {
		stream_free(s);
		return err;
	}
	*out = s;
	return 0;
}

int stream_fd(const struct stream *s)
{
	return s->epoll;
}

unsigned int stream_index(const struct stream_client *c)
{
	return (unsigned int)(c - c->stream->client);
}

int stream_client_fd(const struct stream_client *c)
{
	return c->fd;
}

struct stream_client *stream_at(struct stream *s, unsigned int index)
{
	return index < s->options.clients_max && s->client[index].fd >= 0 ? &s->client[index] :
									    NULL;
}

uint64_t stream_refused(const struct stream *s)
{
	return s->refused;
}

static void close_client(struct stream_client *c)
{
	struct stream *s = c->stream;

	if (s->handler.closed)
		s->handler.closed(s->handler.ctx, c);
	close(c->fd);
	c->fd = -1;
	s->clients--;
	set_timer(s);
}

/* Waits for room to write, or for the client to read, as it is now needed. */
static void rewatch(struct stream_client *c)
{
	uint32_t events = c->ending || c->deaf ? 0 : EPOLLIN;

	c->waiting = c->out_at < c->out_end;
	events |= c->waiting ? EPOLLOUT : 0;
	if (watch(c->stream, EPOLL_CTL_MOD, c->fd, events, stream_index(c)))
		c->dead = true;
}

static void flush(struct stream_client *c)
{
	ssize_t n;

	while (c->out_at < c->out_end && !c->dead) {
		n = send(c->fd, c->out + c->out_at, c->out_end - c->out_at,
			 MSG_DONTWAIT | MSG_NOSIGNAL);
		if (n > 0)
			c->out_at += (size_t)n;
		else if (n < 0 && errno == EAGAIN)
			break;
		else if (n == 0 || errno != EINTR)
			c->dead = true;
	}
	if (c->out_at == c->out_end || c->dead)
		c->out_at = c->out_end = 0;
	if (!c->dead && c->waiting != (c->out_at < c->out_end))
		rewatch(c);
}

int stream_send(struct stream_client *c, const struct iovec *parts, unsigned int count)
{
	size_t pending = c->out_end - c->out_at, length = 0;
	unsigned int i;

	for (i = 0; i < count; i++)
		length += parts[i].iov_len;
	if (c->dead)
		return -EPIPE;
	if (length > c->stream->options.queue_bytes - pending)
		return -ENOBUFS;
	if (c->out_end + length > c->stream->options.queue_bytes) {
		memmove(c->out, c->out + c->out_at, pending);
		c->out_at = 0;
		c->out_end = pending;
	}
	for (i = 0; i < count; i++) {
		memcpy(c->out + c->out_end, parts[i].iov_base, parts[i].iov_len);
		c->out_end += parts[i].iov_len;
	}
	if (!c->waiting)
		flush(c);
	if (!c->dead)
		return 0;
	shutdown(c->fd, SHUT_RDWR); /* makes the hang-up that stream_handle() closes it by */
	return -EPIPE;
}

static void end_client(struct stream_client *c)
{
	c->ending = true;
	rewatch(c);
}

static void accept_client(struct stream *s)
{
	struct stream_client *c = s->client;
	int fd = accept4(s->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

	if (fd < 0) {
		s->paused = errno == EMFILE || errno == ENFILE || errno == ENOBUFS ||
			    errno == ENOMEM;
		if (s->paused)
			watch(s, EPOLL_CTL_MOD, s->listener, 0, TAG_LISTENER);
		set_timer(s);
		return;
	}
	if (s->clients == s->options.clients_max) {
		s->refused++;
		close(fd);
		return;
	}
	while (c->fd >= 0)
		c++;
	if (watch(s, EPOLL_CTL_ADD, fd, EPOLLIN, stream_index(c))) {
		close(fd);
		return;
	}
	c->fd = fd;
	c->ending = c->deaf = c->dead = c->waiting = c->left = false;
	c->in_used = c->out_at = c->out_end = 0;
	c->lines = 0;
	c->line_ns = c->second_ns = now_ns();
	s->clients++;
	set_timer(s);
	if (s->handler.opened)
		s->handler.opened(s->handler.ctx, c);
	s->worked_ns += now_ns() - c->line_ns;
}

static void abuse(struct stream_client *c, const char *what)
{
	if (c->stream->handler.abused)
		c->stream->handler.abused(c->stream->handler.ctx, c, what);
	end_client(c);
}

static void take_line(struct stream_client *c, const char *line, size_t length)
{
	struct stream *s = c->stream;
	uint64_t now = now_ns();

	c->line_ns = now;
	if (now - c->second_ns >= SECOND_NS) {
		c->second_ns = now;
		c->lines = 0;
	}
	if (++c->lines > s->options.lines_per_s)
		abuse(c, "too many requests");
	else if (s->handler.line(s->handler.ctx, c, line, length))
		end_client(c);
	s->worked_ns += now_ns() - now;
}

static bool worked_enough(const struct stream *s)
{
	return s->worked_ns >= WORK_NS;
}

/* Takes the whole lines out of the input buffer, as far as there is time for them. */
static void take_lines(struct stream_client *c)
{
	struct stream *s = c->stream;
	size_t at = 0, length;
	char *end;

	c->left = false;
	while (!c->ending && !c->dead && at < c->in_used) {
		c->left = worked_enough(s);
		if (c->left)
			break;
		end = memchr(c->in + at, '\n', c->in_used - at);
		length = end ? (size_t)(end - c->in) - at : c->in_used - at;
		if (!end && !(s->handler.whole &&
			      s->handler.whole(s->handler.ctx, c, c->in + at, length)))
			break;
		take_line(c, c->in + at, length);
		at += length + (end != NULL);
	}
	c->in_used -= at;
	memmove(c->in, c->in + at, c->in_used);
	if (c->in_used == s->options.line_max && !c->ending && !c->left)
		abuse(c, "request too long");
}

static void read_client(struct stream_client *c)
{
	ssize_t n = recv(c->fd, c->in + c->in_used, c->stream->options.line_max - c->in_used,
			 MSG_DONTWAIT);

	if (n > 0) {
		c->in_used += (size_t)n;
		take_lines(c);
	} else if (n == 0 && c->stream->options.keep_deaf) {
		c->deaf = true;
		rewatch(c);
	} else if (n == 0) {
		end_client(c);
	} else if (errno != EAGAIN && errno != EINTR) {
		c->dead = true;
	}
}

static void handle_client(struct stream_client *c, uint32_t events)
{
	if (c->fd < 0)
		return;
	if (events & EPOLLERR)
		c->dead = true;
	if (events & EPOLLOUT)
		flush(c);
	if (c->left && !c->dead)
		take_lines(c);
	else if (events & EPOLLIN && !c->ending && !c->deaf && !c->dead)
		read_client(c);
	else if (events & EPOLLHUP)
		c->dead = true;
	if (c->dead || (c->ending && c->out_at == c->out_end))
		close_client(c);
}

static void handle_timer(struct stream *s)
{
	uint64_t now = now_ns(), ticks;

	if (read(s->timer, &ticks, sizeof(ticks)) < 0)
		return;
	if (s->paused) {
		s->paused = false;
		watch(s, EPOLL_CTL_MOD, s->listener, EPOLLIN, TAG_LISTENER);
	}
	for (unsigned int i = 0; i < s->options.clients_max && s->options.idle_ns; i++)
		if (s->client[i].fd >= 0 && now - s->client[i].line_ns >= s->options.idle_ns)
			close_client(&s->client[i]);
	set_timer(s);
}

/* Whoever waits, each in turn, until the handler has worked enough. */
static void serve(struct stream *s)
{
	struct epoll_event events[EVENTS];
	unsigned int count = s->options.clients_max, i, at;
	int ready;

	s->turn++;
	for (i = 0; i < count && !worked_enough(s); i++) {
		at = (s->turn + i) % count;
		if (s->client[at].left)
			handle_client(&s->client[at], 0);
	}
	ready = epoll_wait(s->ears, events, EVENTS, 0);
	count = ready > 0 ? (unsigned int)ready : 0;
	for (i = 0; i < count && !worked_enough(s); i++) {
		at = (s->turn + i) % count;
		if (events[at].data.u32 == TAG_LISTENER)
			accept_client(s);
		else
			handle_client(&s->client[events[at].data.u32], events[at].events);
	}
}

/* Half of all time is for others, whatever clients ask for. */
static void rest(struct stream *s)
{
	struct itimerspec t = { .it_value = { .tv_sec = (time_t)(s->worked_ns / SECOND_NS),
					      .tv_nsec = (long)(s->worked_ns % SECOND_NS) } };

	s->resting = !timerfd_settime(s->rest, 0, &t, NULL) &&
		     !watch_in(s->epoll, EPOLL_CTL_MOD, s->ears, 0, TAG_LISTENER);
}

static void handle_rest(struct stream *s)
{
	uint64_t ticks;

	if (read(s->rest, &ticks, sizeof(ticks)) < 0)
		return;
	s->resting = false;
	watch_in(s->epoll, EPOLL_CTL_MOD, s->ears, EPOLLIN, TAG_LISTENER);
}

void stream_handle(struct stream *s)
{
	uint64_t now = now_ns(), gone = now - s->told_ns;

	s->told_ns = now;
	s->worked_ns -= gone < s->worked_ns ? gone : s->worked_ns;
	if (s->resting)
		handle_rest(s);
	if (!s->resting) {
		serve(s);
		if (worked_enough(s))
			rest(s);
		s->told_ns = now_ns();
	}
	/* Last: it closes clients that events of this batch may still be about. */
	handle_timer(s);
}

void stream_move(struct stream *s, const char *path)
{
	if (strlen(path) < sizeof(s->path) && strcmp(s->path, path) && !rename(s->path, path))
		strcpy(s->path, path);
}

void stream_free(struct stream *s)
{
	if (!s)
		return;
	for (unsigned int i = 0; s->memory && i < s->options.clients_max; i++)
		if (s->client[i].fd >= 0)
			close_client(&s->client[i]);
	if (s->path[0])
		unlink(s->path);
	if (s->listener >= 0)
		close(s->listener);
	if (s->timer >= 0)
		close(s->timer);
	if (s->rest >= 0)
		close(s->rest);
	if (s->ears >= 0)
		close(s->ears);
	if (s->epoll >= 0)
		close(s->epoll);
	free(s->memory);
	free(s);
}
