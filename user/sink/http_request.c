// SPDX-License-Identifier: MIT
#include "http.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

int http_address(const char *text, struct sockaddr_storage *out, bool *loopback)
{
	struct sockaddr_storage any = {0};
	struct sockaddr_in *v4 = (struct sockaddr_in *)&any;
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)&any;
	bool bracket = *text == '[';
	const char *end = bracket ? strstr(text, "]:") : strchr(text, ':');
	const char *port = end ? end + 1 + bracket : "";
	char host[INET6_ADDRSTRLEN];
	long number = strtol(port, NULL, 10);
	size_t length;

	text += bracket;
	length = end ? (size_t)(end - text) : 0;
	if (!length || length >= sizeof(host) || !*port || strlen(port) > 5 ||
	    port[strspn(port, "0123456789")] || number < 1 || number > 65535)
		return -EINVAL;
	memcpy(host, text, length);
	host[length] = '\0';
	any.ss_family = bracket ? AF_INET6 : AF_INET;
	if (inet_pton(any.ss_family, host,
		      bracket ? (void *)&v6->sin6_addr : (void *)&v4->sin_addr) != 1)
		return -EINVAL;
	if (bracket)
		v6->sin6_port = htons((uint16_t)number);
	else
		v4->sin_port = htons((uint16_t)number);
	*loopback = bracket ? IN6_IS_ADDR_LOOPBACK(&v6->sin6_addr)
			    : ntohl(v4->sin_addr.s_addr) >> 24 == 127;
	if (out)
		*out = any;
	return 0;
}

static bool is_word(const char *text, size_t length, const char *word)
{
	return length == strlen(word) && !memcmp(text, word, length);
}

/* "/metrics", with a query or not, or the same behind http://HOST. */
static bool is_the_page(const char *target, size_t length)
{
	static const char scheme[] = "http://";
	size_t skip = sizeof(scheme) - 1;
	const char *end;

	if (length > skip && !strncasecmp(target, scheme, skip)) {
		end = memchr(target + skip, '/', length - skip);
		if (!end)
			return false;
		length -= (size_t)(end - target);
		target = end;
	}
	end = memchr(target, '?', length);
	return is_word(target, end ? (size_t)(end - target) : length, "/metrics");
}

/* METHOD SP TARGET SP HTTP/1.x (RFC 9112, 3). */
static int take_first(struct http_request *r, const char *line, size_t length)
{
	const char *space = memchr(line, ' ', length), *last = memrchr(line, ' ', length);
	const char *version;
	size_t method, target, left;

	if (!space || last == space)
		return 400;
	version = last + 1;
	method = (size_t)(space - line);
	target = (size_t)(last - space - 1);
	left = length - (size_t)(version - line);
	if (!method || !target || memchr(space + 1, ' ', target) || left != 8 ||
	    memcmp(version, "HTTP/", 5))
		return 400;
	if (memcmp(version + 5, "1.", 2))
		return 505;
	r->old = version[7] == '0';
	r->get = is_word(line, method, "GET");
	r->found = is_the_page(space + 1, target);
	return version[7] >= '0' && version[7] <= '9' ? 0 : 400;
}

static int take_header(struct http_request *r, const char *line, size_t length)
{
	const char *colon = memchr(line, ':', length);
	size_t name = colon ? (size_t)(colon - line) : 0;

	/* No name, a line folded into the one before, or a blank before the colon. */
	if (!name || *line == ' ' || *line == '\t' || colon[-1] == ' ' || colon[-1] == '\t')
		return 400;
	if (name == 4 && !strncasecmp(line, "Host", 4)) {
		if (r->host)
			return 400;
		r->host = true;
	}
	return 0;
}

int http_request_line(struct http_request *r, const char *line, size_t length)
{
	if (length && line[length - 1] == '\r')
		length--;
	if (memchr(line, '\0', length) || memchr(line, '\r', length))
		return 400;
	if (++r->lines > HTTP_LINES_MAX)
		return 431;
	if (r->lines == 1)
		return take_first(r, line, length);
	if (length)
		return take_header(r, line, length);
	if (!r->host && !r->old)
		return 400;
	if (!r->found)
		return 404;
	return r->get ? 200 : 405;
}
