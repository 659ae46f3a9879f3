// SPDX-License-Identifier: MIT
#include "output.h"
#include "../log.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int open_control(struct output *out, const struct output_options *o,
			char error[static OUTPUT_ERROR_SIZE])
{
	const struct config *c = o->config;
	const struct control_options control = { .path = c->control_socket,
						 .group = c->control_group,
						 .admin_group = c->control_admins,
						 .commands = o->commands };
	int result;

	if (!c->control_socket[0])
		return 0;
	result = control_server_new(&control, &out->control);
	return result ? output_fail(result, c->control_socket, error) : 0;
}

static void name_context(struct output *out, const struct output_options *o)
{
	out->context.host = o->config->name;
	if (!o->config->name[0]) {
		gethostname(out->host, sizeof(out->host) - 1);
		out->context.host = out->host;
	}
	out->context.model_id = o->model_id;
	out->context.model_rev = o->model_rev;
	out->context.wall_offset_ns = o->wall_offset_ns;
	out->context.ifname = o->ifname;
	out->context.ctx = o->ctx;
}

int output_open(struct output *out, const struct output_options *o,
		char error[static OUTPUT_ERROR_SIZE])
{
	struct output_sinks sinks;
	int result;

	memset(out, 0, sizeof(*out));
	name_context(out, o);
	terminal_init(&out->terminal, o->config->journal);
	out->journal_path = o->journal;
	result = output_sinks_open(out, NULL, o->config, &sinks, error);
	if (result)
		return result;
	output_sinks_use(out, NULL, o->config, &sinks);
	result = open_control(out, o, error);
	if (result)
		output_close(out);
	return result;
}

static void handle_control(void *ctx)
{
	control_server_handle(((struct output *)ctx)->control);
}

int output_watch(struct output *out, struct loop *loop)
{
	int error;

	out->loop = loop;
	error = output_watch_sinks(out);
	if (!error && out->control)
		error = loop_add(loop, control_server_fd(out->control), handle_control, out);
	return error;
}

static char *event_text(const json_t *event)
{
	return event ? eve_text(event) : NULL;
}

/* The event as text to socket and file; the caller frees it. NULL on lack of memory. */
static char *send_event(struct output *out, enum eve_kind kind, const json_t *event)
{
	char *text = event_text(event);

	if (text && out->eve)
		eve_socket_send(out->eve, kind, text, strlen(text));
	if (text && out->file && kind != EVE_FLOW)
		eve_file_write(out->file, text, strlen(text));
	if (text && out->connect && kind != EVE_FLOW)
		eve_connect_send(out->connect, text, strlen(text));
	return text;
}

void output_prepare(void *ctx, struct alert *alert)
{
	struct output *out = ctx;

	if (out->evidence)
		evidence_alert(out->evidence, alert);
}

void output_alert(void *ctx, const struct alert *alert)
{
	struct output *out = ctx;
	json_t *event;
	char *text;

	event = eve_alert(&out->context, alert);
	text = alert->suppressed ? event_text(event) : send_event(out, EVE_ALERT, event);
	if (out->evidence)
		evidence_describe(out->evidence, alert, text);
	if (out->control && text)
		recent_add(&out->recent, text, strlen(text));
	if (!alert->suppressed)
		tally_alert(&out->reported, alert);
	if (out->journal && !alert->suppressed && !alert->acknowledged)
		journal_alert(out->journal, &out->context, alert, text);
	if (!alert->suppressed && !alert->acknowledged)
		terminal_alert(&out->terminal, alert,
			       (int64_t)alert->now_ns + out->context.wall_offset_ns);
	free(text);
	json_decref(event);
}

void output_flow(void *ctx, const struct flow_life *life)
{
	struct output *out = ctx;
	json_t *event;

	if (!out->eve || !eve_socket_wants(out->eve, EVE_FLOW))
		return;
	event = eve_flow(&out->context, life);
	free(send_event(out, EVE_FLOW, event));
	json_decref(event);
}

void output_stats(struct output *out, const struct account *a, const struct pipeline_stats *p,
		  uint64_t uptime_s, uint64_t now_ns)
{
	json_t *event;

	if (!out->file && !out->connect && !(out->eve && eve_socket_wants(out->eve, EVE_STATS)))
		return;
	event = eve_stats(&out->context, a, p, uptime_s, now_ns);
	free(send_event(out, EVE_STATS, event));
	json_decref(event);
}

/* As loud as its priority in the journal; not there twice, where standard error is it. */
static void log_event(struct output *out, enum journal_kind kind, const char *message)
{
	int priority = journal_priority(kind);

	if (out->journal && journal_stats(out->journal)->up && getenv("JOURNAL_STREAM"))
		return;
	terminal_clear(&out->terminal);
	if (priority <= 3)
		log_error("%s", message);
	else if (priority == 4)
		log_warning("%s", message);
	else
		log_info("%s", message);
}

void output_event_with(struct output *out, enum journal_kind kind, const char *message,
		       const char *const (*fields)[2])
{
	log_event(out, kind, message);
	if (out->journal)
		journal_event(out->journal, kind, message, fields);
}

void output_event(struct output *out, enum journal_kind kind, const char *ifname,
		  const char *message)
{
	const char *const with[][2] = { { "WEIR_IFACE", ifname }, { NULL, NULL } };

	output_event_with(out, kind, message, *ifname ? with : NULL);
}

int output_reopen(struct output *out)
{
	return out->file ? eve_file_reopen(out->file) : 0;
}

void output_close(struct output *out)
{
	control_server_free(out->control);
	eve_socket_free(out->eve);
	if (out->file)
		eve_file_free(out->file);
	eve_connect_free(out->connect);
	journal_free(out->journal);
	recent_fini(&out->recent);
	out->control = NULL;
	out->eve = NULL;
	out->file = NULL;
	out->connect = NULL;
	out->journal = NULL;
}
