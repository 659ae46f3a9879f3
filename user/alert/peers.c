// SPDX-License-Identifier: MIT
#include "peers.h"

#include "../flow/network.h"

#include <string.h>

static uint32_t hash_addr(const struct weir_addr *addr)
{
	uint32_t hash = 2166136261u;

	for (unsigned int i = 0; i < 4; i++) {
		hash = (hash ^ addr->word[i]) * 0x9e3779b1u;
		hash ^= hash >> 15;
	}
	return hash;
}

static void count_distinct(struct peers *p, uint32_t hash)
{
	uint32_t i;

	for (i = 0; i < p->distinct; i++)
		if (p->hash[i] == hash)
			return;
	if (p->distinct < PEERS_MAX)
		p->hash[p->distinct++] = hash;
}

/* Its place in the list, or PEERS_NAMED: there is none for it. */
static uint32_t place_of(struct peers *p, const struct weir_addr *peer)
{
	uint32_t i;

	for (i = 0; i < p->named; i++)
		if (!memcmp(&p->list[i].addr, peer, sizeof(*peer)))
			return i;
	if (p->named == PEERS_NAMED) {
		if (p->list[PEERS_NAMED - 1].count > 1)
			return PEERS_NAMED;
		i = PEERS_NAMED - 1;
	} else {
		p->named++;
	}
	p->list[i] = (struct peers_named){ .addr = *peer };
	return i;
}

void peers_add(struct peers *p, const struct weir_addr *peer)
{
	struct peers_named counted;
	uint32_t i;

	p->findings++;
	if (addr_is_zero(peer))
		return;
	count_distinct(p, hash_addr(peer));
	i = place_of(p, peer);
	if (i == PEERS_NAMED)
		return;
	counted = p->list[i];
	counted.count++;
	for (; i > 0 && p->list[i - 1].count < counted.count; i--)
		p->list[i] = p->list[i - 1];
	p->list[i] = counted;
}

bool peers_agree(const struct peers *p)
{
	return p->named && 4ull * p->list[0].count >= 3ull * p->findings;
}
