/* SPDX-License-Identifier: MIT */
/*
 * Requests for the metrics page, line by line, and addresses to listen on. A request gets
 * one known status and only after its first line; 200 only where it asked for /metrics.
 */
#include "fuzz.h"

#include "user/sink/http.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static void check_status(const struct http_request *r, int status)
{
	assert(!status || status == 200 || status == 400 || status == 404 || status == 405 ||
	       status == 431 || status == 505);
	assert(status != 200 || (r->found && r->get && (r->host || r->old)));
	assert(r->lines <= HTTP_LINES_MAX + 1);
}

static void take_request(const char *text, size_t size)
{
	const char *end = text + size, *newline;
	struct http_request r = {0};
	int status = 0;

	while (!status && text < end) {
		newline = memchr(text, '\n', (size_t)(end - text));
		if (!newline)
			newline = end;
		status = http_request_line(&r, text, (size_t)(newline - text));
		check_status(&r, status);
		text = newline + 1;
	}
}

static void take_address(const char *data, size_t size)
{
	struct sockaddr_storage address;
	char *text = malloc(size + 1);
	bool loopback;
	int result;

	assert(text);
	memcpy(text, data, size);
	text[size] = '\0';
	result = http_address(text, &address, &loopback);
	assert(result == -EINVAL ||
	       (!result && (address.ss_family == AF_INET || address.ss_family == AF_INET6)));
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	take_request((const char *)data, size);
	take_address((const char *)data, size);
	return 0;
}

void fuzz_seeds(void (*emit)(void *ctx, const void *data, size_t size), void *ctx)
{
	static const char *const seeds[] = {
		("GET /metrics HTTP/1.1\r\nHost: localhost:9209\r\nUser-Agent: Prometheus/2.42\r\n"
		"Accept: text/plain;version=0.0.4;q=0.5,*/*;q=0.1\r\nAccept-Encoding: gzip\r\n\r\n"),
		"GET http://h/metrics?a=b HTTP/1.0\n\n",
		"POST /metrics HTTP/1.1\r\nHost: x\r\n\r\n",
		"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n",
		"GET /metrics HTTP/2.0\r\n",
		"GET /metrics HTTP/1.1\r\n folded\r\n",
		"127.0.0.1:9209",
		"[fd00::1]:65535",
	};

	for (size_t i = 0; i < sizeof(seeds) / sizeof(seeds[0]); i++)
		emit(ctx, seeds[i], strlen(seeds[i]));
}
