/* SPDX-License-Identifier: MIT */
/*
 * eve_connect.h - EVE lines (NDJSON) to a consumer that listens: weir connects to its UNIX
 * socket, a stream or a datagram one (a line each), as Suricata's filetypes unix_stream
 * and unix_dgram do.
 *
 * While the consumer is away or slow, lines wait in a bounded queue; one that does not fit
 * is lost and counted: emitted = sent + lost + queued. It is tried again after 1 s, then
 * after twice as long each time, up to EVE_CONNECT_RETRY_MAX_S. A line that was cut when
 * the connection ended is sent anew, whole. Nothing blocks; all memory is taken at start.
 */
#ifndef WEIR_EVE_CONNECT_H
#define WEIR_EVE_CONNECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EVE_CONNECT_RETRY_MAX_S 30

struct eve_connect_stats {
	uint64_t emitted; /* lines handed in = sent + lost + queued */
	uint64_t sent;	  /* taken by the socket; what a consumer that dies left unread there
			   * nobody can know */
	uint64_t lost;
	uint64_t queued;
	uint64_t outages; /* times a connection ended */
	int error;	  /* errno of why there is no connection; 0: there is */
};

struct eve_connect;

/* Connects now, if somebody listens. -ENAMETOOLONG, -ENOMEM, -EMFILE, ... */
int eve_connect_new(const char *path, size_t queue_bytes, struct eve_connect **out);
/* For epoll (EPOLLIN): readable when eve_connect_handle() has something to do. */
int eve_connect_fd(const struct eve_connect *c);
void eve_connect_handle(struct eve_connect *c);
/* @line: one event without newline. */
void eve_connect_send(struct eve_connect *c, const char *line, size_t length);
const struct eve_connect_stats *eve_connect_stats(const struct eve_connect *c);
/* Sends what goes at once. Accepts NULL. */
void eve_connect_free(struct eve_connect *c);

#endif
