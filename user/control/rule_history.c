// SPDX-License-Identifier: MIT
#include "rule_history.h"

#include "../device/device.h"
#include "../flow/network.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define EVENT_GID 9001 /* sink/eve_alert.c */

/* What an event tells about its two ends. */
struct told {
	struct weir_addr device;
	const char *id;
	const char *name;
	uint8_t mac[DEVICE_MAC_SIZE];
	bool has_mac;
	const char *peer;
};

static const char *text_of(const json_t *o, const char *key)
{
	const char *text = json_string_value(json_object_get(o, key));

	return text ? text : "";
}

static bool read_address(const char *text, struct network *out)
{
	struct networks one = { .count = 0 };

	if (strchr(text, '/') || networks_add(&one, text))
		return false;
	*out = one.list[0];
	return true;
}

static void add_address(struct ruleset_case *c, unsigned int end, const char *text)
{
	struct network n;

	if (c->end[end].count == PEERS_NAMED || !read_address(text, &n))
		return;
	c->ip_v = n.ip_v;
	c->end[end].addr[c->end[end].count++] = n.addr;
}

static uint8_t protocol_of(const char *name)
{
	static const struct {
		const char *name;
		uint8_t number;
	} known[] = { { "TCP", IPPROTO_TCP },	  { "UDP", IPPROTO_UDP },
		      { "ICMP", IPPROTO_ICMP },	  { "IPv6-ICMP", IPPROTO_ICMPV6 },
		      { "SCTP", IPPROTO_SCTP } };

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (!strcmp(name, known[i].name))
			return known[i].number;
	return 0;
}

static enum direction direction_of(const char *name)
{
	static const char *const names[] = { "in", "out", "lateral", "transit" };
	unsigned int i = 0;

	while (i < DIRECTION_TRANSIT && strcmp(name, names[i]) != 0)
		i++;
	return (enum direction)i;
}

/* "2025-01-31T12:00:00.123456+0000"; 0: it is none. */
static int64_t time_of(const char *text)
{
	struct tm tm = { .tm_isdst = 0 };

	return strptime(text, "%Y-%m-%dT%H:%M:%S", &tm) ? timegm(&tm) : 0;
}

/* At the end where there are several, those known by name if there are no others. */
static void add_peers(const json_t *weir, struct ruleset_case *c)
{
	const json_t *list = json_object_get(weir, "peer_ips");
	const json_t *peer;
	unsigned int end;
	size_t i;

	if (!json_is_array(list) ||
	    (json_int_t)json_array_size(list) != json_integer_value(json_object_get(weir, "peers")))
		return;
	end = class_is_dos(c->class) ? 0 : 1;
	if (!c->end[!end].count)
		end = !end;
	c->end[end].count = 0;
	json_array_foreach(list, i, peer)
		add_address(c, end, json_is_string(peer) ? json_string_value(peer) : "");
}

static void read_names(const json_t *weir, const struct ruleset_case *c, const json_t *event,
		       struct told *out)
{
	const json_t *device = json_object_get(weir, "device");
	const json_t *ether = json_object_get(event, "ether");
	bool is_src = json_object_get(ether, "src_mac") || !json_object_get(ether, "dest_mac");

	*out = (struct told){ .peer = text_of(weir, "peer_name") };
	if (c->end[!is_src].count)
		out->device = c->end[!is_src].addr[0];
	out->id = text_of(device, "id");
	out->name = text_of(device, "name");
	out->has_mac = !device_mac_parse(text_of(device, "mac"), out->mac);
}

static void host_of(void *ctx, const struct weir_addr *addr, uint8_t ip_v, struct ruleset_host *out)
{
	const struct told *t = ctx;

	(void)ip_v;
	if (memcmp(addr, &t->device, sizeof(*addr)) != 0) {
		out->name = out->dns = *t->peer ? t->peer : NULL;
		return;
	}
	out->id = *t->id ? t->id : NULL;
	out->name = *t->name ? t->name : NULL;
	out->mac = t->has_mac ? t->mac : NULL;
}

int rule_history_event(const json_t *event, const struct ruleset_rule *rule)
{
	const json_t *alert = json_object_get(event, "alert");
	const json_t *weir = json_object_get(json_object_get(alert, "context"), "weir");
	int class = class_by_name(text_of(weir, "class"));
	struct ruleset_case c = { .class = (enum alert_class)class };
	struct ruleset_names names = { .host = host_of };
	struct told told;

	if (json_integer_value(json_object_get(alert, "gid")) != EVENT_GID || class < 0 ||
	    strcmp(text_of(weir, "stage"), "new") != 0)
		return -1;
	c.direction = direction_of(text_of(weir, "direction"));
	c.ip_proto = protocol_of(text_of(event, "proto"));
	c.port = (uint16_t)json_integer_value(json_object_get(event, "dest_port"));
	c.wall_s = time_of(text_of(event, "timestamp"));
	add_address(&c, 0, text_of(event, "src_ip"));
	add_address(&c, 1, text_of(event, "dest_ip"));
	add_peers(weir, &c);
	read_names(weir, &c, event, &told);
	names.ctx = &told;
	return ruleset_rule_holds(&names, rule, &c);
}

int rule_history_read(FILE *in, const struct ruleset_rule *rule,
		      void (*each)(void *ctx, const json_t *event), void *ctx,
		      struct rule_history *out)
{
	char *line = NULL;
	size_t room = 0;
	ssize_t length;

	*out = (struct rule_history){ 0 };
	while ((length = getline(&line, &room, in)) > 0) {
		json_t *event = (size_t)length <= RULE_HISTORY_LINE_MAX ?
					json_loadb(line, (size_t)length, 0, NULL) :
					NULL;
		int covered = rule_history_event(event, rule);

		out->lines++;
		out->unreadable += !event;
		out->alarms += covered >= 0;
		out->covered += covered > 0;
		if (covered > 0 && each)
			each(ctx, event);
		json_decref(event);
	}
	free(line);
	return ferror(in) ? -EIO : 0;
}
