// SPDX-License-Identifier: MIT
#include "flow_filter.h"

#include "../alert/class.h"
#include "../sink/event.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char *const states[] = {"new", "established", "closed"};
static const char *const directions[] = {"in", "out", "lateral", "transit"};
static const char *const sorts[] = {"last", "bytes", "packets", "age"};

/* The index of @text among @count names, or -1. */
static int name_index(const char *const *names, unsigned int count, const char *text)
{
	for (unsigned int i = 0; i < count; i++)
		if (!strcasecmp(names[i], text))
			return (int)i;
	return -1;
}

/* Whole number of decimal digits alone, at most @max; -1: it is none. */
static long number_of(const char *text, long max)
{
	size_t digits = strspn(text, "0123456789");
	long value;

	if (!digits || digits > 9 || text[digits])
		return -1;
	value = strtol(text, NULL, 10);
	return value <= max ? value : -1;
}

static bool take_ip(struct flow_filter *f, const char *text)
{
	return f->ip.count < FLOW_FILTER_LIST && !networks_add(&f->ip, text);
}

static bool take_port(struct flow_filter *f, const char *text)
{
	long port = number_of(text, UINT16_MAX);

	if (port < 0 || f->ports == FLOW_FILTER_LIST)
		return false;
	f->port[f->ports++] = (uint16_t)port;
	return true;
}

static bool take_proto(struct flow_filter *f, const char *text)
{
	long proto = number_of(text, UINT8_MAX);
	char name[EVE_PROTO_SIZE];

	for (unsigned int i = 0; proto < 0 && i <= UINT8_MAX; i++) {
		eve_proto((uint8_t)i, name);
		if (!strcasecmp(name, text))
			proto = i;
	}
	if (proto < 0 && !strcasecmp(text, "icmpv6"))
		proto = IPPROTO_ICMPV6;
	if (proto < 0 || f->protos == FLOW_FILTER_LIST)
		return false;
	f->proto[f->protos++] = (uint8_t)proto;
	return true;
}

static bool take_state(struct flow_filter *f, const char *text)
{
	int state = name_index(states, sizeof(states) / sizeof(states[0]), text);

	if (state >= 0)
		f->states |= 1u << state;
	for (unsigned int i = 0; state < 0 && i < CONN_STATES; i++) {
		if (strcasecmp(conn_state_name(i), text) != 0)
			continue;
		f->conn_states |= 1u << i;
		return true;
	}
	return state >= 0;
}

static bool take_iface(struct flow_filter *f, const char *text)
{
	if (!*text || strlen(text) >= sizeof(f->iface[0]) || f->ifaces == FLOW_FILTER_LIST)
		return false;
	strcpy(f->iface[f->ifaces++], text);
	return true;
}

static bool take_direction(struct flow_filter *f, const char *text)
{
	int direction = name_index(directions, sizeof(directions) / sizeof(directions[0]), text);

	if (direction >= 0)
		f->directions |= 1u << direction;
	return direction >= 0;
}

static bool take_device(struct flow_filter *f, const char *text)
{
	if (!*text || strlen(text) >= sizeof(f->device[0]) || f->devices == FLOW_FILTER_LIST)
		return false;
	strcpy(f->device[f->devices++], text);
	return true;
}

static bool take_class(struct flow_filter *f, const char *text)
{
	int class = class_by_name(text);

	if (class >= 0)
		f->classes |= 1u << class;
	return class >= 0;
}

static bool take_sort(struct flow_filter *f, const char *text)
{
	int sort = name_index(sorts, sizeof(sorts) / sizeof(sorts[0]), text);

	if (sort >= 0)
		f->sort = (enum flow_sort)sort;
	return sort >= 0;
}

static const struct key {
	const char *name;
	bool (*take)(struct flow_filter *f, const char *text);
	const char *why;
} keys[] = {
	{"ip", take_ip, "ip must be an address or a network (192.0.2.0/24), 16 at most"},
	{"port", take_port, "port must be a number from 0 to 65535, 16 at most"},
	{"proto", take_proto, "proto must be a name (tcp, udp, icmp, ...) or a number"},
	{"state", take_state,
	 "state must be new, established, closed or one of Zeek's (S0, SF, REJ, ...)"},
	{"iface", take_iface, "iface must be the name of an interface"},
	{"direction", take_direction, "direction must be in, out, lateral or transit"},
	{"device", take_device, "device must be an id, a MAC, a name or an address"},
	{"class", take_class, "class must be the name of a class (portscan, flood, ...)"},
	{"sort", take_sort, "sort must be bytes, packets, age or last"},
};

static bool take_values(const struct key *key, const json_t *value, struct flow_filter *out)
{
	const json_t *one;
	size_t i;

	if (json_is_string(value))
		return key->take(out, json_string_value(value));
	if (!json_is_array(value))
		return false;
	json_array_foreach((json_t *)value, i,
			   one) if (!json_is_string(one) ||
				    !key->take(out, json_string_value(one))) return false;
	return true;
}

int flow_filter_parse(const json_t *arguments, struct flow_filter *out, const char **why)
{
	const json_t *value = json_object_get(arguments, "floor");

	memset(out, 0, sizeof(*out));
	*why = "floor must be a number";
	if (value && (!json_is_integer(value) || json_integer_value(value) < 0))
		return -EINVAL;
	out->floor = (uint64_t)json_integer_value(value);
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		value = json_object_get(arguments, keys[i].name);
		*why = keys[i].why;
		if (value && !take_values(&keys[i], value, out))
			return -EINVAL;
	}
	return 0;
}

static bool match_ports(const struct flow_filter *f, const struct flow_life *life)
{
	for (unsigned int i = 0; i < f->ports; i++)
		if (f->port[i] == ntohs(life->sport) || f->port[i] == ntohs(life->dport))
			return true;
	return !f->ports;
}

static bool match_proto(const struct flow_filter *f, const struct flow_life *life)
{
	for (unsigned int i = 0; i < f->protos; i++)
		if (f->proto[i] == life->ip_proto)
			return true;
	return !f->protos;
}

static bool match_state(const struct flow_filter *f, const struct flow_life *life)
{
	if (!f->states && !f->conn_states)
		return true;
	return (f->states >> life->state & 1) || (f->conn_states >> conn_state(life) & 1);
}

static bool match_iface(const struct flow_filter *f, const struct flow_about *about)
{
	for (unsigned int i = 0; about->ifname && i < f->ifaces; i++)
		if (!strcmp(f->iface[i], about->ifname))
			return true;
	return !f->ifaces;
}

static bool is_device(const struct flow_filter *f, const struct flow_about *about,
		      const struct weir_addr *addr, uint8_t ip_v)
{
	char text[ADDR_TEXT_SIZE];

	if (about->is_device)
		return about->is_device(about->ctx, f, addr, ip_v);
	addr_text(addr, ip_v, text);
	for (unsigned int i = 0; i < f->devices; i++)
		if (!strcasecmp(f->device[i], text))
			return true;
	return false;
}

static bool match_ends(const struct flow_filter *f, const struct flow_life *life,
		       const struct flow_about *about)
{
	if (f->ip.count && !networks_contain(&f->ip, &life->src, life->ip_v) &&
	    !networks_contain(&f->ip, &life->dst, life->ip_v))
		return false;
	return !f->devices || is_device(f, about, &life->src, life->ip_v) ||
	       is_device(f, about, &life->dst, life->ip_v);
}

bool flow_filter_match(const struct flow_filter *f, const struct flow_life *life,
		       const struct flow_about *about)
{
	if (f->floor && flow_filter_value(f, life) <= f->floor)
		return false;
	if (f->directions && !(f->directions >> about->direction & 1))
		return false;
	if (f->classes && !(life->alerted && (f->classes & about->classes)))
		return false;
	return match_ports(f, life) && match_proto(f, life) && match_state(f, life) &&
	       match_iface(f, about) && match_ends(f, life, about);
}

uint64_t flow_filter_value(const struct flow_filter *f, const struct flow_life *life)
{
	switch (f->sort) {
	case FLOW_SORT_BYTES:
		return life->bytes[0] + life->bytes[1];
	case FLOW_SORT_PACKETS:
		return life->packets[0] + life->packets[1];
	case FLOW_SORT_AGE:
		return life->end_ns > life->start_ns ? life->end_ns - life->start_ns : 0;
	default:
		return life->end_ns;
	}
}

const char *direction_name(enum direction direction)
{
	return directions[direction & 3];
}
