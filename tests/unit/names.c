// SPDX-License-Identifier: MIT
/* Names per client and resolver: windows, distinct counts, room. */
#include "tap.h"
#include "user/flow/names.h"

#include <arpa/inet.h>
#include <string.h>
#include <weir/dns.h>

#define STRANGER 1000 /* clients from here on are foreign */

static struct window_scale scale;
static struct networks home;

static struct pair_key key_of(uint32_t client)
{
	struct pair_key key;

	memset(&key, 0, sizeof(key));
	key.client.word[2] = htonl(0xffff);
	key.client.word[3] = htonl((client < STRANGER ? 0x0a000000 : 0xc6330000) + client);
	key.server.word[3] = 1;
	key.port = 53;
	key.ip_proto = 17;
	return key;
}

/* Well mixed, as weir_dns_hash() is. */
static uint32_t hash_of(uint32_t name)
{
	uint32_t hash = (name + 1) * 0x9e3779b1u;

	hash = (hash ^ hash >> 15) * 0x85ebca77u;
	return hash ^ hash >> 13;
}

/* A flow of one question for @name of @domain, and its answer. */
static void ask(struct names_table *t, uint64_t number, uint32_t client, uint32_t name,
		uint32_t domain, bool exists)
{
	struct pair_key key = key_of(client);
	struct weir_dns dns = { .name = hash_of(name), .queries = 1, .names = 1, .answers = 1,
				.domains = (uint16_t)(1u << (hash_of(domain) >> 28)) };

	dns.nxdomain = !exists;
	dns.nx_names = !exists;
	dns.nx_name = exists ? 0 : (uint16_t)(dns.name >> 16);
	names_note(t, &scale, number, &key, &dns);
}

static const struct names_sums *sums(const struct names_table *t, unsigned int level,
				     uint64_t number, uint32_t client)
{
	struct pair_key key = key_of(client);

	return names_find(t, &scale, level, number, &key);
}

static void test_distinct(struct names_table *t)
{
	const struct names_sums *s;
	uint32_t i;

	for (i = 0; i < 100; i++)
		ask(t, 36, 1, 7, 7, true);
	s = sums(t, 0, 36, 1);
	tap_is(s->queries, 100, "a hundred questions");
	tap_is(names_distinct(s), 1, "for one name");
	tap_is(names_domains(s->domains), 1, "of one domain");
	tap_is(names_nx_distinct(s), 0, "that exists");
	for (i = 0; i < 60; i++)
		ask(t, 36, 2, i, 1000, false);
	s = sums(t, 0, 36, 2);
	tap_ok(names_distinct(s) >= 50 && names_distinct(s) <= 60, "about 60 names (%u)",
	       names_distinct(s));
	tap_is(names_nx_distinct(s), names_distinct(s), "and none exists");
	tap_is(names_domains(s->domains), 1, "of one domain");
	for (i = 0; i < 200; i++)
		ask(t, 36, 3, i, i, true);
	tap_is(names_domains(sums(t, 0, 36, 3)->domains), 44, "of more domains than can be told");
}

/* A socket that is kept: its changes stand for its names. */
static void test_changes(struct names_table *t)
{
	struct weir_dns dns = { .name = hash_of(1), .queries = 30, .names = 20, .carriers = 4,
				.long_names = 3, .answers = 9, .nxdomain = 8, .nx_names = 7,
				.nx_name = 1, .failed = 1, .domains = 3 };
	struct pair_key key = key_of(4);
	const struct names_sums *s;

	names_note(t, &scale, 36, &key, &dns);
	s = sums(t, 0, 36, 4);
	tap_is(names_distinct(s), 20, "20 changes");
	tap_is(names_nx_distinct(s), 7, "7 of them to what does not exist");
	tap_is(names_domains(s->domains), 2, "two domains");
	names_note(t, &scale, 37, &key, &dns);
	tap_ok(!sums(t, 0, 36, 4), "the next base window has its own sums");
	tap_is(sums(t, 0, 37, 4)->queries, 30, "of what came in it");
	s = sums(t, 1, 37, 4);
	tap_is(s->queries, 60, "30 s: of both");
	tap_is(s->carriers, 8, "30 s: types");
	tap_is(s->long_names, 6, "30 s: long labels");
	tap_is(s->failed, 2, "30 s: failures");
	tap_is(names_distinct(s), 39, "30 s: the name that both end with is one");
	memset(&dns, 0, sizeof(dns));
	key = key_of(5);
	names_note(t, &scale, 36, &key, &dns);
	tap_ok(!sums(t, 0, 36, 5), "where nothing was read there is nothing");
}

/* One question a minute. */
static void test_hour(struct names_table *t)
{
	struct weir_dns dns = { .queries = 1, .names = 1, .carriers = 1, .long_names = 1,
				.domains = 4 };
	struct pair_key key = key_of(6);
	const struct names_hour *h;
	uint64_t i;

	for (i = 0; i < 50; i++) {
		dns.name = hash_of((uint32_t)i);
		names_note(t, &scale, 7200 + 12 * i, &key, &dns);
	}
	h = names_find_hour(t, &scale, 7919, &key);
	tap_ok(h && sketch_small_count(&h->long_name) >= 44 &&
		       sketch_small_count(&h->long_name) <= 56,
	       "about 50 long names in the hour");
	tap_ok(h && names_domains(h->carrier_domains) == 1, "of one domain");
	tap_ok(h && !sketch_small_count(&h->nx_name), "all exist");
	tap_ok(!names_find_hour(t, &scale, 7920, &key), "nothing in the next");
	dns = (struct weir_dns){ .queries = 1, .names = 1, .name = 1 };
	names_note(t, &scale, 7920, &key, &dns);
	h = names_find_hour(t, &scale, 7920, &key);
	tap_ok(h && sketch_small_count(&h->name) == 1 && !sketch_small_count(&h->long_name),
	       "which begins anew");
}

static void test_room(void)
{
	struct names_table t;
	uint32_t client;

	tap_is(names_table_init(&t, 4, &home), 0, "a table of 4");
	for (client = 1; client <= 4; client++)
		ask(&t, 36, client, 1, 1, true);
	ask(&t, 36, 1, 1, 1, true);
	ask(&t, 36, 9, 1, 1, true);
	tap_ok(sums(&t, 0, 36, 9) && !sums(&t, 0, 36, 2), "the longest silent made room");
	tap_ok(sums(&t, 0, 36, 1) != NULL, "not the one that came first");
	for (client = 0; client < 100; client++)
		ask(&t, 36, STRANGER + client, 1, 1, true);
	tap_ok(sums(&t, 0, 36, 1) && sums(&t, 0, 36, 9), "strangers push out nobody");
	names_table_fini(&t);
}

int main(void)
{
	struct names_table t;

	networks_default(&home);
	if (window_scale_init(&scale, 5000000000ull, 0) || names_table_init(&t, 16, &home))
		return 1;
	test_distinct(&t);
	test_changes(&t);
	test_hour(&t);
	names_table_fini(&t);
	test_room();
	return tap_done();
}
