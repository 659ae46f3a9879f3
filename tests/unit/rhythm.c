// SPDX-License-Identifier: MIT
/* What is remembered of contacts: rhythm, sameness, company, and who makes room. */
#include "tap.h"
#include "user/flow/rhythm.h"

#include <arpa/inet.h>
#include <string.h>

#define MS 1000000ull
#define SECOND (1000 * MS)

static struct networks home;

static struct pair_key key_of(unsigned int client, unsigned int server, uint16_t port)
{
	return (struct pair_key){
		.client = {{0, 0, htonl(0xffff), htonl(0xc0a84d00 + client)}},
		.server = {{0, 0, htonl(0xffff), htonl(0xcb007100 + server)}},
		.port = htons(port),
		.ip_proto = 6,
	};
}

static void note(struct rhythm_table *t, const struct pair_key *key, uint64_t at_ms,
		 uint64_t last_ms, uint64_t fwd, uint64_t rev)
{
	struct rhythm_note n = {
		.start_ns = at_ms * MS,
		.end_ns = (at_ms + last_ms) * MS,
		.payload = {fwd, rev},
		.opened = true,
		.answered = true,
	};

	rhythm_note(t, key, &n);
}

static struct rhythm_facts facts_of(struct rhythm_table *t, const struct pair_key *key)
{
	struct rhythm_facts facts;

	rhythm_facts(t, key, &facts);
	return facts;
}

/* Uniform jitter of half the period, by a fixed series; one contact in ten is a task. */
static void test_jitter(struct rhythm_table *t)
{
	const struct pair_key key = key_of(1, 1, 443);
	struct rhythm_facts f;
	uint64_t at_ms = SECOND / MS;
	unsigned int i;

	f = facts_of(t, &key);
	tap_ok(!f.contacts && !f.clients && !f.services, "nothing yet: all zero");
	for (i = 0; i < 40; i++) {
		note(t, &key, at_ms, 300, i % 10 == 9 ? 9000 : 400 + i % 3, 1200);
		at_ms += 30000 + (i * 7919 % 31) * 1000;
	}
	f = facts_of(t, &key);
	tap_is(f.contacts, 40, "40 contacts");
	tap_ok(f.gap_ms >= 40000 && f.gap_ms <= 50000, "median gap %u ms of 45 s +-50 %%",
	       f.gap_ms);
	tap_ok(f.gap_spread >= 200 && f.gap_spread <= 450, "their spread %u", f.gap_spread);
	tap_ok(f.payload[0] >= 400 && f.payload[0] <= 402 && f.payload_spread[0] < 10,
	       "a few tasks do not hide that requests are alike (%u)", f.payload_spread[0]);
	tap_is(f.payload_spread[1], 0, "answers are all the same");
	tap_is(f.opened_share, 1000, "each with a connection of its own");
	tap_ok(f.age_s > 1600 && f.age_s < 1900, "over %u s", f.age_s);
}

/* Bursts within the quiet time are one contact; what the server says alone is none. */
static void test_contacts(struct rhythm_table *t)
{
	const struct pair_key key = key_of(2, 2, 3333);
	struct rhythm_facts f;

	note(t, &key, 10000, 100, 0, 0);
	tap_is(facts_of(t, &key).clients, 0, "without payload nothing is remembered");
	note(t, &key, 10000, 100, 50, 60);
	note(t, &key, 11100, 100, 7, 0);
	f = facts_of(t, &key);
	tap_ok(f.contacts == 1 && f.payload[0] == 57, "a second of silence does not part them");
	note(t, &key, 12201, 0, 80, 60);
	f = facts_of(t, &key);
	tap_ok(f.contacts == 2 && f.gap_ms == 2201, "more than that does");
	note(t, &key, 20000, 100, 0, 243);
	note(t, &key, 20900, 100, 0, 7);
	f = facts_of(t, &key);
	tap_ok(f.contacts == 2 && f.notices == 1 && f.notice_payload == 250, "a notice");
	note(t, &key, 21500, 100, 81, 30);
	f = facts_of(t, &key);
	tap_ok(f.contacts == 3 && f.notices == 1, "its answer is a contact");
	note(t, &key, 40000, 100, 100000, 100000);
	f = facts_of(t, &key);
	tap_ok(f.contacts == 4 && f.gap_ms == 9299, "gaps are from start to start");
	note(t, &key, 39000, 100, 5, 5);
	tap_is(facts_of(t, &key).contacts, 4, "time that goes back adds to the latest");
}

static void test_company(struct rhythm_table *t)
{
	struct pair_key key;
	struct rhythm_facts f;
	unsigned int i, s;

	for (i = 0; i < 6; i++)
		for (s = 0; s < 3; s++) {
			key = key_of(30, 30 + s, 9100);
			note(t, &key, (100 + i * 15 + s) * 1000, 50, 200, 4000);
		}
	key = key_of(30, 40, 9100);
	note(t, &key, 1000, 50, 200, 200);
	f = facts_of(t, &key);
	tap_ok(f.services == 1 && f.clients == 1, "a single visit is at no rate");
	key = key_of(30, 31, 9100);
	tap_is(facts_of(t, &key).services, 3, "three servers asked at one rate");
	for (i = 31; i < 35; i++) {
		key = key_of(i, 31, 9100);
		note(t, &key, 2000, 50, 200, 200);
	}
	key = key_of(35, 31, 9101);
	note(t, &key, 2000, 50, 200, 200);
	key = key_of(30, 31, 9100);
	tap_is(facts_of(t, &key).clients, 5, "five clients of the service");
}

/* Who asks the endpoint mapper of a server that is no directory. */
static void test_server(struct rhythm_table *t)
{
	const struct pair_key mapper = key_of(50, 60, 135), other = key_of(51, 60, 135);
	const struct pair_key service = key_of(50, 60, 49700), directory = key_of(52, 60, 389);
	struct rhythm_server s;

	rhythm_server(t, &service, 0, &s);
	tap_ok(!s.mappers && !s.directory, "an unknown server");
	note(t, &mapper, 100000, 50, 200, 200);
	rhythm_server(t, &service, 90 * SECOND, &s);
	tap_is(s.mappers, 1, "its mapper was asked lately");
	rhythm_server(t, &service, 110 * SECOND, &s);
	tap_is(s.mappers, 0, "or too long ago");
	note(t, &other, 100000, 50, 200, 200);
	rhythm_server(t, &service, 90 * SECOND, &s);
	tap_ok(s.mappers == 2 && !s.directory, "another client asks it too");
	note(t, &directory, 100000, 50, 200, 200);
	rhythm_server(t, &service, 90 * SECOND, &s);
	tap_ok(s.directory, "it answers for accounts");
}

/* Whoever came by once makes room before what is known. */
static void test_room(void)
{
	struct pair_key key, known = key_of(1, 1, 443), lately = key_of(1, 1, 444);
	struct rhythm_table t;
	unsigned int i;

	tap_is(rhythm_table_init(&t, 16, &home), 0, "a small table");
	for (i = 0; i < RHYTHM_KNOWN; i++)
		note(&t, &known, i * 5000, 50, 100, 100);
	for (i = 0; i < 1000; i++) {
		key = key_of(2 + i % 50, 2, (uint16_t)(1000 + i));
		note(&t, &key, 60000 + i, 50, 100, 100);
	}
	tap_is(facts_of(&t, &known).contacts, RHYTHM_KNOWN, "a thousand visits leave it alone");
	tap_is(facts_of(&t, &key).contacts, 1, "the latest visit is there too");
	for (i = 0; i < 16 * RHYTHM_KNOWN; i++) {
		key = key_of(i / RHYTHM_KNOWN, 3, 5000);
		note(&t, &key, 90000 + i * 2000, 50, 100, 100);
	}
	tap_is(facts_of(&t, &known).contacts, 0, "sixteen newer ones that last do not");
	note(&t, &lately, 900000, 50, 100, 100);
	tap_is(facts_of(&t, &lately).contacts, 1, "and a new one still gets in");
	rhythm_table_fini(&t);
}

/* Where all has lasted, what is new must be able to begin to. */
static void test_newcomer(void)
{
	struct pair_key key = key_of(1, 1, 443), passing;
	struct rhythm_table t;
	unsigned int i;

	tap_is(rhythm_table_init(&t, 64, &home), 0, "a table of 64");
	for (i = 0; i < 64 * RHYTHM_KNOWN; i++) {
		passing = key_of(i / RHYTHM_KNOWN, 3, 5000);
		note(&t, &passing, i * 2000, 50, 100, 100);
	}
	for (i = 0; i < RHYTHM_KNOWN; i++) {
		passing = key_of(2, 9, (uint16_t)(7000 + i));
		note(&t, &key, 900000 + i * 60000, 50, 100, 100);
		note(&t, &passing, 930000 + i * 60000, 50, 100, 100);
	}
	tap_is(facts_of(&t, &key).contacts, RHYTHM_KNOWN, "others that pass leave it the time");
	rhythm_table_fini(&t);
}

/* Nobody outside makes the table forget what a device does. */
static void test_foreign(void)
{
	struct pair_key key = key_of(1, 1, 443), foreign = key_of(1, 1, 53);
	struct rhythm_note flood = {.payload = {100, 0}};
	struct rhythm_table t;
	unsigned int i;

	tap_is(rhythm_table_init(&t, 16, &home), 0, "a table of 16");
	note(&t, &key, 1000, 50, 100, 100);
	for (i = 0; i < 1000; i++) {
		foreign.client.word[3] = htonl(0xc6330000 + i);
		note(&t, &foreign, 1500, 50, 100, 100);
	}
	tap_is(facts_of(&t, &key).contacts, 1, "a thousand strangers leave it alone");
	for (i = 0; i < 1000 * RHYTHM_KNOWN; i++) {
		foreign.client.word[3] = htonl(0xc6336400 + i / RHYTHM_KNOWN);
		note(&t, &foreign, 2000 + i * 2000, 50, 100, 100);
	}
	tap_is(facts_of(&t, &key).contacts, 1, "nor do those who last push it out");
	tap_is(facts_of(&t, &foreign).contacts, RHYTHM_KNOWN, "the latest of them is there");
	foreign.client.word[3] = htonl(0xc0a84d99);
	flood.start_ns = flood.end_ns = 9000000 * MS;
	rhythm_note(&t, &foreign, &flood);
	tap_is(facts_of(&t, &foreign).contacts, 0, "whom nobody answers is not remembered");
	flood.start_ns = flood.end_ns = 3000 * MS;
	rhythm_note(&t, &key, &flood);
	tap_is(facts_of(&t, &key).contacts, 2, "but one that is known is");
	rhythm_table_fini(&t);
}

int main(void)
{
	struct rhythm_table t;

	networks_default(&home);

	tap_is(rhythm_table_init(&t, 256, &home), 0, "init");
	test_jitter(&t);
	test_contacts(&t);
	test_company(&t);
	test_server(&t);
	rhythm_table_fini(&t);
	test_room();
	test_newcomer();
	test_foreign();
	return tap_done();
}
