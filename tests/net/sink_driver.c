// SPDX-License-Identifier: MIT
/*
 * sink_driver - the sinks and the control socket alone, without a sensor behind them.
 *
 *   sink_driver [-r RATE] [-j JOURNAL] [-e EVE] [-f FILE] [-o CONSUMER] [-g GROUP]
 *               [-c CONTROL] [-a ADMINS]
 *
 * Reads commands from stdin: "alert N", "flow N", "stats N" makes N events one after the
 * other without handling sockets between; "event NAME" one of kind interface-gone with
 * WEIR_IFACE=NAME; "kinds" an entry of each kind for the journal; "report" prints stats_json() as a line; "quit". Sockets are handled
 * whenever no command waits.
 */
#include "user/control/command_stats.h"
#include "user/control/explain_answer.h"
#include "user/control/recent.h"
#include "user/control/server.h"
#include "user/sink/event.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct driver {
	struct journal *journal;
	struct eve_socket *eve;
	struct eve_file *file;
	struct eve_connect *connect;
	struct control_server *control;
	struct recent recent;
	struct event_context context;
	struct account account;
	uint64_t made;
	bool end;
	struct records *records;
};

static void view(void *ctx, struct stats_view *v)
{
	const struct driver *d = ctx;

	v->host = "driver";
	v->account = &d->account;
	v->journal = d->journal ? journal_stats(d->journal) : NULL;
	v->eve_socket = d->eve ? eve_socket_stats(d->eve) : NULL;
	v->eve_file = d->file ? eve_file_stats(d->file) : NULL;
	v->eve_connect = d->connect ? eve_connect_stats(d->connect) : NULL;
	v->interface_count = 1;
	strcpy(v->interface[0].name, "eth0");
	v->interface[0].present = true;
}

static void send_event(struct driver *d, enum eve_kind kind, json_t *event, const struct alert *a)
{
	char *text = event ? eve_text(event) : NULL;

	if (!text)
		abort();
	if (d->journal && a)
		journal_alert(d->journal, &d->context, a, text);
	if (d->eve)
		eve_socket_send(d->eve, kind, text, strlen(text));
	if (d->file)
		eve_file_write(d->file, text, strlen(text));
	if (d->connect)
		eve_connect_send(d->connect, text, strlen(text));
	if (d->control && a)
		recent_add(&d->recent, text, strlen(text));
	free(text);
	json_decref(event);
}

static void make_alert(struct driver *d)
{
	struct alert a;

	alert_test(1000000000ull * ++d->made, &a);
	a.count = d->made;
	a.finding.subject.dst = a.finding.subject.src;
	a.finding.subject.ip_proto = 6;
	a.finding.subject.sport = htons(1234);
	a.finding.subject.dport = htons(22);
	send_event(d, EVE_ALERT, eve_alert(&d->context, &a), &a);
	records_alert(d->records, &a);
}

static void make_flow(struct driver *d)
{
	const struct weir_addr host = { { 0, 0, htonl(0xffff), htonl(0xc0000201) } };
	const struct flow_life f = {
		.flow_id = ++d->made, .src = host, .dst = host, .ip_proto = 6, .ip_v = 4
	};

	send_event(d, EVE_FLOW, eve_flow(&d->context, &f), NULL);
}

static void make_stats(struct driver *d)
{
	send_event(d, EVE_STATS, eve_stats(&d->context, &d->account, NULL, 1, ++d->made), NULL);
}

static void make_kinds(struct driver *d)
{
	static const char *const fields[][2] = {
		{"WEIR_IFACE", "eth0"}, {"WEIR_SINK", "eve_file"},	{"WEIR_LOST", "3"},
		{"WEIR_COUNT", "4"},	{"WEIR_LEFT_OUT", "map-full"}, {"WEIR_MODEL", "m"},
		{NULL, NULL}};
	struct alert a;

	for (int kind = 0; kind < JOURNAL_KINDS; kind++) {
		alert_test(1000000000ull * ++d->made, &a);
		a.stage = kind == JOURNAL_ALERT_SUMMARY ? ALERT_SUMMARY : ALERT_NEW;
		if (kind == JOURNAL_ALERT || kind == JOURNAL_ALERT_SUMMARY)
			journal_alert(d->journal, &d->context, &a, NULL);
		else
			journal_event(d->journal, (enum journal_kind)kind,
				      "This is so; next: nothing.", fields);
	}
}

static json_t *explain(void *ctx, const struct control_peer *peer, const json_t *arguments,
		       struct control_error *error)
{
	static const struct alert_stats none;
	const char *id = json_string_value(json_object_get(arguments, "id"));
	const struct driver *d = ctx;

	(void)peer;
	return explain_answer(&d->context, d->records, NULL, &none, id, &error->code);
}

static json_t *test_alert(void *ctx, const struct control_peer *peer, const json_t *arguments,
			  struct control_error *error)
{
	(void)peer;
	(void)arguments;
	(void)error;
	make_alert(ctx);
	return json_string("raised");
}

static json_t *reopen(void *ctx, const struct control_peer *peer, const json_t *arguments,
		      struct control_error *error)
{
	const struct driver *d = ctx;
	int result = d->file ? eve_file_reopen(d->file) : 0;

	(void)peer;
	(void)arguments;
	return result ? control_refuse(error, result, strerror(-result)) : json_string("done");
}

static json_t *shut_down(void *ctx, const struct control_peer *peer, const json_t *arguments,
			 struct control_error *error)
{
	(void)peer;
	(void)arguments;
	(void)error;
	((struct driver *)ctx)->end = true;
	return json_string("Closing weir");
}

/* What `weir flows --follow` asks first. */
static json_t *flows(void *ctx, const struct control_peer *peer, const json_t *arguments,
		     struct control_error *error)
{
	(void)ctx;
	(void)peer;
	(void)arguments;
	(void)error;
	return json_pack("{s:[],s:[]}", "flows", "home");
}

static const struct control_command table[] = {
	{ .name = "flows", .run = flows },
	{.name = "explain", .run = explain},
	{.name = "test-alert", .admin = true, .run = test_alert},
	{.name = "reopen-log-files", .admin = true, .run = reopen},
	{.name = "shutdown", .admin = true, .run = shut_down},
	{.name = NULL},
};

static void report(struct driver *d)
{
	struct stats_view v = {0};
	json_t *stats;

	view(d, &v);
	stats = stats_json(&v);
	json_dumpf(stats, stdout, JSON_COMPACT);
	putchar('\n');
	fflush(stdout);
	json_decref(stats);
}

static void obey(struct driver *d, char *line)
{
	const char *word = strtok(line, " \n"), *argument = strtok(NULL, " \n");
	long times = argument ? strtol(argument, NULL, 10) : 1;
	const char *const fields[][2] = {{"WEIR_IFACE", argument}, {NULL, NULL}};

	if (!word || !strcmp(word, "quit")) {
		d->end = true;
	} else if (!strcmp(word, "report")) {
		report(d);
	} else if (!strcmp(word, "kinds")) {
		make_kinds(d);
	} else if (!strcmp(word, "event")) {
		journal_event(d->journal, JOURNAL_INTERFACE_GONE, "An interface is gone.", fields);
	} else {
		while (times-- > 0)
			(*word == 'a' ? make_alert : *word == 'f' ? make_flow : make_stats)(d);
	}
}

static void serve(struct driver *d)
{
	struct pollfd p[] = {
		{.fd = 0, .events = POLLIN},
		{.fd = d->journal ? journal_fd(d->journal) : -1, .events = POLLIN},
		{.fd = d->eve ? eve_socket_fd(d->eve) : -1, .events = POLLIN},
		{.fd = d->control ? control_server_fd(d->control) : -1, .events = POLLIN},
		{.fd = d->connect ? eve_connect_fd(d->connect) : -1, .events = POLLIN}};
	char line[128];

	while (!d->end && poll(p, sizeof(p) / sizeof(p[0]), -1) >= 0) {
		if (p[0].revents) {
			if (!fgets(line, sizeof(line), stdin))
				return;
			obey(d, line);
		}
		if (p[1].revents)
			journal_handle(d->journal);
		if (p[2].revents)
			eve_socket_handle(d->eve);
		if (p[3].revents)
			control_server_handle(d->control);
		if (p[4].revents)
			eve_connect_handle(d->connect);
	}
}

static void need(int err, const char *what)
{
	if (!err)
		return;
	fprintf(stderr, "sink_driver: %s: %s\n", what, strerror(-err));
	exit(1);
}

int main(int argc, char **argv)
{
	static struct driver d = {.context = {.host = "driver", .model_id = "none"}};
	static struct stats_source source = {.view = view, .ctx = &d};
	static const struct control_commands commands[] = {
		{command_stats, &source}, {command_recent, &d.recent}, {table, &d}, {NULL, NULL}};
	struct journal_options journal = {0};
	struct eve_socket_options eve = {0};
	struct control_options control = {.commands = commands};
	int option;

	setvbuf(stdin, NULL, _IONBF, 0); /* poll() must see what waits */
	while ((option = getopt(argc, argv, "j:e:f:c:g:a:o:r:")) != -1) {
		if (option == 'a') {
			control.admin_group = optarg;
		} else if (option == 'g') {
			control.group = eve.group = optarg;
		} else if (option == 'r') {
			journal.per_minute = (uint32_t)strtoul(optarg, NULL, 10);
		} else if (option == 'o') {
			need(eve_connect_new(optarg, 64 << 10, &d.connect), optarg);
		} else if (option == 'j') {
			journal.path = optarg;
			need(journal_new(&journal, &d.journal), optarg);
		} else if (option == 'e') {
			eve.path = optarg;
			need(eve_socket_new(&eve, &d.eve), optarg);
		} else if (option == 'f') {
			need(eve_file_new(optarg, &d.file), optarg);
		} else if (option == 'c') {
			control.path = optarg;
		}
	}
	if (control.path)
		need(control_server_new(&control, &d.control), control.path);
	need(records_new(16, &d.records), "records");
	serve(&d);
	records_free(d.records);
	control_server_free(d.control);
	recent_fini(&d.recent);
	eve_file_free(d.file);
	eve_socket_free(d.eve);
	eve_connect_free(d.connect);
	journal_free(d.journal);
	return 0;
}
