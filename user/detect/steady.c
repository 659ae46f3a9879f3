// SPDX-License-Identifier: MIT
#include "steady.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct entry {
	uint64_t key; /* hash of the flow; 0: free */
	uint64_t last_ns;
	uint32_t fwd_ip_bytes;
	uint32_t rev_ip_bytes;
	uint32_t run;
	uint32_t zero;
};

struct steady {
	struct entry entry[STEADY_BUCKETS][STEADY_WAYS];
};

int steady_new(struct steady **out)
{
	*out = calloc(1, sizeof(**out));
	return *out ? 0 : -ENOMEM;
}

void steady_free(struct steady *s)
{
	free(s);
}

static uint64_t mix(uint64_t hash, uint64_t word)
{
	hash = (hash ^ word) * 0x9e3779b97f4a7c15ull;
	return hash ^ (hash >> 32);
}

static uint64_t flow_key(const struct row_subject *s)
{
	uint64_t hash = 1;
	unsigned int i;

	for (i = 0; i < 4; i++)
		hash = mix(hash, (uint64_t)s->src.word[i] << 32 | s->dst.word[i]);
	hash = mix(hash, (uint64_t)s->sport << 32 | s->dport);
	hash = mix(hash, (uint64_t)s->vlan << 32 | (uint64_t)s->ip_proto << 8 | s->slot);
	return hash | 1;
}

/* The flow's own entry, else the one to give up. */
static struct entry *entry_of(struct steady *s, uint64_t key)
{
	struct entry *way = s->entry[(key >> 1) % STEADY_BUCKETS], *oldest = way;
	unsigned int i;

	for (i = 0; i < STEADY_WAYS; i++) {
		if (way[i].key == key)
			return &way[i];
		if (way[i].last_ns < oldest->last_ns)
			oldest = &way[i];
	}
	return oldest;
}

static bool alike(uint32_t a, uint32_t b)
{
	uint32_t difference = a > b ? a - b : b - a;

	return (uint64_t)difference * 100 <= (uint64_t)b * STEADY_TOLERANCE;
}

uint32_t steady_note(struct steady *s, const struct row *row)
{
	uint32_t fwd = row->value[FLOW_w_fwd_ip_bytes], rev = row->value[FLOW_w_rev_ip_bytes];
	uint64_t key = flow_key(&row->subject), now_ns = row->subject.end_ns;
	struct entry *e;

	if (!fwd || !rev)
		return 0;
	e = entry_of(s, key);
	if (e->key == key && now_ns - e->last_ns <= STEADY_GAP_NS && alike(fwd, e->fwd_ip_bytes) &&
	    alike(rev, e->rev_ip_bytes)) {
		e->last_ns = now_ns;
		return ++e->run;
	}
	*e = (struct entry){
		.key = key, .last_ns = now_ns, .fwd_ip_bytes = fwd, .rev_ip_bytes = rev, .run = 1
	};
	return 1;
}
