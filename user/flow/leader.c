// SPDX-License-Identifier: MIT
#include "leader.h"
#include "saturate.h"

#include <string.h>

static void cells_add(uint16_t *into, const uint16_t *from)
{
	unsigned int i;

	for (i = 0; i < LEADER_CELLS; i++)
		add16(&into[i], from[i]);
}

static void addr_votes(struct leader_addr *l, const struct weir_addr *value, uint32_t votes)
{
	if (!l->votes)
		l->value = *value;
	if (!memcmp(&l->value, value, sizeof(*value))) {
		add32(&l->votes, votes);
	} else if (l->votes >= votes) {
		l->votes -= votes;
	} else {
		l->value = *value;
		l->votes = votes - l->votes;
	}
}

static void port_votes(struct leader_port *l, __be16 value, uint32_t votes)
{
	if (!l->votes)
		l->value = value;
	if (l->value == value) {
		add32(&l->votes, votes);
	} else if (l->votes >= votes) {
		l->votes -= votes;
	} else {
		l->value = value;
		l->votes = votes - l->votes;
	}
}

void leader_addr_vote(struct leader_addr *l, const struct weir_addr *value, uint64_t hash)
{
	add16(&l->cell[hash % LEADER_CELLS], 1);
	addr_votes(l, value, 1);
}

void leader_addr_merge(struct leader_addr *into, const struct leader_addr *from)
{
	cells_add(into->cell, from->cell);
	if (from->votes)
		addr_votes(into, &from->value, from->votes);
}

void leader_port_vote(struct leader_port *l, __be16 value, uint64_t hash)
{
	add16(&l->cell[hash % LEADER_CELLS], 1);
	port_votes(l, value, 1);
}

void leader_port_merge(struct leader_port *into, const struct leader_port *from)
{
	cells_add(into->cell, from->cell);
	if (from->votes)
		port_votes(into, from->value, from->votes);
}

uint32_t leader_top(const uint16_t cell[static LEADER_CELLS])
{
	uint32_t top = 0;
	unsigned int i;

	for (i = 0; i < LEADER_CELLS; i++)
		if (cell[i] > top)
			top = cell[i];
	return top;
}
