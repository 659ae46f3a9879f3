// SPDX-License-Identifier: MIT
/* What a site keeps beyond its windows: whom its devices met, and what they tried in vain. */
#include "saturate.h"
#include "site.h"

#include <string.h>
#include <weir/parse.h>

void site_memory_key(const struct site *s, const struct pair_key *pair, struct memory_key *out)
{
	memset(out, 0, sizeof(*out));
	out->client = devices_canonical(s->devices, &pair->client);
	out->server = devices_canonical(s->devices, &pair->server);
	out->port = pair->port;
	out->ip_proto = pair->ip_proto;
	out->ip_v = pair->slot & WEIR_SLOT_IPV6 ? 6 : 4;
}

uint32_t site_wall_s(const struct site *s, uint64_t number)
{
	return clamp32(number * s->scale.base_ns / FLOW_SECOND_NS);
}

void site_learn(struct site *s, const struct pair *p, uint64_t number)
{
	const struct pair_sums *sums = &p->sums[0];
	uint64_t bytes = (uint64_t)sums->ip_bytes[0] + sums->ip_bytes[1];
	struct memory_key key;

	if (!sums->packets[0] || !sums->packets[1])
		return;
	site_memory_key(s, &p->key, &key);
	/* An old connection that goes on keeps up what is known, it makes nothing known. */
	if (p->key.ip_proto == WEIR_PROTO_TCP && !sums->completed &&
	    !memory_find(&s->memory, &key))
		return;
	memory_meet(&s->memory, &key, site_wall_s(s, number), sums->flows, bytes);
}

/* Of its initiator: SYN, or without ACK, as FIN, null and Xmas scans are. */
static bool is_begun(const struct flow *f)
{
	const struct flow_side *side = &f->side[f->initiator];

	return side->syn || !(side->tcp_flags & WEIR_TCP_ACK);
}

static bool came_to_nothing(const struct flow *f)
{
	unsigned int victim;

	return f->key.ip_proto == WEIR_PROTO_TCP && (f->flags & FLOW_COUNTED) &&
	       (f->outcome == OUTCOME_UNANSWERED || f->outcome == OUTCOME_REFUSED ||
		f->outcome == OUTCOME_HALF) &&
	       is_begun(f) && !flow_is_unasked(f, &victim);
}

/* @use: the key of the client's use of the service. */
static bool is_strange(const struct site *s, const struct memory_key *use)
{
	uint16_t port = weir_ntoh16(use->port);

	if ((port == 80 || port == 443) && networks_contain(s->home, &use->client, use->ip_v))
		return false;
	return !memory_find(&s->memory, use);
}

void site_end(struct site *s, const struct flow *f, uint64_t number)
{
	struct slow_attempt attempt;
	struct memory_key key;
	struct pair_key pair;

	if (!came_to_nothing(f) || site_is_one_way(s, f->key.slot))
		return;
	memset(&attempt, 0, sizeof(attempt));
	flow_ends(f, &attempt.ends);
	pair_key_of(f, &attempt.ends, &pair);
	site_memory_key(s, &pair, &key);
	if (memory_find(&s->memory, &key))
		return;
	memset(&key.server, 0, sizeof(key.server));
	attempt.strange = is_strange(s, &key);
	attempt.slot = f->key.slot & (uint8_t)~WEIR_SLOT_IPV6;
	attempt.inside = networks_contain(s->home, &attempt.ends.dst, attempt.ends.ip_v);
	attempt.first_ns = flow_start_ns(f);
	attempt.last_ns = flow_end_ns(f);
	slow_attempt(&s->slow, &s->scale, number, &attempt);
}
