// SPDX-License-Identifier: MIT
#include "flow.h"
#include "hash.h"
#include "network.h"
#include "saturate.h"

#include <string.h>
#include <weir/meter.h>

#define FLOW_ID_MASK ((1ull << 53) - 1)
#define HALF_PACKETS 3
#define PORT_PRIVILEGED 1024

/* Services that answer more than they are asked, at ports of 1024 and more. */
static const uint16_t reflectors[] = { 1434, 1900, 3283, 3389, 3478, 3702, 5683, 10001, 11211,
				       17185, 27015, 27960, 37810 };

void flow_ends(const struct flow *f, struct flow_ends *out)
{
	bool back = f->initiator;

	out->src = back ? f->key.hi : f->key.lo;
	out->dst = back ? f->key.lo : f->key.hi;
	out->sport = back ? f->key.port_hi : f->key.port_lo;
	out->dport = back ? f->key.port_lo : f->key.port_hi;
	out->ip_v = f->key.slot & WEIR_SLOT_IPV6 ? 6 : 4;
	out->forward = f->initiator;
}

static void merge_gap(struct flow_part *part, uint64_t gap_ns)
{
	uint64_t gap_us;

	if (gap_ns < WEIR_GAP_SHORT_NS)
		return;
	if (gap_ns > WEIR_GAP_CLAMP_NS)
		gap_ns = WEIR_GAP_CLAMP_NS;
	gap_us = gap_ns / 1000;
	add32(&part->gap_sum_us, gap_us);
	add64(&part->gap_sq_us2, gap_us * gap_us);
	add32(&part->gaps, 1);
}

static void merge_flags(struct flow_flags *flags, struct flow_side *side,
			const struct weir_tcp *tcp)
{
	add32(&flags->syn, tcp->syn);
	add32(&flags->synack, tcp->synack);
	add32(&flags->odd_flags, tcp->odd_flags);
	add32(&side->syn, tcp->syn);
	add32(&side->synack, tcp->synack);
	add32(&side->fin, tcp->fin);
	add32(&side->rst, tcp->rst);
	add32(&side->psh, tcp->psh);
}

/* Partial drains of one window: the later one's names are the latest. */
static void merge_dns(struct weir_dns *into, const struct weir_dns *from)
{
	if (from->name)
		into->name = from->name;
	if (from->nx_names)
		into->nx_name = from->nx_name;
	into->domains |= from->domains;
	add16(&into->queries, from->queries);
	add16(&into->names, from->names);
	add16(&into->long_names, from->long_names);
	add16(&into->carriers, from->carriers);
	add16(&into->answers, from->answers);
	add16(&into->nxdomain, from->nxdomain);
	add16(&into->nx_names, from->nx_names);
	add16(&into->failed, from->failed);
}

static void merge_part(struct flow_part *part, const struct weir_hot *hot,
		       const struct weir_cold *cold)
{
	add32(&part->packets, hot->packets);
	add64(&part->ip_bytes, hot->ip_bytes);
	add64(&part->payload_bytes, hot->payload_bytes);
	add64(&part->size_sq, hot->size_sq);
	add64(&part->gap_sq_us2, hot->gap_sq_us2);
	add32(&part->gap_sum_us, hot->gap_sum_us);
	/* Bins may miss an increment when two processors met in the record. */
	if (hot->gap_sum_us && hot->packets - 1 > cold->gap_bins[0])
		add32(&part->gaps, hot->packets - 1 - cold->gap_bins[0]);
	add32(&part->small, cold->size_bins[0]);
}

/* Whichever of the two came first stands in front, so that order does not matter. */
static void merge_first_sizes(struct flow_side *side, const struct weir_flow *record,
			      unsigned int direction)
{
	bool earlier = side->packets && record->first_ns[direction] < side->first_ns;
	const uint16_t *front = side->first_sizes, *back = record->first_sizes[direction];
	uint64_t i, count = side->packets;
	uint16_t merged[WEIR_FIRST_SIZES];

	if (earlier) {
		front = record->first_sizes[direction];
		back = side->first_sizes;
		count = record->hot[direction].packets;
	}
	for (i = 0; i < WEIR_FIRST_SIZES; i++)
		merged[i] = i < count ? front[i] : back[i - count];
	memcpy(side->first_sizes, merged, sizeof(merged));
}

static void merge_side(struct flow *f, const struct weir_flow *record, unsigned int direction)
{
	const struct weir_hot *hot = &record->hot[direction];
	const struct weir_cold *cold = &record->cold[direction];
	struct flow_side *side = &f->side[direction];
	uint64_t first_ns = record->first_ns[direction];

	if (side->packets && first_ns > side->last_ns)
		merge_gap(&f->part[direction], first_ns - side->last_ns);
	merge_part(&f->part[direction], hot, cold);
	merge_first_sizes(side, record, direction);
	if (!side->packets || first_ns < side->first_ns)
		side->first_ns = first_ns;
	if (hot->last_ns > side->last_ns)
		side->last_ns = hot->last_ns;
	side->packets += hot->packets;
	side->bytes += hot->bytes;
	side->ip_bytes += hot->ip_bytes;
	side->payload_bytes += hot->payload_bytes;
	if (f->key.ip_proto == WEIR_PROTO_TCP)
		merge_flags(&f->proto.tcp[direction], side, &record->proto.tcp[direction]);
	if (cold->size_max > side->size_max)
		side->size_max = cold->size_max;
	side->tcp_flags |= record->tcp_flags[direction];
}

static uint64_t record_first_ns(const struct weir_flow *r)
{
	if (!r->hot[0].packets)
		return r->first_ns[1];
	if (!r->hot[1].packets)
		return r->first_ns[0];
	return r->first_ns[0] < r->first_ns[1] ? r->first_ns[0] : r->first_ns[1];
}

/* The earliest record names the initiator, unless another has better evidence. */
static void merge_initiator(struct flow *f, const struct weir_flow *record)
{
	uint64_t first_ns = record_first_ns(record);
	bool earlier = !f->windows && !(f->flags & FLOW_CONTINUED) && first_ns < flow_start_ns(f);
	bool fresh = !flow_packets(f) && !(f->flags & FLOW_CONTINUED);

	if (fresh || earlier) {
		f->icmp_type = record->icmp_type;
		f->icmp_code = record->icmp_code;
	}
	if (!fresh && record->evidence < f->evidence)
		return;
	if (!fresh && record->evidence == f->evidence && !earlier)
		return;
	f->initiator = record->initiator;
	f->evidence = record->evidence;
}

void flow_merge(struct flow *f, const struct weir_flow *record, uint64_t window_start_ns)
{
	uint64_t first_ns = record_first_ns(record), last_ns = window_start_ns;
	bool first = !f->part[0].packets && !f->part[1].packets;
	unsigned int direction;

	merge_initiator(f, record);
	if (f->key.ip_proto == WEIR_PROTO_UDP)
		merge_dns(&f->proto.dns, &record->proto.dns);
	for (direction = 0; direction < 2; direction++) {
		if (!record->hot[direction].packets)
			continue;
		merge_side(f, record, direction);
		if (record->hot[direction].last_ns > last_ns)
			last_ns = record->hot[direction].last_ns;
	}
	if (first || first_ns < f->part_first_ns)
		f->part_first_ns = first_ns;
	if (last_ns > f->part_last_ns)
		f->part_last_ns = last_ns;
	if (last_ns > f->seen_ns)
		f->seen_ns = last_ns;
}

uint64_t flow_packets(const struct flow *f)
{
	return f->side[0].packets + f->side[1].packets;
}

uint64_t flow_start_ns(const struct flow *f)
{
	const struct flow_side *a = &f->side[0], *b = &f->side[1];

	if (!a->packets)
		return b->first_ns;
	if (!b->packets)
		return a->first_ns;
	return a->first_ns < b->first_ns ? a->first_ns : b->first_ns;
}

uint64_t flow_end_ns(const struct flow *f)
{
	const struct flow_side *a = &f->side[0], *b = &f->side[1];

	return a->last_ns > b->last_ns ? a->last_ns : b->last_ns;
}

static bool both_ways(const struct flow *f)
{
	return f->side[0].packets && f->side[1].packets;
}

void flow_orient(struct flow *f)
{
	uint16_t lo = weir_ntoh16(f->key.port_lo), hi = weir_ntoh16(f->key.port_hi);

	if (f->key.ip_proto != WEIR_PROTO_TCP || f->evidence != WEIR_BY_FIRST_PACKET ||
	    !both_ways(f) || f->side[0].rst || f->side[1].rst)
		return;
	if (lo < PORT_PRIVILEGED && hi >= PORT_PRIVILEGED)
		f->initiator = 1;
	else if (hi < PORT_PRIVILEGED && lo >= PORT_PRIVILEGED)
		f->initiator = 0;
}

bool flow_is_half(const struct flow *f)
{
	const struct flow_side *side = &f->side[!f->side[0].packets];

	if (f->key.ip_proto != WEIR_PROTO_TCP || both_ways(f) || side->packets < HALF_PACKETS)
		return false;
	return (side->tcp_flags & WEIR_TCP_ACK) && side->synack < side->packets && !side->rst &&
	       side->payload_bytes;
}

enum flow_state flow_state(const struct flow *f)
{
	const struct flow_side *forward = &f->side[f->initiator];

	if (f->key.ip_proto != WEIR_PROTO_TCP)
		return both_ways(f) ? FLOW_ESTABLISHED : FLOW_NEW;
	if (f->side[0].rst || f->side[1].rst || (f->side[0].fin && f->side[1].fin))
		return FLOW_CLOSED;
	if (both_ways(f) && (forward->tcp_flags & WEIR_TCP_ACK))
		return FLOW_ESTABLISHED;
	return flow_is_half(f) ? FLOW_ESTABLISHED : FLOW_NEW;
}

uint64_t flow_expiry_ns(const struct flow *f)
{
	uint64_t idle_ns = FLOW_OTHER_NS;

	switch (f->key.ip_proto) {
	case WEIR_PROTO_TCP: {
		enum flow_state state = flow_state(f);

		idle_ns = state == FLOW_CLOSED	    ? FLOW_TCP_CLOSED_NS :
			  state == FLOW_ESTABLISHED ? FLOW_TCP_ESTABLISHED_NS :
						      FLOW_TCP_NEW_NS;
		break;
	}
	case WEIR_PROTO_UDP:
		idle_ns = FLOW_UDP_NS;
		break;
	case WEIR_PROTO_ICMP:
	case WEIR_PROTO_ICMPV6:
		idle_ns = FLOW_ICMP_NS;
		break;
	default:
		break;
	}
	return f->seen_ns + idle_ns;
}

bool flow_is_midstream(const struct flow *f)
{
	return f->key.ip_proto == WEIR_PROTO_TCP && f->evidence == WEIR_BY_FIRST_PACKET &&
	       !f->side[0].rst && !f->side[1].rst && (both_ways(f) || flow_is_half(f));
}

static bool is_reflector(uint16_t port)
{
	size_t i;

	for (i = 0; i < sizeof(reflectors) / sizeof(reflectors[0]); i++)
		if (reflectors[i] == port)
			return true;
	return port > 0 && port < PORT_PRIVILEGED;
}

bool flow_is_unasked(const struct flow *f, unsigned int *victim)
{
	const struct flow_side *reply = &f->side[!f->initiator];
	unsigned int sender = !f->side[0].packets;
	struct flow_ends ends;

	if (both_ways(f))
		return false;
	*victim = !sender;
	if (f->key.ip_proto == WEIR_PROTO_TCP) {
		const struct flow_side *side = &f->side[sender];

		if (reply->synack && sender != f->initiator)
			return true;
		return side->rst && !side->syn && side->rst == side->packets;
	}
	if (f->key.ip_proto != WEIR_PROTO_UDP)
		return false;
	flow_ends(f, &ends);
	return is_reflector(weir_ntoh16(ends.sport)) && !is_reflector(weir_ntoh16(ends.dport)) &&
	       weir_ntoh16(ends.dport) >= PORT_PRIVILEGED &&
	       !addr_is_multicast(&ends.dst, ends.ip_v);
}

/* 192.168.1.255 and the like: without the netmask, the last byte has to do. */
static bool is_broadcast(const struct weir_addr *addr, uint8_t ip_v)
{
	return addr_is_multicast(addr, ip_v) ||
	       (ip_v == 4 && (weir_addr_half(addr, 1) & 0xff) == 0xff);
}

bool flow_expects_reply(const struct flow *f)
{
	struct flow_ends ends;

	flow_ends(f, &ends);
	if (!both_ways(f) && is_broadcast(&ends.dst, ends.ip_v))
		return false;
	switch (f->key.ip_proto) {
	case WEIR_PROTO_TCP:
	case WEIR_PROTO_UDP:
	case WEIR_PROTO_SCTP:
		return ends.sport || ends.dport;
	case WEIR_PROTO_ICMP:
		return f->icmp_type == 8;
	case WEIR_PROTO_ICMPV6:
		return f->icmp_type == 128;
	default:
		return false;
	}
}

enum flow_outcome flow_outcome(const struct flow *f)
{
	const struct flow_side *forward = &f->side[f->initiator];
	const struct flow_side *reply = &f->side[!f->initiator];

	if (!flow_expects_reply(f))
		return OUTCOME_NONE;
	if (!reply->packets)
		return OUTCOME_UNANSWERED;
	if (f->key.ip_proto != WEIR_PROTO_TCP)
		return OUTCOME_ANSWERED;
	if (forward->payload_bytes && reply->payload_bytes)
		return OUTCOME_COMPLETED;
	if (reply->rst && !reply->synack && !reply->payload_bytes)
		return OUTCOME_REFUSED;
	if (reply->synack && !(forward->tcp_flags & WEIR_TCP_ACK))
		return OUTCOME_HALF;
	return OUTCOME_ANSWERED;
}

static void report_side(struct flow_life *out, unsigned int end, const struct flow_side *side)
{
	out->tcp_flags[end] = side->tcp_flags;
	out->packets[end] = side->packets;
	out->bytes[end] = side->bytes;
	out->ip_bytes[end] = side->ip_bytes;
	out->payload_bytes[end] = side->payload_bytes;
	out->syn[end] = side->syn;
	add32(&out->syn[end], side->synack);
	out->fin[end] = side->fin;
	out->rst[end] = side->rst;
	out->psh[end] = side->psh;
}

uint64_t flow_id(const struct flow *f)
{
	return hash_words(&f->key, sizeof(f->key), HASH_FIXED_SEED ^ flow_start_ns(f)) &
	       FLOW_ID_MASK;
}

void flow_report(const struct flow *f, enum flow_reason reason, struct flow_life *out)
{
	struct flow_ends ends;
	unsigned int end;

	flow_ends(f, &ends);
	memset(out, 0, sizeof(*out));
	out->start_ns = flow_start_ns(f);
	out->end_ns = flow_end_ns(f);
	for (end = 0; end < 2; end++)
		report_side(out, end, &f->side[end ^ ends.forward]);
	out->flow_id = flow_id(f);
	out->src = ends.src;
	out->dst = ends.dst;
	out->sport = ends.sport;
	out->dport = ends.dport;
	out->vlan = f->key.vlan;
	out->ip_proto = f->key.ip_proto;
	out->ip_v = ends.ip_v;
	out->slot = f->key.slot & (uint8_t)~WEIR_SLOT_IPV6;
	out->icmp_type = f->icmp_type;
	out->icmp_code = f->icmp_code;
	out->alerted = f->flags & FLOW_ALERTED;
	out->state = flow_state(f);
	out->reason = reason;
}

void flow_part_reset(struct flow *f)
{
	memset(f->part, 0, sizeof(f->part));
	memset(&f->proto, 0, sizeof(f->proto));
	f->part_first_ns = 0;
	f->part_last_ns = 0;
}

void flow_restart(struct flow *f)
{
	memset(f->side, 0, sizeof(f->side));
	f->windows = 0;
	f->flags |= FLOW_CONTINUED;
}
