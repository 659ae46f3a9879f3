// SPDX-License-Identifier: MIT
/* EVE: stats events, in the names of Suricata's closed schema; the exact account has a
 * form of its own (account_json()). */
#include "eve.h"

#define ETHERTYPE_ARP 0x0806

static uint64_t arp_packets(const struct account *a)
{
	for (unsigned int i = 0; i < ACCOUNT_ETHERTYPES; i++)
		if (a->not_ip_by[i].used && a->not_ip_by[i].ethertype == ETHERTYPE_ARP)
			return a->not_ip_by[i].packets;
	return 0;
}

static int put_count(json_t *object, const char *key, uint64_t value)
{
	return eve_put(object, key, json_integer((json_int_t)value));
}

static json_t *capture_object(const struct account *a)
{
	json_t *o = json_object();
	int bad = 0;

	if (!o)
		return NULL;
	bad |= put_count(o, "kernel_packets", a->seen.packets);
	bad |= put_count(o, "kernel_drops", account_overflow(a).packets + a->restart.packets);
	return eve_finish(o, bad);
}

static json_t *decoder_object(const struct account *a)
{
	uint64_t arp = arp_packets(a);
	json_t *o = json_object();
	int bad = 0;

	if (!o)
		return NULL;
	bad |= put_count(o, "pkts", a->seen.packets);
	bad |= put_count(o, "bytes", a->seen.bytes);
	bad |= put_count(o, "invalid", account_malformed(a).packets);
	bad |= put_count(o, "arp", arp);
	bad |= put_count(o, "unknown_ethertype", a->not_ip.packets - arp);
	return eve_finish(o, bad);
}

static json_t *flow_object(const struct pipeline_stats *p)
{
	json_t *o = json_object();
	int bad = 0;

	if (!o)
		return NULL;
	bad |= put_count(o, "total", p->flows_created);
	bad |= put_count(o, "active", p->flows_live);
	return eve_finish(o, bad);
}

json_t *eve_stats_object(const struct account *a, const struct pipeline_stats *p, uint64_t uptime_s)
{
	json_t *stats = json_object();
	int bad = 0;

	if (!stats)
		return NULL;
	bad |= put_count(stats, "uptime", uptime_s);
	bad |= eve_put(stats, "capture", capture_object(a));
	bad |= eve_put(stats, "decoder", decoder_object(a));
	if (p)
		bad |= eve_put(stats, "flow", flow_object(p));
	return eve_finish(stats, bad);
}

json_t *eve_stats(const struct event_context *c, const struct account *a,
		  const struct pipeline_stats *p, uint64_t uptime_s, uint64_t now_ns)
{
	json_t *event = eve_start(c, "stats", now_ns, 0, NULL);

	if (!event)
		return NULL;
	return eve_finish(event, eve_put(event, "stats", eve_stats_object(a, p, uptime_s)));
}
