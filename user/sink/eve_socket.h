/* SPDX-License-Identifier: MIT */
/*
 * eve_socket.h - EVE lines (NDJSON) to whoever connects to a UNIX stream socket.
 *
 * Each reader has a bounded queue; a line that does not fit in it whole is lost for that
 * reader and counted. A reader gets alert and stats events; it may send, once or more,
 * one line {"subscribe":["flow"]} (any of alert, flow, stats: added to what it gets) or
 * {"unsubscribe":["stats"]}. Anything else ends its connection.
 */
#ifndef WEIR_EVE_SOCKET_H
#define WEIR_EVE_SOCKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EVE_SOCKET "/run/weir/eve.sock"

enum eve_kind { EVE_ALERT, EVE_FLOW, EVE_STATS, EVE_KINDS };

struct eve_socket_options {
	const char *path; /* NULL: EVE_SOCKET */
	const char *group; /* may read; NULL: the process's group */
	unsigned int readers_max; /* 0: 16 */
	size_t queue_bytes; /* per reader; 0: 256 KiB */
};

struct eve_socket_stats {
	uint64_t events[EVE_KINDS]; /* handed in */
	uint64_t sent; /* lines queued to readers, over all readers */
	uint64_t lost; /* lines that did not fit a reader's queue */
	uint64_t refused; /* connections above readers_max */
	uint32_t readers; /* now */
};

struct eve_socket;

/* Takes the path over from a dead process; -EADDRINUSE when a live one serves it. */
int eve_socket_new(const struct eve_socket_options *o, struct eve_socket **out);

/* For epoll (EPOLLIN), as with journal_fd(). */
int eve_socket_fd(const struct eve_socket *s);
void eve_socket_handle(struct eve_socket *s);

/* Whether any reader wants it: a flow event need not be made for nobody. */
bool eve_socket_wants(const struct eve_socket *s, enum eve_kind kind);

/* @line: one event without newline, @length bytes. Never blocks. */
void eve_socket_send(struct eve_socket *s, enum eve_kind kind, const char *line, size_t length);

const struct eve_socket_stats *eve_socket_stats(const struct eve_socket *s);

/* It listens at @path from now on, in the same folder; what is there is replaced. */
void eve_socket_move(struct eve_socket *s, const char *path);

/* Closes all, removes the socket file. Accepts NULL. */
void eve_socket_free(struct eve_socket *s);

#endif
