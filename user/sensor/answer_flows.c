// SPDX-License-Identifier: MIT
/*
 * Live flows for clients: a page of those a filter wants, one by its id.
 *
 * A request looks at the places of the flow table from its cursor on until it has found
 * enough or worked for SLICE_NS, and says where the next one goes on. Flows come and go
 * between two requests: one that lives all the time is told of exactly once.
 */
#include "state.h"
#include "../control/flow_filter.h"
#include "../flow/flow.h"
#include "../sink/eve.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

#define SLICE_NS (5 * NS_PER_S / 1000)
#define PLACES_AT_ONCE 64 /* before the clock is asked */
#define LIMIT 200
#define LIMIT_MAX 500

/* An alarm that goes on. */
struct search_alarm {
	struct weir_addr host;
	unsigned int class; /* as a bit */
};

/* What a request asks for, and how far it came. */
struct search {
	struct flow_filter filter;
	unsigned int alarms;
	struct search_alarm alarm[ALERT_RECORDS_MAX]; /* of the wanted classes */
	uint32_t place;
	uint64_t limit;
	uint64_t until_ns;
};

static void find_alarms(const struct sensor *s, struct search *out)
{
	const struct record *list[ALERT_RECORDS_MAX];
	const uint32_t count = out->filter.classes ? records_list(s->records, list) : 0;

	out->alarms = 0;
	for (uint32_t i = 0; i < count; i++) {
		const struct alert *a = &list[i]->alert;
		const unsigned int class = 1u << a->finding.class;

		if (!(out->filter.classes & class) || a->stage == ALERT_END)
			continue;
		out->alarm[out->alarms++] = (struct search_alarm){
			a->of_victim ? a->finding.subject.dst : a->finding.subject.src, class};
	}
}

static bool search_begin(const struct sensor *s, const json_t *arguments, struct search *out,
			 struct control_error *error)
{
	uint64_t cursor = 0;
	const char *why;

	out->limit = LIMIT;
	out->until_ns = loop_now_ns() + SLICE_NS;
	if (!control_number(arguments, "limit", 1, LIMIT_MAX, &out->limit))
		why = "limit must be a number of flows from 1 to 500";
	else if (!control_number(arguments, "cursor", 0, pipeline_places(s->pipeline), &cursor))
		why = "cursor must be the one of the last answer";
	else if (!flow_filter_parse(arguments, &out->filter, &why))
		why = NULL;
	out->place = (uint32_t)cursor;
	if (why)
		return control_refuse(error, -EINVAL, why);
	find_alarms(s, out);
	return true;
}

static unsigned int classes_of(const struct search *search, const struct flow_life *life)
{
	unsigned int classes = 0;

	for (unsigned int i = 0; life->alerted && i < search->alarms; i++) {
		const struct search_alarm *a = &search->alarm[i];

		if (!memcmp(&a->host, &life->src, sizeof(a->host)) ||
		    !memcmp(&a->host, &life->dst, sizeof(a->host)))
			classes |= a->class;
	}
	return classes;
}

static bool search_goes_on(const struct sensor *s, const struct search *search)
{
	if (search->place >= pipeline_places(s->pipeline))
		return false;
	return search->place % PLACES_AT_ONCE || loop_now_ns() < search->until_ns;
}

static bool is_device(void *ctx, const struct flow_filter *f, const struct weir_addr *addr,
		      uint8_t ip_v)
{
	const struct sensor *s = ctx;
	const struct device *device = devices_find(s->naming.devices, addr);
	char text[ADDR_TEXT_SIZE];

	addr_text(addr, ip_v, text);
	for (unsigned int i = 0; i < f->devices; i++)
		if (!strcasecmp(f->device[i], text) || (device && device_is(device, f->device[i])))
			return true;
	return false;
}

static struct flow_about about_of(const struct sensor *s, const struct search *search,
				  const struct flow_life *life)
{
	return (struct flow_about){
		.classes = classes_of(search, life),
		.ifname = sensor_slot_name((void *)s, life->slot),
		.direction = networks_direction(&s->home, &life->src, &life->dst, life->ip_v),
		.is_device = is_device,
		.ctx = (void *)s,
	};
}

static json_t *two_numbers(const uint64_t value[2])
{
	return json_pack("[I,I]", (json_int_t)value[0], (json_int_t)value[1]);
}

static int put_name(const struct sensor *s, json_t *o, const char *key,
		    const struct weir_addr *addr)
{
	const char *name = s->naming.devices ? devices_name(s->naming.devices, addr) : NULL;

	return name ? eve_put_text(o, key, name) : 0;
}

/* {"event": the EVE flow event, "direction", "conn_state", "payload": [to server, to client],
 * "value": what it is sorted by, "src_name", "dest_name": where they are known} */
static json_t *found_object(const struct sensor *s, const struct flow_filter *filter,
			    const struct flow_life *life, const struct flow_about *about)
{
	json_t *o = json_object();
	int bad = 0;

	bad |= eve_put(o, "event", eve_flow(&s->out.context, life));
	bad |= eve_put_text(o, "direction", direction_name(about->direction));
	bad |= eve_put_text(o, "conn_state", conn_state_name(conn_state(life)));
	bad |= eve_put(o, "payload", two_numbers(life->payload_bytes));
	bad |= put_name(s, o, "src_name", &life->src);
	bad |= put_name(s, o, "dest_name", &life->dst);
	bad |= eve_put(o, "value", json_integer((json_int_t)flow_filter_value(filter, life)));
	return eve_finish(o, bad);
}

static int look_at(const struct sensor *s, struct search *search, const struct flow *flow,
		   json_t *list)
{
	struct flow_about about;
	struct flow_life life;

	flow_report(flow, FLOW_GOES_ON, &life);
	about = about_of(s, search, &life);
	if (!flow_filter_match(&search->filter, &life, &about))
		return 0;
	return json_array_append_new(list, found_object(s, &search->filter, &life, &about));
}

static json_t *home_list(const struct sensor *s)
{
	json_t *list = json_array();
	char text[NETWORK_TEXT_SIZE];
	int bad = 0;

	for (unsigned int i = 0; list && i < s->home.count; i++) {
		network_text(&s->home.list[i], text);
		bad |= json_array_append_new(list, json_string(text));
	}
	return eve_finish(list, bad);
}

/* {"flows":[...],"cursor":N or null at the end,"live":N,"home":[CIDR,...]} */
static json_t *run_flows(void *ctx, const struct control_peer *peer, const json_t *arguments,
			 struct control_error *error)
{
	const struct sensor *s = ctx;
	json_t *answer, *list;
	struct search search;
	const struct flow *flow;
	int bad = 0;

	(void)peer;
	if (!search_begin(s, arguments, &search, error))
		return NULL;
	answer = json_object();
	list = json_array();
	while (!bad && list && json_array_size(list) < search.limit && search_goes_on(s, &search)) {
		flow = pipeline_flow_at(s->pipeline, search.place++);
		if (flow)
			bad |= look_at(s, &search, flow, list);
	}
	bad |= eve_put(answer, "flows", list);
	bad |= eve_put(answer, "cursor",
		       search.place < pipeline_places(s->pipeline) ? json_integer(search.place)
								   : json_null());
	bad |= eve_put(answer, "live", json_integer(pipeline_stats(s->pipeline)->flows_live));
	return eve_finish(answer, bad | eve_put(answer, "home", home_list(s)));
}

static json_t *stats_of(const struct flow *flow)
{
	struct flow_life life;
	json_t *o;
	int bad = 0;

	flow_report(flow, FLOW_GOES_ON, &life);
	o = eve_counts(life.packets, life.bytes);
	bad |= eve_put(o, "flow_id", json_integer((json_int_t)life.flow_id));
	bad |= eve_put(o, "age",
		       json_integer((json_int_t)((life.end_ns - life.start_ns) / NS_PER_S)));
	return eve_finish(o, bad);
}

/* As Suricata's, but a large table may need more than one request. */
static json_t *run_flow_by_id(void *ctx, const struct control_peer *peer, const json_t *arguments,
			      struct control_error *error)
{
	const struct sensor *s = ctx;
	struct search search;
	const struct flow *flow;
	uint64_t id = 0;

	(void)peer;
	if (!search_begin(s, arguments, &search, error))
		return NULL;
	if (!control_number(arguments, "flow_id", 1, INT64_MAX, &id) || !id)
		return control_refuse(error, -EINVAL, "flow_id must be that of a flow");
	while (search_goes_on(s, &search)) {
		flow = pipeline_flow_at(s->pipeline, search.place++);
		if (flow && flow_id(flow) == id)
			return stats_of(flow);
	}
	if (search.place == pipeline_places(s->pipeline))
		return control_refuse(error, -ENOENT, "no live flow has this id");
	return json_pack("{s:I}", "cursor", (json_int_t)search.place);
}

const struct control_command answer_flows[] = {
	{.name = "flows",
	 .arguments =
		 "[cursor=N] [limit=N] [ip=CIDR] [port=N] [proto=NAME] [state=STATE] "
		 "[iface=NAME] [direction=in|out|lateral|transit] [device=DEVICE] [class=NAME] "
		 "[sort=bytes|packets|age|last] [floor=N]",
	 .run = run_flows},
	{.name = "get-flow-stats-by-id",
	 .arguments = "flow_id=N [cursor=N]",
	 .run = run_flow_by_id},
	{.name = NULL},
};
