/* SPDX-License-Identifier: MIT */
/* EVE lines to consumers that listen: a stream, a datagram socket, one that stalls, dies
 * and comes back; every line is sent, lost or queued. */
#include "tests/unit/tap.h"
#include "user/sink/eve_connect.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define QUEUE 4096

static char folder[] = "/tmp/weir-connect-XXXXXX";
static char path[64];
static char text[1 << 20];

static int consumer(int type)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	unlink(path);
	strcpy(a.sun_path, path);
	if (bind(fd, (struct sockaddr *)&a, sizeof(a)) || (type == SOCK_STREAM && listen(fd, 4)))
		perror("bind");
	return fd;
}

static struct eve_connect *open_it(void)
{
	struct eve_connect *c = NULL;

	if (eve_connect_new(path, QUEUE, &c))
		abort();
	return c;
}

/* What its timer and socket ask for, for at most so long. */
static void handle(struct eve_connect *c, int ms)
{
	struct pollfd p = {.fd = eve_connect_fd(c), .events = POLLIN};

	if (poll(&p, 1, ms) > 0)
		eve_connect_handle(c);
}

static bool adds_up(const struct eve_connect *c)
{
	const struct eve_connect_stats *s = eve_connect_stats(c);

	return s->emitted == s->sent + s->lost + s->queued;
}

static void send_number(struct eve_connect *c, unsigned int number)
{
	char line[64];

	eve_connect_send(c, line, (size_t)snprintf(line, sizeof(line), "{\"number\":%u}", number));
}

/* All that is there to read, at the end of text; lines in it. */
static unsigned int receive(int fd, size_t *length)
{
	unsigned int lines = 0;
	ssize_t n;

	while ((n = recv(fd, text + *length, sizeof(text) - *length - 1, 0)) > 0)
		*length += (size_t)n;
	text[*length] = '\0';
	for (const char *at = text; (at = strchr(at, '\n')); at++)
		lines++;
	return lines;
}

static bool whole_lines(void)
{
	for (const char *at = text; *at; at = strchr(at, '\n') + 1)
		if (strncmp(at, "{\"number\":", 10) || !strchr(at, '\n') ||
		    strcspn(at, "}") + 1 != strcspn(at, "\n"))
			return false;
	return true;
}

static void test_stream(void)
{
	int listener = consumer(SOCK_STREAM), fd;
	struct eve_connect *c = open_it();
	const struct eve_connect_stats *s = eve_connect_stats(c);
	size_t length = 0;
	unsigned int lines;

	fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
	tap_ok(fd >= 0 && !s->error, "it connects");
	send_number(c, 1);
	tap_is(receive(fd, &length), 1, "a line arrives");
	tap_ok(!strcmp(text, "{\"number\":1}\n"), "as it was");
	/* The kernel takes some 200 KiB of a stream, the queue 4 KiB. */
	for (unsigned int i = 2; i <= 100000; i++)
		send_number(c, i);
	tap_ok(s->lost > 0 && s->queued > 0 && !s->error, "a stalled one loses %llu of 100000",
	       (unsigned long long)s->lost);
	tap_ok(adds_up(c), "every line is sent, lost or queued");
	for (int i = 0; i < 1000 && s->queued; i++) {
		receive(fd, &length);
		handle(c, 1000);
	}
	lines = receive(fd, &length);
	tap_is(lines, s->sent, "what is sent is what arrives");
	tap_is(s->sent + s->lost, 100000, "and the rest was lost");
	tap_ok(whole_lines(), "no line is torn");
	close(fd);
	handle(c, 1000);
	tap_ok(s->error && s->outages == 1, "its end is noticed");
	send_number(c, 7);
	tap_is(s->queued, 1, "a line waits");
	for (int i = 0; i < 30 && s->error; i++)
		handle(c, 200);
	fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
	length = 0;
	tap_is(receive(fd, &length), 1, "and goes to the next one");
	tap_ok(adds_up(c), "it still adds up");
	eve_connect_free(c);
	close(fd);
	close(listener);
}

/* A consumer that dies within a line: the next one gets it whole. */
static void test_torn(void)
{
	int listener = consumer(SOCK_STREAM), fd, small = 4096;
	struct eve_connect *c = open_it();
	const struct eve_connect_stats *s = eve_connect_stats(c);
	static char line[3000];
	size_t length = 0;

	fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof(small));
	memset(line, 'x', sizeof(line));
	while (!s->queued)
		eve_connect_send(c, line, sizeof(line));
	close(fd);
	for (int i = 0; i < 30 && (!s->error || !s->outages); i++)
		handle(c, 200);
	for (int i = 0; i < 30 && s->error; i++)
		handle(c, 200);
	fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
	tap_is(receive(fd, &length), 1, "one line waited");
	tap_is(length, sizeof(line) + 1, "it comes whole");
	tap_ok(adds_up(c), "and adds up");
	eve_connect_free(c);
	close(fd);
	close(listener);
}

static void test_datagram(void)
{
	int fd = consumer(SOCK_DGRAM);
	struct eve_connect *c = open_it();
	const struct eve_connect_stats *s = eve_connect_stats(c);
	static char large[QUEUE - 1];
	size_t length = 0;
	unsigned int lines = 0;

	tap_ok(!s->error, "it connects to a datagram socket");
	for (unsigned int i = 0; i < 2000; i++)
		send_number(c, i);
	tap_ok(s->lost > 0 && s->queued > 0, "a stalled one loses %llu of 2000",
	       (unsigned long long)s->lost);
	tap_ok(adds_up(c), "every line is sent, lost or queued");
	for (int i = 0; i < 1000 && s->queued; i++) {
		lines = receive(fd, &length);
		handle(c, 1000);
	}
	lines = receive(fd, &length);
	tap_is(lines, s->sent, "what is sent is what arrives");
	tap_ok(whole_lines(), "a line in each");
	eve_connect_send(c, large, sizeof(large));
	tap_ok(adds_up(c), "a large line");
	close(fd);
	send_number(c, 1);
	tap_ok(s->error == ECONNREFUSED && s->queued, "its death is noticed");
	fd = consumer(SOCK_DGRAM);
	for (int i = 0; i < 30 && s->error; i++)
		handle(c, 200);
	tap_ok(!s->error && !s->queued, "the next one is found");
	eve_connect_free(c);
	close(fd);
}

static void test_nobody(void)
{
	struct eve_connect *c;
	const struct eve_connect_stats *s;

	unlink(path);
	c = open_it();
	s = eve_connect_stats(c);
	tap_is(s->error, ENOENT, "nobody is there");
	for (int i = 0; i < 1000; i++)
		send_number(c, 1);
	tap_ok(s->lost > 0 && s->queued > 0 && !s->sent && adds_up(c), "what fits waits");
	eve_connect_send(c, text, QUEUE + 1);
	tap_ok(adds_up(c), "a line beyond the queue is lost");
	eve_connect_free(c);
	tap_is(eve_connect_new("/tmp/12345678901234567890123456789012345678901234567890123456789012345"
			       "6789012345678901234567890123456789012345678901234567890",
			       QUEUE, &c),
	       -ENAMETOOLONG, "a path that is too long");
}

int main(void)
{
	if (!mkdtemp(folder))
		abort();
	snprintf(path, sizeof(path), "%s/socket", folder);
	test_stream();
	test_torn();
	test_datagram();
	test_nobody();
	unlink(path);
	rmdir(folder);
	return tap_done();
}
