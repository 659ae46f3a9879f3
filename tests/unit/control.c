// SPDX-License-Identifier: MIT
/* The control protocol: by its function, over a socket, and by the client's side. */
#include "tests/unit/tap.h"
#include "user/control/client.h"
#include "user/control/command_stats.h"
#include "user/control/recent.h"
#include "user/control/server.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[] = "/tmp/weir-control-XXXXXX";
static char path[64];
static struct account account;
static unsigned int tests, failures;

static void view(void *ctx, struct stats_view *v)
{
	static const struct pipeline_stats pipeline = {.flows_created = 12, .flows_live = 3};
	static const struct alert_stats alert = {.raised = 2};
	static const struct journal_stats journal = {.raised = 5, .delivered = 5, .up = true};

	(void)ctx;
	v->uptime_s = 90061;
	v->version = "9.9";
	v->model_id = "m-1";
	v->host = "gate";
	v->account = &account;
	v->pipeline = &pipeline;
	v->alert = &alert;
	v->journal = &journal;
	v->flow_map_capacity = 65536;
	v->interface_count = 1;
	strcpy(v->interface[0].name, "br-lan");
	strcpy(v->interface[0].why, "it is a bridge");
	v->interface[0].present = v->interface[0].exact = true;
	v->interface[0].ingress = WEIR_MODE_TCX;
	v->interface[0].seen.packets = 77;
}

static json_t *raise_test(void *ctx, const struct control_peer *peer, const json_t *arguments,
			  struct control_error *error)
{
	(void)ctx;
	(void)arguments;
	(void)error;
	tests++;
	return json_string(peer->name);
}

/* "\303" is half a character. */
static json_t *fail_cut(void *ctx, const struct control_peer *peer, const json_t *arguments,
			struct control_error *error)
{
	(void)ctx;
	(void)peer;
	(void)arguments;
	return control_refuse(error, -EINVAL, "no \303");
}

static json_t *fail(void *ctx, const struct control_peer *peer, const json_t *arguments,
		    struct control_error *error)
{
	(void)ctx;
	(void)peer;
	failures++;
	return control_refuse(error, (int)json_integer_value(json_object_get(arguments, "code")),
			      "as asked");
}

static json_t *no_memory(void *ctx, const struct control_peer *peer, const json_t *arguments,
			 struct control_error *error)
{
	(void)ctx;
	(void)peer;
	(void)arguments;
	(void)error;
	return NULL;
}

static char *raw(void *ctx, const struct control_peer *peer, const json_t *arguments,
		 struct control_error *error)
{
	size_t size = (size_t)json_integer_value(json_object_get(arguments, "size"));
	char *text = malloc(size + 1);

	(void)ctx;
	(void)peer;
	(void)error;
	memset(text, '1', size);
	text[size] = '\0';
	return text;
}

static const struct control_command table[] = {
	{.name = "test-alert", .admin = true, .run = raise_test},
	{.name = "fail", .arguments = "code=N", .run = fail},
	{.name = "fail-cut", .run = fail_cut},
	{.name = "no-memory", .run = no_memory},
	{.name = "raw", .text = raw},
	{.name = NULL},
};

static struct recent recent;
static struct stats_source source = {.view = view};
static const struct control_commands commands[] = {
	{command_stats, &source},
	{command_recent, &recent},
	{table, NULL},
	{NULL, NULL},
};

static struct control_server *serve(void)
{
	struct control_options o = {.path = path, .commands = commands};
	struct control_server *s = NULL;
	int err = control_server_new(&o, &s);

	if (err) {
		printf("Bail out! %s: %s\n", path, strerror(-err));
		exit(1);
	}
	return s;
}

/* The answer as text; *close as the server wants it. */
static const char *answer(struct control_server *s, struct control_peer *peer, const char *line,
			  bool *close)
{
	static char text[65536];
	char *got = control_server_answer(s, peer, line, strlen(line), close);

	snprintf(text, sizeof(text), "%s", got ? got : "(none)");
	free(got);
	return text;
}

static void test_protocol(void)
{
	static const struct {
		const char *line;
		const char *expected; /* the answer begins so */
		bool admin;
		bool close;
	} cases[] = {
		{"", "{\"return\":\"NOK\"", false, true},
		{"[1]", "{\"return\":\"NOK\"", false, true},
		{"{\"command\":\"version\",\"command\":\"uptime\"}", "{\"return\":\"NOK\"", false,
		 true},
		{"{}", "{\"return\":\"NOK\",\"message\":\"a request needs a command", false, false},
		{"{\"command\":7}", "{\"return\":\"NOK\"", false, false},
		{"{\"command\":\"no-such\"}", "{\"return\":\"NOK\",\"message\":\"unknown command",
		 false, false},
		{"{\"command\":\"version\"}", "{\"return\":\"OK\",\"message\":\"9.9\"}", false,
		 false},
		{"{\"command\":\"uptime\"}", "{\"return\":\"OK\",\"message\":90061}", false, false},
		{"{\"command\":\"running-mode\"}", "{\"return\":\"OK\",\"message\":\"live\"}",
		 false, false},
		{"{\"command\":\"command-list\"}",
		 "{\"return\":\"OK\",\"message\":{\"count\":17,\"commands\":[\"command-list\"",
		 false, false},
		{"{\"command\":\"iface-list\"}",
		 "{\"return\":\"OK\",\"message\":{\"count\":1,\"ifaces\":[\"br-lan\"]}}", false,
		 false},
		{"{\"command\":\"iface-stat\",\"arguments\":{\"iface\":\"br-lan\"}}",
		 "{\"return\":\"OK\",\"message\":{\"pkts\":77,", false, false},
		{"{\"command\":\"iface-stat\",\"arguments\":{\"iface\":\"eth9\"}}",
		 "{\"return\":\"NOK\",\"message\":\"no such interface", false, false},
		{"{\"command\":\"iface-stat\"}", "{\"return\":\"NOK\"", false, false},
		{"{\"command\":\"iface-stat\",\"arguments\":[]}", "{\"return\":\"NOK\"", false,
		 false},
		{"{\"command\":\"dump-counters\"}",
		 "{\"return\":\"OK\",\"message\":{\"uptime\":90061,\"capture\":{\"kernel_packets\":"
		 "10",
		 false, false},
		{"{\"command\":\"stats\"}",
		 "{\"return\":\"OK\",\"message\":{\"uptime\":90061,\"account\":{\"seen\":{"
		 "\"packets\":"
		 "10",
		 false, false},
		{"{\"command\":\"fail\",\"arguments\":{\"code\":-2}}",
		 "{\"return\":\"NOK\",\"message\":\"as asked\",\"error\":\"not-found\"}", false,
		 false},
		{"{\"command\":\"fail\",\"arguments\":{\"code\":-16}}",
		 "{\"return\":\"NOK\",\"message\":\"as asked\",\"error\":\"busy\"}", false, false},
		{"{\"command\":\"fail\",\"arguments\":{\"code\":-5}}",
		 "{\"return\":\"NOK\",\"message\":\"as asked\"}", false, false},
		{"{\"command\":\"fail-cut\"}",
		 "{\"return\":\"NOK\",\"message\":\"no ?\",\"error\":\"argument\"}", false, false},
		{"{\"command\":\"no-memory\"}",
		 "{\"return\":\"NOK\",\"message\":\"out of memory\"}", false, false},
		{"{\"command\":\"raw\",\"arguments\":{\"size\":3}}",
		 "{\"return\":\"OK\",\"message\":111}", false, false},
		{"{\"command\":\"raw\",\"arguments\":{\"size\":1048576}}",
		 "{\"return\":\"NOK\",\"message\":\"the answer is too long", false, false},
		{"{\"command\":\"status\"}", "{\"return\":\"OK\",\"message\":{\"verdict\":\"BLIND",
		 false, false},
		{"{\"command\":\"test-alert\"}",
		 "{\"return\":\"NOK\",\"message\":\"permission denied", false, false},
		{"{\"command\":\"test-alert\"}", "{\"return\":\"OK\",\"message\":\"ann\"}", true,
		 false},
	};
	struct control_server *s = serve();
	struct control_peer peer = {.name = "ann"};
	bool close;
	const char *text;

	text = answer(s, &peer, "{\"command\":\"version\"}", &close);
	tap_ok(strstr(text, "\"NOK\"") && close && !peer.greeted, "no command before the version");
	text = answer(s, &peer, "{\"version\":\"0.1\"}", &close);
	tap_ok(strstr(text, "\"NOK\"") && close, "no other version");
	text = answer(s, &peer, "{\"version\":\"0.2\"}", &close);
	tap_ok(!strcmp(text, "{\"return\":\"OK\"}") && !close && peer.greeted, "version 0.2");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		peer.admin = cases[i].admin;
		text = answer(s, &peer, cases[i].line, &close);
		if (!tap_ok(!strncmp(text, cases[i].expected, strlen(cases[i].expected)) &&
				    close == cases[i].close,
			    "%s%s", cases[i].line, cases[i].admin ? " as admin" : ""))
			printf("#   got %s%s\n", text, close ? " and close" : "");
	}
	tap_ok(tests == 1 && failures == 3, "changes only for the admin");
	text = answer(s, &peer, "{\"command\":\"help\"}", &close);
	tap_ok(strstr(text, "\"fail\":{\"arguments\":\"code=N\",\"admin\":false}") &&
		       strstr(text, "\"test-alert\":{\"arguments\":\"\",\"admin\":true}"),
	       "help says arguments and who may");
	control_server_free(s);
}

static const char *alerts(struct control_server *s, const char *arguments)
{
	struct control_peer peer = {.greeted = true};
	char line[256];
	bool close;

	snprintf(line, sizeof(line), "{\"command\":\"alerts\",\"arguments\":{%s}}", arguments);
	return answer(s, &peer, line, &close);
}

/* Each of @bytes, its number first. */
static void add_alerts(int from, int to, size_t bytes)
{
	static char line[RECENT_LINE_MAX + 100];

	for (int i = from; i < to; i++) {
		int n = snprintf(line, sizeof(line), "{\"n\":%d,\"x\":\"", i);

		memset(line + n, 'x', bytes - (size_t)n - 2);
		strcpy(line + bytes - 2, "\"}");
		recent_add(&recent, line, bytes);
	}
}

static bool says(struct control_server *s, const char *arguments, const char *expected)
{
	return strstr(alerts(s, arguments), expected) != NULL;
}

static void test_alerts(void)
{
	struct control_server *s = serve();

	tap_ok(says(s, "", "\"more\":false,\"alerts\":[]"), "no alerts yet");
	for (int i = 0; i < RECENT_ALERTS + 10; i++) {
		char line[32];

		recent_add(&recent, line, (size_t)snprintf(line, sizeof(line), "{\"n\":%d}", i));
	}
	tap_ok(says(s, "\"limit\":2",
		    "{\"count\":2,\"first\":264,\"more\":true,"
		    "\"alerts\":[{\"n\":264},{\"n\":265}]}"),
	       "the last two");
	tap_ok(says(s, "\"limit\":2,\"before\":264",
		    "\"first\":262,\"more\":true,\"alerts\":[{\"n\":262},{\"n\":263}]"),
	       "the two before");
	tap_ok(says(s, "\"limit\":0", "\"more\":true,\"alerts\":[]"), "none");
	tap_ok(says(s, "", "\"count\":256,\"first\":10,\"more\":false,\"alerts\":[{\"n\":10},"),
	       "all that are kept");
	tap_ok(says(s, "\"before\":3", "\"more\":false,\"alerts\":[]"), "none before those");
	tap_ok(says(s, "\"limit\":-1", "\"NOK\""), "no negative number");
	tap_ok(says(s, "\"limit\":\"a\"", "\"NOK\""), "no other limit");
	tap_ok(says(s, "\"before\":[]", "\"NOK\""), "no other number");
	add_alerts(266, 266 + RECENT_ALERTS, 60000);
	add_alerts(0, 1, RECENT_LINE_MAX + 1);
	tap_ok(says(s, "", "\"count\":17,\"first\":505,\"more\":true,"),
	       "as many as an answer holds");
	recent_fini(&recent);
	control_server_free(s);
}

static int dial(void)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	strcpy(a.sun_path, path);
	if (!connect(fd, (struct sockaddr *)&a, sizeof(a)))
		return fd;
	close(fd);
	return -1;
}

static void settle(struct control_server *s)
{
	struct pollfd p = {.fd = control_server_fd(s), .events = POLLIN};

	/* Its clock of idle clients never stops while there are any. */
	for (int i = 0; i < 20 && poll(&p, 1, 20) > 0; i++)
		control_server_handle(s);
}

static const char *exchange(struct control_server *s, int fd, const char *text)
{
	static char got[4096];
	ssize_t n = send(fd, text, strlen(text), MSG_NOSIGNAL);

	settle(s);
	if (n < 0)
		return "(closed)";
	n = recv(fd, got, sizeof(got) - 1, MSG_DONTWAIT);
	got[n > 0 ? n : 0] = '\0';
	return n == 0 || (n < 0 && errno == ECONNRESET) ? "(closed)" : got;
}

static void test_socket(void)
{
	struct control_server *s = serve();
	int fd = dial(), other = dial(), many[CONTROL_CLIENTS + 2];
	static char text[CONTROL_REQUEST_MAX + 100];
	struct stat st;

	tap_ok(!stat(path, &st) && (st.st_mode & 07777) == 0660, "the socket has mode 0660");
	tap_ok(!strcmp(exchange(s, fd, "{\"version\":\"0.2\"}"), "{\"return\":\"OK\"}\n"),
	       "a version without a newline is answered");
	tap_ok(!strcmp(exchange(s, fd, "{\"command\":\"uptime\"}"), ""), "a command waits for it");
	tap_ok(!strcmp(exchange(s, fd, "\n"), "{\"return\":\"OK\",\"message\":90061}\n"),
	       "and is answered then");
	tap_ok(!strcmp(exchange(s, other,
				"{\"version\":\"0.2\"}\n{\"command\":\"uptime\"}\n{\"command\":"
				"\"version\"}\n"),
		       "{\"return\":\"OK\"}\n{\"return\":\"OK\",\"message\":90061}\n{\"return\":"
		       "\"OK\",\"message\":\"9.9\"}\n"),
	       "three requests at once, three answers");
	memset(text, 'x', sizeof(text) - 1);
	tap_ok(strstr(exchange(s, fd, text), "too long") != NULL, "a request too long");
	tap_ok(!strcmp(exchange(s, fd, ""), "(closed)"), "ends the connection");
	text[0] = '\0';
	for (int i = 0; i < CONTROL_REQUESTS_PER_S + 5; i++)
		strcat(text, "{\"command\":\"x\"}\n");
	tap_ok(strstr(exchange(s, other, text), "too many requests") != NULL, "too many requests");
	close(fd);
	close(other);
	settle(s);
	for (int i = 0; i < CONTROL_CLIENTS + 2; i++) {
		many[i] = dial();
		settle(s);
	}
	tap_ok(!strcmp(exchange(s, many[CONTROL_CLIENTS], ""), "(closed)"),
	       "no more clients than %d", CONTROL_CLIENTS);
	tap_ok(!strcmp(exchange(s, many[0], "{\"version\":\"0.2\"}\n"), "{\"return\":\"OK\"}\n"),
	       "the first is served");
	for (int i = 0; i < CONTROL_CLIENTS + 2; i++)
		close(many[i]);
	control_server_free(s);
}

/* Who does not read what it asked for waits alone, and is not waited for. */
static void test_slow(void)
{
	static const char request[] = "{\"command\":\"alerts\"}\n";
	static char got[65536];
	struct control_server *s = serve();
	int slow = dial(), other = dial();
	size_t total = 0;
	ssize_t n = 0;

	add_alerts(0, 17, 60000);
	exchange(s, slow, "{\"version\":\"0.2\"}\n");
	for (int i = 0; i < 5; i++)
		send(slow, request, sizeof(request) - 1, MSG_NOSIGNAL);
	settle(s);
	tap_ok(!strcmp(exchange(s, other, "{\"version\":\"0.2\"}\n"), "{\"return\":\"OK\"}\n") &&
		       strstr(exchange(s, other, "{\"command\":\"uptime\"}\n"), "90061"),
	       "another client is served");
	for (int i = 0; i < 1000 && (n = recv(slow, got, sizeof(got), MSG_DONTWAIT)) != 0; i++) {
		total += n > 0 ? (size_t)n : 0;
		settle(s);
	}
	tap_ok(!n, "what does not fit its queue ends the slow one");
	tap_ok(total > 17 * 60000 && total < 4 * CONTROL_ANSWER_MAX, "after %zu bytes", total);
	/* A byte at a time is slow, too, but no abuse. */
	for (const char *at = "{\"command\":\"uptime\"}"; *at; at++) {
		send(other, at, 1, MSG_NOSIGNAL);
		settle(s);
	}
	tap_ok(strstr(exchange(s, other, "\n"), "90061") != NULL, "a request byte by byte");
	close(slow);
	close(other);
	recent_fini(&recent);
	control_server_free(s);
}

/* A server in a child, killed by the parent. */
static pid_t serve_in_child(void)
{
	pid_t child = fork();
	struct control_server *s;
	struct pollfd p = {.events = POLLIN};
	int fd = -1;

	if (child) {
		for (int i = 0; i < 500 && (fd = dial()) < 0; i++)
			usleep(10000);
		close(fd);
		return child;
	}
	alarm(60);
	s = serve();
	p.fd = control_server_fd(s);
	for (;;) {
		poll(&p, 1, -1);
		control_server_handle(s);
	}
}

static void test_client(void)
{
	char error[CLIENT_ERROR_SIZE];
	json_t *message = NULL, *arguments;
	pid_t child;

	tap_is(client_ask(path, "uptime", NULL, &message, error), -ECONNREFUSED, "nobody there");
	tap_ok(strstr(error, "systemctl start weir") != NULL, "%s", error);
	child = serve_in_child();
	tap_is(client_ask(path, "uptime", NULL, &message, error), 0, "an answer");
	tap_is(json_integer_value(message), 90061, "the uptime");
	json_decref(message);
	arguments = json_pack("{s:s}", "iface", "br-lan");
	tap_is(client_ask(path, "iface-stat", arguments, &message, error), 0, "with arguments");
	tap_is(json_integer_value(json_object_get(message, "pkts")), 77, "the packets");
	json_decref(message);
	json_decref(arguments);
	tap_is(client_ask(path, "nothing", NULL, &message, error), -EREMOTEIO, "a refusal");
	tap_ok(strstr(error, "unknown command") != NULL, "%s", error);
	arguments = json_pack("{s:i}", "code", -EINVAL);
	tap_is(client_ask(path, "fail", arguments, &message, error), -EINVAL, "wrong arguments");
	json_decref(arguments);
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
}

static void test_text(void)
{
	static char text[8192];
	FILE *out = fmemopen(text, sizeof(text) - 1, "w");
	struct stats_view v = {0};
	json_t *status, *stats;

	view(NULL, &v);
	status = stats_status(&v);
	stats = stats_json(&v);
	stats_print_status(status, out);
	stats_print(stats, out);
	stats_print_status(NULL, out);
	stats_print(NULL, out);
	fclose(out);
	tap_ok(strstr(text, "weir 9.9 on gate, up 1 d 1 h\n") != NULL, "uptime in words");
	tap_ok(strstr(text, "\nbr-lan    in tcx, out none, 77 packets") != NULL,
	       "interfaces");
	tap_ok(strstr(text, "  map_full                   7 packets") != NULL, "reasons");
	tap_ok(strstr(text, "\naccount   DOES NOT HOLD") != NULL, "a broken account is said aloud");
	tap_ok(strstr(text, "\naccount DOES NOT HOLD\noddities") != NULL, "with the counters too");
	tap_ok(strstr(text, "  fragment                   3 packets") != NULL, "and the oddities");
	tap_ok(strstr(text, "site: 0 of 0 entries remembered") != NULL, "what is remembered");
	tap_ok(strstr(text, "journal: up, 5 delivered") != NULL, "sinks");
	json_decref(status);
	json_decref(stats);
}

int main(void)
{
	if (!mkdtemp(folder))
		tap_skip("no folder for a socket: %s", strerror(errno));
	snprintf(path, sizeof(path), "%s/control.sock", folder);
	account.seen.packets = 10; /* of which most are not accounted */
	account.overflow[WEIR_OVERFLOW_map_full].packets = 7;
	account.oddity[WEIR_ODDITY_fragment] = 3;
	test_protocol();
	test_alerts();
	test_socket();
	test_slow();
	test_text();
	unlink(path);
	test_client();
	unlink(path);
	rmdir(folder);
	return tap_done();
}
