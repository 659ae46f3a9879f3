/* SPDX-License-Identifier: MIT */
/*
 * server.h - the control socket: Suricata's unix protocol 0.2, one JSON object a line.
 *
 * A client says {"version":"0.2"}, gets {"return":"OK"}, then sends
 * {"command":"iface-stat","arguments":{"iface":"eth0"}} and gets
 * {"return":"OK"|"NOK","message":...}, a NOK of a known kind with "error":"not-found",
 * "permission", "argument", "ambiguous" or "busy". command-list (help) names the commands
 * with their arguments and who may use them: reading ones are for all who may connect, the
 * others for root, the sensor's own user and group weir-admin.
 *
 * Bounds: CONTROL_CLIENTS at once, CONTROL_REQUEST_MAX bytes a request,
 * CONTROL_REQUESTS_PER_S, CONTROL_IDLE_S without a whole request; who goes beyond is
 * told so, where possible, and disconnected.
 */
#ifndef WEIR_CONTROL_SERVER_H
#define WEIR_CONTROL_SERVER_H

#include "command.h"

#include <stddef.h>

#define CONTROL_SOCKET "/run/weir/control.sock"
#define CONTROL_ADMIN_GROUP "weir-admin"
#define CONTROL_CLIENTS 16
#define CONTROL_REQUEST_MAX 4096
#define CONTROL_REQUESTS_PER_S 50
#define CONTROL_IDLE_S 60

struct control_options {
	const char *path;	 /* NULL: CONTROL_SOCKET */
	const char *group;	 /* may read; NULL: the process's group */
	const char *admin_group; /* may change things; NULL: CONTROL_ADMIN_GROUP */
	/* Ended by one without a table; outlives the server. */
	const struct control_commands *commands;
};

struct control_server;

/* Takes the path over from a dead process; -EADDRINUSE when a live one serves it. */
int control_server_new(const struct control_options *o, struct control_server **out);

/* For epoll (EPOLLIN), as with journal_fd(). */
int control_server_fd(const struct control_server *s);
void control_server_handle(struct control_server *s);

/* Closes all, removes the socket file. Accepts NULL. */
void control_server_free(struct control_server *s);

/*
 * One request line (not NUL-terminated) to its answer, a line without newline: the whole
 * protocol without the socket, as the fuzzer drives it. The caller frees it; NULL on lack
 * of memory; *close is set when the connection is to be closed after it.
 */
char *control_server_answer(struct control_server *s, struct control_peer *peer, const char *line,
			    size_t length, bool *close);

#endif
