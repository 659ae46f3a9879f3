// SPDX-License-Identifier: MIT
#include "slow.h"
#include "hash.h"
#include "saturate.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define FOREIGN_SHARE(max) ((max) / 2)
/* Ranks by attempts in the day. */
#define ATTEMPTS_SOME 2
#define ATTEMPTS_MORE 8
#define ATTEMPTS_MANY 32

static const uint32_t seconds[SLOW_LEVELS] = { 3600, 86400 };

size_t slow_bytes(uint32_t max)
{
	return sizeof(struct slow_host) * (size_t)max + ranked_bytes(max);
}

int slow_init(struct slow *s, uint32_t max, const struct networks *home)
{
	int error;

	memset(s, 0, sizeof(*s));
	s->home = home;
	s->seed = hash_random_seed();
	error = ranked_init(&s->ranked, max, FOREIGN_SHARE(max));
	if (error)
		return error;
	s->host = calloc(max, sizeof(*s->host));
	return s->host ? 0 : -ENOMEM;
}

void slow_fini(struct slow *s)
{
	ranked_fini(&s->ranked);
	free(s->host);
	s->host = NULL;
}

uint32_t slow_seconds(enum slow_level level)
{
	return seconds[level];
}

uint64_t slow_window(const struct window_scale *scale, enum slow_level level, uint64_t number)
{
	return number * scale->base_ns / (seconds[level] * FLOW_SECOND_NS);
}

static bool is_stale(const void *owner, uint32_t slot)
{
	const struct slow *s = owner;

	return s->host[slot].number[SLOW_DAY] != s->day;
}

static uint32_t find(const struct slow *s, const struct weir_addr *addr, uint8_t ip_v, uint8_t slot,
		     uint32_t hash)
{
	uint32_t i = keyed_first(&s->ranked.keyed, hash);

	while (i != SLOT_NONE) {
		const struct slow_host *h = &s->host[i];

		if (!memcmp(&h->addr, addr, sizeof(*addr)) && h->ip_v == ip_v && h->slot == slot)
			break;
		i = keyed_next(&s->ranked.keyed, i, hash);
	}
	return i;
}

static unsigned int rank_of(const struct slow_host *h)
{
	uint32_t attempts = h->sums[SLOW_DAY].attempts;

	return (attempts >= ATTEMPTS_SOME) + (attempts >= ATTEMPTS_MORE) +
	       (attempts >= ATTEMPTS_MANY);
}

/* The host's entry, its sums those of the windows that @number is in; NULL if it has none
 * and none is to be made (@create), or no room. */
static struct slow_host *touch(struct slow *s, const struct window_scale *scale, uint64_t number,
			       const struct weir_addr *addr, uint8_t ip_v, uint8_t slot,
			       bool create)
{
	uint32_t hash = (uint32_t)hash_words(addr, sizeof(*addr), s->seed + ip_v * 256u + slot);
	uint32_t i = find(s, addr, ip_v, slot, hash);
	struct slow_host *h;
	unsigned int level;

	s->day = slow_window(scale, SLOW_DAY, number);
	if (i == SLOT_NONE && create) {
		bool home = networks_contain(s->home, addr, ip_v);

		i = ranked_take(&s->ranked, hash, home, is_stale, s);
		if (i != SLOT_NONE)
			s->host[i] = (struct slow_host){ .addr = *addr,
							 .ip_v = ip_v,
							 .slot = slot,
							 .home = home,
							 .told = WINDOW_NONE,
							 .number = { WINDOW_NONE, WINDOW_NONE } };
	}
	if (i == SLOT_NONE)
		return NULL;
	h = &s->host[i];
	for (level = 0; level < SLOW_LEVELS; level++) {
		uint64_t window = slow_window(scale, level, number);

		if (h->number[level] == window)
			continue;
		memset(&h->sums[level], 0, sizeof(h->sums[level]));
		h->number[level] = window;
	}
	ranked_touch(&s->ranked, i, rank_of(h));
	return h;
}

static void seen(struct slow_sums *sums, uint64_t first_ns, uint64_t last_ns)
{
	if (!sums->first_ns || (first_ns && first_ns < sums->first_ns))
		sums->first_ns = first_ns;
	if (last_ns > sums->last_ns)
		sums->last_ns = last_ns;
}

static void fold_side(struct slow_side *into, const struct host_sums *from, enum host_end end)
{
	const struct host_side *side = &from->side[end];

	add32(&into->flows, side->flows);
	add32(&into->tcp_flows, side->tcp_flows);
	add32(&into->packets, side->packets);
	add32(&into->reply_packets, side->reply_packets);
	add32(&into->ip_bytes, side->ip_bytes);
	add32(&into->reply_ip_bytes, side->reply_ip_bytes);
	sketch_merge(&into->peers, &from->sketch[HOST_SKETCH_PEERS + end]);
	sketch_small_merge(&into->fresh, &from->fresh[end]);
}

struct slow_host *slow_fold(struct slow *s, const struct window_scale *scale, uint64_t number,
			    const struct host *h)
{
	struct slow_host *slow = touch(s, scale, number, &h->addr, h->ip_v, h->slot, h->home);
	const struct host_sums *from = &h->sums[0];
	unsigned int level;

	for (level = 0; slow && level < SLOW_LEVELS; level++) {
		struct slow_sums *into = &slow->sums[level];

		fold_side(&into->side[HOST_OPENED], from, HOST_OPENED);
		fold_side(&into->side[HOST_RECEIVED], from, HOST_RECEIVED);
		add32(&into->syn, from->side[HOST_OPENED].syn);
		add32(&into->icmp, from->side[HOST_OPENED].icmp);
		add32(&into->udp_packets, from->side[HOST_OPENED].udp_packets);
		add32(&into->dns_flows, from->dns_flows);
		seen(into, from->first_ns, from->last_ns);
	}
	return slow;
}

static bool is_burst(struct slow_host *h, uint64_t window)
{
	if (h->burst_number != window)
		h->burst = 0;
	h->burst_number = window;
	add32(&h->burst, 1);
	return h->burst > SLOW_BURST;
}

void slow_attempt(struct slow *s, const struct window_scale *scale, uint64_t number,
		  const struct slow_attempt *a)
{
	const struct flow_ends *ends = &a->ends;
	struct slow_host *h = touch(s, scale, number, &ends->src, ends->ip_v, a->slot, true);
	uint64_t peer_hash = hash_words(&ends->dst, sizeof(ends->dst), HASH_FIXED_SEED);
	uint64_t port_hash = hash_number(ends->dport, HASH_FIXED_SEED);
	unsigned int level;

	if (!h || is_burst(h, window_level(scale, 2, number)))
		return;
	h->untold = true;
	for (level = 0; level < SLOW_LEVELS; level++) {
		struct slow_sums *sums = &h->sums[level];

		add32(&sums->attempts, 1);
		add32(&sums->attempts_inside, a->inside);
		sketch_add(&sums->peers, peer_hash);
		sketch_small_add(&sums->services, port_hash);
		sketch_add(&sums->ports, hash_mix(peer_hash, port_hash));
		if (a->strange) {
			add32(&sums->strange, 1);
			sketch_small_add(&sums->strange_peers, peer_hash);
			sketch_small_add(&sums->strange_services, port_hash);
		}
		leader_addr_vote(&sums->peer, &ends->dst, peer_hash);
		leader_port_vote(&sums->port, ends->dport, port_hash);
		seen(sums, a->first_ns, a->last_ns);
	}
}

bool slow_due(struct slow_host *h, const struct window_scale *scale, uint64_t number)
{
	uint64_t window = window_level(scale, 1, number);

	if (h->told == window)
		return false;
	h->told = window;
	return true;
}

void slow_stats(const struct slow *s, struct slow_stats *out)
{
	out->hosts = s->ranked.keyed.used;
	out->hosts_max = s->ranked.keyed.max;
	out->evicted = s->ranked.evicted;
}
