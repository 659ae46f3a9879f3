// SPDX-License-Identifier: MIT
#include "server.h"
#include "text_json.h"

#include "../sink/event.h"
#include "../sink/stream.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define ENVELOPE 256 /* bytes of an answer around its message */
#define PEER_GROUPS 64

struct control_server {
	struct stream *stream;
	const struct control_commands *commands;
	gid_t admin_group;
	bool has_admin_group;
	struct control_peer peer[CONTROL_CLIENTS];
};

void *control_refuse(struct control_error *error, int code, const char *text)
{
	error->code = code;
	error->text = text;
	return NULL;
}

bool control_number(const json_t *arguments, const char *name, uint64_t low, uint64_t high,
		    uint64_t *out)
{
	const json_t *value = json_object_get(arguments, name);
	json_int_t number = json_integer_value(value);

	if (!value)
		return true;
	if (!json_is_integer(value) || number < 0 || (uint64_t)number < low ||
	    (uint64_t)number > high)
		return false;
	*out = (uint64_t)number;
	return true;
}

static json_t *run_list(void *ctx, const struct control_peer *peer, const json_t *arguments,
			struct control_error *error);

static const struct control_command own[] = {
	{.name = "command-list", .run = run_list},
	{.name = "help", .run = run_list},
	{.name = NULL},
};

static int describe(const struct control_command *table, json_t *names, json_t *usage)
{
	const struct control_command *c;
	int bad = 0;

	for (c = table; c->name; c++)
		bad |= json_array_append_new(names, json_string(c->name)) |
		       json_object_set_new(usage, c->name,
					   json_pack("{s:s,s:b}", "arguments",
						     c->arguments ? c->arguments : "", "admin",
						     c->admin));
	return bad;
}

/* {"count":N,"commands":["NAME",...],"usage":{"NAME":{"arguments":"...","admin":false}}} */
static json_t *run_list(void *ctx, const struct control_peer *peer, const json_t *arguments,
			struct control_error *error)
{
	const struct control_commands *set;
	json_t *names = json_array(), *usage = json_object(), *answer = NULL;
	int bad = describe(own, names, usage);

	(void)peer;
	(void)arguments;
	(void)error;
	for (set = ctx; set->table; set++)
		bad |= describe(set->table, names, usage);
	if (!bad)
		answer = json_pack("{s:I,s:O,s:O}", "count", (json_int_t)json_array_size(names),
				   "commands", names, "usage", usage);
	json_decref(names);
	json_decref(usage);
	return answer;
}

static const struct control_command *find_in(const struct control_command *table, const char *name)
{
	for (; table->name; table++)
		if (!strcmp(table->name, name))
			return table;
	return NULL;
}

/* NULL: none; else *ctx is what it works on. */
static const struct control_command *find(const struct control_server *s, const char *name,
					  void **ctx)
{
	const struct control_command *found = find_in(own, name);
	const struct control_commands *set;

	*ctx = (void *)s->commands;
	for (set = s->commands; !found && set->table; set++) {
		found = find_in(set->table, name);
		*ctx = set->ctx;
	}
	return found;
}

static const char *kind_of(int code)
{
	return code == -ENOENT	   ? "not-found"
	       : code == -EPERM	   ? "permission"
	       : code == -EINVAL   ? "argument"
	       : code == -ENOTUNIQ ? "ambiguous"
	       : code == -EBUSY	   ? "busy"
				   : NULL;
}

static char *dump(json_t *value)
{
	char *text = value ? eve_text(value) : NULL;

	json_decref(value);
	return text;
}

static char *refuse(int code, const char *why)
{
	return dump(json_pack("{s:s,s:o,s:s*}", "return", "NOK", "message",
			      text_json(why ? why : "out of memory"), "error", kind_of(code)));
}

/* Takes the message over, which is JSON already. */
static char *accept_text(char *message)
{
	size_t size = message ? strlen(message) + ENVELOPE : 0;
	char *text = message && size <= CONTROL_ANSWER_MAX ? malloc(size) : NULL;

	if (text)
		snprintf(text, size, "{\"return\":\"OK\",\"message\":%s}", message);
	else if (message && size > CONTROL_ANSWER_MAX)
		text = refuse(-EMSGSIZE, "the answer is too long: ask for less of it");
	free(message);
	return text;
}

static char *greet(struct control_peer *peer, const json_t *request, bool *close)
{
	const char *version = json_string_value(json_object_get(request, "version"));

	if (!version || strcmp(version, "0.2") != 0) {
		*close = true;
		return refuse(0, "say {\"version\":\"0.2\"} first: no other protocol is spoken "
				 "here");
	}
	peer->greeted = true;
	return dump(json_pack("{s:s}", "return", "OK"));
}

static char *call(const struct control_command *c, void *ctx, const struct control_peer *peer,
		  const json_t *arguments)
{
	struct control_error error = {-ENOMEM, NULL};
	json_t *message;
	char *text;

	if (c->text) {
		text = c->text(ctx, peer, arguments, &error);
		return text ? accept_text(text) : refuse(error.code, error.text);
	}
	message = c->run(ctx, peer, arguments, &error);
	if (!message)
		return refuse(error.code, error.text);
	return dump(json_pack("{s:s,s:o}", "return", "OK", "message", message));
}

static char *obey(struct control_server *s, const struct control_peer *peer, const json_t *request)
{
	const char *name = json_string_value(json_object_get(request, "command"));
	const json_t *arguments = json_object_get(request, "arguments");
	const struct control_command *command;
	void *ctx = NULL;

	if (!name)
		return refuse(0, "a request needs a command; command-list names them");
	command = find(s, name, &ctx);
	if (!command)
		return refuse(0, "unknown command; command-list names them");
	if (arguments && !json_is_object(arguments))
		return refuse(-EINVAL, "arguments must be an object");
	if (command->admin && !peer->admin)
		return refuse(-EPERM, "permission denied: that needs root or the admin group");
	return call(command, ctx, peer, arguments);
}

char *control_server_answer(struct control_server *s, struct control_peer *peer, const char *line,
			    size_t length, bool *close)
{
	json_t *request = json_loadb(line, length, JSON_REJECT_DUPLICATES, NULL);
	char *answer;

	*close = false;
	if (!json_is_object(request)) {
		json_decref(request);
		*close = true;
		return refuse(0, "a request is one JSON object on a line");
	}
	answer = peer->greeted ? obey(s, peer, request) : greet(peer, request, close);
	json_decref(request);
	return answer;
}

/* 0, or -1 if the answer could not be queued. Takes the text over. */
static int send_answer(struct stream_client *c, char *text)
{
	struct iovec parts[2] = {{text, text ? strlen(text) : 0}, {(void *)"\n", 1}};
	int err = text ? stream_send(c, parts, 2) : -1;

	free(text);
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

/* Of this machine's own users: asking a directory in the network could take long. */
static void name_peer(struct control_peer *peer)
{
	FILE *users = fopen("/etc/passwd", "re");
	const struct passwd *user = NULL;

	snprintf(peer->name, sizeof(peer->name), "%lu", (unsigned long)peer->uid);
	while (users && (user = fgetpwent(users)) && user->pw_uid != peer->uid)
		;
	if (user)
		snprintf(peer->name, sizeof(peer->name), "%s", user->pw_name);
	if (users)
		fclose(users);
}

static void client_opened(void *ctx, struct stream_client *c)
{
	struct control_server *s = ctx;
	struct control_peer *peer = &s->peer[stream_index(c)];
	int fd = stream_client_fd(c);
	struct ucred who;
	socklen_t length = sizeof(who);

	memset(peer, 0, sizeof(*peer));
	peer->uid = (uid_t)-1;
	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &length))
		return;
	peer->uid = who.uid;
	name_peer(peer);
	peer->admin = who.uid == 0 || who.uid == geteuid() || in_admin_group(s, fd, who.gid);
}

static int client_line(void *ctx, struct stream_client *c, const char *line, size_t length)
{
	struct control_server *s = ctx;
	bool close;
	char *answer = control_server_answer(s, &s->peer[stream_index(c)], line, length, &close);

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
	send_answer(c, refuse(0, what));
}

int control_server_new(const struct control_options *o, struct control_server **out)
{
	const struct stream_options options = {
		.path = o->path ? o->path : CONTROL_SOCKET,
		.group = o->group,
		.clients_max = CONTROL_CLIENTS,
		.line_max = CONTROL_REQUEST_MAX,
		.queue_bytes = CONTROL_ANSWER_MAX,
		.idle_ns = CONTROL_IDLE_S * 1000000000ull,
		.lines_per_s = CONTROL_REQUESTS_PER_S,
	};
	const char *name = o->admin_group ? o->admin_group : CONTROL_ADMIN_GROUP;
	const struct group *group = getgrnam(name);
	struct control_server *s = calloc(1, sizeof(*s));
	struct stream_handler handler = {.opened = client_opened,
					 .line = client_line,
					 .whole = client_whole,
					 .abused = client_abused,
					 .ctx = s};
	int err;

	if (!s)
		return -ENOMEM;
	s->commands = o->commands;
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

void control_server_free(struct control_server *s)
{
	if (!s)
		return;
	stream_free(s->stream);
	free(s);
}
