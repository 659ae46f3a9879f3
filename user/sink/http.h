/* SPDX-License-Identifier: MIT */
/*
 * http.h - a server of one page: GET /metrics, HTTP/1.0 and 1.1, one request to a
 * connection. On a UNIX socket or a TCP address.
 *
 * Bounded in all: HTTP_CLIENTS at once (more are closed at once), HTTP_LINE_MAX bytes of a
 * line, HTTP_LINES_MAX lines, HTTP_SECONDS for all of it. All memory is taken at start.
 */
#ifndef WEIR_HTTP_H
#define WEIR_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#define HTTP_CLIENTS 4
#define HTTP_LINE_MAX 4096
#define HTTP_LINES_MAX 64
#define HTTP_SECONDS 5

/* "127.0.0.1:9209" or "[::1]:9209": numbers only, no names. *@out (may be NULL): to bind
 * to; *@loopback: of the machine itself. 0 or -EINVAL. */
int http_address(const char *text, struct sockaddr_storage *out, bool *loopback);

/* A request as it comes in, line by line; begin with all zero. */
struct http_request {
	unsigned int lines;
	bool found; /* /metrics */
	bool get;
	bool old;  /* HTTP/1.0 */
	bool host; /* a Host header came, and one only */
};

/* The next line, without its newline. 0: there is more to come; else the status to answer
 * with: 200, 400, 404, 405, 431 (too many lines), 505. */
int http_request_line(struct http_request *r, const char *line, size_t length);

struct http_options {
	const char *path;   /* of a UNIX socket; or NULL */
	const char *group;  /* may connect to it; NULL: the process's group */
	const char *listen; /* as http_address() takes it; where path is NULL */
	size_t page_max;    /* bytes of the page */
	/* The page into @out, at most page_max bytes: its length. */
	size_t (*page)(void *ctx, char *out);
	void *ctx;
};

struct http;

/* -EADDRINUSE, -EACCES, ...; nothing stays open then. */
int http_new(const struct http_options *o, struct http **out);
/* For epoll (EPOLLIN): readable when http_handle() has something to do. */
int http_fd(const struct http *h);
void http_handle(struct http *h);
/* Closes all, removes the socket file. Accepts NULL. */
void http_free(struct http *h);

#endif
