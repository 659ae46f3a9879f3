// SPDX-License-Identifier: MIT
#include "state.h"
#include "../log.h"

#include <errno.h>
#include <string.h>

int sensor_reopen(struct sensor *s)
{
	int error = output_reopen(&s->out);

	if (error)
		log_error("cannot reopen %s (%s): the old file stays in use", s->config->eve_file,
			  strerror(-error));
	return error;
}

static json_t *done(int result, const char *what, struct control_error *error)
{
	if (!result)
		return json_string(what);
	return control_refuse(error, result, strerror(-result));
}

static json_t *run_test_alert(void *ctx, const struct control_peer *peer, const json_t *arguments,
			      struct control_error *error)
{
	struct sensor *s = ctx;
	struct alert alert;

	(void)peer;
	(void)arguments;
	alert_test(loop_now_ns(), &alert);
	records_alert(s->records, &alert);
	output_alert(&s->out, &alert);
	return done(0, "raised", error);
}

static json_t *run_reopen(void *ctx, const struct control_peer *peer, const json_t *arguments,
			  struct control_error *error)
{
	(void)peer;
	(void)arguments;
	return done(sensor_reopen(ctx), "done", error);
}

static json_t *run_shutdown(void *ctx, const struct control_peer *peer, const json_t *arguments,
			    struct control_error *error)
{
	(void)peer;
	(void)arguments;
	((struct sensor *)ctx)->stop = true;
	return done(0, "Closing weir", error);
}

/* As Suricata's; here one budget decides the size of every table. */
static json_t *run_memcap(void *ctx, const struct control_peer *peer, const json_t *arguments,
			  struct control_error *error)
{
	const char *name = json_string_value(json_object_get(arguments, "config"));
	const struct sensor *s = ctx;

	(void)peer;
	if (name && strcmp(name, "total") != 0)
		return control_refuse(error, -ENOENT, "there is one memory budget: config total");
	return json_pack("{s:o}", "value",
			 json_sprintf("%llumb", (unsigned long long)(s->budget.bytes >> 20)));
}

const struct control_command answer_run[] = {
	{ .name = "memcap-show", .arguments = "[config=total]", .run = run_memcap },
	{.name = "test-alert", .admin = true, .run = run_test_alert},
	{.name = "reopen-log-files", .admin = true, .run = run_reopen},
	{.name = "shutdown", .admin = true, .run = run_shutdown},
	{.name = NULL},
};
