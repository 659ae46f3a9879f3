// SPDX-License-Identifier: MIT
#include "features.h"
#include "../flow/hash.h"
#include "../flow/saturate.h"

#include <string.h>
#include <weir/parse.h>

#define MILLE 1000
#define NS_PER_MS 1000000ull
/* A service looked up longer ago was not looked up for this. */
#define LATELY_NS (60000 * NS_PER_MS)
/* A leader's votes are above this share only if it holds two thirds. */
#define LEADER_SHARE 3

uint32_t features_share(uint64_t part, uint64_t whole)
{
	if (!whole)
		return 0;
	return part >= whole ? MILLE : (uint32_t)(part * MILLE / whole);
}

static uint32_t mean(uint64_t sum, uint64_t count)
{
	return count ? clamp32(sum / count) : 0;
}

/* Digit by digit, base 4: exact for all 64 bits. */
static uint32_t square_root(uint64_t value)
{
	uint64_t root = 0, bit = 1ull << 62;

	while (bit > value)
		bit >>= 2;
	for (; bit; bit >>= 2) {
		if (value >= root + bit) {
			value -= root + bit;
			root = (root >> 1) + bit;
		} else {
			root >>= 1;
		}
	}
	return (uint32_t)root;
}

uint32_t features_deviation(uint64_t count, uint64_t sum, uint64_t sum_sq)
{
	hash_wide square = (hash_wide)sum * sum, spread = (hash_wide)sum_sq * count;

	/* A saturated sum of squares may fall short. */
	if (!count || spread <= square)
		return 0;
	spread -= square;
	if (spread >> 64 || count > UINT32_MAX)
		return square_root((uint64_t)(spread / count / count));
	return square_root((uint64_t)spread / (count * count));
}

static void subject_begin(const struct site *s, unsigned int level, uint64_t number,
			  struct row *out)
{
	memset(out, 0, sizeof(*out));
	out->subject.window_s = s->scale.seconds[level];
	out->subject.start_ns = window_level_start(&s->scale, level, number);
	out->subject.end_ns = window_start(&s->scale, number + 1);
}

/* What only late outcomes touched has no packet in the window. */
static void subject_times(struct row_subject *subject, uint64_t first_ns, uint64_t last_ns)
{
	subject->first_ns = first_ns ? first_ns : subject->start_ns;
	subject->last_ns = last_ns > subject->first_ns ? last_ns : subject->first_ns;
}

static void flow_subject(const struct site *s, const struct flow *f, struct row_subject *out)
{
	struct flow_ends ends;

	flow_ends(f, &ends);
	out->kind = ROW_FLOW;
	out->direction = networks_direction(s->home, &ends.src, &ends.dst, ends.ip_v);
	out->src = ends.src;
	out->dst = ends.dst;
	out->sport = ends.sport;
	out->dport = ends.dport;
	out->ip_proto = f->key.ip_proto;
	out->ip_v = ends.ip_v;
	out->slot = f->key.slot & (uint8_t)~WEIR_SLOT_IPV6;
	out->vlan = f->key.vlan;
	out->began_before = (f->flags & FLOW_BEFORE) != 0;
	out->flow_id = flow_id(f);
	subject_times(out, f->part_first_ns, f->part_last_ns);
}

static void flow_window(const struct flow *f, uint32_t *value)
{
	const struct flow_part *fwd = &f->part[f->initiator], *rev = &f->part[!f->initiator];

	value[FLOW_w_fwd_packets] = fwd->packets;
	value[FLOW_w_rev_packets] = rev->packets;
	value[FLOW_w_fwd_ip_bytes] = clamp32(fwd->ip_bytes);
	value[FLOW_w_rev_ip_bytes] = clamp32(rev->ip_bytes);
	value[FLOW_w_fwd_size_mean] = mean(fwd->ip_bytes, fwd->packets);
	value[FLOW_w_rev_size_mean] = mean(rev->ip_bytes, rev->packets);
	value[FLOW_w_fwd_size_dev] = features_deviation(fwd->packets, fwd->ip_bytes, fwd->size_sq);
	value[FLOW_w_rev_size_dev] = features_deviation(rev->packets, rev->ip_bytes, rev->size_sq);
	value[FLOW_w_fwd_gap_mean] = mean(fwd->gap_sum_us, fwd->gaps);
	value[FLOW_w_fwd_gap_dev] = features_deviation(fwd->gaps, fwd->gap_sum_us, fwd->gap_sq_us2);
	value[FLOW_w_fwd_small_share] = features_share(fwd->small, fwd->packets);
	value[FLOW_w_rev_small_share] = features_share(rev->small, rev->packets);
}

static void flow_whole(const struct flow *f, uint32_t *value)
{
	const struct flow_side *fwd = &f->side[f->initiator], *rev = &f->side[!f->initiator];
	unsigned int i;

	value[FLOW_l_duration_ms] = clamp32((flow_end_ns(f) - flow_start_ns(f)) / NS_PER_MS);
	value[FLOW_l_fwd_packets] = clamp32(fwd->packets);
	value[FLOW_l_rev_packets] = clamp32(rev->packets);
	value[FLOW_l_fwd_ip_bytes] = clamp32(fwd->ip_bytes);
	value[FLOW_l_rev_ip_bytes] = clamp32(rev->ip_bytes);
	value[FLOW_l_fwd_payload] = clamp32(fwd->payload_bytes);
	value[FLOW_l_rev_payload] = clamp32(rev->payload_bytes);
	value[FLOW_l_fwd_size_max] = fwd->size_max;
	value[FLOW_l_rev_size_max] = rev->size_max;
	value[FLOW_l_windows] = f->windows;
	for (i = 0; i < WEIR_FIRST_SIZES; i++) {
		value[FLOW_l_fwd_size_1 + i] = fwd->first_sizes[i];
		value[FLOW_l_rev_size_1 + i] = rev->first_sizes[i];
	}
}

static uint32_t judged(const struct host_side *side)
{
	uint32_t sum = 0;
	unsigned int i;

	for (i = OUTCOME_UNANSWERED; i < OUTCOMES; i++) {
		add32(&sum, side->tcp[i]);
		add32(&sum, side->other[i]);
	}
	return sum;
}

static uint32_t tcp_share(const struct host_side *side, enum flow_outcome outcome)
{
	uint32_t sum = 0;
	unsigned int i;

	for (i = OUTCOME_UNANSWERED; i < OUTCOMES; i++)
		add32(&sum, side->tcp[i]);
	return features_share(side->tcp[outcome], sum);
}

static uint32_t unanswered_share(const struct host_side *side)
{
	return features_share((uint64_t)side->tcp[OUTCOME_UNANSWERED] +
				      side->other[OUTCOME_UNANSWERED],
			      judged(side));
}

void features_flow(const struct site *s, const struct flow *f, uint64_t number, struct row *out)
{
	const struct host *src = NULL, *dst = NULL;
	uint32_t *value = out->value;
	bool two_way = f->side[0].packets && f->side[1].packets;

	subject_begin(s, 0, number, out);
	flow_subject(s, f, &out->subject);
	flow_window(f, value);
	flow_whole(f, value);
	if (f->host[HOST_OPENED] != SLOT_NONE)
		src = &s->hosts.host[f->host[HOST_OPENED]];
	if (f->host[HOST_RECEIVED] != SLOT_NONE)
		dst = &s->hosts.host[f->host[HOST_RECEIVED]];
	value[FLOW_one_way] = !two_way && (flow_is_half(f) || site_is_one_way(s, f->key.slot));
	if (src) {
		value[FLOW_src_flows] = src->sums[0].side[HOST_OPENED].flows;
		value[FLOW_src_peers] = src->peers[HOST_OPENED];
		if (!value[FLOW_one_way])
			value[FLOW_src_unanswered_share] =
				unanswered_share(&src->sums[0].side[HOST_OPENED]);
	}
	if (dst) {
		value[FLOW_dst_flows] = dst->sums[0].side[HOST_RECEIVED].flows;
		value[FLOW_dst_peers] = dst->peers[HOST_RECEIVED];
	}
	if (f->pair != SLOT_NONE)
		value[FLOW_pair_flows] = s->pairs.pair[f->pair].sums[0].flows;
}

static bool is_leader(uint32_t votes, uint32_t flows)
{
	return votes && (uint64_t)votes * LEADER_SHARE >= flows;
}

/* Where nothing tells, the other end is on the other side of the gateway. */
static void host_peer(const struct site *s, const struct host *h, const struct host_sums *sums,
		      enum host_end end, struct row_peer *out)
{
	const struct host_side *side = &sums->side[end];
	uint32_t inside = sums->inside[end];
	bool home = side->flows ? inside == UINT16_MAX || 2 * inside > side->flows : !h->home;

	if (is_leader(side->peer.votes, side->flows)) {
		out->addr = side->peer.value;
		home = networks_contain(s->home, &out->addr, h->ip_v) ||
		       addr_is_multicast(&out->addr, h->ip_v);
	}
	if (is_leader(side->port.votes, side->flows))
		out->port = side->port.value;
	out->direction = end == HOST_OPENED ? networks_between(h->home, home)
					    : networks_between(home, h->home);
}

/* The peer and port that most of its flows are with, where there is such a one. */
static void host_subject(const struct site *s, const struct host *h, const struct host_sums *sums,
			 const struct row_peer peer[2], struct row_subject *out)
{
	const struct row_peer *most =
		&peer[sums->side[HOST_RECEIVED].flows > sums->side[HOST_OPENED].flows];

	out->kind = ROW_HOST;
	out->direction = h->home ? DIRECTION_OUT : DIRECTION_IN;
	out->src = h->addr;
	out->ip_v = h->ip_v;
	out->slot = h->slot;
	out->dst = most->addr;
	out->dport = most->port;
	if (!addr_is_zero(&out->dst))
		out->direction = networks_direction(s->home, &h->addr, &out->dst, h->ip_v);
	subject_times(out, sums->first_ns, sums->last_ns);
}

/* A flow has one peer and one port: never more of those than flows. */
static uint32_t distinct(const struct host_sums *sums, enum host_sketch sketch, uint32_t flows)
{
	uint32_t count = sketch_count(&sums->sketch[sketch]);

	return count < flows ? count : flows;
}

static uint32_t fresh(const struct host_sums *sums, enum host_end end, uint32_t peers)
{
	uint32_t count = sketch_small_count(&sums->fresh[end]);

	return count < peers ? count : peers;
}

static void host_opened(const struct host_sums *sums, uint32_t *value)
{
	const struct host_side *side = &sums->side[HOST_OPENED];

	value[HOST_out_flows] = side->flows;
	value[HOST_out_tcp_flows] = side->tcp_flows;
	value[HOST_out_peers] = distinct(sums, HOST_SKETCH_PEERS, side->flows);
	value[HOST_out_ports] = distinct(sums, HOST_SKETCH_PEER_PORTS, side->flows);
	value[HOST_out_services] = distinct(sums, HOST_SKETCH_PORTS, side->flows);
	value[HOST_out_new_peers] = fresh(sums, HOST_OPENED, value[HOST_out_peers]);
	value[HOST_out_packets] = side->packets;
	value[HOST_out_ip_bytes] = side->ip_bytes;
	value[HOST_out_syn] = side->syn;
	value[HOST_out_icmp] = side->icmp;
	value[HOST_out_udp_packets] = side->udp_packets;
	value[HOST_out_odd_flags] = sums->odd_flags;
	value[HOST_out_top_peer_share] = features_share(leader_top(side->peer.cell), side->flows);
	value[HOST_out_top_port_share] = features_share(leader_top(side->port.cell), side->flows);
	value[HOST_out_dns_flows] = sums->dns_flows;
	value[HOST_out_dns_query_bytes] = sums->dns_query_bytes;
}

static void host_received(const struct host *h, const struct host_sums *sums, uint32_t *value)
{
	const struct host_side *side = &sums->side[HOST_RECEIVED];
	uint32_t peers_max = side->flows;

	add32(&peers_max, sums->unasked_flows);
	value[HOST_in_flows] = side->flows;
	value[HOST_in_tcp_flows] = side->tcp_flows;
	value[HOST_in_peers] = distinct(sums, HOST_SKETCH_PEERS_IN, peers_max);
	value[HOST_in_ports] = distinct(sums, HOST_SKETCH_PORTS_IN, side->flows);
	value[HOST_in_new_peers] = fresh(sums, HOST_RECEIVED, value[HOST_in_peers]);
	value[HOST_in_packets] = side->packets;
	value[HOST_in_ip_bytes] = side->ip_bytes;
	value[HOST_in_syn] = side->syn;
	value[HOST_in_icmp] = side->icmp;
	value[HOST_in_udp_packets] = side->udp_packets;
	value[HOST_in_top_port_share] = features_share(leader_top(side->port.cell), side->flows);
	value[HOST_in_open] = h->open;
	value[HOST_in_open_idle] = h->open_idle;
	value[HOST_overflow_packets] = sums->overflow_packets;
}

/* Undefined where replies cannot be seen, so left 0 there. */
static void host_replies(const struct host_sums *sums, uint32_t *value)
{
	const struct host_side *out = &sums->side[HOST_OPENED], *in = &sums->side[HOST_RECEIVED];

	value[HOST_out_judged] = judged(out);
	value[HOST_out_unanswered_share] = unanswered_share(out);
	value[HOST_out_refused_share] = tcp_share(out, OUTCOME_REFUSED);
	value[HOST_out_half_share] = tcp_share(out, OUTCOME_HALF);
	value[HOST_out_completed_share] = tcp_share(out, OUTCOME_COMPLETED);
	value[HOST_out_reply_packets] = out->reply_packets;
	value[HOST_out_reply_ip_bytes] = out->reply_ip_bytes;
	value[HOST_out_dns_answer_bytes] = sums->dns_answer_bytes;
	value[HOST_in_judged] = judged(in);
	value[HOST_in_unanswered_share] = unanswered_share(in);
	value[HOST_in_refused_share] = tcp_share(in, OUTCOME_REFUSED);
	value[HOST_in_half_share] = tcp_share(in, OUTCOME_HALF);
	value[HOST_in_completed_share] = tcp_share(in, OUTCOME_COMPLETED);
	value[HOST_in_reply_packets] = in->reply_packets;
	value[HOST_in_reply_ip_bytes] = in->reply_ip_bytes;
	value[HOST_in_synack_unasked] = sums->synack_unasked;
	value[HOST_in_unasked_flows] = sums->unasked_flows;
	value[HOST_in_unasked_packets] = sums->unasked_packets;
	value[HOST_in_unasked_ip_bytes] = sums->unasked_ip_bytes;
}

void features_host(const struct site *s, const struct host *h, unsigned int level, uint64_t number,
		   struct row *out)
{
	const struct host_sums *sums = &h->sums[level];
	const struct host_side *opened = &sums->side[HOST_OPENED];
	const struct host_side *received = &sums->side[HOST_RECEIVED];
	uint64_t active = (uint64_t)opened->active_flows + received->active_flows;
	uint64_t half = (uint64_t)opened->half_flows + received->half_flows;

	subject_begin(s, level, number, out);
	host_peer(s, h, sums, HOST_OPENED, &out->peer[HOST_OPENED]);
	host_peer(s, h, sums, HOST_RECEIVED, &out->peer[HOST_RECEIVED]);
	host_subject(s, h, sums, out->peer, &out->subject);
	host_opened(sums, out->value);
	host_received(h, sums, out->value);
	out->value[HOST_one_way] = active && !opened->two_way_flows && !received->two_way_flows &&
				   (2 * half >= active || site_is_one_way(s, h->slot));
	if (!out->value[HOST_one_way])
		host_replies(sums, out->value);
}

static void pair_subject(const struct site *s, const struct pair *p, const struct pair_sums *sums,
			 struct row_subject *out)
{
	out->kind = ROW_PAIR;
	out->ip_v = p->key.slot & WEIR_SLOT_IPV6 ? 6 : 4;
	out->direction = networks_direction(s->home, &p->key.client, &p->key.server, out->ip_v);
	out->src = p->key.client;
	out->dst = p->key.server;
	out->dport = p->key.port;
	out->began_before = p->before != 0;
	out->ip_proto = p->key.ip_proto;
	out->slot = p->key.slot & (uint8_t)~WEIR_SLOT_IPV6;
	subject_times(out, sums->first_ns, sums->last_ns);
}

static void pair_samples(const struct pair_sums *sums, bool one_way, uint32_t *value)
{
	uint64_t n = sums->samples;

	value[PAIR_samples] = sums->samples;
	value[PAIR_fwd_payload_mean] = mean(sums->sample_payload[0], n);
	value[PAIR_fwd_payload_dev] =
		features_deviation(n, sums->sample_payload[0], sums->sample_payload_sq[0]);
	value[PAIR_fwd_packets_mean] = mean(sums->sample_packets[0], n);
	value[PAIR_duration_mean] = mean(sums->sample_ms, n);
	if (one_way)
		return;
	value[PAIR_rev_payload_mean] = mean(sums->sample_payload[1], n);
	value[PAIR_rev_payload_dev] =
		features_deviation(n, sums->sample_payload[1], sums->sample_payload_sq[1]);
	value[PAIR_rev_packets_mean] = mean(sums->sample_packets[1], n);
}

static void pair_rhythm(const struct site *s, const struct pair *p, bool one_way, uint32_t *value)
{
	struct rhythm_facts facts;

	rhythm_facts(&s->rhythms, &p->key, &facts);
	value[PAIR_contacts] = facts.contacts;
	value[PAIR_contact_gap] = facts.gap_ms;
	value[PAIR_contact_gap_spread] = facts.gap_spread;
	value[PAIR_contact_fwd_payload] = facts.payload[0];
	value[PAIR_contact_fwd_spread] = facts.payload_spread[0];
	value[PAIR_contact_opened_share] = facts.opened_share;
	value[PAIR_contact_age] = facts.age_s;
	value[PAIR_server_clients] = facts.clients;
	value[PAIR_client_servers] = facts.servers;
	value[PAIR_client_services] = facts.services;
	if (one_way)
		return;
	value[PAIR_contact_rev_payload] = facts.payload[1];
	value[PAIR_contact_rev_spread] = facts.payload_spread[1];
	value[PAIR_notices] = facts.notices;
	value[PAIR_notice_payload] = facts.notice_payload;
	value[PAIR_notice_spread] = facts.notice_spread;
}

static void pair_names_hour(const struct site *s, const struct pair *p, uint64_t number,
			    bool one_way, uint32_t *value)
{
	const struct names_hour *h = names_find_hour(&s->names, &s->scale, number, &p->key);

	if (!h)
		return;
	value[PAIR_dns_hour_names] = sketch_small_count(&h->name);
	value[PAIR_dns_hour_long] = sketch_small_count(&h->long_name);
	value[PAIR_dns_hour_carriers] = sketch_small_count(&h->carrier);
	value[PAIR_dns_hour_carrier_domains] = names_domains(h->carrier_domains);
	if (one_way)
		return;
	value[PAIR_dns_hour_nx] = sketch_small_count(&h->nx_name);
	value[PAIR_dns_hour_nx_domains] = names_domains(h->nx_domains);
}

static void pair_names(const struct site *s, const struct pair *p, unsigned int level,
		       uint64_t number, bool one_way, uint32_t *value)
{
	const struct names_sums *sums = NULL;

	if (weir_ntoh16(p->key.port) == WEIR_DNS_PORT)
		sums = names_find(&s->names, &s->scale, level, number, &p->key);
	if (!sums)
		return;
	pair_names_hour(s, p, number, one_way, value);
	value[PAIR_dns_queries] = sums->queries;
	value[PAIR_dns_names] = names_distinct(sums);
	value[PAIR_dns_domains] = names_domains(sums->domains);
	value[PAIR_dns_long_share] = features_share(sums->long_names, sums->queries);
	value[PAIR_dns_carrier_share] = features_share(sums->carriers, sums->queries);
	if (one_way)
		return;
	value[PAIR_dns_answers] = sums->answers;
	value[PAIR_dns_nx_names] = names_nx_distinct(sums);
	value[PAIR_dns_nxdomain_share] = features_share(sums->nxdomain, sums->answers);
	value[PAIR_dns_failed_share] = features_share(sums->failed, sums->answers);
}

static void pair_server(const struct site *s, const struct pair *p, uint64_t first_ns,
			uint32_t *value)
{
	struct rhythm_server server;

	rhythm_server(&s->rhythms, &p->key,
		      first_ns > LATELY_NS ? first_ns - LATELY_NS : 0, &server);
	value[PAIR_mapper_clients] = server.mappers;
	value[PAIR_server_directory] = server.directory;
}

/* What was before the window, not what it did itself. */
static void pair_past(const struct site *s, const struct pair *p, const struct row_subject *subject,
		      uint32_t *value)
{
	uint32_t start_s = site_wall_s(s, window_number(&s->scale, subject->start_ns));
	const struct memory_entry *e;
	struct memory_key key;

	site_memory_key(s, &p->key, &key);
	e = memory_find(&s->memory, &key);
	value[PAIR_known_s] = memory_known_s(e, start_s);
	value[PAIR_known_days] = memory_known_days(e, start_s);
	value[PAIR_known_ip_bytes] = e ? e->bytes : 0;
}

void features_pair(const struct site *s, const struct pair *p, unsigned int level, uint64_t number,
		   struct row *out)
{
	const struct pair_sums *sums = &p->sums[level];
	uint64_t whole = sums->flows > sums->samples ? sums->flows : sums->samples;
	uint32_t *value = out->value;
	bool one_way =
		sums->active_flows && !sums->two_way_flows &&
		(2ull * sums->half_flows >= sums->active_flows || site_is_one_way(s, p->key.slot));

	subject_begin(s, level, number, out);
	pair_subject(s, p, sums, &out->subject);
	value[PAIR_flows] = sums->flows;
	value[PAIR_short_share] = features_share(sums->brief, whole);
	value[PAIR_reset_share] = features_share(sums->reset, whole);
	value[PAIR_open] = p->open;
	value[PAIR_fwd_packets] = sums->packets[0];
	value[PAIR_fwd_ip_bytes] = sums->ip_bytes[0];
	value[PAIR_server_port] = weir_ntoh16(p->key.port);
	value[PAIR_start_gap_mean] = mean(sums->start_gap_ms, sums->starts);
	value[PAIR_start_gap_dev] =
		features_deviation(sums->starts, sums->start_gap_ms, sums->start_gap_sq_ms2);
	pair_samples(sums, one_way, value);
	pair_rhythm(s, p, one_way, value);
	pair_names(s, p, level, number, one_way, value);
	pair_server(s, p, sums->first_ns, value);
	pair_past(s, p, &out->subject, value);
	value[PAIR_one_way] = one_way;
	if (one_way)
		return;
	value[PAIR_completed_share] = features_share(sums->completed, whole);
	value[PAIR_unanswered_share] = features_share(sums->unanswered, whole);
	value[PAIR_rev_packets] = sums->packets[1];
	value[PAIR_rev_ip_bytes] = sums->ip_bytes[1];
}
