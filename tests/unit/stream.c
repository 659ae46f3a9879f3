// SPDX-License-Identifier: MIT
/* The EVE socket, the stream server under it, and the EVE file. */
#include "tests/unit/tap.h"
#include "user/sink/eve_file.h"
#include "user/sink/eve_socket.h"
#include "user/sink/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

static char folder[] = "/tmp/weir-stream-XXXXXX";
static char path[64];

static int dial(void)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	strcpy(a.sun_path, path);
	if (connect(fd, (struct sockaddr *)&a, sizeof(a))) {
		close(fd);
		return -1;
	}
	return fd;
}

/* Handles until the server has nothing to do, by its own descriptor. */
static void settle(struct eve_socket *s)
{
	struct pollfd p = { .fd = eve_socket_fd(s), .events = POLLIN };

	while (poll(&p, 1, 20) > 0)
		eve_socket_handle(s);
}

static size_t take(int fd, char *out, size_t size)
{
	ssize_t n = recv(fd, out, size - 1, MSG_DONTWAIT);

	out[n > 0 ? n : 0] = '\0';
	return n > 0 ? (size_t)n : 0;
}

static bool hung_up(int fd)
{
	char c;

	return recv(fd, &c, 1, MSG_DONTWAIT) == 0;
}

static void say(int fd, const char *text)
{
	if (send(fd, text, strlen(text), MSG_NOSIGNAL) < 0)
		perror("send");
}

static struct eve_socket *serve(unsigned int readers_max, size_t queue_bytes)
{
	struct eve_socket_options o = { path, NULL, readers_max, queue_bytes };
	struct eve_socket *s = NULL;
	int err = eve_socket_new(&o, &s);

	if (err) {
		printf("Bail out! %s: %s\n", path, strerror(-err));
		exit(1);
	}
	return s;
}

static void test_subscriptions(void)
{
	struct eve_socket *s = serve(4, 0);
	int a = dial(), b = dial();
	char text[256];
	struct stat st;

	tap_ok(!stat(path, &st) && (st.st_mode & 07777) == 0660, "the socket has mode 0660");
	settle(s);
	tap_is(eve_socket_stats(s)->readers, 2, "two readers");
	tap_ok(eve_socket_wants(s, EVE_ALERT) && eve_socket_wants(s, EVE_STATS), "want alerts");
	tap_ok(!eve_socket_wants(s, EVE_FLOW), "but no flows");
	say(b, "{\"subscribe\":[\"flow\"],\"unsubscribe\":[\"stats\"]}\n");
	settle(s);
	tap_ok(eve_socket_wants(s, EVE_FLOW), "until one asks");
	eve_socket_send(s, EVE_ALERT, "{\"n\":1}", 7);
	eve_socket_send(s, EVE_FLOW, "{\"n\":2}", 7);
	eve_socket_send(s, EVE_STATS, "{\"n\":3}", 7);
	take(a, text, sizeof(text));
	tap_ok(!strcmp(text, "{\"n\":1}\n{\"n\":3}\n"), "the first gets what all get");
	take(b, text, sizeof(text));
	tap_ok(!strcmp(text, "{\"n\":1}\n{\"n\":2}\n"), "the second what it asked for");
	say(a, "{\"subscribe\":[\"everything\"]}\n");
	settle(s);
	tap_ok(hung_up(a), "a wrong request ends the connection");
	shutdown(b, SHUT_WR);
	settle(s);
	eve_socket_send(s, EVE_ALERT, "{\"n\":4}", 7);
	take(b, text, sizeof(text));
	tap_ok(!strcmp(text, "{\"n\":4}\n"), "a reader that only listens is served");
	close(a);
	close(b);
	settle(s);
	tap_is(eve_socket_stats(s)->readers, 0, "who hangs up is forgotten");
	tap_is(eve_socket_stats(s)->sent, 5, "lines sent");
	tap_is(eve_socket_stats(s)->lost, 0, "none lost");
	eve_socket_free(s);
	tap_ok(access(path, F_OK) != 0, "the socket file is gone");
}

/* Every line that a slow reader gets is whole, and sent + lost is all. */
static void test_slow_reader(void)
{
	enum { LINES = 5000, LENGTH = 500 };
	struct eve_socket *s = serve(2, 64 << 10);
	int slow = dial(), quick = dial();
	static char line[LENGTH + 1], text[1 << 16];
	unsigned long got[2] = { 0, 0 }, torn = 0;
	size_t n, at[2] = { 0, 0 };

	settle(s);
	memset(line, 'x', LENGTH);
	for (int i = 0; i < LINES; i++) {
		eve_socket_send(s, EVE_ALERT, line, LENGTH);
		eve_socket_handle(s);
		while ((n = take(quick, text, sizeof(text))))
			at[1] += n;
	}
	for (int i = 0; i < 100; i++) {
		settle(s);
		while ((n = take(slow, text, sizeof(text))))
			for (size_t k = 0; k < n; k++) {
				if (text[k] == '\n') {
					torn += at[0] != LENGTH;
					at[0] = 0;
					got[0]++;
				} else {
					at[0]++;
				}
			}
	}
	got[1] = at[1] / (LENGTH + 1);
	tap_is(got[1], LINES, "the quick reader gets all lines");
	tap_ok(got[0] > 100 && got[0] < LINES, "the slow reader %lu of %d", got[0], LINES);
	tap_is(torn, 0, "each of them whole");
	tap_is(got[0] + eve_socket_stats(s)->lost, LINES, "and the rest is counted as lost");
	tap_is(eve_socket_stats(s)->sent, got[0] + got[1], "sent is what arrived");
	eve_socket_send(s, EVE_ALERT, "after", 5);
	take(slow, text, sizeof(text));
	tap_ok(!strcmp(text, "after\n"), "the slow reader goes on when it reads again");
	close(slow);
	close(quick);
	eve_socket_free(s);
}

static void test_bounds(void)
{
	struct eve_socket *s = serve(2, 0), *other = NULL;
	struct eve_socket_options o = { path, NULL, 0, 0 };
	int a = dial(), b = dial(), c = dial();
	static char text[300];

	settle(s);
	tap_ok(hung_up(c), "a reader above the bound is refused");
	tap_is(eve_socket_stats(s)->refused, 1, "and counted");
	close(c);
	memset(text, 'y', sizeof(text) - 1);
	say(a, text);
	settle(s);
	tap_ok(hung_up(a) || errno == ECONNRESET, "an endless request ends the connection");
	for (int i = 0; i < 12; i++)
		say(b, "{\"subscribe\":[\"flow\"]}\n");
	settle(s);
	tap_ok(hung_up(b) || errno == ECONNRESET, "so do too many");
	tap_is(eve_socket_new(&o, &other), -EADDRINUSE, "a live socket is not taken over");
	eve_socket_send(s, EVE_ALERT, "x", 1);
	close(a);
	close(b);
	eve_socket_free(s);
}

static int ignore_line(void *ctx, struct stream_client *c, const char *line, size_t length)
{
	(void)c;
	(void)line;
	(void)length;
	++*(unsigned int *)ctx;
	return 0;
}

/* Who says nothing whole for a second is closed, who does stays. */
static void test_idle(void)
{
	unsigned int lines = 0;
	const struct stream_options o = { .path = path,
					  .clients_max = 4,
					  .line_max = 64,
					  .queue_bytes = 64,
					  .idle_ns = 2000000000ull,
					  .lines_per_s = 1000 };
	const struct stream_handler h = { .line = ignore_line, .ctx = &lines };
	struct pollfd p = { .events = POLLIN };
	int quiet, busy, rounds = 0;
	struct stream *s;

	if (stream_new(&o, &h, &s))
		abort();
	p.fd = stream_fd(s);
	quiet = dial();
	busy = dial();
	say(quiet, "half a li");
	while (!hung_up(quiet) && rounds++ < 1000) {
		say(busy, "line\n");
		if (poll(&p, 1, 100) > 0)
			stream_handle(s);
		usleep(10000);
	}
	tap_ok(rounds < 1000, "half a line is not waited for without end");
	tap_ok(!hung_up(busy) && lines > 5, "whole lines are served: %u", lines);
	close(quiet);
	close(busy);
	stream_free(s);
}

#define SLOW_CLIENTS 4
#define SLOW_LINES 20
#define SLOW_MS 4

static uint64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

static int slow_line(void *ctx, struct stream_client *c, const char *line, size_t length)
{
	const uint64_t until = now_ms() + SLOW_MS;

	(void)line;
	(void)length;
	while (now_ms() < until)
		;
	++((unsigned int *)ctx)[stream_index(c)];
	return 0;
}

static unsigned int sum_of(const unsigned int *served)
{
	unsigned int sum = 0;

	for (unsigned int i = 0; i < SLOW_CLIENTS; i++)
		sum += served[i];
	return sum;
}

/* However many lines wait that each take long, one call takes few of them, then the server
 * rests; nobody is passed over. */
static void test_work(void)
{
	unsigned int served[SLOW_CLIENTS] = { 0 }, most = 0, before, i;
	const struct stream_options o = { .path = path,
					  .clients_max = SLOW_CLIENTS,
					  .line_max = SLOW_LINES * 5,
					  .queue_bytes = 64,
					  .lines_per_s = 1000 };
	const struct stream_handler h = { .line = slow_line, .ctx = served };
	const uint64_t begin = now_ms();
	int fd[SLOW_CLIENTS];
	struct pollfd p = { .events = POLLIN };
	struct stream *s;

	if (stream_new(&o, &h, &s))
		abort();
	p.fd = stream_fd(s);
	for (i = 0; i < SLOW_CLIENTS; i++) {
		fd[i] = dial();
		for (before = 0; before < SLOW_LINES; before++)
			say(fd[i], "busy\n");
	}
	while (sum_of(served) < SLOW_CLIENTS * SLOW_LINES && poll(&p, 1, 10000) > 0) {
		before = sum_of(served);
		stream_handle(s);
		before = sum_of(served) - before;
		most = before > most ? before : most;
	}
	tap_is(sum_of(served), SLOW_CLIENTS * SLOW_LINES, "lines that take long are all served");
	tap_ok(most && most <= 4, "but %u at most in one go", most);
	tap_ok(now_ms() - begin >= 3 * SLOW_MS * SLOW_CLIENTS * SLOW_LINES / 2,
	       "much of the time is left to others");
	for (i = 0; i < SLOW_CLIENTS; i++) {
		tap_ok(!hung_up(fd[i]), "client %u stays", i);
		close(fd[i]);
	}
	stream_free(s);
}

static void test_paths(void)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	struct eve_socket_options o = { path, "no-such-group", 0, 0 };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	char deep[128], longer[200];
	struct eve_socket *s;

	strcpy(a.sun_path, path);
	if (bind(fd, (struct sockaddr *)&a, sizeof(a)))
		perror("bind");
	close(fd);
	tap_is(eve_socket_new(&o, &s), 0, "a dead process's socket is taken over");
	eve_socket_free(s);
	close(open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
	tap_is(eve_socket_new(&o, &s), -EADDRINUSE, "a file is not");
	tap_ok(!access(path, F_OK), "and stays");
	unlink(path);
	snprintf(deep, sizeof(deep), "%s/made/s", folder);
	o.path = deep;
	tap_is(eve_socket_new(&o, &s), 0, "the folder is made");
	eve_socket_free(s);
	snprintf(deep, sizeof(deep), "%s/made", folder);
	rmdir(deep);
	snprintf(deep, sizeof(deep), "%s/no/such/s", folder);
	tap_is(eve_socket_new(&o, &s), -ENOENT, "but only one");
	memset(longer, 'a', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	o.path = longer;
	tap_is(eve_socket_new(&o, &s), -ENAMETOOLONG, "a path too long for a socket");
}

/* Another server in the place of one, whose file it replaces. */
static void test_move(void)
{
	char beside[80], line[64];
	struct eve_socket_options o = { beside, NULL, 2, 4096 };
	struct eve_socket *old = serve(2, 4096), *next = NULL;
	int fd;

	snprintf(beside, sizeof(beside), "%s.new", path);
	tap_is(eve_socket_new(&o, &next), 0, "one beside it");
	eve_socket_free(old);
	eve_socket_move(next, path);
	tap_ok(!access(path, F_OK) && access(beside, F_OK), "moves into its place");
	fd = dial();
	settle(next);
	eve_socket_send(next, EVE_ALERT, "x", 1);
	tap_is(take(fd, line, sizeof(line)), 2, "and serves there");
	eve_socket_move(next, "/nonexistent/eve.sock");
	tap_ok(!access(path, F_OK), "nowhere else it can move");
	close(fd);
	eve_socket_free(next);
	tap_ok(access(path, F_OK), "at the end nothing is left");
}

static size_t file_text(const char *name, char *out, size_t size)
{
	int fd = open(name, O_RDONLY | O_CLOEXEC);
	ssize_t n = read(fd, out, size - 1);

	close(fd);
	out[n > 0 ? n : 0] = '\0';
	return n > 0 ? (size_t)n : 0;
}

static void test_file(void)
{
	char name[64], moved[64], text[256];
	struct rlimit limit, none;
	struct eve_file *f;

	snprintf(name, sizeof(name), "%s/eve.json", folder);
	snprintf(moved, sizeof(moved), "%s/eve.json.1", folder);
	tap_is(eve_file_new(name, &f), 0, "a file is made");
	eve_file_write(f, "one", 3);
	rename(name, moved);
	eve_file_write(f, "two", 3);
	tap_is(eve_file_reopen(f), 0, "and reopened");
	eve_file_write(f, "three", 5);
	file_text(moved, text, sizeof(text));
	tap_ok(!strcmp(text, "one\ntwo\n"), "the moved file has what came before");
	file_text(name, text, sizeof(text));
	tap_ok(!strcmp(text, "three\n"), "the new one what came after");

	/* A full disk: no more than 10 bytes fit. */
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &none);
	limit = none;
	limit.rlim_cur = 10;
	setrlimit(RLIMIT_FSIZE, &limit);
	eve_file_write(f, "a longer line", 13);
	eve_file_write(f, "again", 5);
	tap_is(eve_file_stats(f)->lost, 2, "what does not fit is lost and counted");
	tap_ok(eve_file_stats(f)->error != 0, "with its reason");
	setrlimit(RLIMIT_FSIZE, &none);
	eve_file_write(f, "four", 4);
	file_text(name, text, sizeof(text));
	tap_ok(!strcmp(text, "three\nfour\n"), "no torn line is left");
	tap_is(eve_file_stats(f)->written, 4, "lines written");
	tap_is(eve_file_stats(f)->error, 0, "all is well again");
	eve_file_free(f);

	tap_is(eve_file_new("/dev/full", &f), 0, "a device that is always full");
	eve_file_write(f, "x", 1);
	tap_is(eve_file_stats(f)->error, ENOSPC, "says so");
	eve_file_free(f);
	tap_is(eve_file_new("/no/such/folder/x", &f), -ENOENT, "no folder");
	unlink(name);
	unlink(moved);
}

int main(void)
{
	if (!mkdtemp(folder))
		tap_skip("no folder for sockets: %s", strerror(errno));
	snprintf(path, sizeof(path), "%s/eve.sock", folder);
	test_subscriptions();
	test_slow_reader();
	test_bounds();
	test_idle();
	test_work();
	test_paths();
	test_move();
	test_file();
	rmdir(folder);
	return tap_done();
}
