/* SPDX-License-Identifier: MIT */
/*
 * names.h - what each client asked a resolver for in the base window, in the 30 and 180 s
 * windows and in the hour: how many questions, about how many names of how many domains,
 * and how many of those do not exist. Of names there are only hashes (weir/dns.h).
 *
 * A flow in a window is known by its latest name and by how often that was another than
 * before. Most resolver libraries ask each question from a port of its own, so distinct
 * names are counted; in a socket that is kept, changes stand for names, and a name that
 * comes again between others counts again. Domains are counted in both cases.
 *
 * When the table is full, the pair that has been silent longest makes room. Foreign clients
 * have at most half of it and push out no home one: questions from invented addresses hide
 * none of a device.
 */
#ifndef WEIR_NAMES_H
#define WEIR_NAMES_H

#include "network.h"
#include "pair.h"
#include "ranked.h"
#include "sketch.h"

struct names_sums {
	uint32_t queries;
	uint32_t long_names; /* queries with a label of WEIR_DNS_LABEL_LONG bytes and more */
	uint32_t carriers; /* queries for types that carry text or names */
	uint32_t answers;
	uint32_t nxdomain; /* answers: no such name */
	uint32_t failed; /* answers with any other error */
	uint32_t changes; /* names asked for in one flow, beyond its latest */
	uint32_t nx_changes; /* the same of plain names that do not exist */
	struct sketch_small name;
	struct sketch_small nx_name; /* plain: of at most WEIR_DNS_PLAIN_LABELS labels */
	uint16_t domains; /* bits */
	uint16_t zero;
};

/* What is slow to show: distinct names since the wall clock's last full hour. A flow in a
 * window adds one name to each. */
struct names_hour {
	uint64_t number;
	struct sketch_small name;
	struct sketch_small nx_name;
	struct sketch_small long_name;
	struct sketch_small carrier;
	uint16_t carrier_domains; /* bits */
	uint16_t nx_domains;
	uint32_t zero;
};

struct names {
	struct pair_key key;
	uint64_t number[WINDOW_LEVELS];
	struct names_sums sums[WINDOW_LEVELS];
	struct names_hour hour;
};

struct names_table {
	const struct networks *home;
	struct names *names;
	struct ranked ranked;
	uint64_t seed;
};

/* @home: the home networks; outlive the table. */
int names_table_init(struct names_table *t, uint32_t max, const struct networks *home);
void names_table_fini(struct names_table *t);
size_t names_table_bytes(uint32_t max);

/* What one flow of the pair did in base window @number; once per flow and window. Nothing
 * was asked or answered: no effect. */
void names_note(struct names_table *t, const struct window_scale *scale, uint64_t number,
		const struct pair_key *key, const struct weir_dns *dns);
/* The sums of the level's window that holds base window @number; NULL: none. */
const struct names_sums *names_find(const struct names_table *t, const struct window_scale *scale,
				    unsigned int level, uint64_t number,
				    const struct pair_key *key);

/* The hour that holds base window @number; NULL: nothing in it. */
const struct names_hour *names_find_hour(const struct names_table *t,
					 const struct window_scale *scale, uint64_t number,
					 const struct pair_key *key);

/* Distinct names, names that do not exist, and domains; the first two at most the questions
 * and answers there were, the last at most 44 (more look like that many). */
uint32_t names_distinct(const struct names_sums *s);
uint32_t names_nx_distinct(const struct names_sums *s);
uint32_t names_domains(uint16_t bits);

#endif
