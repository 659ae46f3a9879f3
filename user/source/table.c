// SPDX-License-Identifier: MIT
/*
 * The native engine: the kernel program's books (bpf/account.bpf.h) over a table of its
 * own. Records lie dense in order of their first packet, so a drain walks only what is
 * in use; an open-addressing index of twice their number finds them.
 */
#include "order.h"

#include <weir/account.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>

/* Laid out so that hot[0] and hot[1] have cache lines of their own, as in the kernel. */
struct entry {
	uint32_t slot; /* in the index */
	uint32_t zero;
	uint64_t made_ns; /* time of the packet that made it */
	uint64_t unused;
	struct weir_flow flow;
	struct weir_key key;
	uint64_t tail[3];
};
_Static_assert(sizeof(struct entry) == 320, "five cache lines");
_Static_assert(offsetof(struct entry, flow.hot) == 64, "hot lines are whole");

struct bucket {
	uint32_t tag; /* upper half of the hash */
	uint32_t entry; /* number + 1, 0: free */
};

struct native {
	struct engine engine;
	/* Two, in turns from drain to drain as in the kernel, so that the same ethertypes find
	 * slots; each with what it was when last reported. */
	struct weir_counters set[2];
	struct weir_counters reported[2];
	struct weir_counters *counters; /* the set in use */
	struct weir_packet packet;
	uint64_t seed; /* of the hash: a capture cannot choose its collisions */
	uint32_t flows_max;
	uint32_t count;
	uint32_t mask;
	bool victims_used;
	bool disorder; /* records do not lie in the order of a drain */
	uint64_t newest_ns; /* since the last drain */
	uint32_t *sequence; /* of the entries, where there is disorder */
	struct entry *entries;
	struct bucket *buckets;
	struct weir_victim victims[WEIR_VICTIMS];
};

static inline uint64_t mix(uint64_t hash, uint64_t word)
{
	unsigned __int128 product = (unsigned __int128)(hash ^ word) * 0x9e3779b97f4a7c15ull;

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static inline uint64_t hash_key(uint64_t seed, const struct weir_key *key)
{
	uint64_t word[5];

	memcpy(word, key, sizeof(word));
	/* Two chains of multiplications run side by side. */
	return mix(mix(mix(seed, word[0]), word[1]) ^ word[4],
		   mix(mix(~seed, word[2]), word[3]));
}

static inline int key_equal(const struct weir_key *a, const struct weir_key *b)
{
	return !memcmp(a, b, sizeof(*a));
}

static struct entry *make_entry(struct native *n, const struct weir_key *key, uint64_t now,
				uint32_t slot, uint32_t tag)
{
	struct entry *entry;

	if (n->count == n->flows_max)
		return NULL;
	entry = &n->entries[n->count];
	if (n->count++ && entry[-1].made_ns == now && memcmp(&entry[-1].key, key, sizeof(*key)) > 0)
		n->disorder = true;
	entry->made_ns = now;
	memset(&entry->flow, 0, sizeof(entry->flow));
	entry->key = *key;
	entry->slot = slot;
	n->buckets[slot].tag = tag;
	n->buckets[slot].entry = n->count;
	return entry;
}

/* The record of a key, made if need be; NULL: the table is full. */
static inline struct entry *open_entry(struct native *n, const struct weir_key *key,
				       uint64_t now)
{
	uint64_t hash = hash_key(n->seed, key);
	uint32_t tag = (uint32_t)(hash >> 32);
	uint32_t slot = (uint32_t)hash & n->mask;

	/* Ends: at most half the buckets are in use. */
	while (n->buckets[slot].entry) {
		struct entry *entry = &n->entries[n->buckets[slot].entry - 1];

		if (n->buckets[slot].tag == tag && key_equal(&entry->key, key))
			return entry;
		slot = (slot + 1) & n->mask;
	}
	return make_entry(n, key, now, slot, tag);
}

static void count_overflow(struct native *n, const struct weir_packet *p,
			   const struct weir_span *s)
{
	struct weir_victim *victim = &n->victims[weir_victim_index(&p->dst)];

	n->victims_used = true;
	weir_tally_add(&n->counters->overflow[WEIR_OVERFLOW_map_full], s->packets, s->bytes);
	if (!weir_victim_add(victim, p, s))
		weir_tally_add(&n->counters->overflow_other, s->packets, s->bytes);
}

static void count_flow(struct native *n, const struct weir_packet *p, uint64_t now)
{
	struct weir_span span;
	struct weir_key key;
	struct entry *entry;
	int direction;

	weir_span_single(&span, p);
	direction = weir_key_of(&key, p, 0, 1);
	if (now < n->newest_ns)
		n->disorder = true;
	else
		n->newest_ns = now;
	entry = open_entry(n, &key, now);
	if (!entry) {
		count_overflow(n, p, &span);
		return;
	}
	if (direction)
		weir_meter(&entry->flow, 1, p, &span, now);
	else
		weir_meter(&entry->flow, 0, p, &span, now);
}

static int native_packet(struct engine *e, const struct frame_record *r)
{
	struct native *n = (struct native *)e;
	struct weir_packet *p = &n->packet;

	n->counters->seen.packets++;
	weir_parse(p, r->data, r->data + r->len, 0);
	weir_measure(p, r->meta.cap_len, r->meta.wire_len, r->meta.link_len, r->meta.synth_len);
	n->counters->seen.bytes += p->bytes;
	weir_count_oddities(n->counters, p);
	if (p->status == WEIR_PACKET_NOT_IP)
		weir_count_not_ip(n->counters, p);
	else if (p->status == WEIR_PACKET_MALFORMED)
		weir_count_malformed(n->counters, p);
	else
		count_flow(n, p, r->meta.time_ns);
	return 0;
}

static void native_refuse(struct engine *e, const struct frame_record *r,
			  enum weir_malformed reason)
{
	struct native *n = (struct native *)e;
	struct weir_packet p = {
		.status = WEIR_PACKET_MALFORMED,
		.reason = (uint8_t)reason,
		.bytes = r->meta.cap_len,
	};

	weir_tally_add(&n->counters->seen, 1, p.bytes);
	weir_count_malformed(n->counters, &p);
}

/* Forgets all records. Few of a large table: bucket by bucket is cheaper. */
static void clear_entries(struct native *n)
{
	uint32_t i;

	if (n->count < n->mask / 16)
		for (i = 0; i < n->count; i++)
			n->buckets[n->entries[i].slot].entry = 0;
	else
		memset(n->buckets, 0, ((size_t)n->mask + 1) * sizeof(n->buckets[0]));
	n->count = 0;
	n->disorder = false;
	n->newest_ns = 0;
}

static int is_before(const void *ctx, uint32_t a, uint32_t b)
{
	const struct entry *entry = ctx;

	return order_compare(&entry[a].key, &entry[a].flow, &entry[b].key, &entry[b].flow) < 0;
}

static void sort_entries(struct native *n)
{
	uint32_t i;

	for (i = 0; i < n->count; i++)
		n->sequence[i] = i;
	order_sort(n->sequence, n->count, is_before, n->entries);
}

/* A sink that fails ends the run: its records are all counted, and gone. */
static int drain_flows(struct native *n, const struct drain_sink *sink, struct account *a)
{
	uint32_t i;
	int error = 0, d;

	if (n->disorder)
		sort_entries(n);
	for (i = 0; i < n->count; i++) {
		const struct entry *entry = &n->entries[n->disorder ? n->sequence[i] : i];

		for (d = 0; d < 2; d++)
			weir_tally_add(&a->accounted, entry->flow.hot[d].packets,
				       entry->flow.hot[d].bytes);
		if (error >= 0)
			error = sink->flow(sink->ctx, &entry->key, &entry->flow);
	}
	clear_entries(n);
	return error < 0 ? error : 0;
}

static int drain_victims(struct native *n, const struct drain_sink *sink)
{
	int error = 0;
	unsigned int i;

	if (!n->victims_used)
		return 0;
	for (i = 0; i < WEIR_VICTIMS && error >= 0; i++)
		if (n->victims[i].used && sink->victim)
			error = sink->victim(sink->ctx, &n->victims[i]);
	memset(n->victims, 0, sizeof(n->victims));
	n->victims_used = false;
	return error < 0 ? error : 0;
}

static int native_drain(struct engine *e, const struct drain_sink *sink, struct account *a)
{
	struct native *n = (struct native *)e;
	unsigned int still = n->counters == &n->set[1];
	int error, victim_error;

	account_add_counters(a, &n->set[still], &n->reported[still]);
	n->reported[still] = n->set[still];
	n->counters = &n->set[!still];
	victim_error = drain_victims(n, sink);
	error = drain_flows(n, sink, a);
	return error ? error : victim_error;
}

static void *map_table(size_t bytes)
{
	void *at = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (at == MAP_FAILED)
		return NULL;
	/* Random access over tens of megabytes: large pages spare a page walk a packet. */
	madvise(at, bytes, MADV_HUGEPAGE);
	return at;
}

static size_t entries_bytes(const struct native *n)
{
	return (size_t)n->flows_max * sizeof(n->entries[0]);
}

static size_t buckets_bytes(const struct native *n)
{
	return ((size_t)n->mask + 1) * sizeof(n->buckets[0]);
}

static void native_free(struct engine *e)
{
	struct native *n = (struct native *)e;

	if (!n)
		return;
	if (n->entries)
		munmap(n->entries, entries_bytes(n));
	if (n->buckets)
		munmap(n->buckets, buckets_bytes(n));
	free(n->sequence);
	free(n);
}

static const struct engine_ops native_ops = {
	.name = "native",
	.ordered = true,
	.packet = native_packet,
	.refuse = native_refuse,
	.drain = native_drain,
	.free = native_free,
};

int engine_native_new(uint32_t flows_max, struct engine **out)
{
	struct native *n;

	if (!flows_max || flows_max > 1u << 30)
		return -EINVAL;
	n = calloc(1, sizeof(*n));
	if (!n)
		return -ENOMEM;
	n->engine.ops = &native_ops;
	n->counters = &n->set[0];
	n->flows_max = flows_max;
	for (n->mask = 1; n->mask < flows_max; n->mask *= 2)
		;
	n->mask = n->mask * 2 - 1;
	n->entries = map_table(entries_bytes(n));
	n->buckets = map_table(buckets_bytes(n));
	n->sequence = calloc(flows_max, sizeof(n->sequence[0]));
	if (!n->entries || !n->buckets || !n->sequence) {
		native_free(&n->engine);
		return -ENOMEM;
	}
	/* Only its speed depends on the seed, so a poor one is no fault. */
	if (getrandom(&n->seed, sizeof(n->seed), GRND_NONBLOCK) != sizeof(n->seed))
		n->seed = (uint64_t)(uintptr_t)n;
	*out = &n->engine;
	return 0;
}
