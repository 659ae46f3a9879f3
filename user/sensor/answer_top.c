// SPDX-License-Identifier: MIT
/* Who exchanges most, for `weir top`. */
#include "state.h"
#include "../control/traffic_group.h"
#include "../sink/eve.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define LIMIT 20
#define LIMIT_MAX 500

struct question {
	unsigned int by;
	bool by_class;
	unsigned int level;
	enum traffic_sort sort;
	uint32_t limit;
	const char *iface; /* NULL: all */
};

static bool take_by(struct question *q, const json_t *names)
{
	const json_t *name;
	size_t i;

	if (!names)
		q->by = BY_DEVICE;
	json_array_foreach((json_t *)names, i, name)
	{
		const char *text = json_is_string(name) ? json_string_value(name) : "";

		if (!strcmp(text, "class") && json_array_size(names) == 1)
			q->by_class = true;
		else if (traffic_by_name(text))
			q->by |= traffic_by_name(text);
		else
			return false;
	}
	return q->by || q->by_class;
}

static bool take_window(struct question *q, const json_t *window, uint64_t base_ns)
{
	const uint64_t seconds = (uint64_t)json_integer_value(window);

	if (!window)
		return true;
	/* Lengths other than 5 s have 30 s and 3 min of their own. */
	q->level = seconds >= 180 ? 2 : seconds >= 30 ? 1 : 0;
	return json_is_integer(window) &&
	       (seconds == 5 || seconds == 30 || seconds == 180 || seconds == base_ns / NS_PER_S);
}

static const char *ask(const struct sensor *s, const json_t *arguments, struct question *q)
{
	const json_t *limit = json_object_get(arguments, "limit");
	const json_t *sort = json_object_get(arguments, "sort");
	const json_t *iface = json_object_get(arguments, "iface");
	int by_what = sort ? traffic_sort_name(json_is_string(sort) ? json_string_value(sort) : "")
			   : TRAFFIC_BY_BYTES;

	*q = (struct question){.limit = LIMIT, .iface = json_string_value(iface)};
	if (!take_by(q, json_object_get(arguments, "by")))
		return "by must be a list of device, peer, port, proto, iface, or class alone";
	if (!take_window(q, json_object_get(arguments, "window"), s->config->window_ns))
		return "window must be 5, 30 or 180";
	if (limit && (!json_is_integer(limit) || json_integer_value(limit) < 1 ||
		      json_integer_value(limit) > LIMIT_MAX))
		return "limit must be a number of rows from 1 to 500";
	if (limit)
		q->limit = (uint32_t)json_integer_value(limit);
	if (by_what < 0)
		return "sort must be bytes, packets or flows";
	q->sort = (enum traffic_sort)by_what;
	return iface && !q->iface ? "iface must be the name of an interface" : NULL;
}

static json_t *two(const uint64_t value[2])
{
	return json_pack("[I,I]", (json_int_t)value[0], (json_int_t)value[1]);
}

static int put_end(const struct sensor *s, json_t *o, const char *key, const struct weir_addr *addr,
		   uint8_t ip_v)
{
	const char *name = s->naming.devices ? devices_name(s->naming.devices, addr) : NULL;
	char text[ADDR_TEXT_SIZE], name_key[16];
	int bad;

	if (addr_is_zero(addr))
		return eve_put_text(o, key, "others");
	addr_text(addr, ip_v, text);
	bad = eve_put_text(o, key, text);
	snprintf(name_key, sizeof(name_key), "%s_name", key);
	return name ? bad | eve_put_text(o, name_key, name) : bad;
}

static json_t *row_object(const struct sensor *s, const struct question *q,
			  const struct traffic_row *row)
{
	const char *ifname = sensor_slot_name((void *)s, row->key.slot);
	const bool others = row->key.flags & TRAFFIC_OTHERS;
	char proto[EVE_PROTO_SIZE] = "others";
	json_t *o = json_object();
	int bad = 0;

	if (q->by & BY_DEVICE)
		bad |= put_end(s, o, "device", &row->key.device, row->key.ip_v);
	if (q->by & BY_PEER)
		bad |= put_end(s, o, "peer", &row->key.peer, row->key.ip_v);
	if (!others)
		eve_proto(row->key.ip_proto, proto);
	if (q->by & (BY_PORT | BY_PROTO))
		bad |= eve_put_text(o, "proto", proto);
	if ((q->by & BY_PORT) && eve_has_ports(row->key.ip_proto))
		bad |= eve_put(o, "port", json_integer(ntohs(row->key.port)));
	bad |= eve_put_text(o, "iface", ifname ? ifname : "");
	bad |= eve_put(o, "bytes", two(row->ip_bytes));
	bad |= eve_put(o, "packets", two(row->packets));
	bad |= eve_put(o, "flows", json_integer(row->active));
	return eve_finish(o, bad | eve_put(o, "opened", json_integer(row->opened)));
}

static bool wanted(const struct sensor *s, const struct question *q, uint8_t slot)
{
	const char *name = q->iface ? sensor_slot_name((void *)s, slot) : NULL;

	return !q->iface || (name && !strcmp(name, q->iface));
}

/* The IPv4 address that stands for a device, if it has one still. */
static const struct weir_addr *first_ipv4(const struct devices *d, const struct weir_addr *addr)
{
	const struct device *device = devices_find(d, addr);
	const struct weir_addr *first = device ? &device->first[0] : NULL;

	return first && !addr_is_zero(first) && devices_find(d, first) == device ? first : NULL;
}

/* One address stands for all that a device has, of both families where there is a choice. */
static void merge_addresses(const struct devices *d, struct traffic_key *k)
{
	const bool lateral = k->flags & TRAFFIC_PEER_HOME;
	const struct weir_addr *device = first_ipv4(d, &k->device);
	const struct weir_addr *peer = lateral ? first_ipv4(d, &k->peer) : NULL;

	if (device && (peer || !lateral)) {
		k->device = *device;
		k->peer = peer ? *peer : k->peer;
		k->ip_v = 4;
		return;
	}
	k->device = devices_canonical(d, &k->device);
	if (lateral)
		k->peer = devices_canonical(d, &k->peer);
}

/* Rows of @view, by device instead of by address; NULL: no memory. Room for the groups
 * behind them. */
static struct traffic_row *rows_of(const struct sensor *s, const struct question *q,
				   const struct traffic_view *view)
{
	struct traffic_row *row = calloc(3 * (size_t)view->count + 1, sizeof(*row));

	if (!row)
		return NULL;
	if (view->count)
		memcpy(row, view->row, view->count * sizeof(*row));
	/* Beside a peer, the address has to be of the peer's family. */
	for (uint32_t i = 0; i < view->count && s->naming.devices && !(q->by & BY_PEER); i++)
		if ((row[i].key.flags & TRAFFIC_HOME) && !addr_is_zero(&row[i].key.device))
			merge_addresses(s->naming.devices, &row[i].key);
	return row;
}

static int put_rows(const struct sensor *s, const struct question *q,
		    const struct traffic_view *seen, json_t *answer)
{
	struct traffic_row *rows = rows_of(s, q, seen), *row = rows ? rows + seen->count : NULL;
	const struct traffic_view view = {.count = seen->count, .row = rows};
	uint32_t count = row ? traffic_group(&view, q->by, q->sort, row) : 0, i, put = 0;
	json_t *list = row ? json_array() : NULL;
	int bad = 0;

	for (i = 0; list && i < count && put < q->limit; i++) {
		if (!wanted(s, q, row[i].key.slot))
			continue;
		bad |= json_array_append_new(list, row_object(s, q, &row[i]));
		put++;
	}
	free(rows);
	bad |= eve_put(answer, "more", json_boolean(i < count));
	return bad | eve_put(answer, "rows", list);
}

/* Of the alarms that are kept, those that go on and all, and what they found. */
struct class_sum {
	uint64_t open;
	uint64_t alarms;
	uint64_t findings;
	uint64_t last_ns;
};

static int put_classes(const struct sensor *s, json_t *answer)
{
	const struct record *list[ALERT_RECORDS_MAX];
	struct class_sum sum[ALERT_CLASSES] = {0};
	const uint32_t count = records_list(s->records, list);
	json_t *rows = json_array();
	int bad = 0;

	for (uint32_t i = 0; i < count; i++) {
		const struct alert *a = &list[i]->alert;
		struct class_sum *to = &sum[a->finding.class];

		to->open += a->stage != ALERT_END && a->finding.class != CLASS_TEST;
		to->alarms++;
		to->findings += a->count;
		to->last_ns = a->last_ns > to->last_ns ? a->last_ns : to->last_ns;
	}
	for (unsigned int i = 0; rows && i < ALERT_CLASSES; i++) {
		json_t *o = sum[i].alarms ? json_object() : NULL;

		if (!sum[i].alarms)
			continue;
		bad |= eve_put_text(o, "class", class_info(i)->name);
		bad |= eve_put(o, "open", json_integer((json_int_t)sum[i].open));
		bad |= eve_put(o, "alarms", json_integer((json_int_t)sum[i].alarms));
		bad |= eve_put(o, "findings", json_integer((json_int_t)sum[i].findings));
		bad |= eve_put_time(o, "last", &s->out.context, sum[i].last_ns);
		bad |= json_array_append_new(rows, o);
	}
	return bad | eve_put(answer, "rows", rows);
}

static uint32_t open_alarms(const struct sensor *s)
{
	const struct record *list[ALERT_RECORDS_MAX];
	const uint32_t count = records_list(s->records, list);
	uint32_t open = 0;

	for (uint32_t i = 0; i < count; i++)
		open += list[i]->alert.stage < ALERT_END &&
			list[i]->alert.finding.class != CLASS_TEST;
	return open;
}

static json_t *loss_object(const struct sensor *s)
{
	const struct account *a = &s->cycle.account;

	return json_pack("{s:I,s:I,s:I}", "seen", (json_int_t)a->seen.packets, "overflow",
			 (json_int_t)account_overflow(a).packets, "restart",
			 (json_int_t)a->restart.packets);
}

/* {"at","window","seconds","live","alarms","account":{"seen","overflow","restart"},
 *  "packets":[sent,received],"bytes":[..],"flows","opened","rows":[...],"more"} */
static json_t *run_top(void *ctx, const struct control_peer *peer, const json_t *arguments,
		       struct control_error *error)
{
	static const unsigned int seconds[WINDOW_LEVELS] = {5, 30, 180};
	const struct sensor *s = ctx;
	struct traffic_view view;
	struct question q;
	const char *why = ask(s, arguments, &q);
	uint64_t covered;
	json_t *answer;
	int bad = 0;

	(void)peer;
	if (why)
		return control_refuse(error, -EINVAL, why);
	traffic_look(s->traffic, q.level, &view);
	covered = view.bases * s->config->window_ns;
	answer = json_object();
	bad |= eve_put_time(answer, "at", &s->out.context, view.start_ns + covered);
	bad |= eve_put(answer, "window", json_integer(seconds[q.level]));
	bad |= eve_put(answer, "seconds", json_integer((json_int_t)(covered / NS_PER_S)));
	bad |= eve_put(answer, "live", json_integer(pipeline_stats(s->pipeline)->flows_live));
	bad |= eve_put(answer, "alarms", json_integer(open_alarms(s)));
	bad |= eve_put(answer, "account", loss_object(s));
	bad |= eve_put(answer, "packets", two(view.all.packets));
	bad |= eve_put(answer, "bytes", two(view.all.ip_bytes));
	bad |= eve_put(answer, "flows", json_integer(view.all.active));
	bad |= eve_put(answer, "opened", json_integer(view.all.opened));
	bad |= q.by_class ? put_classes(s, answer) : put_rows(s, &q, &view, answer);
	return eve_finish(answer, bad);
}

const struct control_command answer_top[] = {
	{.name = "top",
	 .arguments = "[by=[device|peer|port|proto|iface,...]|[class]] [window=5|30|180] "
		      "[sort=bytes|packets|flows] [limit=N] [iface=NAME]",
	 .run = run_top},
	{.name = NULL},
};
