// SPDX-License-Identifier: MIT
#include "rhythm.h"
#include "hash.h"
#include "saturate.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <weir/parse.h>

#define FOREIGN_SHARE(max) ((max) / 2)
#define NS_PER_MS 1000000ull
#define NS_PER_S 1000000000ull
#define MILLE 1000u
/* Rates are alike when they differ by less than a sixteenth: those of one round. */
#define ALIKE_SHARE 16

#define DNS_PORT 53
#define KERBEROS_PORT 88
#define MAPPER_PORT 135
#define LDAP_PORT 389

enum rank { PASSING, KNOWN };

size_t rhythm_table_bytes(uint32_t max)
{
	size_t lists = keyed_bytes(max) - sizeof(struct keyed_link) * max;

	return (sizeof(struct rhythm) + 2 * sizeof(struct list_link)) * (size_t)max +
	       ranked_bytes(max) + 2 * lists / sizeof(uint32_t) * sizeof(struct list);
}

int rhythm_table_init(struct rhythm_table *t, uint32_t max, const struct networks *home)
{
	unsigned int end;
	uint32_t i;
	int error;

	memset(t, 0, sizeof(*t));
	t->home = home;
	error = ranked_init(&t->ranked, max, FOREIGN_SHARE(max));
	if (error)
		return error;
	t->rhythm = calloc(max, sizeof(*t->rhythm));
	if (!t->rhythm)
		return -ENOMEM;
	for (end = 0; end < 2; end++) {
		t->beside[end] = calloc(max, sizeof(*t->beside[end]));
		t->heads[end] = malloc(sizeof(*t->heads[end]) * (t->ranked.keyed.mask + 1ull));
		if (!t->beside[end] || !t->heads[end])
			return -ENOMEM;
		for (i = 0; i <= t->ranked.keyed.mask; i++)
			list_init(&t->heads[end][i]);
	}
	t->seed = hash_random_seed();
	return 0;
}

void rhythm_table_fini(struct rhythm_table *t)
{
	unsigned int end;

	ranked_fini(&t->ranked);
	free(t->rhythm);
	for (end = 0; end < 2; end++) {
		free(t->beside[end]);
		free(t->heads[end]);
	}
	memset(t, 0, sizeof(*t));
}

static uint32_t find(const struct rhythm_table *t, const struct pair_key *key, uint32_t hash)
{
	uint32_t i = keyed_first(&t->ranked.keyed, hash);

	while (i != SLOT_NONE && memcmp(&t->rhythm[i].key, key, sizeof(*key)))
		i = keyed_next(&t->ranked.keyed, i, hash);
	return i;
}

static uint32_t key_hash(const struct rhythm_table *t, const struct pair_key *key)
{
	return (uint32_t)hash_words(key, sizeof(*key), t->seed);
}

/* The list of those that share this end's address (among others of the same hash). */
static struct list *beside(const struct rhythm_table *t, const struct pair_key *key,
			   enum rhythm_end end)
{
	const struct weir_addr *addr = end == RHYTHM_CLIENT ? &key->client : &key->server;

	return &t->heads[end][hash_words(addr, sizeof(*addr), t->seed) & t->ranked.keyed.mask];
}

static enum rank rank_of(const struct rhythm *r)
{
	return (uint64_t)r->contacts + r->notices >= RHYTHM_KNOWN ? KNOWN : PASSING;
}

/* Out of the lists of its addresses, once its place is another's. */
static void leave(struct rhythm_table *t, uint32_t i)
{
	unsigned int end;

	for (end = 0; end < 2; end++)
		list_remove(beside(t, &t->rhythm[i].key, end), t->beside[end], i);
}

static uint32_t create(struct rhythm_table *t, const struct pair_key *key, uint32_t hash)
{
	bool home = networks_contain(t->home, &key->client, key->slot & WEIR_SLOT_IPV6 ? 6 : 4);
	uint32_t i = ranked_take(&t->ranked, hash, home, NULL, NULL);
	unsigned int end;

	if (i == SLOT_NONE)
		return i;
	if (t->rhythm[i].used)
		leave(t, i);
	t->rhythm[i] = (struct rhythm){.key = *key, .used = true};
	for (end = 0; end < 2; end++)
		list_append(beside(t, key, end), t->beside[end], i);
	return i;
}

static void payload_add(struct rhythm *r, const struct rhythm_note *note)
{
	struct rhythm_contact *c = &r->contact[(r->contacts - 1) % RHYTHM_CONTACTS];

	if (r->in_notice) {
		add16(&r->notice[(r->notices - 1) % RHYTHM_NOTICES], clamp32(note->payload[1]));
		return;
	}
	add16(&c->payload[0], clamp32(note->payload[0]));
	add16(&c->payload[1], clamp32(note->payload[1]));
}

static void contact_begin(struct rhythm *r, const struct rhythm_note *note)
{
	unsigned int i = r->contacts % RHYTHM_CONTACTS;
	struct rhythm_contact *c = &r->contact[i];

	memset(c, 0, sizeof(*c));
	if (r->contacts)
		c->gap_ms = clamp32((note->start_ns - r->start_ns) / NS_PER_MS);
	r->opened = (uint16_t)((r->opened & ~(1u << i)) | (unsigned int)note->opened << i);
	r->start_ns = note->start_ns;
	r->in_notice = 0;
	add32(&r->contacts, 1);
}

static void notice_begin(struct rhythm *r)
{
	r->notice[r->notices % RHYTHM_NOTICES] = 0;
	r->in_notice = 1;
	add32(&r->notices, 1);
}

/* A contact that answers a notice is one all the same; the server's share of it may have
 * come with the notice. */
static void note_add(struct rhythm *r, const struct rhythm_note *note)
{
	bool first = !r->contacts && !r->notices;
	bool fresh = first || note->start_ns > r->end_ns + RHYTHM_QUIET_NS;

	if (first)
		r->first_ns = note->start_ns;
	if (note->payload[0] && (fresh || r->in_notice) && note->start_ns >= r->start_ns)
		contact_begin(r, note);
	else if (!note->payload[0] && fresh)
		notice_begin(r);
	payload_add(r, note);
	if (note->end_ns > r->end_ns)
		r->end_ns = note->end_ns;
	if (r->end_ns < r->start_ns)
		r->end_ns = r->start_ns;
}

void rhythm_note(struct rhythm_table *t, const struct pair_key *key, const struct rhythm_note *note)
{
	uint32_t hash = key_hash(t, key), i = find(t, key, hash);

	if (!note->payload[0] && !note->payload[1])
		return;
	if (i == SLOT_NONE && note->answered)
		i = create(t, key, hash);
	if (i == SLOT_NONE)
		return;
	note_add(&t->rhythm[i], note);
	ranked_touch(&t->ranked, i, rank_of(&t->rhythm[i]));
}

static void sort32(uint32_t *value, unsigned int count)
{
	unsigned int i, j;

	for (i = 1; i < count; i++) {
		uint32_t v = value[i];

		for (j = i; j > 0 && value[j - 1] > v; j--)
			value[j] = value[j - 1];
		value[j] = v;
	}
}

/* Sorts @value and then makes distances of them. */
static uint32_t median_spread(uint32_t *value, unsigned int count, uint32_t *spread)
{
	uint32_t median;
	unsigned int i;

	*spread = 0;
	if (!count)
		return 0;
	sort32(value, count);
	median = value[(count - 1) / 2];
	for (i = 0; i < count; i++)
		value[i] = value[i] > median ? value[i] - median : median - value[i];
	sort32(value, count);
	*spread = clamp32((uint64_t)value[(4 * count + 4) / 5 - 1] * MILLE / (median ? median : 1));
	return median;
}

static void facts_contacts(const struct rhythm *r, struct rhythm_facts *out)
{
	uint32_t gap[RHYTHM_CONTACTS], payload[2][RHYTHM_CONTACTS], opened = 0;
	unsigned int count = r->contacts < RHYTHM_CONTACTS ? r->contacts : RHYTHM_CONTACTS;
	unsigned int i, gaps = 0, end;

	for (i = 0; i < count; i++) {
		for (end = 0; end < 2; end++)
			payload[end][i] = r->contact[i].payload[end];
		if (i || r->contacts > RHYTHM_CONTACTS)
			gap[gaps++] = r->contact[i].gap_ms;
		opened += r->opened >> i & 1;
	}
	out->gap_ms = median_spread(gap, gaps, &out->gap_spread);
	for (end = 0; end < 2; end++)
		out->payload[end] = median_spread(payload[end], count, &out->payload_spread[end]);
	out->opened_share = count ? opened * MILLE / count : 0;
}

static void facts_notices(const struct rhythm *r, struct rhythm_facts *out)
{
	unsigned int i, count = r->notices < RHYTHM_NOTICES ? r->notices : RHYTHM_NOTICES;
	uint32_t payload[RHYTHM_NOTICES];

	for (i = 0; i < count; i++)
		payload[i] = r->notice[i];
	out->notice_payload = median_spread(payload, count, &out->notice_spread);
}

static bool same_service(const struct pair_key *a, const struct pair_key *b)
{
	return a->port == b->port && a->ip_proto == b->ip_proto && a->slot == b->slot;
}

static uint32_t clients_count(const struct rhythm_table *t, uint32_t self)
{
	const struct pair_key *key = &t->rhythm[self].key;
	uint32_t i = beside(t, key, RHYTHM_SERVER)->head, count = 0, walked = 0;

	for (; walked < RHYTHM_WALK && i != SLOT_NONE; i = t->beside[RHYTHM_SERVER][i].next) {
		const struct pair_key *other = &t->rhythm[i].key;

		if (memcmp(&key->server, &other->server, sizeof(key->server)))
			continue;
		walked++;
		count += same_service(key, other);
	}
	return count;
}

static uint64_t mean_gap_ns(const struct rhythm *r)
{
	return r->contacts > 1 ? (r->start_ns - r->first_ns) / (r->contacts - 1) : 0;
}

static bool rates_alike(uint64_t a_ns, uint64_t b_ns)
{
	uint64_t difference = a_ns > b_ns ? a_ns - b_ns : b_ns - a_ns;

	return difference <= a_ns / ALIKE_SHARE;
}

/* What else the client is in touch with at this rate. */
static void facts_pace(const struct rhythm_table *t, uint32_t self, struct rhythm_facts *out)
{
	const struct rhythm *r = &t->rhythm[self];
	uint32_t i = beside(t, &r->key, RHYTHM_CLIENT)->head, walked = 0;

	out->servers = 1;
	out->services = 1;
	for (; walked < RHYTHM_WALK && i != SLOT_NONE; i = t->beside[RHYTHM_CLIENT][i].next) {
		const struct rhythm *other = &t->rhythm[i];

		if (memcmp(&r->key.client, &other->key.client, sizeof(r->key.client)))
			continue;
		walked++;
		if (i == self || other->contacts < RHYTHM_KNOWN ||
		    !rates_alike(mean_gap_ns(r), mean_gap_ns(other)))
			continue;
		out->servers += same_service(&r->key, &other->key);
		out->services += weir_ntoh16(other->key.port) != DNS_PORT;
	}
}

void rhythm_server(const struct rhythm_table *t, const struct pair_key *key, uint64_t since_ns,
		   struct rhythm_server *out)
{
	uint32_t i = beside(t, key, RHYTHM_SERVER)->head, walked = 0, mappers = 0;
	bool asked = false;

	memset(out, 0, sizeof(*out));
	for (; walked < RHYTHM_WALK && i != SLOT_NONE; i = t->beside[RHYTHM_SERVER][i].next) {
		const struct rhythm *r = &t->rhythm[i];
		unsigned int port = weir_ntoh16(r->key.port);

		if (memcmp(&key->server, &r->key.server, sizeof(key->server)))
			continue;
		walked++;
		out->directory |= port == DNS_PORT || port == KERBEROS_PORT || port == LDAP_PORT;
		mappers += port == MAPPER_PORT;
		asked |= port == MAPPER_PORT && r->end_ns >= since_ns &&
			 !memcmp(&key->client, &r->key.client, sizeof(key->client));
	}
	out->directory |= walked == RHYTHM_WALK;
	out->mappers = asked ? mappers : 0;
}

void rhythm_facts(const struct rhythm_table *t, const struct pair_key *key,
		  struct rhythm_facts *out)
{
	uint32_t i = find(t, key, key_hash(t, key));
	const struct rhythm *r;

	memset(out, 0, sizeof(*out));
	if (i == SLOT_NONE)
		return;
	r = &t->rhythm[i];
	out->contacts = r->contacts;
	out->notices = r->notices;
	out->age_s = clamp32((r->end_ns - r->first_ns) / NS_PER_S);
	facts_contacts(r, out);
	facts_notices(r, out);
	out->clients = clients_count(t, i);
	facts_pace(t, i, out);
}
