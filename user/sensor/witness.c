// SPDX-License-Identifier: MIT
/* Evidence of the live sensor: its configuration, and the source that it takes frames of. */
#include "state.h"
#include "../log.h"
#include "../source/frames.h"

#include <stdio.h>
#include <string.h>

static int watch(void *ctx, const struct weir_key *key, const struct weir_watch *watch)
{
	return bpf_source_watch(((struct sensor *)ctx)->source, key, watch);
}

static void unwatch(void *ctx, const struct weir_key *key)
{
	int error = bpf_source_unwatch(((struct sensor *)ctx)->source, key);

	if (error)
		log_warning("cannot end a watch (%s): its frames go to nobody", strerror(-error));
}

static void watching(void *ctx, uint32_t kinds)
{
	bpf_source_watching(((struct sensor *)ctx)->source, kinds);
}

static void failed(void *ctx, const char *message)
{
	output_event(&((struct sensor *)ctx)->out, JOURNAL_EVIDENCE_FAILED, "", message);
}

struct evidence_bounds sensor_evidence_bounds(const struct config *c)
{
	return (struct evidence_bounds){ .packets = c->evidence_packets,
					 .bytes = c->evidence_bytes,
					 .ns = c->evidence_seconds * NS_PER_S };
}

static void name_folder(struct sensor *s)
{
	const struct config *c = s->config;

	if (c->evidence_folder[0])
		snprintf(s->evidence_folder, sizeof(s->evidence_folder), "%s", c->evidence_folder);
	else
		snprintf(s->evidence_folder, sizeof(s->evidence_folder), "%s/evidence", c->state);
}

/* Made while there are the rights for it, if alarms shall have captures. */
static void open_folder(struct sensor *s)
{
	char message[SENSOR_ERROR_SIZE];
	int error = s->config->evidence ? evidence_open(s->evidence) : 0;

	if (!error)
		return;
	snprintf(message, sizeof(message),
		 "%s: no captures can be kept there: %s; alarms get none until that is mended",
		 s->evidence_folder, strerror(-error));
	failed(s, message);
}

int sensor_open_evidence(struct sensor *s, char error[static SENSOR_ERROR_SIZE])
{
	const struct config *c = s->config;
	const struct evidence_options o = {
		.folder = s->evidence_folder,
		.group = c->control_admins,
		.total = c->evidence_total_bytes,
		.alerts = c->evidence,
		.bounds = sensor_evidence_bounds(c),
		.wall_offset_ns = s->out.context.wall_offset_ns,
		.watch = watch,
		.unwatch = unwatch,
		.watching = watching,
		.ifname = sensor_slot_name,
		.failed = failed,
		.ctx = s,
	};
	int result;

	name_folder(s);
	result = evidence_new(&o, &s->evidence);
	if (result) {
		snprintf(error, SENSOR_ERROR_SIZE, "no memory for captures");
		return result;
	}
	s->out.evidence = s->evidence;
	open_folder(s);
	return 0;
}

void sensor_set_evidence(struct sensor *s)
{
	const struct config *c = s->config;
	const struct evidence_bounds bounds = sensor_evidence_bounds(c);

	evidence_set(s->evidence, c->evidence, &bounds, c->evidence_total_bytes);
	open_folder(s);
}
