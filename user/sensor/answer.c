// SPDX-License-Identifier: MIT
#include "state.h"
#include "../log.h"
#include "../control/explain_answer.h"

#include <errno.h>
#include <string.h>

const char *sensor_slot_name(void *ctx, uint8_t slot)
{
	const struct sensor *s = ctx;
	unsigned int i;

	for (i = 0; s->set && i < attach_count(s->set); i++)
		if (attach_get(s->set, i)->slot == slot)
			return attach_get(s->set, i)->ifname;
	return NULL;
}

static void view_interface(const struct sensor *s, const struct attachment *a,
			   struct stats_interface *out)
{
	struct weir_tally in, egress;

	bpf_source_seen(s->source, a->slot * 2u, &in);
	bpf_source_seen(s->source, a->slot * 2u + 1, &egress);
	memcpy(out->name, a->ifname, sizeof(out->name));
	out->slot = a->slot;
	out->present = a->ifindex;
	out->exact = a->exact;
	out->ingress = a->ingress;
	out->egress = a->egress;
	memcpy(out->why, a->why, sizeof(out->why));
	out->seen.packets = in.packets + egress.packets;
	out->seen.bytes = in.bytes + egress.bytes;
	out->not_visible = health_not_visible(&s->health, a->slot);
}

static void view(void *ctx, struct stats_view *out)
{
	struct sensor *s = ctx;
	unsigned int i;

	memset(out, 0, sizeof(*out));
	out->uptime_s = (loop_now_ns() - s->start_ns) / NS_PER_S;
	out->version = WEIR_VERSION;
	out->model_id = s->out.context.model_id;
	out->host = s->out.context.host;
	out->flow_map_entries = bpf_source_last_fill(s->source);
	out->flow_map_capacity = s->flow_map_capacity;
	out->gentle = loop_now_ns() < s->gentle_until_ns;
	out->account = &s->cycle.account;
	out->pipeline = pipeline_stats(s->pipeline);
	out->memory_saved = s->remember.saved;
	out->memory_failed = s->remember.failed;
	out->alert = pipeline_alert_stats(s->pipeline);
	out->journal = s->out.journal ? journal_stats(s->out.journal) : NULL;
	out->eve_socket = s->out.eve ? eve_socket_stats(s->out.eve) : NULL;
	out->eve_file = s->out.file ? eve_file_stats(s->out.file) : NULL;
	out->has_past = true;
	past_view(s->past, &out->past);
	out->interface_count = attach_count(s->set);
	for (i = 0; i < out->interface_count; i++)
		view_interface(s, attach_get(s->set, i), &out->interface[i]);
}

static json_t *explain(void *ctx, const char *id, int *error)
{
	const struct sensor *s = ctx;

	return explain_answer(&s->out.context, s->records,
			      anomaly_baseline(past_anomaly(s->past)),
			      pipeline_alert_stats(s->pipeline), id, error);
}

static int raise_test_alert(void *ctx)
{
	struct sensor *s = ctx;
	struct alert alert;

	alert_test(loop_now_ns(), &alert);
	records_alert(s->records, &alert);
	output_alert(&s->out, &alert);
	return 0;
}

int sensor_reopen(struct sensor *s)
{
	int error = output_reopen(&s->out);

	if (error)
		log_error("cannot reopen %s (%s): the old file stays in use", s->config->eve_file,
			  strerror(-error));
	return error;
}

static void shut_down(void *ctx)
{
	((struct sensor *)ctx)->stop = true;
}

static int reopen(void *ctx)
{
	return sensor_reopen(ctx);
}

static int start_learning(struct sensor *s, const json_t *arguments)
{
	json_t *seconds = json_object_get(arguments, "seconds");
	uint64_t learn_s = PAST_LEARN_S;

	if (seconds && (!json_is_integer(seconds) || json_integer_value(seconds) < 1 ||
			json_integer_value(seconds) > PAST_LEARN_MAX_S))
		return -ERANGE;
	if (seconds)
		learn_s = (uint64_t)json_integer_value(seconds);
	return past_start(s->past, learn_s, loop_now_ns(), sensor_wall_s(s));
}

static int roll_back(struct sensor *s, const json_t *arguments)
{
	json_t *version = json_object_get(arguments, "version");

	if (version && (!json_is_integer(version) || json_integer_value(version) < 1 ||
			json_integer_value(version) > INT32_MAX))
		return -ERANGE;
	return past_rollback(s->past, (unsigned int)json_integer_value(version));
}

static json_t *answer_baseline(void *ctx, const char *what, const json_t *arguments, int *result,
			       const char **error)
{
	struct sensor *s = ctx;
	struct past_state state;

	if (!strcmp(what, "list"))
		return past_versions(s->past_folder);
	if (!strcmp(what, "start"))
		*result = start_learning(s, arguments);
	else if (!strcmp(what, "stop"))
		*result = past_stop(s->past);
	else if (!strcmp(what, "reset"))
		*result = past_reset(s->past);
	else if (!strcmp(what, "rollback"))
		*result = roll_back(s, arguments);
	if (*result) {
		*error = *result == -ERANGE ? "version is a positive number, seconds one up to "
					      "7776000 (90 days)" :
					      past_error(s->past);
		return NULL;
	}
	past_view(s->past, &state);
	return past_status(&state);
}

struct control_callbacks sensor_callbacks(struct sensor *s)
{
	return (struct control_callbacks){ .view = view,
					   .explain = explain,
					   .test_alert = raise_test_alert,
					   .reopen = reopen,
					   .baseline = answer_baseline,
					   .shutdown = shut_down,
					   .ctx = s };
}
