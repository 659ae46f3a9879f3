/* SPDX-License-Identifier: MIT */
/* As much of a sensor as commands that only look need: live flows and alarms, no kernel. */
#ifndef WEIR_VIEW_SENSOR_H
#define WEIR_VIEW_SENSOR_H

#include "record.h"

#include "user/control/budget.h"
#include "user/flow/traffic.h"
#include "user/sensor/state.h"

#include <stdlib.h>

#define VIEW_START_NS 1000000000000ull

static void view_flows(struct pipeline *p, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		const uint8_t host = (uint8_t)(i % 200 + 1);
		struct fed r = record(i % 3 ? WEIR_PROTO_TCP : WEIR_PROTO_UDP, host,
				      (uint8_t)(i / 200 % 250), (uint16_t)(1024 + i / 50000),
				      (uint16_t)(i % 7 ? 443 : i % 1000));

		packets(&r, 0, i % 50 + 1, VIEW_START_NS + i, VIEW_START_NS + 1000000 + i,
			WEIR_TCP_SYN | WEIR_TCP_ACK);
		if (i % 5)
			packets(&r, 1, i % 30 + 1, VIEW_START_NS + i, VIEW_START_NS + 2000000 + i,
				WEIR_TCP_SYN | WEIR_TCP_ACK);
		if (r.key.ip_proto != WEIR_PROTO_TCP)
			memset(&r.flow.proto, 0, sizeof(r.flow.proto));
		pipeline_flow(p, &r.key, &r.flow);
	}
}

static void view_alarms(struct sensor *s, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		struct alert a;
		json_t *event;
		char *text;

		alert_test(VIEW_START_NS + i, &a);
		snprintf(a.id, sizeof(a.id), "%08x%024x", i, i);
		a.finding.class = (enum alert_class)(i % ALERT_CLASSES);
		records_alert(s->records, &a);
		event = eve_alert(&s->out.context, &a);
		text = event ? eve_text(event) : NULL;
		if (text)
			recent_add(&s->out.recent, text, strlen(text));
		free(text);
		json_decref(event);
	}
}

static void view_alert(void *ctx, const struct alert *alert)
{
	(void)ctx;
	(void)alert;
}

/* NULL: no memory. */
static struct sensor *view_sensor(uint32_t flows, uint32_t alarms)
{
	static struct config config = {.window_ns = 5 * NS_PER_S};
	struct sensor *s = calloc(1, sizeof(*s));
	struct pipeline_options o = {.base_ns = config.window_ns, .output = {.alert = view_alert}};
	const struct past_options past = {.folder = "/nonexistent", .rows_max = 16, .keep = 1};

	if (!s || budget_from_bytes(96u << 20, &o.budget))
		return NULL;
	if (flows > o.budget.lives_max)
		o.budget.lives_max = flows;
	s->config = &config;
	s->out.context.host = "gate";
	s->out.context.model_id = "none";
	networks_default(&s->home);
	o.home = &s->home;
	if (traffic_new(traffic_rows(o.budget.lives_max), &s->home, &s->traffic) ||
	    records_new(o.budget.alerts_max, &s->records) || past_new(&past, 1, &s->past))
		return NULL;
	o.traffic = s->traffic;
	if (pipeline_new(&o, &s->pipeline))
		return NULL;
	pipeline_open(s->pipeline, VIEW_START_NS);
	view_flows(s->pipeline, flows);
	pipeline_close(s->pipeline, VIEW_START_NS + config.window_ns);
	while (pipeline_step(s->pipeline, NS_PER_S) > 0)
		;
	view_alarms(s, alarms);
	return s;
}

#endif
