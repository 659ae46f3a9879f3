// SPDX-License-Identifier: MIT
#include "site.h"
#include "hash.h"
#include "saturate.h"

#include <string.h>
#include <weir/parse.h>

#define ONE_WAY_FLOWS 4
#define ONE_WAY_SHARE 8 /* fewer than one in eight with both directions */
#define SLOT_MASK (WEIR_SLOTS - 1)

/* A flow and where it counts, while it settles. */
struct settling {
	struct flow *f;
	const struct networks *home;
	struct flow_ends ends;
	uint64_t number;
	struct host *host[2]; /* enum host_end; NULL: not followed */
	struct pair *pair;
	bool tcp;
	bool icmp;
	bool fresh; /* the two ends have never met at that service */
};

int site_init(struct site *s, const struct window_scale *scale, const struct networks *home,
	      uint32_t hosts_max, uint32_t pairs_max)
{
	int error;

	memset(s, 0, sizeof(*s));
	s->scale = *scale;
	s->home = home;
	error = host_table_init(&s->hosts, hosts_max, home);
	if (!error)
		error = pair_table_init(&s->pairs, pairs_max);
	s->begin = WINDOW_NONE;
	if (!error)
		error = memory_init(&s->memory, SITE_MEMORIES(pairs_max), home);
	if (!error)
		error = slow_init(&s->slow, SITE_SLOWS(hosts_max), home);
	if (!error)
		error = rhythm_table_init(&s->rhythms, SITE_RHYTHMS(pairs_max), home);
	if (!error)
		error = names_table_init(&s->names, SITE_NAMES(pairs_max), home);
	return error;
}

void site_fini(struct site *s)
{
	host_table_fini(&s->hosts);
	pair_table_fini(&s->pairs);
	rhythm_table_fini(&s->rhythms);
	names_table_fini(&s->names);
	memory_fini(&s->memory);
	slow_fini(&s->slow);
}

static uint32_t touch_host(struct site *s, const struct weir_addr *addr, uint8_t ip_v, uint8_t slot,
			   uint64_t number)
{
	if (addr_is_multicast(addr, ip_v))
		return SLOT_NONE;
	return host_touch(&s->hosts, &s->scale, number, addr, ip_v, slot & SLOT_MASK);
}

static struct host *host_at(struct site *s, uint32_t slot)
{
	return slot == SLOT_NONE ? NULL : &s->hosts.host[slot];
}

static bool is_served(const struct flow *f)
{
	if (f->key.ip_proto == WEIR_PROTO_TCP)
		return f->side[0].payload_bytes && f->side[1].payload_bytes;
	return f->side[0].packets && f->side[1].packets;
}

/* The responder first: a flood from invented addresses must not crowd out its victim. */
static void settling_begin(struct settling *w, struct site *s, struct flow *f, uint64_t number)
{
	struct pair_key key;

	memset(w, 0, sizeof(*w));
	w->f = f;
	w->home = s->home;
	w->number = number;
	w->tcp = f->key.ip_proto == WEIR_PROTO_TCP;
	w->icmp = f->key.ip_proto == WEIR_PROTO_ICMP || f->key.ip_proto == WEIR_PROTO_ICMPV6;
	flow_ends(f, &w->ends);
	f->host[HOST_RECEIVED] = touch_host(s, &w->ends.dst, w->ends.ip_v, f->key.slot, number);
	f->host[HOST_OPENED] = touch_host(s, &w->ends.src, w->ends.ip_v, f->key.slot, number);
	w->host[HOST_OPENED] = host_at(s, f->host[HOST_OPENED]);
	w->host[HOST_RECEIVED] = host_at(s, f->host[HOST_RECEIVED]);
	f->pair = SLOT_NONE;
	if (addr_is_multicast(&w->ends.dst, w->ends.ip_v))
		return;
	pair_key_of(f, &w->ends, &key);
	f->pair = pair_touch(&s->pairs, &s->scale, number, &key, is_served(f));
	w->pair = f->pair == SLOT_NONE ? NULL : &s->pairs.pair[f->pair];
}

static void host_seen(struct host *h, const struct flow *f)
{
	struct host_sums *sums = &h->sums[0];

	if (!sums->first_ns || f->part_first_ns < sums->first_ns)
		sums->first_ns = f->part_first_ns;
	if (f->part_last_ns > sums->last_ns)
		sums->last_ns = f->part_last_ns;
}

static void vantage_count(struct site *s, const struct flow *f, uint64_t number)
{
	struct site_vantage *v = &s->vantage[f->key.slot & SLOT_MASK];
	uint64_t window = window_level(&s->scale, 2, number);

	if (v->number != window) {
		bool next = v->number + 1 == window;

		v->two_way[0] = next ? v->two_way[1] : 0;
		v->half[0] = next ? v->half[1] : 0;
		v->two_way[1] = 0;
		v->half[1] = 0;
		v->number = window;
	}
	add32(&v->two_way[1], f->side[0].packets && f->side[1].packets);
	add32(&v->half[1], flow_is_half(f));
}

bool site_is_one_way(const struct site *s, uint8_t slot)
{
	const struct site_vantage *v = &s->vantage[slot & SLOT_MASK];
	uint64_t half = (uint64_t)v->half[0] + v->half[1];
	uint64_t two_way = (uint64_t)v->two_way[0] + v->two_way[1];

	return half >= ONE_WAY_FLOWS && two_way * ONE_WAY_SHARE < half;
}

static void count_traffic(struct host_side *side, const struct settling *w)
{
	const struct flow *f = w->f;
	const struct flow_part *forward = &f->part[w->ends.forward];
	const struct flow_part *reply = &f->part[!w->ends.forward];

	add32(&side->packets, forward->packets);
	add32(&side->reply_packets, reply->packets);
	add32(&side->ip_bytes, forward->ip_bytes);
	add32(&side->reply_ip_bytes, reply->ip_bytes);
	if (w->tcp)
		add32(&side->syn, f->proto.tcp[w->ends.forward].syn);
	if (w->icmp)
		add32(&side->icmp, forward->packets);
	if (f->key.ip_proto == WEIR_PROTO_UDP)
		add32(&side->udp_packets, forward->packets);
	add32(&side->active_flows, 1);
	add32(&side->two_way_flows, f->side[0].packets && f->side[1].packets);
	add32(&side->half_flows, flow_is_half(f));
}

static bool is_inside(const struct settling *w, const struct weir_addr *addr, enum host_end end)
{
	if (w->host[end])
		return w->host[end]->home;
	return addr_is_multicast(addr, w->ends.ip_v) ||
	       networks_contain(w->home, addr, w->ends.ip_v);
}

static void count_opened(struct host *h, enum host_end end, const struct settling *w)
{
	const struct weir_addr *peer = end == HOST_OPENED ? &w->ends.dst : &w->ends.src;
	uint64_t peer_hash = hash_words(peer, sizeof(*peer), HASH_FIXED_SEED);
	uint64_t port_hash = hash_number(w->ends.dport, HASH_FIXED_SEED);
	struct host_sums *sums = &h->sums[0];
	struct host_side *side = &sums->side[end];

	add32(&side->flows, 1);
	add32(&side->tcp_flows, w->tcp);
	add16(&sums->inside[end], is_inside(w, peer, !end));
	leader_addr_vote(&side->peer, peer, peer_hash);
	sketch_add(&sums->sketch[HOST_SKETCH_PEERS + end], peer_hash);
	if (w->fresh)
		sketch_small_add(&sums->fresh[end], peer_hash);
	if (w->icmp) /* what stands in for its ports names no service */
		return;
	leader_port_vote(&side->port, w->ends.dport, port_hash);
	sketch_add(&sums->sketch[HOST_SKETCH_PORTS + end], port_hash);
	if (end == HOST_OPENED)
		sketch_add(&sums->sketch[HOST_SKETCH_PEER_PORTS], hash_mix(peer_hash, port_hash));
}

static void count_dns(struct host_sums *sums, const struct settling *w, bool opened)
{
	if (weir_ntoh16(w->ends.dport) != WEIR_DNS_PORT)
		return;
	add32(&sums->dns_flows, opened);
	add32(&sums->dns_query_bytes, w->f->part[w->ends.forward].ip_bytes);
	add32(&sums->dns_answer_bytes, w->f->part[!w->ends.forward].ip_bytes);
}

static void count_host(struct settling *w, enum host_end end, bool opened)
{
	struct host *h = w->host[end];
	unsigned int sent = end == HOST_OPENED ? w->ends.forward : !w->ends.forward;

	if (!h)
		return;
	host_seen(h, w->f);
	count_traffic(&h->sums[0].side[end], w);
	if (opened)
		count_opened(h, end, w);
	if (w->tcp)
		add32(&h->sums[0].odd_flags, w->f->proto.tcp[sent].odd_flags);
	if (end == HOST_OPENED)
		count_dns(&h->sums[0], w, opened);
}

/* Replies nobody asked for count for who received them, and nobody opened them. */
static void count_unasked(struct settling *w, unsigned int victim)
{
	enum host_end end = victim == w->ends.forward ? HOST_OPENED : HOST_RECEIVED;
	const struct flow_part *part = &w->f->part[!victim];
	const struct weir_addr *sender = end == HOST_OPENED ? &w->ends.dst : &w->ends.src;
	struct host *h = w->host[end];

	if (w->host[!end])
		host_seen(w->host[!end], w->f);
	if (!h)
		return;
	host_seen(h, w->f);
	add32(&h->sums[0].unasked_flows, 1);
	add32(&h->sums[0].unasked_packets, part->packets);
	add32(&h->sums[0].unasked_ip_bytes, part->ip_bytes);
	if (w->tcp)
		add32(&h->sums[0].synack_unasked, w->f->proto.tcp[!victim].synack);
	sketch_add(&h->sums[0].sketch[HOST_SKETCH_PEERS_IN],
		   hash_words(sender, sizeof(*sender), HASH_FIXED_SEED));
}

static void sample_pair(struct settling *w)
{
	struct flow *f = w->f;
	unsigned int forward = w->ends.forward;
	uint64_t payload[2], packets[2];
	struct flow_life life;

	if (!w->tcp) {
		payload[0] = f->part[forward].payload_bytes;
		payload[1] = f->part[!forward].payload_bytes;
		packets[0] = f->part[forward].packets;
		packets[1] = f->part[!forward].packets;
		pair_sample(w->pair, payload, packets,
			    f->part_last_ns > f->part_first_ns
				    ? (f->part_last_ns - f->part_first_ns) / 1000000
				    : 0,
			    false);
		return;
	}
	if (flow_state(f) != FLOW_CLOSED || (f->flags & FLOW_SAMPLED))
		return;
	f->flags |= FLOW_SAMPLED;
	flow_report(f, FLOW_TIMEOUT, &life);
	pair_sample(w->pair, life.payload_bytes, life.packets,
		    (life.end_ns - life.start_ns) / 1000000, life.rst[0] || life.rst[1]);
}

static void count_pair(struct settling *w, bool opened)
{
	struct flow *f = w->f;
	struct pair_sums *sums;
	bool two_way = f->side[0].packets && f->side[1].packets;

	if (!w->pair)
		return;
	sums = &w->pair->sums[0];
	if (opened)
		pair_start(w->pair, flow_start_ns(f));
	w->pair->before |= (f->flags & FLOW_BEFORE) != 0;
	add32(&sums->active_flows, 1);
	add32(&sums->two_way_flows, two_way);
	add32(&sums->half_flows, flow_is_half(f));
	if (!f->completed && f->side[0].payload_bytes && f->side[1].payload_bytes) {
		f->completed = 1;
		add32(&sums->completed, 1);
	}
	add32(&sums->packets[0], f->part[w->ends.forward].packets);
	add32(&sums->packets[1], f->part[!w->ends.forward].packets);
	add32(&sums->ip_bytes[0], f->part[w->ends.forward].ip_bytes);
	add32(&sums->ip_bytes[1], f->part[!w->ends.forward].ip_bytes);
	if (!sums->first_ns || f->part_first_ns < sums->first_ns)
		sums->first_ns = f->part_first_ns;
	if (f->part_last_ns > sums->last_ns)
		sums->last_ns = f->part_last_ns;
	sample_pair(w);
}

static void note_rhythm(struct site *s, const struct settling *w)
{
	const struct flow *f = w->f;
	const struct flow_part *part[2] = {&f->part[w->ends.forward], &f->part[!w->ends.forward]};
	uint64_t before = f->side[0].payload_bytes + f->side[1].payload_bytes -
			  part[0]->payload_bytes - part[1]->payload_bytes;
	struct rhythm_note note = {
		.start_ns = before ? f->part_first_ns : flow_start_ns(f),
		.end_ns = f->part_last_ns,
		.payload = {part[0]->payload_bytes, part[1]->payload_bytes},
		.opened = !before && !(f->flags & FLOW_CONTINUED) && !flow_is_midstream(f),
		.answered = (f->side[0].packets && f->side[1].packets) ||
			    site_is_one_way(s, f->key.slot),
	};
	struct pair_key key;

	if (addr_is_multicast(&w->ends.dst, w->ends.ip_v))
		return;
	pair_key_of(f, &w->ends, &key);
	rhythm_note(&s->rhythms, &key, &note);
}

static void note_names(struct site *s, const struct settling *w)
{
	const struct flow *f = w->f;
	struct pair_key key;

	if (f->key.ip_proto != WEIR_PROTO_UDP || weir_ntoh16(w->ends.dport) != WEIR_DNS_PORT)
		return;
	pair_key_of(f, &w->ends, &key);
	names_note(&s->names, &s->scale, w->number, &key, &f->proto.dns);
}

static void rejudge(struct site *s, struct settling *w, enum flow_outcome to)
{
	struct flow *f = w->f;
	unsigned int end, level;

	for (end = 0; end < 2; end++)
		if (w->host[end])
			host_rejudge(w->host[end], &s->scale, end, w->tcp, f->outcome, to,
				     f->judged);
	for (level = 1; w->pair && f->outcome == OUTCOME_UNANSWERED && level < WINDOW_LEVELS;
	     level++)
		if (w->pair->number[level] == window_level(&s->scale, level, f->judged) &&
		    w->pair->sums[level].unanswered)
			w->pair->sums[level].unanswered--;
	f->outcome = (uint8_t)to;
}

static void judge(struct settling *w, enum flow_outcome outcome)
{
	unsigned int end;

	for (end = 0; end < 2; end++) {
		struct host_side *side;

		if (!w->host[end])
			continue;
		side = &w->host[end]->sums[0].side[end];
		add32(w->tcp ? &side->tcp[outcome] : &side->other[outcome], 1);
	}
	if (w->pair && outcome == OUTCOME_UNANSWERED)
		add32(&w->pair->sums[0].unanswered, 1);
	w->f->outcome = (uint8_t)outcome;
	w->f->judged = w->number;
	w->f->flags &= (uint8_t)~FLOW_PENDING;
}

static void judge_or_wait(struct site *s, struct settling *w, bool last)
{
	struct flow *f = w->f;
	enum flow_outcome outcome = flow_outcome(f);
	uint64_t end_ns = window_start(&s->scale, w->number + 1);
	bool final = outcome == OUTCOME_REFUSED || outcome == OUTCOME_COMPLETED ||
		     (!w->tcp && outcome == OUTCOME_ANSWERED);

	if (outcome == OUTCOME_NONE || !(f->flags & FLOW_COUNTED) || flow_is_half(f))
		return;
	if (f->outcome != OUTCOME_NONE) {
		if (f->outcome != outcome)
			rejudge(s, w, outcome);
		return;
	}
	if (final || last || (f->flags & FLOW_PENDING) ||
	    flow_start_ns(f) + SITE_YOUNG_NS <= end_ns)
		judge(w, outcome);
	else
		f->flags |= FLOW_PENDING;
}

static void first_look(const struct site *s, struct flow *f, uint64_t number)
{
	flow_orient(f);
	if (flow_is_midstream(f) && (number - s->begin) * s->scale.base_ns < SITE_BEFORE_NS)
		f->flags |= FLOW_BEFORE;
}

/* Of two strangers nothing is remembered, and nothing is new. */
static bool is_fresh(const struct site *s, const struct settling *w)
{
	struct memory_key key;
	struct pair_key pair;

	if (addr_is_multicast(&w->ends.dst, w->ends.ip_v) ||
	    !((w->host[0] && w->host[0]->home) || (w->host[1] && w->host[1]->home)))
		return false;
	pair_key_of(w->f, &w->ends, &pair);
	site_memory_key(s, &pair, &key);
	return !memory_find(&s->memory, &key);
}

void site_settle(struct site *s, struct flow *f, uint64_t number, bool last)
{
	struct settling w;
	unsigned int victim;
	bool opened, unasked;

	if (s->begin == WINDOW_NONE)
		s->begin = number;
	if (!f->windows && !(f->flags & FLOW_CONTINUED))
		first_look(s, f, number);
	add32(&f->windows, 1);
	settling_begin(&w, s, f, number);
	vantage_count(s, f, number);
	unasked = flow_is_unasked(f, &victim);
	if (unasked)
		count_unasked(&w, victim);
	if (unasked && w.tcp)
		return;
	opened = !(f->flags & (FLOW_COUNTED | FLOW_CONTINUED)) && !flow_is_midstream(f);
	if (opened)
		f->flags |= FLOW_COUNTED;
	w.fresh = opened && is_fresh(s, &w);
	count_host(&w, HOST_OPENED, opened);
	count_host(&w, HOST_RECEIVED, opened);
	count_pair(&w, opened);
	note_rhythm(s, &w);
	note_names(s, &w);
	judge_or_wait(s, &w, last);
}

void site_judge_late(struct site *s, struct flow *f, uint64_t number)
{
	struct settling w;

	settling_begin(&w, s, f, number);
	judge(&w, flow_outcome(f));
}

void site_count_open(struct site *s, const struct flow *f, uint64_t number)
{
	struct flow_ends ends;
	struct pair_key key;
	struct host *h;
	uint32_t slot;
	bool idle;

	if (f->key.ip_proto != WEIR_PROTO_TCP || flow_state(f) != FLOW_ESTABLISHED)
		return;
	flow_ends(f, &ends);
	/* What it did before its last report is not known any more. */
	idle = !(f->flags & FLOW_CONTINUED) &&
	       window_start(&s->scale, number + 1) > flow_start_ns(f) + SITE_IDLE_NS &&
	       f->side[0].payload_bytes + f->side[1].payload_bytes < SITE_IDLE_BYTES;
	slot = host_find(&s->hosts, &ends.dst, ends.ip_v, f->key.slot & SLOT_MASK);
	h = host_at(s, slot);
	if (h && h->number[0] == number) {
		add32(&h->open, 1);
		add32(&h->open_idle, idle);
	}
	pair_key_of(f, &ends, &key);
	slot = pair_find(&s->pairs, &key);
	if (slot != SLOT_NONE && s->pairs.pair[slot].number[0] == number)
		add32(&s->pairs.pair[slot].open, 1);
}

/* A victim slot does not say on which interface: the first that knows the host has it. */
void site_victim(struct site *s, const struct weir_victim *victim, uint64_t number)
{
	uint8_t ip_v = (uint8_t)victim->used, slot = 0;
	uint32_t i;

	while (slot < WEIR_SLOTS && host_find(&s->hosts, &victim->addr, ip_v, slot) == SLOT_NONE)
		slot++;
	i = touch_host(s, &victim->addr, ip_v, slot < WEIR_SLOTS ? slot : 0, number);
	if (i != SLOT_NONE)
		add32(&s->hosts.host[i].sums[0].overflow_packets, victim->packets);
}
