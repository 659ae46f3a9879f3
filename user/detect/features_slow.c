// SPDX-License-Identifier: MIT
#include "features.h"
#include "../flow/slow.h"

#include <string.h>

/* As in features.c: a leader is named if it holds a third of the votes. */
#define LEADER_SHARE 3

static uint32_t at_most(uint32_t count, uint32_t most)
{
	return count < most ? count : most;
}

static void slow_times(const struct site *s, const struct slow_host *h, enum slow_level level,
		       uint64_t number, struct row_subject *out)
{
	const struct slow_sums *sums = &h->sums[level];
	uint64_t wall_ns = h->number[level] * slow_seconds(level) * FLOW_SECOND_NS;

	out->window_s = slow_seconds(level);
	out->start_ns = wall_ns > s->scale.wall_offset_ns ? wall_ns - s->scale.wall_offset_ns : 0;
	out->end_ns = window_start(&s->scale, number + 1);
	out->first_ns = sums->first_ns;
	out->last_ns = sums->last_ns;
}

/* Whom it tried to reach, at which port, where most agree. */
static void slow_peer(const struct site *s, const struct slow_host *h, const struct slow_sums *sums,
		      struct row_peer *out)
{
	bool inside = 2ull * sums->attempts_inside > sums->attempts;

	if ((uint64_t)sums->peer.votes * LEADER_SHARE >= sums->attempts && sums->peer.votes) {
		out->addr = sums->peer.value;
		inside = networks_contain(s->home, &out->addr, h->ip_v);
	}
	if ((uint64_t)sums->port.votes * LEADER_SHARE >= sums->attempts && sums->port.votes)
		out->port = sums->port.value;
	if (!sums->attempts)
		inside = !h->home;
	out->direction = networks_between(h->home, inside);
}

static void slow_opened(const struct slow_sums *sums, uint32_t *value)
{
	const struct slow_side *side = &sums->side[HOST_OPENED];

	value[HOST_out_flows] = side->flows;
	value[HOST_out_tcp_flows] = side->tcp_flows;
	value[HOST_out_peers] = at_most(sketch_count(&side->peers), side->flows);
	value[HOST_out_new_peers] =
		at_most(sketch_small_count(&side->fresh), value[HOST_out_peers]);
	value[HOST_out_packets] = side->packets;
	value[HOST_out_ip_bytes] = side->ip_bytes;
	value[HOST_out_syn] = sums->syn;
	value[HOST_out_icmp] = sums->icmp;
	value[HOST_out_udp_packets] = sums->udp_packets;
	value[HOST_out_dns_flows] = sums->dns_flows;
}

static void slow_received(const struct slow_sums *sums, uint32_t *value)
{
	const struct slow_side *side = &sums->side[HOST_RECEIVED];

	value[HOST_in_flows] = side->flows;
	value[HOST_in_tcp_flows] = side->tcp_flows;
	value[HOST_in_peers] = at_most(sketch_count(&side->peers), side->flows);
	value[HOST_in_new_peers] = at_most(sketch_small_count(&side->fresh), value[HOST_in_peers]);
	value[HOST_in_packets] = side->packets;
	value[HOST_in_ip_bytes] = side->ip_bytes;
}

/* Undefined where replies cannot be seen, so left 0 there. */
static void slow_replies(const struct slow_sums *sums, uint32_t *value)
{
	value[HOST_out_reply_packets] = sums->side[HOST_OPENED].reply_packets;
	value[HOST_out_reply_ip_bytes] = sums->side[HOST_OPENED].reply_ip_bytes;
	value[HOST_in_reply_packets] = sums->side[HOST_RECEIVED].reply_packets;
	value[HOST_in_reply_ip_bytes] = sums->side[HOST_RECEIVED].reply_ip_bytes;
}

/* Told while they go on, not for the rest of the day. */
static void slow_tried(const struct slow_host *h, enum slow_level level, uint32_t *value)
{
	const struct slow_sums *sums = &h->sums[level];
	uint32_t most = sums->attempts;

	if (!h->untold || (level == SLOW_DAY && h->sums[SLOW_HOUR].attempts < SLOW_STEADY))
		return;
	value[HOST_out_attempts] = most;
	value[HOST_out_tried_peers] = at_most(sketch_count(&sums->peers), most);
	value[HOST_out_tried_services] = at_most(sketch_small_count(&sums->services), most);
	value[HOST_out_tried_ports] = at_most(sketch_count(&sums->ports), most);
	value[HOST_out_strange] = sums->strange;
	value[HOST_out_strange_peers] =
		at_most(sketch_small_count(&sums->strange_peers), sums->strange);
	value[HOST_out_strange_services] =
		at_most(sketch_small_count(&sums->strange_services), sums->strange);
}

void features_slow(const struct site *s, const struct slow_host *h, enum slow_level level,
		   uint64_t number, struct row *out)
{
	const struct slow_sums *sums = &h->sums[level];

	memset(out, 0, sizeof(*out));
	slow_times(s, h, level, number, &out->subject);
	slow_peer(s, h, sums, &out->peer[HOST_OPENED]);
	out->peer[HOST_RECEIVED].direction = networks_between(!h->home, h->home);
	out->subject.kind = ROW_HOST;
	out->subject.src = h->addr;
	out->subject.ip_v = h->ip_v;
	out->subject.slot = h->slot;
	out->subject.dst = out->peer[HOST_OPENED].addr;
	out->subject.dport = out->peer[HOST_OPENED].port;
	out->subject.direction = h->home ? DIRECTION_OUT : DIRECTION_IN;
	if (!addr_is_zero(&out->subject.dst))
		out->subject.direction = out->peer[HOST_OPENED].direction;
	slow_opened(sums, out->value);
	slow_received(sums, out->value);
	out->value[HOST_one_way] = site_is_one_way(s, h->slot);
	if (out->value[HOST_one_way])
		return;
	slow_replies(sums, out->value);
	slow_tried(h, level, out->value);
}
