// SPDX-License-Identifier: MIT
#include "traffic.h"
#include "hash.h"
#include "keyed.h"
#include "saturate.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <weir/parse.h>

_Static_assert(sizeof(struct traffic_key) % 8 == 0, "hashed in words");

struct table {
	struct keyed keyed; /* slots are taken in their order and never given back */
	struct traffic_row *row;
	struct traffic_row all;
	uint64_t number; /* of the level's window */
	uint64_t start_ns;
	uint32_t bases;
};

struct traffic {
	const struct networks *home;
	uint64_t seed;
	struct table table[WINDOW_LEVELS][2];
	uint8_t open[WINDOW_LEVELS]; /* which of the two goes on */
};

uint32_t traffic_rows(uint32_t lives_max)
{
	uint32_t rows = lives_max / 128;

	return rows < TRAFFIC_ROWS_MIN	 ? TRAFFIC_ROWS_MIN
	       : rows > TRAFFIC_ROWS_MAX ? TRAFFIC_ROWS_MAX
					 : rows;
}

static size_t table_bytes(uint32_t rows)
{
	return keyed_bytes(rows) + rows * sizeof(struct traffic_row);
}

size_t traffic_bytes(uint32_t rows)
{
	return sizeof(struct traffic) + 2 * table_bytes(rows) +
	       2 * (WINDOW_LEVELS - 1) * table_bytes(rows / 2);
}

static void table_clear(struct table *t)
{
	uint32_t i;

	for (i = t->keyed.used; i; i--)
		keyed_release(&t->keyed, i - 1);
	memset(&t->all, 0, sizeof(t->all));
	t->bases = 0;
}

static struct table *table_at(struct traffic *t, unsigned int i)
{
	return &t->table[i / 2][i % 2];
}

int traffic_new(uint32_t rows, const struct networks *home, struct traffic **out)
{
	struct traffic *t = calloc(1, sizeof(*t));
	int error = t ? 0 : -ENOMEM;

	for (unsigned int i = 0; !error && i < WINDOW_LEVELS * 2; i++) {
		const uint32_t max = i < 2 ? rows : rows / 2;

		error = keyed_init(&table_at(t, i)->keyed, max);
		table_at(t, i)->row = calloc(max, sizeof(struct traffic_row));
		if (!table_at(t, i)->row)
			error = -ENOMEM;
	}
	if (error) {
		traffic_free(t);
		return error;
	}
	t->home = home;
	t->seed = hash_random_seed();
	*out = t;
	return 0;
}

void traffic_free(struct traffic *t)
{
	for (unsigned int i = 0; t && i < WINDOW_LEVELS * 2; i++) {
		keyed_fini(&table_at(t, i)->keyed);
		free(table_at(t, i)->row);
	}
	free(t);
}

/* @other: of other flows than those of @to; else perhaps of the same. */
static void row_add(struct traffic_row *to, const struct traffic_row *from, bool other)
{
	for (unsigned int i = 0; i < 2; i++) {
		add64(&to->ip_bytes[i], from->ip_bytes[i]);
		add64(&to->packets[i], from->packets[i]);
	}
	add32(&to->opened, from->opened);
	if (other)
		add32(&to->active, from->active);
	else if (from->active > to->active)
		to->active = from->active;
}

/* The row of a key, a new one if so many are free; NULL: none. */
static struct traffic_row *row_of(const struct traffic *t, struct table *table,
				  const struct traffic_key *key, uint32_t free_min)
{
	uint32_t hash = (uint32_t)hash_words(key, sizeof(*key), t->seed), slot;

	for (slot = keyed_first(&table->keyed, hash); slot != SLOT_NONE;
	     slot = keyed_next(&table->keyed, slot, hash))
		if (!memcmp(&table->row[slot].key, key, sizeof(*key)))
			return &table->row[slot];
	if (table->keyed.max - table->keyed.used <= free_min)
		return NULL;
	slot = keyed_take(&table->keyed, hash);
	memset(&table->row[slot], 0, sizeof(table->row[slot]));
	table->row[slot].key = *key;
	return &table->row[slot];
}

static struct traffic_row *find_row(const struct traffic *t, struct table *table,
				    const struct traffic_row *from)
{
	const bool large = from->packets[0] + from->packets[1] >= TRAFFIC_LARGE ||
			   (from->key.flags & TRAFFIC_OTHERS);
	const struct traffic_key nobody = {.flags = TRAFFIC_OTHERS};
	struct traffic_row *row = row_of(t, table, &from->key, table->keyed.max / (large ? 8 : 4));
	struct traffic_key key = from->key;

	if (row)
		return row;
	memset(&key.peer, 0, sizeof(key.peer));
	key.port = 0;
	key.ip_proto = 0;
	key.flags = (key.flags & TRAFFIC_HOME) | TRAFFIC_OTHERS;
	/* A foreign device is anybody's invention. */
	row = key.flags & TRAFFIC_HOME ? row_of(t, table, &key, 1) : NULL;
	return row ? row : row_of(t, table, &nobody, 0);
}

static bool has_ports(uint8_t ip_proto)
{
	return ip_proto == WEIR_PROTO_TCP || ip_proto == WEIR_PROTO_UDP ||
	       ip_proto == WEIR_PROTO_SCTP;
}

/* From the flow's own view to that of its device. */
static void row_make(const struct traffic *t, const struct flow *f, uint64_t window_start_ns,
		     struct traffic_row *out)
{
	struct flow_ends ends;
	bool src_home, dst_home, serves;
	unsigned int device; /* direction of what it sends */

	flow_ends(f, &ends);
	src_home = networks_contain(t->home, &ends.src, ends.ip_v);
	dst_home = networks_contain(t->home, &ends.dst, ends.ip_v);
	serves = !src_home && dst_home;
	device = serves ? !ends.forward : ends.forward;
	memset(out, 0, sizeof(*out));
	out->key = (struct traffic_key){
		.device = serves ? ends.dst : ends.src,
		.peer = serves ? ends.src : ends.dst,
		.port = has_ports(f->key.ip_proto) ? ends.dport : 0,
		.ip_proto = f->key.ip_proto,
		.ip_v = ends.ip_v,
		.slot = f->key.slot & (uint8_t)~WEIR_SLOT_IPV6,
		.flags = (uint8_t)((serves ? TRAFFIC_SERVES : 0) |
				   (src_home || dst_home ? TRAFFIC_HOME : 0) |
				   (src_home && dst_home ? TRAFFIC_PEER_HOME : 0)),
	};
	for (unsigned int i = 0; i < 2; i++) {
		out->packets[i] = f->part[device ^ i].packets;
		out->ip_bytes[i] = f->part[device ^ i].ip_bytes;
	}
	out->active = 1;
	out->opened = flow_start_ns(f) >= window_start_ns && !(f->flags & FLOW_CONTINUED);
}

void traffic_add(struct traffic *t, const struct flow *f, uint64_t window_start_ns)
{
	struct table *table = &t->table[0][t->open[0]];
	struct traffic_row row;

	row_make(t, f, window_start_ns, &row);
	row_add(find_row(t, table, &row), &row, true);
	row_add(&table->all, &row, true);
}

/* The open window of a level is over, another begins. */
static void turn(struct traffic *t, unsigned int level)
{
	t->open[level] ^= 1;
	table_clear(&t->table[level][t->open[level]]);
}

static void fold(struct traffic *t, const struct window_scale *scale, unsigned int level,
		 uint64_t number)
{
	const struct table *base = &t->table[0][t->open[0]];
	struct table *table = &t->table[level][t->open[level]];
	const uint64_t wanted = window_level(scale, level, number);

	if (table->bases && table->number != wanted) {
		turn(t, level);
		table = &t->table[level][t->open[level]];
	}
	if (!table->bases)
		table->start_ns = window_start(scale, number);
	table->number = wanted;
	table->bases++;
	for (uint32_t i = 0; i < base->keyed.used; i++)
		row_add(find_row(t, table, &base->row[i]), &base->row[i], false);
	row_add(&table->all, &base->all, false);
	if (window_level(scale, level, number + 1) != wanted)
		turn(t, level);
}

void traffic_close(struct traffic *t, const struct window_scale *scale, uint64_t number)
{
	struct table *base = &t->table[0][t->open[0]];

	base->number = number;
	base->start_ns = window_start(scale, number);
	base->bases = 1;
	for (unsigned int level = 1; level < WINDOW_LEVELS; level++)
		fold(t, scale, level, number);
	turn(t, 0);
}

void traffic_look(const struct traffic *t, unsigned int level, struct traffic_view *out)
{
	const struct table *open = &t->table[level][t->open[level]];
	const struct table *closed = &t->table[level][!t->open[level]];
	const struct table *table = open->bases > closed->bases ? open : closed;

	*out = (struct traffic_view){.start_ns = table->start_ns,
				     .bases = table->bases,
				     .count = table->bases ? table->keyed.used : 0,
				     .row = table->row,
				     .all = table->all};
}
