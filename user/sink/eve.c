// SPDX-License-Identifier: MIT
/* EVE: what all events share, and flow events. */
#include "eve.h"

#include "../flow/network.h"
#include "community_id.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Six digits are exact for thousandths and keep 0.8 from being 0.80000000000000004. */
#define TEXT_FLAGS (JSON_COMPACT | JSON_PRESERVE_ORDER | JSON_REAL_PRECISION(6))
#define TEXT_SIZE 4096 /* at first; most events fit */

/* Not json_dumps(): where its buffer cannot grow it leaves bytes out and goes on (2.14). */
char *eve_text(const json_t *event)
{
	size_t size = TEXT_SIZE, length;
	char *text = malloc(size), *more;

	length = text ? json_dumpb(event, text, size, TEXT_FLAGS) : 0;
	if (length >= size) {
		size = length + 1;
		more = realloc(text, size);
		if (!more)
			free(text);
		text = more;
		length = text ? json_dumpb(event, text, size, TEXT_FLAGS) : 0;
	}
	if (!length || length >= size) {
		free(text);
		return NULL;
	}
	text[length] = '\0';
	return text;
}

void eve_time(int64_t wall_ns, char out[static EVE_TIME_SIZE])
{
	time_t seconds = (time_t)(wall_ns < 0 ? 0 : wall_ns / 1000000000);
	long micros = wall_ns < 0 ? 0 : (long)(wall_ns / 1000 % 1000000);
	struct tm tm;
	char day[24];

	gmtime_r(&seconds, &tm);
	strftime(day, sizeof(day), "%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(out, EVE_TIME_SIZE, "%s.%06ld+0000", day, micros);
}

void eve_proto(uint8_t ip_proto, char out[static EVE_PROTO_SIZE])
{
	static const struct {
		uint8_t ip_proto;
		const char *name;
	} names[] = {
		{ IPPROTO_TCP, "TCP" },	  { IPPROTO_UDP, "UDP" },   { IPPROTO_ICMP, "ICMP" },
		{ IPPROTO_SCTP, "SCTP" }, { IPPROTO_IGMP, "IGMP" }, { IPPROTO_ICMPV6, "IPv6-ICMP" },
		{ IPPROTO_GRE, "GRE" },	  { IPPROTO_ESP, "ESP" },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (names[i].ip_proto != ip_proto)
			continue;
		snprintf(out, EVE_PROTO_SIZE, "%s", names[i].name);
		return;
	}
	snprintf(out, EVE_PROTO_SIZE, "%03u", ip_proto);
}

int eve_put(json_t *object, const char *key, json_t *value)
{
	return value ? json_object_set_new_nocheck(object, key, value) : -1;
}

static bool is_ascii(const char *text)
{
	while (*text && !(*text & 0x80))
		text++;
	return !*text;
}

int eve_put_text(json_t *object, const char *key, const char *value)
{
	json_t *text = json_string(value);

	/* A name from outside that is not UTF-8 must not cost the event. */
	if (!text && !is_ascii(value))
		text = json_string("invalid UTF-8");
	return eve_put(object, key, text);
}

int eve_put_time(json_t *object, const char *key, const struct event_context *c, uint64_t ns)
{
	char text[EVE_TIME_SIZE];

	eve_time((int64_t)ns + c->wall_offset_ns, text);
	return eve_put_text(object, key, text);
}

bool eve_has_ports(uint8_t ip_proto)
{
	return ip_proto == IPPROTO_TCP || ip_proto == IPPROTO_UDP || ip_proto == IPPROTO_SCTP;
}

static bool has_icmp_type(const struct eve_tuple *t)
{
	return t->ip_proto == (t->ip_v == 4 ? IPPROTO_ICMP : IPPROTO_ICMPV6);
}

static int put_host(json_t *event, const struct eve_tuple *t, bool source)
{
	const struct weir_addr *addr = source ? &t->src : &t->dst;
	__be16 port = source ? t->sport : t->dport;
	char text[ADDR_TEXT_SIZE];
	int bad = 0;

	/* Of a flow, :: is an address: that of a host that has none yet. */
	if (t->whole || !addr_is_zero(addr)) {
		addr_text(addr, t->ip_v, text);
		bad |= eve_put_text(event, source ? "src_ip" : "dest_ip", text);
	}
	/* A host's alert may know the port of all its flows, but not one protocol. */
	if (port ? eve_has_ports(t->ip_proto) || !t->ip_proto :
		   eve_has_ports(t->ip_proto) && t->whole)
		bad |= eve_put(event, source ? "src_port" : "dest_port", json_integer(ntohs(port)));
	return bad;
}

static int put_community_id(json_t *event, const struct eve_tuple *t)
{
	const struct community_tuple tuple = { .src = t->src,
					       .dst = t->dst,
					       .sport = t->sport,
					       .dport = t->dport,
					       .ip_proto = t->ip_proto,
					       .ip_v = t->ip_v,
					       .icmp_type = t->icmp_type,
					       .icmp_code = t->icmp_code };
	char text[COMMUNITY_ID_SIZE];

	if (!t->whole)
		return 0;
	community_id(&tuple, 0, text);
	return eve_put_text(event, "community_id", text);
}

static int put_tuple(json_t *event, const struct eve_tuple *t)
{
	char proto[EVE_PROTO_SIZE];
	int bad = 0;

	if (t->vlan) {
		json_t *list = json_array();

		bad |= list ? json_array_append_new(list, json_integer(t->vlan)) : -1;
		bad |= eve_put(event, "vlan", list);
	}
	bad |= put_host(event, t, true);
	bad |= put_host(event, t, false);
	if (t->whole || t->ip_proto) {
		eve_proto(t->ip_proto, proto);
		bad |= eve_put_text(event, "proto", proto);
	}
	if (t->ip_v)
		bad |= eve_put(event, "ip_v", json_integer(t->ip_v));
	if (t->whole && has_icmp_type(t)) {
		bad |= eve_put(event, "icmp_type", json_integer(t->icmp_type));
		bad |= eve_put(event, "icmp_code", json_integer(t->icmp_code));
	}
	return bad | put_community_id(event, t);
}

json_t *eve_start(const struct event_context *c, const char *type, uint64_t now_ns,
		  uint64_t flow_id, const struct eve_tuple *t)
{
	const char *ifname =
		t && c->ifname && !c->pcap_filename ? c->ifname(c->ctx, t->slot) : NULL;
	json_t *event = json_object();
	int bad = 0;

	if (!event)
		return NULL;
	bad |= eve_put_time(event, "timestamp", c, now_ns);
	if (flow_id)
		bad |= eve_put(event, "flow_id", json_integer((json_int_t)flow_id));
	if (ifname)
		bad |= eve_put_text(event, "in_iface", ifname);
	bad |= eve_put_text(event, "event_type", type);
	if (t)
		bad |= put_tuple(event, t);
	if (c->pcap_filename)
		bad |= eve_put_text(event, "pcap_filename", c->pcap_filename);
	if (c->host)
		bad |= eve_put_text(event, "host", c->host);
	if (!bad)
		return event;
	json_decref(event);
	return NULL;
}

json_t *eve_finish(json_t *event, int bad)
{
	if (!bad)
		return event;
	json_decref(event);
	return NULL;
}

static int put_counts(json_t *flow, const uint64_t packets[2], const uint64_t bytes[2])
{
	int bad = 0;

	bad |= eve_put(flow, "pkts_toserver", json_integer((json_int_t)packets[0]));
	bad |= eve_put(flow, "pkts_toclient", json_integer((json_int_t)packets[1]));
	bad |= eve_put(flow, "bytes_toserver", json_integer((json_int_t)bytes[0]));
	bad |= eve_put(flow, "bytes_toclient", json_integer((json_int_t)bytes[1]));
	return bad;
}

json_t *eve_counts(const uint64_t packets[2], const uint64_t bytes[2])
{
	json_t *flow = json_object();

	return flow ? eve_finish(flow, put_counts(flow, packets, bytes)) : NULL;
}

static json_t *flow_object(const struct event_context *c, const struct flow_life *f)
{
	static const char *const states[] = { "new", "established", "closed" };
	static const char *const reasons[] = { "timeout", "shutdown", "forced" };
	json_t *flow = eve_counts(f->packets, f->bytes);
	uint64_t age = f->end_ns > f->start_ns ? (f->end_ns - f->start_ns) / 1000000000 : 0;
	int bad = 0;

	if (!flow)
		return NULL;
	bad |= eve_put_time(flow, "start", c, f->start_ns);
	bad |= eve_put_time(flow, "end", c, f->end_ns);
	bad |= eve_put(flow, "age", json_integer((json_int_t)age));
	bad |= eve_put_text(flow, "state", states[f->state]);
	if (f->reason != FLOW_GOES_ON)
		bad |= eve_put_text(flow, "reason", reasons[f->reason]);
	bad |= eve_put(flow, "alerted", json_boolean(f->alerted));
	return eve_finish(flow, bad);
}

static int put_flags(json_t *tcp, const char *key, uint8_t flags)
{
	char text[4];

	snprintf(text, sizeof(text), "%02x", flags);
	return eve_put_text(tcp, key, text);
}

/* Suricata's names of TCP states, as far as a flow's three tell them apart. */
static const char *tcp_state(const struct flow_life *f)
{
	if (f->state == FLOW_ESTABLISHED)
		return "established";
	if (f->state == FLOW_CLOSED)
		return "closed";
	if (f->tcp_flags[1] & 0x02)
		return "syn_recv";
	return f->tcp_flags[0] & 0x02 ? "syn_sent" : "none";
}

static json_t *tcp_object(const struct flow_life *f)
{
	static const char *const names[] = { "fin", "syn", "rst", "psh", "ack", "urg" };
	static const unsigned int order[] = { 1, 0, 2, 3, 4, 5 };
	uint8_t flags = f->tcp_flags[0] | f->tcp_flags[1];
	json_t *tcp = json_object();
	int bad = 0;

	if (!tcp)
		return NULL;
	bad |= put_flags(tcp, "tcp_flags", flags);
	bad |= put_flags(tcp, "tcp_flags_ts", f->tcp_flags[0]);
	bad |= put_flags(tcp, "tcp_flags_tc", f->tcp_flags[1]);
	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++)
		if (flags >> order[i] & 1)
			bad |= eve_put(tcp, names[order[i]], json_true());
	bad |= eve_put_text(tcp, "state", tcp_state(f));
	return eve_finish(tcp, bad);
}

json_t *eve_flow(const struct event_context *c, const struct flow_life *f)
{
	const struct eve_tuple t = { .src = f->src,
				     .dst = f->dst,
				     .sport = f->sport,
				     .dport = f->dport,
				     .vlan = f->vlan,
				     .ip_proto = f->ip_proto,
				     .ip_v = f->ip_v,
				     .icmp_type = f->icmp_type,
				     .icmp_code = f->icmp_code,
				     .slot = f->slot,
				     .whole = true };
	json_t *event = eve_start(c, "flow", f->end_ns, f->flow_id, &t);
	int bad = 0;

	if (!event)
		return NULL;
	bad |= eve_put(event, "flow", flow_object(c, f));
	if (f->ip_proto == IPPROTO_TCP)
		bad |= eve_put(event, "tcp", tcp_object(f));
	return eve_finish(event, bad);
}
