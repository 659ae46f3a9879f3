// SPDX-License-Identifier: MIT
/* Commands about captures: those of alarms, and those that an admin asks for. */
#include "state.h"
#include "../evidence/evidence_print.h"

#include <errno.h>
#include <string.h>

static json_t *run_list(void *ctx, const struct control_peer *peer, const json_t *arguments,
			struct control_error *error)
{
	struct sensor *s = ctx;
	const struct store *open = evidence_store(s->evidence);
	struct store looked;
	json_t *answer;
	int result;

	(void)peer;
	(void)arguments;
	if (open)
		return evidence_list(s->evidence_folder, open);
	/* Nothing was captured yet, but perhaps by an earlier sensor. */
	result = store_look(&looked, s->evidence_folder);
	if (result == -ENOENT)
		return evidence_list(s->evidence_folder, NULL);
	if (result)
		return control_refuse(error, result, strerror(-result));
	answer = evidence_list(s->evidence_folder, &looked);
	store_close(&looked);
	return answer;
}

static json_t *run_status(void *ctx, const struct control_peer *peer, const json_t *arguments,
			  struct control_error *error)
{
	struct sensor *s = ctx;

	(void)peer;
	(void)arguments;
	(void)error;
	return evidence_status(s->evidence, loop_now_ns());
}

static const char *read_bounds(const json_t *arguments, struct evidence_bounds *bounds)
{
	uint64_t packets = bounds->packets, bytes = bounds->bytes, seconds = bounds->ns / NS_PER_S;

	if (!control_number(arguments, "packets", 1, EVIDENCE_PACKETS_MAX, &packets))
		return "packets must be a number from 1 to 1000000";
	if (!control_number(arguments, "bytes", 64, WEIR_FRAME_MAX, &bytes))
		return "bytes must be a number from 64 to 2048";
	if (!control_number(arguments, "seconds", 1, EVIDENCE_NS_MAX / NS_PER_S, &seconds))
		return "seconds must be a number from 1 to 3600";
	*bounds = (struct evidence_bounds){ .packets = (uint32_t)packets,
					    .bytes = (uint32_t)bytes,
					    .ns = seconds * NS_PER_S };
	return NULL;
}

static const char *read_subject(const json_t *arguments, struct subject *out)
{
	const char *host = json_string_value(json_object_get(arguments, "host"));
	const char *peer = json_string_value(json_object_get(arguments, "peer"));
	const char *flow = json_string_value(json_object_get(arguments, "flow"));

	if (!host == !flow || (peer && !host))
		return "host, or host and peer, or flow must be given";
	if (host && subject_of_host(host, peer, out))
		return "host and peer must be addresses, of one family";
	if (flow && subject_of_flow(flow, out))
		return "flow must be such as tcp,10.0.0.1:1000,10.0.0.2:80 or "
		       "udp,[fd00::1]:1000,[fd00::2]:53";
	return NULL;
}

static const char *start_error(int error)
{
	switch (error) {
	case -EBUSY:
		return "too many captures are open: wait, or weir capture stop";
	case -EEXIST:
		return "a capture of this is open already: weir capture status";
	default:
		return strerror(-error);
	}
}

static json_t *run_start(void *ctx, const struct control_peer *peer, const json_t *arguments,
			 struct control_error *error)
{
	struct sensor *s = ctx;
	struct evidence_bounds bounds = sensor_evidence_bounds(s->config);
	struct subject subject;
	const char *wrong = read_subject(arguments, &subject), *name;
	int result;

	if (!wrong)
		wrong = read_bounds(arguments, &bounds);
	if (wrong)
		return control_refuse(error, -EINVAL, wrong);
	name = evidence_start(s->evidence, &subject, &bounds, peer->name, loop_now_ns(), &result);
	if (!name)
		return control_refuse(error, result == -EEXIST ? -EBUSY : result,
				      start_error(result));
	return evidence_started(s->evidence_folder, name, &subject, &bounds);
}

static json_t *run_stop(void *ctx, const struct control_peer *peer, const json_t *arguments,
			struct control_error *error)
{
	const json_t *which = json_object_get(arguments, "capture");
	struct sensor *s = ctx;
	unsigned int stopped;

	(void)peer;
	if (which && !json_is_string(which))
		return control_refuse(error, -EINVAL, "capture must be the name of one");
	stopped = evidence_stop(s->evidence, json_string_value(which));
	if (which && !stopped)
		return control_refuse(error, -ENOENT, "no such capture is open");
	return json_pack("{s:i}", "stopped", (int)stopped);
}

const struct control_command answer_evidence[] = {
	{.name = "evidence-list", .run = run_list},
	{.name = "capture-status", .run = run_status},
	{.name = "capture-start", .admin = true,
	 .arguments = "host=ADDRESS [peer=ADDRESS]|flow=TEXT [packets=N] [bytes=N] [seconds=N]",
	 .run = run_start},
	{.name = "capture-stop", .admin = true, .arguments = "[capture=NAME]", .run = run_stop},
	{.name = NULL},
};
