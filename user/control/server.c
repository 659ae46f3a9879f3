// SPDX-License-Identifier: MIT
#include "server.h"

#include "../sink/event.h"
#include "../sink/stream.h"

#include <errno.h>
#include <grp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define ANSWER_BYTES (1u << 20) /* an answer, and what a client has not read yet */
#define PEER_GROUPS 64

struct control_server {
	struct stream *stream;
	struct control_callbacks callbacks;
	gid_t admin_group;
	bool has_admin_group;
	struct control_peer peer[CONTROL_CLIENTS];
	char *alert[CONTROL_ALERTS]; /* event lines, ring */
	uint64_t alerts; /* remembered so far */
	bool not_found; /* what the request names is not there */
};

struct command {
	const char *name;
	bool admin;
	/* The message of an OK answer, or NULL with *error set, NULL: no memory. */
	json_t *(*run)(struct control_server *s, json_t *arguments, const char **error);
};

static const struct command *command_find(const char *name);
static json_t *command_names(void);

static json_t *run_list(struct control_server *s, json_t *arguments, const char **error)
{
	(void)s;
	(void)arguments;
	(void)error;
	return command_names();
}

static json_t *run_running_mode(struct control_server *s, json_t *arguments, const char **error)
{
	(void)s;
	(void)arguments;
	(void)error;
	return json_string("live");
}

static void view(struct control_server *s, struct stats_view *v)
{
	memset(v, 0, sizeof(*v));
	s->callbacks.view(s->callbacks.ctx, v);
}

#define RUN_VIEW(name, expression)                                                                 \
	static json_t *name(struct control_server *s, json_t *arguments, const char **error)       \
	{                                                                                          \
		struct stats_view v;                                                               \
                                                                                                   \
		(void)arguments;                                                                   \
		(void)error;                                                                       \
		view(s, &v);                                                                       \
		return expression;                                                                 \
	}

RUN_VIEW(run_version, json_string(v.version ? v.version : WEIR_VERSION))
RUN_VIEW(run_uptime, json_integer((json_int_t)v.uptime_s))
RUN_VIEW(run_interfaces, stats_interfaces(&v))
RUN_VIEW(run_counters, stats_counters(&v))
RUN_VIEW(run_status, stats_status(&v))
RUN_VIEW(run_stats, stats_json(&v))

static json_t *run_interface(struct control_server *s, json_t *arguments, const char **error)
{
	const char *name = json_string_value(json_object_get(arguments, "iface"));
	struct stats_view v;
	json_t *result;

	if (!name) {
		*error = "iface-stat needs the argument iface";
		return NULL;
	}
	view(s, &v);
	errno = 0;
	result = stats_interface(&v, name);
	s->not_found = !result && errno == ENOENT;
	if (s->not_found)
		*error = "no such interface; iface-list names them";
	return result;
}

static json_t *run_alerts(struct control_server *s, json_t *arguments, const char **error)
{
	json_t *limit = json_object_get(arguments, "limit"), *list;
	uint64_t count = s->alerts < CONTROL_ALERTS ? s->alerts : CONTROL_ALERTS, i;

	if (limit && (!json_is_integer(limit) || json_integer_value(limit) < 0)) {
		*error = "limit must be a number of alerts";
		return NULL;
	}
	if (limit && (uint64_t)json_integer_value(limit) < count)
		count = (uint64_t)json_integer_value(limit);
	list = json_array();
	for (i = s->alerts - count; list && i < s->alerts; i++)
		if (json_array_append_new(list,
					  json_loads(s->alert[i % CONTROL_ALERTS], 0, NULL))) {
			json_decref(list);
			return NULL;
		}
	return list ? json_pack("{s:I,s:o}", "count", (json_int_t)count, "alerts", list) : NULL;
}

static json_t *run_explain(struct control_server *s, json_t *arguments, const char **error)
{
	const json_t *id = json_object_get(arguments, "id");
	int result = -ENOMEM;
	json_t *answer;

	if (id && !json_is_string(id)) {
		*error = "id must be a text: that of an alarm, or how it begins";
		return NULL;
	}
	answer = s->callbacks.explain(s->callbacks.ctx, json_string_value(id), &result);
	s->not_found = !answer && result == -ENOENT;
	if (s->not_found)
		*error = "no alarm of this id is kept; weir explain lists them";
	if (!answer && result == -ENOTUNIQ)
		*error = "more than one alarm has an id that begins so: give more of it";
	return answer;
}

static json_t *done(int err, const char *what, const char **error)
{
	if (!err)
		return json_string(what);
	*error = strerror(-err);
	return NULL;
}

static json_t *run_test_alert(struct control_server *s, json_t *arguments, const char **error)
{
	(void)arguments;
	return done(s->callbacks.test_alert(s->callbacks.ctx), "raised", error);
}

static json_t *run_reopen(struct control_server *s, json_t *arguments, const char **error)
{
	(void)arguments;
	return done(s->callbacks.reopen(s->callbacks.ctx), "done", error);
}

static json_t *run_baseline(struct control_server *s, const char *what, json_t *arguments,
			    const char **error)
{
	json_t *answer;
	int result = 0;

	if (!s->callbacks.baseline) {
		*error = "no baseline is kept here";
		return NULL;
	}
	answer = s->callbacks.baseline(s->callbacks.ctx, what, arguments, &result, error);
	s->not_found = !answer && result == -ENOENT;
	return answer;
}

#define RUN_BASELINE(what)                                                                         \
	static json_t *run_baseline_##what(struct control_server *s, json_t *arguments,            \
					   const char **error)                                     \
	{                                                                                          \
		return run_baseline(s, #what, arguments, error);                                   \
	}

RUN_BASELINE(status)
RUN_BASELINE(list)
RUN_BASELINE(start)
RUN_BASELINE(stop)
RUN_BASELINE(reset)
RUN_BASELINE(rollback)

static json_t *run_shutdown(struct control_server *s, json_t *arguments, const char **error)
{
	(void)arguments;
	s->callbacks.shutdown(s->callbacks.ctx);
	return done(0, "Closing weir", error);
}

static const struct command commands[] = {
	{ "command-list", false, run_list },
	{ "help", false, run_list },
	{ "version", false, run_version },
	{ "uptime", false, run_uptime },
	{ "running-mode", false, run_running_mode },
	{ "iface-list", false, run_interfaces },
	{ "iface-stat", false, run_interface },
	{ "dump-counters", false, run_counters },
	{ "status", false, run_status },
	{ "stats", false, run_stats },
	{ "alerts", false, run_alerts },
	{ "baseline-status", false, run_baseline_status },
	{ "baseline-list", false, run_baseline_list },
	{ "baseline-start", true, run_baseline_start },
	{ "baseline-stop", true, run_baseline_stop },
	{ "baseline-reset", true, run_baseline_reset },
	{ "baseline-rollback", true, run_baseline_rollback },
	{ "explain", false, run_explain },
	{ "test-alert", true, run_test_alert },
	{ "reopen-log-files", true, run_reopen },
	{ "shutdown", true, run_shutdown },
};
#define COMMANDS (sizeof(commands) / sizeof(commands[0]))

static const struct command *command_find(const char *name)
{
	for (size_t i = 0; i < COMMANDS; i++)
		if (!strcmp(commands[i].name, name))
			return &commands[i];
	return NULL;
}

static json_t *command_names(void)
{
	json_t *names = json_array();
	int bad = 0;

	for (size_t i = 0; names && i < COMMANDS; i++)
		bad |= json_array_append_new(names, json_string(commands[i].name));
	if (!names || bad) {
		json_decref(names);
		return NULL;
	}
	return json_pack("{s:I,s:o}", "count", (json_int_t)COMMANDS, "commands", names);
}

static json_t *refuse(const char *why)
{
	return json_pack("{s:s,s:s}", "return", "NOK", "message", why);
}

static json_t *greet(struct control_peer *peer, json_t *request, bool *close)
{
	const char *version = json_string_value(json_object_get(request, "version"));

	if (!version || strcmp(version, "0.2") != 0) {
		*close = true;
		return refuse("say {\"version\":\"0.2\"} first: no other protocol is spoken here");
	}
	peer->greeted = true;
	return json_pack("{s:s}", "return", "OK");
}

static json_t *obey(struct control_server *s, const struct control_peer *peer, json_t *request)
{
	const char *name = json_string_value(json_object_get(request, "command"));
	json_t *arguments = json_object_get(request, "arguments"), *message;
	const struct command *command = name ? command_find(name) : NULL;
	const char *error = "out of memory";

	if (!name)
		return refuse("a request needs a command; command-list names them");
	if (!command)
		return refuse("unknown command; command-list names them");
	if (arguments && !json_is_object(arguments))
		return refuse("arguments must be an object");
	if (command->admin && !peer->admin)
		return json_pack("{s:s,s:s,s:s}", "return", "NOK", "message",
				 "permission denied: that needs root or the admin group",
				 "error", "permission");
	s->not_found = false;
	message = command->run(s, arguments, &error);
	if (!message && s->not_found)
		return json_pack("{s:s,s:s,s:s}", "return", "NOK", "message", error, "error",
				 "not-found");
	if (!message)
		return refuse(error);
	return json_pack("{s:s,s:o}", "return", "OK", "message", message);
}

json_t *control_server_answer(struct control_server *s, struct control_peer *peer, const char *line,
			      size_t length, bool *close)
{
	json_t *request = json_loadb(line, length, JSON_REJECT_DUPLICATES, NULL), *answer;

	*close = false;
	if (!json_is_object(request)) {
		json_decref(request);
		*close = true;
		return refuse("a request is one JSON object on a line");
	}
	answer = peer->greeted ? obey(s, peer, request) : greet(peer, request, close);
	json_decref(request);
	return answer;
}

/* 0, or -1 if the answer could not be queued. */
static int send_answer(struct stream_client *c, json_t *answer)
{
	char *text = answer ? eve_text(answer) : NULL;
	struct iovec parts[2] = { { text, text ? strlen(text) : 0 }, { (void *)"\n", 1 } };
	int err = text ? stream_send(c, parts, 2) : -1;

	free(text);
	json_decref(answer);
	return err ? -1 : 0;
}

static bool in_admin_group(const struct control_server *s, int fd, gid_t primary)
{
	gid_t groups[PEER_GROUPS];
	socklen_t length = sizeof(groups);

	if (!s->has_admin_group)
		return false;
	if (primary == s->admin_group)
		return true;
	if (getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, groups, &length))
		return false;
	for (size_t i = 0; i < length / sizeof(groups[0]); i++)
		if (groups[i] == s->admin_group)
			return true;
	return false;
}

static void client_opened(void *ctx, struct stream_client *c)
{
	struct control_server *s = ctx;
	struct control_peer *peer = &s->peer[stream_index(c)];
	int fd = stream_client_fd(c);
	struct ucred who;
	socklen_t length = sizeof(who);

	memset(peer, 0, sizeof(*peer));
	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &length))
		return;
	peer->admin = who.uid == 0 || who.uid == geteuid() || in_admin_group(s, fd, who.gid);
}

static int client_line(void *ctx, struct stream_client *c, const char *line, size_t length)
{
	struct control_server *s = ctx;
	bool close;
	json_t *answer = control_server_answer(s, &s->peer[stream_index(c)], line, length, &close);

	return send_answer(c, answer) || close;
}

/* Older clients send their version without a newline and wait. */
static bool client_whole(void *ctx, struct stream_client *c, const char *text, size_t length)
{
	const struct control_server *s = ctx;

	return !s->peer[stream_index(c)].greeted && text[length - 1] == '}';
}

static void client_abused(void *ctx, struct stream_client *c, const char *what)
{
	(void)ctx;
	send_answer(c, refuse(what));
}

int control_server_new(const struct control_options *o, const struct control_callbacks *c,
		       struct control_server **out)
{
	const struct stream_options options = {
		.path = o->path ? o->path : CONTROL_SOCKET,
		.group = o->group,
		.clients_max = CONTROL_CLIENTS,
		.line_max = CONTROL_REQUEST_MAX,
		.queue_bytes = ANSWER_BYTES,
		.idle_ns = CONTROL_IDLE_S * 1000000000ull,
		.lines_per_s = CONTROL_REQUESTS_PER_S,
	};
	const char *name = o->admin_group ? o->admin_group : CONTROL_ADMIN_GROUP;
	const struct group *group = getgrnam(name);
	struct control_server *s = calloc(1, sizeof(*s));
	struct stream_handler handler = { .opened = client_opened,
					  .line = client_line,
					  .whole = client_whole,
					  .abused = client_abused,
					  .ctx = s };
	int err;

	if (!s)
		return -ENOMEM;
	s->callbacks = *c;
	s->has_admin_group = group != NULL;
	s->admin_group = group ? group->gr_gid : 0;
	err = stream_new(&options, &handler, &s->stream);
	if (err < 0) {
		free(s);
		return err;
	}
	*out = s;
	return 0;
}

int control_server_fd(const struct control_server *s)
{
	return stream_fd(s->stream);
}

void control_server_handle(struct control_server *s)
{
	stream_handle(s->stream);
}

void control_server_alert(struct control_server *s, json_t *event)
{
	char **place = &s->alert[s->alerts % CONTROL_ALERTS];
	char *text = eve_text(event);

	if (!text)
		return;
	free(*place);
	*place = text;
	s->alerts++;
}

void control_server_free(struct control_server *s)
{
	if (!s)
		return;
	stream_free(s->stream);
	for (size_t i = 0; i < CONTROL_ALERTS; i++)
		free(s->alert[i]);
	free(s);
}
