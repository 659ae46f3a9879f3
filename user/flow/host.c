// SPDX-License-Identifier: MIT
#include "host.h"
#include "hash.h"
#include "saturate.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define FOREIGN_SHARE(max) ((max) - (max) / 4)

size_t host_table_bytes(uint32_t max)
{
	return (sizeof(struct host) + sizeof(struct list_link) + sizeof(uint32_t)) * (size_t)max +
	       keyed_bytes(max);
}

int host_table_init(struct host_table *t, uint32_t max, const struct networks *home)
{
	int error;

	memset(t, 0, sizeof(*t));
	t->home = home;
	error = keyed_init(&t->keyed, max);
	if (error)
		return error;
	t->host = calloc(max, sizeof(*t->host));
	t->link = calloc(max, sizeof(*t->link));
	t->active = calloc(max, sizeof(*t->active));
	if (!t->host || !t->link || !t->active)
		return -ENOMEM;
	t->seed = hash_random_seed();
	list_init(&t->recent[0]);
	list_init(&t->recent[1]);
	return 0;
}

void host_table_fini(struct host_table *t)
{
	keyed_fini(&t->keyed);
	free(t->host);
	free(t->link);
	free(t->active);
	t->host = NULL;
	t->link = NULL;
	t->active = NULL;
}

static uint32_t addr_hash(const struct host_table *t, const struct weir_addr *addr, uint8_t ip_v,
			  uint8_t slot)
{
	return (uint32_t)hash_words(addr, sizeof(*addr), t->seed + ip_v * 256u + slot);
}

static uint32_t find(const struct host_table *t, const struct weir_addr *addr, uint8_t ip_v,
		     uint8_t slot, uint32_t hash)
{
	uint32_t i = keyed_first(&t->keyed, hash);

	while (i != SLOT_NONE) {
		const struct host *h = &t->host[i];

		if (!memcmp(&h->addr, addr, sizeof(*addr)) && h->ip_v == ip_v && h->slot == slot)
			break;
		i = keyed_next(&t->keyed, i, hash);
	}
	return i;
}

uint32_t host_find(const struct host_table *t, const struct weir_addr *addr, uint8_t ip_v,
		   uint8_t slot)
{
	return find(t, addr, ip_v, slot, addr_hash(t, addr, ip_v, slot));
}

/* Takes the longest silent host of a kind out; false if even that one is active. */
static bool evict(struct host_table *t, const struct window_scale *scale, uint64_t number,
		  unsigned int home)
{
	uint32_t slot = t->recent[home].head;
	const struct host *h;

	if (slot == SLOT_NONE || t->host[slot].number[0] == number)
		return false;
	h = &t->host[slot];
	if (h->number[2] == window_level(scale, 2, number))
		t->lost++;
	list_remove(&t->recent[home], t->link, slot);
	keyed_release(&t->keyed, slot);
	if (!home)
		t->foreign--;
	return true;
}

static bool make_room(struct host_table *t, const struct window_scale *scale, uint64_t number,
		      bool home)
{
	bool full = t->keyed.used == t->keyed.max;

	if (!home && (full || t->foreign >= FOREIGN_SHARE(t->keyed.max)))
		return evict(t, scale, number, 0);
	return !full || evict(t, scale, number, 0) || evict(t, scale, number, 1);
}

static uint32_t create(struct host_table *t, const struct weir_addr *addr, uint8_t ip_v,
		       uint8_t slot, bool home, uint32_t hash)
{
	uint32_t i = keyed_take(&t->keyed, hash);
	struct host *h = &t->host[i];
	unsigned int level;

	memset(h, 0, sizeof(*h));
	h->addr = *addr;
	h->ip_v = ip_v;
	h->slot = slot;
	h->home = home;
	for (level = 0; level < WINDOW_LEVELS; level++)
		h->number[level] = WINDOW_NONE;
	list_append(&t->recent[home], t->link, i);
	if (!home)
		t->foreign++;
	return i;
}

void host_table_sort_homes(struct host_table *t)
{
	struct list before[2] = { t->recent[0], t->recent[1] };
	uint32_t slot, next;

	list_init(&t->recent[0]);
	list_init(&t->recent[1]);
	t->foreign = 0;
	for (unsigned int home = 0; home < 2; home++)
		for (slot = before[home].head; slot != SLOT_NONE; slot = next) {
			struct host *h = &t->host[slot];

			next = t->link[slot].next;
			h->home = networks_contain(t->home, &h->addr, h->ip_v);
			list_append(&t->recent[h->home], t->link, slot);
			t->foreign += !h->home;
		}
}

uint32_t host_touch(struct host_table *t, const struct window_scale *scale, uint64_t number,
		    const struct weir_addr *addr, uint8_t ip_v, uint8_t slot)
{
	uint32_t hash = addr_hash(t, addr, ip_v, slot);
	uint32_t i = find(t, addr, ip_v, slot, hash);
	struct host *h;

	if (i == SLOT_NONE) {
		bool home = networks_contain(t->home, addr, ip_v);

		if (!make_room(t, scale, number, home)) {
			t->lost++;
			return SLOT_NONE;
		}
		i = create(t, addr, ip_v, slot, home, hash);
	}
	h = &t->host[i];
	if (h->number[0] == number)
		return i;
	if (h->number[2] != window_level(scale, 2, number))
		h->alerted = 0;
	memset(&h->sums[0], 0, sizeof(h->sums[0]));
	h->number[0] = number;
	h->open = 0;
	h->open_idle = 0;
	list_remove(&t->recent[h->home], t->link, i);
	list_append(&t->recent[h->home], t->link, i);
	assert(t->active_count < t->keyed.max);
	t->active[t->active_count++] = i;
	return i;
}

void host_table_rest(struct host_table *t)
{
	t->active_count = 0;
}

static void side_merge(struct host_side *into, const struct host_side *from)
{
	unsigned int i;

	add32(&into->flows, from->flows);
	add32(&into->tcp_flows, from->tcp_flows);
	for (i = 0; i < OUTCOMES; i++) {
		add32(&into->tcp[i], from->tcp[i]);
		add32(&into->other[i], from->other[i]);
	}
	add32(&into->packets, from->packets);
	add32(&into->reply_packets, from->reply_packets);
	add32(&into->ip_bytes, from->ip_bytes);
	add32(&into->reply_ip_bytes, from->reply_ip_bytes);
	add32(&into->syn, from->syn);
	add32(&into->icmp, from->icmp);
	add32(&into->udp_packets, from->udp_packets);
	add32(&into->active_flows, from->active_flows);
	add32(&into->two_way_flows, from->two_way_flows);
	add32(&into->half_flows, from->half_flows);
	leader_addr_merge(&into->peer, &from->peer);
	leader_port_merge(&into->port, &from->port);
}

static void sums_merge(struct host_sums *into, const struct host_sums *from)
{
	unsigned int i;

	side_merge(&into->side[0], &from->side[0]);
	side_merge(&into->side[1], &from->side[1]);
	for (i = 0; i < HOST_SKETCHES; i++)
		sketch_merge(&into->sketch[i], &from->sketch[i]);
	for (i = 0; i < 2; i++)
		sketch_small_merge(&into->fresh[i], &from->fresh[i]);
	add32(&into->odd_flags, from->odd_flags);
	add32(&into->dns_flows, from->dns_flows);
	add32(&into->dns_query_bytes, from->dns_query_bytes);
	add32(&into->dns_answer_bytes, from->dns_answer_bytes);
	add32(&into->synack_unasked, from->synack_unasked);
	add32(&into->unasked_flows, from->unasked_flows);
	add32(&into->unasked_packets, from->unasked_packets);
	add32(&into->unasked_ip_bytes, from->unasked_ip_bytes);
	add32(&into->overflow_packets, from->overflow_packets);
	for (i = 0; i < 2; i++)
		add16(&into->inside[i], from->inside[i]);
	if (!into->first_ns || (from->first_ns && from->first_ns < into->first_ns))
		into->first_ns = from->first_ns;
	if (from->last_ns > into->last_ns)
		into->last_ns = from->last_ns;
}

void host_fold(struct host *h, const struct window_scale *scale, uint64_t number)
{
	unsigned int level;

	for (level = 1; level < WINDOW_LEVELS; level++) {
		uint64_t window = window_level(scale, level, number);

		if (h->number[level] == window) {
			sums_merge(&h->sums[level], &h->sums[0]);
			continue;
		}
		h->number[level] = window;
		h->sums[level] = h->sums[0];
	}
}

void host_rejudge(struct host *h, const struct window_scale *scale, enum host_end end, bool tcp,
		  enum flow_outcome from, enum flow_outcome to, uint64_t judged)
{
	unsigned int level;

	for (level = 1; level < WINDOW_LEVELS; level++) {
		struct host_side *side = &h->sums[level].side[end];
		uint32_t *count = tcp ? side->tcp : side->other;

		if (h->number[level] != window_level(scale, level, judged) || !count[from])
			continue;
		count[from]--;
		add32(&count[to], 1);
	}
}

int host_key_order(const void *table, uint32_t a, uint32_t b)
{
	const struct host_table *t = table;
	const struct host *x = &t->host[a], *y = &t->host[b];
	int order = memcmp(&x->addr, &y->addr, sizeof(x->addr));

	if (order)
		return order;
	return x->ip_v != y->ip_v ? x->ip_v - y->ip_v : x->slot - y->slot;
}
