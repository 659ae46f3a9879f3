// SPDX-License-Identifier: MIT
#include "http.h"

#include "stream.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define BACKLOG 16
#define HEAD_MAX 512
#define SECOND_NS 1000000000ull

struct http {
	struct http_options options;
	struct stream *stream;
	struct {
		struct http_request request;
		uint64_t since_ns;
	} client[HTTP_CLIENTS];
	char page[]; /* page_max */
};

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * SECOND_NS + (uint64_t)t.tv_nsec;
}

static const char *reason(int status)
{
	switch (status) {
	case 200:
		return "OK";
	case 404:
		return "Not Found";
	case 405:
		return "Method Not Allowed";
	case 408:
		return "Request Timeout";
	case 431:
		return "Request Header Fields Too Large";
	case 505:
		return "HTTP Version Not Supported";
	default:
		return "Bad Request";
	}
}

static void answer(struct http *h, struct stream_client *c, int status)
{
	char head[HEAD_MAX];
	struct iovec parts[2] = {{head, 0}, {h->page, 0}};

	if (status == 200)
		parts[1].iov_len = h->options.page(h->options.ctx, h->page);
	else
		parts[1].iov_len =
			(size_t)snprintf(h->page, h->options.page_max,
					 "%s: there is GET /metrics here\n", reason(status));
	parts[0].iov_len =
		(size_t)snprintf(head, sizeof(head),
				 "HTTP/1.1 %d %s\r\nContent-Type: text/plain; %scharset=utf-8\r\n"
				 "%sContent-Length: %zu\r\nConnection: close\r\n\r\n",
				 status, reason(status), status == 200 ? "version=0.0.4; " : "",
				 status == 405 ? "Allow: GET\r\n" : "", parts[1].iov_len);
	stream_send(c, parts, 2);
}

static void client_opened(void *ctx, struct stream_client *c)
{
	struct http *h = ctx;

	memset(&h->client[stream_index(c)], 0, sizeof(h->client[0]));
	h->client[stream_index(c)].since_ns = now_ns();
}

static int client_line(void *ctx, struct stream_client *c, const char *line, size_t length)
{
	struct http *h = ctx;
	unsigned int i = stream_index(c);
	int status = http_request_line(&h->client[i].request, line, length);

	if (!status && now_ns() - h->client[i].since_ns > HTTP_SECONDS * SECOND_NS)
		status = 408;
	if (status)
		answer(h, c, status);
	return status != 0;
}

static void client_abused(void *ctx, struct stream_client *c, const char *what)
{
	(void)what;
	answer(ctx, c, 431);
}

static int listen_tcp(const char *text)
{
	struct sockaddr_storage address;
	socklen_t size;
	int fd, one = 1, err = 0;
	bool loopback;

	if (http_address(text, &address, &loopback))
		return -EINVAL;
	size = address.ss_family == AF_INET6 ? sizeof(struct sockaddr_in6)
					     : sizeof(struct sockaddr_in);
	fd = socket(address.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return -errno;
	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)) ||
	    bind(fd, (struct sockaddr *)&address, size) || listen(fd, BACKLOG))
		err = -errno;
	if (!err)
		return fd;
	close(fd);
	return err;
}

int http_new(const struct http_options *o, struct http **out)
{
	struct stream_options options = {.path = o->path,
					 .group = o->group,
					 .clients_max = HTTP_CLIENTS,
					 .line_max = HTTP_LINE_MAX,
					 .queue_bytes = o->page_max + HEAD_MAX,
					 .idle_ns = HTTP_SECONDS * SECOND_NS,
					 .lines_per_s = HTTP_LINES_MAX + 1,
					 .keep_deaf = true};
	struct http *h = calloc(1, sizeof(*h) + o->page_max);
	struct stream_handler handler = {
		.opened = client_opened, .line = client_line, .abused = client_abused, .ctx = h};
	int err = 0;

	if (!h)
		return -ENOMEM;
	h->options = *o;
	if (!o->path)
		err = options.listener = listen_tcp(o->listen);
	if (err >= 0)
		err = stream_new(&options, &handler, &h->stream);
	if (err < 0) {
		free(h);
		return err;
	}
	*out = h;
	return 0;
}

int http_fd(const struct http *h)
{
	return stream_fd(h->stream);
}

void http_handle(struct http *h)
{
	stream_handle(h->stream);
}

void http_free(struct http *h)
{
	if (!h)
		return;
	stream_free(h->stream);
	free(h);
}
