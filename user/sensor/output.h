/* SPDX-License-Identifier: MIT */
/*
 * output.h - where the live sensor's events go: terminal, journald, EVE socket and file,
 * and the control socket, which answers questions about all of it.
 */
#ifndef WEIR_OUTPUT_H
#define WEIR_OUTPUT_H

#include "../control/config.h"
#include "../control/recent.h"
#include "../control/server.h"
#include "../sink/eve_connect.h"
#include "../evidence/evidence.h"
#include "../sink/eve_file.h"
#include "../sink/eve_socket.h"
#include "../sink/event.h"
#include "../sink/journal.h"
#include "../sink/tally.h"
#include "loop.h"
#include "terminal.h"

#define OUTPUT_ERROR_SIZE 512

struct output_options {
	const struct config *config; /* sockets, groups, file, queue sizes, name */
	const char *journal; /* path of journald's socket, if not its own; "" or NULL: that */
	const char *model_id;
	unsigned int model_rev;
	int64_t wall_offset_ns; /* wall clock minus CLOCK_MONOTONIC */
	const struct control_commands *commands; /* of the control socket */
	const char *(*ifname)(void *ctx, uint8_t slot);
	void *ctx; /* of ifname */
};

struct output {
	struct event_context context;
	struct terminal terminal;
	char host[CONFIG_NAME_SIZE];
	const char *journal_path; /* as in the options */
	struct loop *loop; /* NULL before output_watch() */
	struct journal *journal; /* each NULL: not wanted */
	struct eve_socket *eve;
	struct eve_file *file;
	struct eve_connect *connect;
	struct tally reported; /* alarms that went to the sinks */
	struct control_server *control;
	struct evidence *evidence; /* the sensor's; NULL: none */
	struct recent recent; /* alerts, for the control socket */
};

/* Opens what is wanted; strings and commands outlive it. 0, or a negative errno and one
 * line in @error; nothing stays open then. */
int output_open(struct output *out, const struct output_options *o,
		char error[static OUTPUT_ERROR_SIZE]);

/* "cannot open PATH: ..." into @text; @error again. */
int output_fail(int error, const char *path, char text[static OUTPUT_ERROR_SIZE]);

/*
 * Sinks beside those in use (output_sink.c), for another configuration: what @next has
 * otherwise than @now is opened, and watched once there is a loop; the rest stays NULL. @now
 * NULL: all. 0, or a negative errno and one line in @error; nothing stays open then.
 */
struct output_sinks {
	struct journal *journal;
	struct eve_socket *eve;
	struct eve_file *file;
	struct eve_connect *connect;
	struct loop *loop; /* that watches them */
};
int output_sinks_open(const struct output *out, const struct config *now, const struct config *next,
		      struct output_sinks *sinks, char error[static OUTPUT_ERROR_SIZE]);
/* They are the output's now, in place of those that @before had otherwise, which are closed;
 * what waits for journald moves over, readers of the socket connect anew. */
void output_sinks_use(struct output *out, const struct config *before, const struct config *next,
		      struct output_sinks *sinks);
void output_sinks_close(struct output_sinks *sinks);
/* For output_watch(). */
int output_watch_sinks(struct output *out);

/* Adds its descriptors to the loop. */
int output_watch(struct output *out, struct loop *loop);

/* Callbacks of the pipeline; ctx is the output. */
void output_prepare(void *ctx, struct alert *alert);
void output_alert(void *ctx, const struct alert *alert);
void output_flow(void *ctx, const struct flow_life *life);

void output_stats(struct output *out, const struct account *a, const struct pipeline_stats *p,
		  uint64_t uptime_s, uint64_t now_ns);

/* An operational event: to the journal and the log. @ifname: "" if about none. The second
 * takes fields as journal_event(). */
void output_event(struct output *out, enum journal_kind kind, const char *ifname,
		  const char *message);
void output_event_with(struct output *out, enum journal_kind kind, const char *message,
		       const char *const (*fields)[2]);

/* After logrotate. 0 or -errno. */
int output_reopen(struct output *out);

/* Sends what goes without waiting, closes all. */
void output_close(struct output *out);

#endif
