// SPDX-License-Identifier: MIT
/*
 * The n-th allocation of an event or answer fails, then the n+1-th, until it is made: each
 * time the result is none at all or whole, and nothing is lost (the sanitizers look).
 */
#include "tests/unit/tap.h"
#include "user/control/command_stats.h"
#include "user/control/recent.h"
#include "user/control/server.h"
#include "user/sink/event.h"

#include <arpa/inet.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

static unsigned long until_failure; /* 0: none fails */

static void *take(size_t size)
{
	if (until_failure && !--until_failure)
		return NULL;
	return malloc(size);
}

static const struct event_context context = {.host = "gate", .model_id = "m"};
static struct account account;
static struct control_server *server;

static void view(void *ctx, struct stats_view *v)
{
	static const struct pipeline_stats pipeline;
	static const struct alert_stats alert;
	static const struct journal_stats journal;
	static const struct eve_socket_stats eve_socket;
	static const struct eve_file_stats eve_file;

	(void)ctx;
	v->account = &account;
	v->pipeline = &pipeline;
	v->alert = &alert;
	v->journal = &journal;
	v->eve_socket = &eve_socket;
	v->eve_file = &eve_file;
	v->interface_count = 2;
	strcpy(v->interface[0].name, "a");
	strcpy(v->interface[1].name, "b");
}

static char *text_of(json_t *event)
{
	char *text = event ? eve_text(event) : NULL;

	json_decref(event);
	return text;
}

static char *make_alert(void)
{
	struct alert a;

	alert_test(1000000000, &a);
	a.finding.class = CLASS_PORTSCAN;
	a.finding.reason_count = 2;
	a.finding.reason[0].feature = a.finding.reason[1].feature = "f";
	a.finding.subject.vlan = 3;
	return text_of(eve_alert(&context, &a));
}

static char *make_flow(void)
{
	const struct flow_life f = {.flow_id = 1, .vlan = 3, .ip_proto = 6, .ip_v = 4};

	return text_of(eve_flow(&context, &f));
}

static char *make_stats(void)
{
	const struct pipeline_stats p = {0};

	return text_of(eve_stats(&context, &account, &p, 1, 1));
}

static char *answer(const char *line)
{
	struct control_peer peer = {.admin = true, .greeted = true};
	bool close;

	return control_server_answer(server, &peer, line, strlen(line), &close);
}

#define ANSWER(name, command)                                                                      \
	static char *name(void)                                                                    \
	{                                                                                          \
		return answer("{\"command\":\"" command "\",\"arguments\":{\"iface\":\"b\"}}");    \
	}
ANSWER(answer_list, "command-list")
ANSWER(answer_interfaces, "iface-list")
ANSWER(answer_interface, "iface-stat")
ANSWER(answer_counters, "dump-counters")
ANSWER(answer_status, "status")
ANSWER(answer_stats, "stats")
ANSWER(answer_alerts, "alerts")

/* An answer may also be a refusal, or lack what a NULL stands for; then it is not whole. */
static void check(const char *what, char *(*make)(void), bool whole_or_none)
{
	char *whole = make(), *text;
	unsigned long n, none = 0, other = 0;

	for (n = 1; n < 10000; n++) {
		bool failed;

		until_failure = n;
		text = make();
		failed = !until_failure;
		until_failure = 0;
		none += !text;
		other += text && strcmp(text, whole) != 0;
		free(text);
		if (!failed)
			break;
	}
	tap_ok(n > 3 && n < 10000, "%s: each of %lu allocations failed", what, n - 1);
	tap_ok(!other || !whole_or_none, "%s: none %lu times, in part %lu", what, none, other);
	free(whole);
}

int main(void)
{
	static struct stats_source source = {.view = view};
	static struct recent recent;
	static const struct control_commands commands[] = {
		{command_stats, &source}, {command_recent, &recent}, {NULL, NULL}};
	char folder[] = "/tmp/weir-memory-XXXXXX", path[64];
	struct control_options o = {.path = path, .commands = commands};
	char *event;

	if (!mkdtemp(folder))
		tap_skip("no folder for a socket");
	snprintf(path, sizeof(path), "%s/s", folder);
	if (control_server_new(&o, &server))
		tap_skip("no control socket");
	event = make_alert();
	recent_add(&recent, event, strlen(event));
	free(event);
	json_set_alloc_funcs(take, free);
	check("alert", make_alert, true);
	check("flow", make_flow, true);
	check("stats", make_stats, true);
	check("command-list", answer_list, false);
	check("iface-list", answer_interfaces, false);
	check("iface-stat", answer_interface, false);
	check("dump-counters", answer_counters, false);
	check("status", answer_status, false);
	check("stats answer", answer_stats, false);
	check("alerts", answer_alerts, false);
	control_server_free(server);
	recent_fini(&recent);
	rmdir(folder);
	return tap_done();
}
