/* SPDX-License-Identifier: MIT */
/* The page's server: requests line by line, and clients of both kinds of socket, good,
 * slow and hostile ones. */
#include "tests/unit/tap.h"
#include "user/sink/http.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/un.h>
#include <unistd.h>

#define PAGE 100000

static const struct {
	const char *request;
	int status; /* 0: more is to come */
} requests[] = {
	{"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n", 200},
	{"GET /metrics HTTP/1.0\r\n\r\n", 200},
	{"GET /metrics HTTP/1.0\n\n", 200},
	{"GET /metrics?name[]=up HTTP/1.1\r\nhOsT: x\r\nAccept: */*\r\n\r\n", 200},
	{"GET http://localhost:9209/metrics HTTP/1.1\r\nHost: x\r\n\r\n", 200},
	{"GET http://localhost HTTP/1.1\r\nHost: x\r\n\r\n", 404},
	{"GET / HTTP/1.1\r\nHost: x\r\n\r\n", 404},
	{"GET /metrics/ HTTP/1.1\r\nHost: x\r\n\r\n", 404},
	{"GET /metric HTTP/1.1\r\nHost: x\r\n\r\n", 404},
	{"GET /../metrics HTTP/1.1\r\nHost: x\r\n\r\n", 404},
	{"POST / HTTP/1.1\r\nHost: x\r\n\r\n", 404},
	{"POST /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n", 405},
	{"HEAD /metrics HTTP/1.1\r\nHost: x\r\n\r\n", 405},
	{"get /metrics HTTP/1.1\r\nHost: x\r\n\r\n", 405},
	{"GET /metrics HTTP/1.1\r\n\r\n", 400},
	{"GET /metrics HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", 400},
	{"GET /metrics\r\n", 400},
	{"GET  /metrics HTTP/1.1\r\n", 400},
	{" GET /metrics HTTP/1.1\r\n", 400},
	{"\r\n", 400},
	{"GET /metrics HTTP/1.x\r\n", 400},
	{"GET /metrics HTTP/2.0\r\n", 505},
	{"GET /metrics http/1.1\r\n", 400},
	{"GET /metrics HTTP/1.1\r\nno colon\r\n", 400},
	{"GET /metrics HTTP/1.1\r\nHost : x\r\n", 400},
	{"GET /metrics HTTP/1.1\r\n : x\r\n", 400},
	{"GET /metrics HTTP/1.1\r\nHost: x\ry\r\n", 400},
	{"{\"version\":\"0.2\"}\n", 400},
	{"GET /metrics HTTP/1.1\r\nHost: x\r\n", 0},
};

static int status_of(const char *text)
{
	struct http_request r = {0};
	int status = 0;

	while (!status && *text) {
		size_t length = strcspn(text, "\n");

		status = http_request_line(&r, text, length);
		text += length + 1;
	}
	return status;
}

static void test_requests(void)
{
	struct http_request r = {0};
	int status = 0;

	for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++)
		tap_is(status_of(requests[i].request), requests[i].status, "request %zu", i);
	http_request_line(&r, "GET /metrics HTTP/1.1", 21);
	for (int i = 1; i < HTTP_LINES_MAX && !status; i++)
		status = http_request_line(&r, "A: b", 4);
	tap_is(status, 0, "many headers");
	tap_is(http_request_line(&r, "A: b", 4), 431, "too many headers");
	memset(&r, 0, sizeof(r));
	tap_is(http_request_line(&r, "GET \0 HTTP/1.1", 14), 400, "a NUL");
}

static void test_addresses(void)
{
	static const struct {
		const char *text;
		int result;
		bool loopback;
	} addresses[] = {
		{"127.0.0.1:9209", 0, true},
		{"127.9.9.9:1", 0, true},
		{"[::1]:65535", 0, true},
		{"0.0.0.0:9209", 0, false},
		{"[::]:9209", 0, false},
		{"[fd00::1]:9209", 0, false},
		{"192.168.1.1:80", 0, false},
		{"128.0.0.1:80", 0, false},
		{"localhost:9209", -EINVAL, 0},
		{"127.0.0.1", -EINVAL, 0},
		{"127.0.0.1:", -EINVAL, 0},
		{"127.0.0.1:0", -EINVAL, 0},
		{"127.0.0.1:65536", -EINVAL, 0},
		{"127.0.0.1:+1", -EINVAL, 0},
		{"127.0.0.1:80 ", -EINVAL, 0},
		{":9209", -EINVAL, 0},
		{"::1:9209", -EINVAL, 0},
		{"[::1]9209", -EINVAL, 0},
		{"[127.0.0.1]:9209", -EINVAL, 0},
		{"[]:1", -EINVAL, 0},
		{"", -EINVAL, 0},
		{"127.1:80", -EINVAL, 0},
	};
	bool loopback;

	for (size_t i = 0; i < sizeof(addresses) / sizeof(addresses[0]); i++) {
		int result = http_address(addresses[i].text, NULL, &loopback);

		tap_ok(result == addresses[i].result &&
			       (result || loopback == addresses[i].loopback),
		       "address '%s'", addresses[i].text);
	}
}

static char path[64];
static struct http *server;
static unsigned int pages;

static size_t page(void *ctx, char *out)
{
	(void)ctx;
	pages++;
	memset(out, 'x', PAGE);
	return PAGE;
}

static int client(void)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	strcpy(a.sun_path, path);
	if (connect(fd, (struct sockaddr *)&a, sizeof(a)))
		perror("connect");
	return fd;
}

/* All that comes until the end, while the server is served; bytes. */
static size_t receive(int fd, char *out, size_t size)
{
	size_t got = 0;
	ssize_t n = 1;

	for (int i = 0; i < 2000 && n; i++) {
		struct pollfd p[2] = {{.fd = fd, .events = POLLIN},
				      {.fd = http_fd(server), .events = POLLIN}};

		poll(p, 2, 100);
		http_handle(server);
		n = read(fd, out + got, size - got);
		if (n > 0)
			got += (size_t)n;
		else if (n < 0 && errno != EAGAIN)
			break;
	}
	/* A reset: it closes without having read all that was sent. */
	tap_ok(!n || errno == ECONNRESET, "the server closes");
	return got;
}

static char answer[PAGE + 1000];

static void ask(int fd, const char *request, const char *status, size_t least)
{
	size_t length = 0;

	if (write(fd, request, strlen(request)) >= 0)
		length = receive(fd, answer, sizeof(answer) - 1);
	answer[length] = '\0';
	if (!tap_ok(!strncmp(answer, status, strlen(status)) && length >= least, "%s", status))
		printf("#   got %zu bytes: %.100s\n", length, answer);
	close(fd);
}

static void test_unix(void)
{
	char folder[] = "/tmp/weir-http-XXXXXX", header[HTTP_LINE_MAX + 100];
	struct http_options o = {.path = path, .page_max = PAGE, .page = page};
	int many[HTTP_CLIENTS + 1];
	char byte;

	if (!mkdtemp(folder))
		abort();
	snprintf(path, sizeof(path), "%s/m.sock", folder);
	tap_is(http_new(&o, &server), 0, "on a UNIX socket");
	ask(client(), "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 200 OK\r\n",
	    PAGE + 100);
	tap_ok(!!strstr(answer, "\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\n"),
	       "as Prometheus' text");
	tap_ok(!!strstr(answer, "\r\nContent-Length: 100000\r\n"), "its length is told");
	ask(client(), "GET /x HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 404 ", 50);
	ask(client(), "PUT /metrics HTTP/1.1\r\nHost: x\r\n\r\nbody", "HTTP/1.1 405 ", 50);
	tap_ok(!!strstr(answer, "\r\nAllow: GET\r\n"), "405 says what is allowed");
	ask(client(), "rubbish\n", "HTTP/1.1 400 ", 50);
	memset(header, 'h', sizeof(header));
	header[sizeof(header) - 1] = '\0';
	ask(client(), header, "HTTP/1.1 431 ", 50);

	for (int i = 0; i <= HTTP_CLIENTS; i++)
		many[i] = client();
	for (int i = 0; i < 2 * HTTP_CLIENTS + 2; i++)
		http_handle(server);
	tap_is(read(many[HTTP_CLIENTS], &byte, 1), 0, "one client too many is sent away");
	tap_ok(read(many[0], &byte, 1) < 0 && errno == EAGAIN, "the others stay");
	ask(many[1], "GET /metrics HTTP/1.0\r\n\r\n", "HTTP/1.1 200 ", PAGE);
	for (int i = 0; i <= HTTP_CLIENTS; i++)
		if (i != 1)
			close(many[i]);
	for (int i = 0; i < 10; i++)
		http_handle(server);
	ask(client(), "GET /metrics HTTP/1.0\r\n\r\n", "HTTP/1.1 200 ", PAGE);
	tap_is(pages, 3, "pages are made for good requests alone");
	http_free(server);
	tap_is(access(path, F_OK), -1, "the socket file goes");
	rmdir(folder);
}

/* One who neither finishes its request nor goes. */
static void test_slow(void)
{
	char folder[] = "/tmp/weir-http-XXXXXX";
	struct http_options o = {.path = path, .page_max = PAGE, .page = page};
	int fd;

	if (!mkdtemp(folder))
		abort();
	snprintf(path, sizeof(path), "%s/m.sock", folder);
	tap_is(http_new(&o, &server), 0, "once more");
	fd = client();
	if (write(fd, "GET /metrics HT", 15) != 15)
		abort();
	tap_is(receive(fd, answer, sizeof(answer)), 0, "an unfinished request ends without answer");
	close(fd);
	http_free(server);
	rmdir(folder);
}

static void test_tcp(void)
{
	struct http_options o = {.listen = "127.0.0.1:39209", .page_max = PAGE, .page = page};
	struct sockaddr_storage a;
	struct http *second;
	bool loopback;
	int fd, err = http_new(&o, &server);

	if (err == -EADDRINUSE) {
		tap_ok(1, "TCP: skipped, somebody has the port");
		return;
	}
	tap_is(err, 0, "on TCP");
	tap_is(http_new(&o, &second), -EADDRINUSE, "not twice");
	http_address(o.listen, &a, &loopback);
	fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	tap_is(connect(fd, (struct sockaddr *)&a, sizeof(struct sockaddr_in)), 0, "connects");
	fcntl(fd, F_SETFL, O_NONBLOCK);
	ask(fd, "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 200 OK\r\n", PAGE + 100);
	http_free(server);
}

int main(void)
{
	test_requests();
	test_addresses();
	test_unix();
	test_slow();
	test_tcp();
	return tap_done();
}
