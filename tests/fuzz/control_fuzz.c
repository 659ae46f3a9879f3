/* SPDX-License-Identifier: MIT */
/*
 * Control requests: the first byte says who asks, each line after it is a request. Every
 * request gets one answer, an object that says OK or NOK; nobody without the right to
 * changes anything.
 */
#include "fuzz.h"

#include "tests/unit/view_sensor.h"
#include "user/control/command_stats.h"
#include "user/control/recent.h"
#include "user/control/server.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ADMIN 1
#define GREETED 2

static const struct control_peer *asking;

static void view(void *ctx, struct stats_view *v)
{
	static struct account account;

	(void)ctx;
	v->host = "fuzz";
	v->account = &account;
	v->interface_count = 1;
	strcpy(v->interface[0].name, "eth0");
}

static json_t *change(void *ctx, const struct control_peer *peer, const json_t *arguments,
		      struct control_error *error)
{
	(void)ctx;
	(void)arguments;
	assert(peer == asking && peer->admin && peer->greeted);
	return control_refuse(error, -EIO, "not here");
}

static const struct control_command table[] = {
	{.name = "test-alert", .admin = true, .run = change},
	{.name = "shutdown", .admin = true, .run = change},
	{.name = NULL},
};

static struct control_server *serve(void)
{
	static struct stats_source source = {.view = view};
	static struct control_commands commands[7];
	struct sensor *sensor = view_sensor(300, 20);
	char folder[] = "/tmp/weir-control-fuzz-XXXXXX", path[64];
	struct control_options o = {.path = path, .commands = commands};
	struct control_server *s = NULL;

	assert(sensor && mkdtemp(folder));
	commands[0] = (struct control_commands){command_stats, &source};
	commands[1] = (struct control_commands){command_recent, &sensor->out.recent};
	commands[2] = (struct control_commands){answer_flows, sensor};
	commands[3] = (struct control_commands){answer_top, sensor};
	commands[4] = (struct control_commands){answer_view, sensor};
	commands[5] = (struct control_commands){table, NULL};
	snprintf(path, sizeof(path), "%s/s", folder);
	assert(!control_server_new(&o, &s));
	/* Requests are handed in by function: the socket has had its use. */
	unlink(path);
	rmdir(folder);
	return s;
}

static bool ask(struct control_server *s, struct control_peer *peer, const char *line,
		size_t length)
{
	bool was_greeted = peer->greeted, close;
	char *text = control_server_answer(s, peer, line, length, &close);
	json_t *answer = text ? json_loads(text, 0, NULL) : NULL;
	const char *result = json_string_value(json_object_get(answer, "return"));

	assert(result && (!strcmp(result, "OK") || !strcmp(result, "NOK")));
	assert(!strchr(text, '\n') && strlen(text) <= CONTROL_ANSWER_MAX);
	assert(peer->greeted || !was_greeted);
	free(text);
	json_decref(answer);
	return !close;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct control_server *s;
	struct control_peer peer = {0};
	const char *line = (const char *)data + 1, *last = (const char *)data + size, *newline;

	if (!s)
		s = serve();
	if (!size)
		return 0;
	peer.admin = data[0] & ADMIN;
	peer.greeted = data[0] & GREETED;
	asking = &peer;
	while (line < last) {
		newline = memchr(line, '\n', (size_t)(last - line));
		if (!newline)
			newline = last;
		if (!ask(s, &peer, line, (size_t)(newline - line)))
			break;
		line = newline + 1;
	}
	asking = NULL;
	return 0;
}

void fuzz_seeds(void (*emit)(void *ctx, const void *data, size_t size), void *ctx)
{
	static const char *const seeds[] = {
		"\x01{\"version\":\"0.2\"}\n{\"command\":\"command-list\"}\n{\"command\":"
		"\"shutdown\"}",
		"\x01{\"version\":\"0.1\"}",
		"\x02{\"command\":\"help\"}\n{\"command\":\"version\"}\n{\"command\":\"uptime\"}",
		"\x02{\"command\":\"iface-stat\",\"arguments\":{\"iface\":\"eth0\"}}",
		"\x02{\"command\":\"iface-list\"}\n{\"command\":\"dump-counters\"}",
		"\x02{\"command\":\"status\"}\n{\"command\":\"stats\"}",
		"\x02{\"command\":\"alerts\",\"arguments\":{\"limit\":1,\"before\":1}}\n"
		"{\"command\":\"alerts\"}",
		"\x03{\"command\":\"test-alert\"}\n{\"command\":\"reopen-log-files\",\"arguments\":"
		"{}}",
		"\x02{\"command\":\"running-mode\"}\n{\"command\":\"test-alert\"}",
		"\x02{\"command\":\"flows\",\"arguments\":{\"ip\":[\"10.0.0.0/8\"],"
		"\"port\":\"443\",\"proto\":\"tcp\",\"state\":[\"S1\",\"new\"],\"iface\":"
		"\"eth0\",\"direction\":\"out\",\"device\":\"nas\",\"sort\":\"bytes\","
		"\"floor\":7,\"cursor\":3,\"limit\":2}}\n{\"command\":\"flows\"}",
		"\x02{\"command\":\"get-flow-stats-by-id\",\"arguments\":{\"flow_id\":1}}",
		"\x02{\"command\":\"top\",\"arguments\":{\"by\":[\"device\",\"port\"],"
		"\"window\":30,\"sort\":\"flows\",\"limit\":5,\"iface\":\"eth0\"}}\n"
		"{\"command\":\"top\",\"arguments\":{\"by\":[\"class\"]}}\n"
		"{\"command\":\"top\",\"arguments\":{\"by\":[\"peer\",\"proto\",\"iface\"]}}",
		"\x02{\"command\":\"explain\"}\n{\"command\":\"explain\",\"arguments\":"
		"{\"id\":\"0000\"}}",
		"\x02{\"command\":\"\\u0000\\ud83d\\ude00\",\"arguments\":[[[1e400]]]}",
	};

	for (size_t i = 0; i < sizeof(seeds) / sizeof(seeds[0]); i++)
		emit(ctx, seeds[i], strlen(seeds[i]));
}
