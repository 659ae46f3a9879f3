/* SPDX-License-Identifier: MIT */
/*
 * server.h - the control socket: Suricata's unix protocol 0.2, one JSON object a line.
 *
 * A client says {"version":"0.2"}, gets {"return":"OK"}, then sends
 * {"command":"iface-stat","arguments":{"iface":"eth0"}} and gets
 * {"return":"OK"|"NOK","message":...}. Commands: command-list, help, version, uptime,
 * running-mode, iface-list, iface-stat, dump-counters, status, stats, alerts, explain,
 * baseline-status, baseline-list; and, for root, the sensor's own user and group
 * weir-admin: test-alert, reopen-log-files, shutdown, baseline-start, baseline-stop,
 * baseline-reset, baseline-rollback.
 *
 * Bounds: CONTROL_CLIENTS at once, CONTROL_REQUEST_MAX bytes a request,
 * CONTROL_REQUESTS_PER_S, CONTROL_IDLE_S without a whole request; who goes beyond is
 * told so, where possible, and disconnected.
 */
#ifndef WEIR_CONTROL_SERVER_H
#define WEIR_CONTROL_SERVER_H

#include "stats.h"

#define CONTROL_SOCKET "/run/weir/control.sock"
#define CONTROL_ADMIN_GROUP "weir-admin"
#define CONTROL_CLIENTS 16
#define CONTROL_REQUEST_MAX 4096
#define CONTROL_REQUESTS_PER_S 50
#define CONTROL_IDLE_S 60
#define CONTROL_ALERTS 256 /* recent alert events kept for `alerts` */

/* What the sensor does for a client. All are called from control_server_handle(). */
struct control_callbacks {
	/* Fills the view; it must hold until the next call into the sensor. */
	void (*view)(void *ctx, struct stats_view *out);
	/* The alarm whose id begins with @id, explained (explain_answer()); @id NULL: the
	 * list of those that are kept. New reference, or NULL with *error -ENOENT, -ENOTUNIQ or
	 * -ENOMEM. */
	json_t *(*explain)(void *ctx, const char *id, int *error);
	/* Raises the test alert (alert_test()) through every sink. 0 or -errno. */
	int (*test_alert)(void *ctx);
	/* Reopens log files. 0 or -errno. */
	int (*reopen)(void *ctx);
	/* Does what is asked of the site's baseline: "status", "list", "start" ({"seconds":N}),
	 * "stop", "reset", "rollback" ({"version":N}). A new reference, or NULL with *error, one
	 * line that holds until the next call, and *result, a negative errno; -ENOENT: there is
	 * no such version. NULL: no baseline is kept. */
	json_t *(*baseline)(void *ctx, const char *what, const json_t *arguments, int *result,
			    const char **error);
	/* Asks the loop to end; the answer is sent before the socket is freed. */
	void (*shutdown)(void *ctx);
	void *ctx;
};

struct control_options {
	const char *path; /* NULL: CONTROL_SOCKET */
	const char *group; /* may read; NULL: the process's group */
	const char *admin_group; /* may change things; NULL: CONTROL_ADMIN_GROUP */
};

struct control_server;

/* Takes the path over from a dead process; -EADDRINUSE when a live one serves it. */
int control_server_new(const struct control_options *o, const struct control_callbacks *c,
		       struct control_server **out);

/* For epoll (EPOLLIN), as with journal_fd(). */
int control_server_fd(const struct control_server *s);
void control_server_handle(struct control_server *s);

/* Remembers an alert event (eve_alert()) for `alerts`; the event stays the caller's. */
void control_server_alert(struct control_server *s, json_t *event);

/* Closes all, removes the socket file. Accepts NULL. */
void control_server_free(struct control_server *s);

/* Who asks. */
struct control_peer {
	bool admin; /* may change things */
	bool greeted; /* said its version */
};

/*
 * One request line (not NUL-terminated) to its answer: the whole protocol without the
 * socket, as the fuzzer drives it. New reference, NULL on lack of memory; *close is set
 * when the connection is to be closed after it.
 */
json_t *control_server_answer(struct control_server *s, struct control_peer *peer,
			      const char *line, size_t length, bool *close);

#endif
