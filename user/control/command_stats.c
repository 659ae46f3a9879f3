// SPDX-License-Identifier: MIT
#include "command_stats.h"

#include "../sink/metrics.h"

#include <errno.h>
#include <stdlib.h>

static struct stats_view view(const struct stats_source *source)
{
	struct stats_view v = {0};

	source->view(source->ctx, &v);
	return v;
}

#define RUN(name, expression)                                                                      \
	static json_t *run_##name(void *ctx, const struct control_peer *peer,                      \
				  const json_t *arguments, struct control_error *error)            \
	{                                                                                          \
		const struct stats_view v = view(ctx);                                             \
                                                                                                   \
		(void)v;                                                                           \
		(void)peer;                                                                        \
		(void)arguments;                                                                   \
		(void)error;                                                                       \
		return expression;                                                                 \
	}

RUN(version, json_string(v.version ? v.version : WEIR_VERSION))
RUN(uptime, json_integer((json_int_t)v.uptime_s))
RUN(running_mode, json_string("live"))
RUN(interfaces, stats_interfaces(&v))
RUN(counters, stats_counters(&v))
RUN(status, stats_status(&v))
RUN(stats, stats_json(&v))

static json_t *run_interface(void *ctx, const struct control_peer *peer, const json_t *arguments,
			     struct control_error *error)
{
	const char *name = json_string_value(json_object_get(arguments, "iface"));
	const struct stats_view v = view(ctx);
	json_t *result;

	(void)peer;
	if (!name)
		return control_refuse(error, -EINVAL, "iface-stat needs the argument iface");
	errno = 0;
	result = stats_interface(&v, name);
	if (!result && errno == ENOENT)
		return control_refuse(error, -ENOENT, "no such interface; iface-list names them");
	return result;
}

static json_t *run_metrics(void *ctx, const struct control_peer *peer, const json_t *arguments,
			   struct control_error *error)
{
	const struct stats_view v = view(ctx);
	struct process process;
	json_t *result;
	char *text = malloc(METRICS_SIZE);

	(void)peer;
	(void)arguments;
	if (!text)
		return control_refuse(error, -ENOMEM, "out of memory");
	process_look(&process);
	result = json_stringn(text, metrics_write(&v, &process, text, METRICS_SIZE));
	free(text);
	return result;
}

const struct control_command command_stats[] = {
	{.name = "version", .run = run_version},
	{.name = "uptime", .run = run_uptime},
	{.name = "running-mode", .run = run_running_mode},
	{.name = "iface-list", .run = run_interfaces},
	{.name = "iface-stat", .arguments = "iface=NAME", .run = run_interface},
	{.name = "dump-counters", .run = run_counters},
	{.name = "status", .run = run_status},
	{.name = "stats", .run = run_stats},
	{.name = "metrics", .run = run_metrics},
	{.name = NULL},
};
