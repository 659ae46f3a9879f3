/* SPDX-License-Identifier: MIT */
/*
 * stream.h - a server of lines, under the EVE, the control and the metrics sockets.
 *
 * All memory is taken at start. Nothing blocks: what a client does not read at once
 * waits in its queue, what does not fit is refused whole.
 */
#ifndef WEIR_STREAM_H
#define WEIR_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/uio.h>

struct stream;
struct stream_client;

struct stream_options {
	const char *path; /* of a UNIX socket; its folder is made if it is missing */
	int listener; /* where path is NULL: one that listens, the stream's from now on */
	const char *group; /* may connect beside the process's user; NULL: the process's */
	unsigned int clients_max;
	size_t line_max; /* bytes of a line that a client may send */
	size_t queue_bytes; /* per client */
	uint64_t idle_ns; /* a client without a whole line for so long is closed; 0: never */
	unsigned int lines_per_s; /* burst and rate per client */
	bool keep_deaf; /* a client that ended its own side goes on to be served */
};

/* Calls of a stream, all from stream_handle(). */
struct stream_handler {
	void (*opened)(void *ctx, struct stream_client *c);
	/* A line without its newline. 0, or 1: close once all is sent. */
	int (*line)(void *ctx, struct stream_client *c, const char *line, size_t length);
	/* Text without a newline yet: whether to take it as a line. NULL: never. */
	bool (*whole)(void *ctx, struct stream_client *c, const char *text, size_t length);
	/* A line above line_max, or more than lines_per_s; the client is closed after it. */
	void (*abused)(void *ctx, struct stream_client *c, const char *what);
	void (*closed)(void *ctx, struct stream_client *c);
	void *ctx;
};

/* Takes the path over from a dead process. -EADDRINUSE when a live one serves it or the
 * path is no socket, -ENAMETOOLONG, -ENOENT, -EACCES, ... */
int stream_new(const struct stream_options *o, const struct stream_handler *h, struct stream **out);

/* For epoll (EPOLLIN): readable when stream_handle() has something to do. */
int stream_fd(const struct stream *s);
/* Bounded work: a few events, at most one buffer of each; and 10 ms of the handler's, plus
 * the last line's, then a rest of the same length. Lines wait meanwhile: clients can ask
 * for as much as they like, half of the time is left. */
void stream_handle(struct stream *s);

/* Queues all parts or, -ENOBUFS, nothing; sends what goes at once. -EPIPE when the client
 * is gone. */
int stream_send(struct stream_client *c, const struct iovec *parts, unsigned int count);

/* Of a client: 0 .. clients_max - 1, its own while it is connected. */
unsigned int stream_index(const struct stream_client *c);
int stream_client_fd(const struct stream_client *c);
/* The client at an index, NULL if there is none. */
struct stream_client *stream_at(struct stream *s, unsigned int index);

uint64_t stream_refused(const struct stream *s); /* connections above clients_max */

/* The socket file is called @path from now on, if it can be; what is there is replaced. */
void stream_move(struct stream *s, const char *path);

/* Closes all, removes the socket file. Accepts NULL. */
void stream_free(struct stream *s);

#endif
