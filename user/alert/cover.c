// SPDX-License-Identifier: MIT
#include "cover.h"

#include "cause.h"

/* The stronger alarm's host, if it is found so in @e. */
static bool cause_identity(const struct entry *e, enum cause_host host,
			   const struct devices *devices, struct identity *out)
{
	const bool peer = host == CAUSE_PEER_SUFFERS || host == CAUSE_PEER_ACTS;

	if (peer && (e->peers.distinct != 1 || !peers_agree(&e->peers)))
		return false;
	*out = e->identity;
	if (peer)
		out->host = devices_canonical(devices, &e->peers.list[0].addr);
	if (host != CAUSE_SAME)
		out->victim = host == CAUSE_SUFFERS || host == CAUSE_PEER_SUFFERS;
	return true;
}

static bool has_many_peers(const struct entry *e)
{
	return e->peers.distinct != 1 || !peers_agree(&e->peers);
}

/* Whether the other one was found in the windows of @e too, and what both may be is its:
 * what has one source is a scan or guessing, with many sources it is about the victim; a
 * scan of many hosts is one search. */
static bool explains(const struct entry *other, const struct entry *e, enum cause_host host)
{
	if (!other || other->last_ns < e->strongest.subject.start_ns)
		return false;
	if (host == CAUSE_SAME && e->identity.class == CLASS_PORTSCAN)
		return has_many_peers(e);
	return host != CAUSE_PEER_SUFFERS || e->identity.class == CLASS_ANOMALY ||
	       has_many_peers(other);
}

struct entry *entries_cover(const struct entries *t, const struct entry *e,
			    const struct devices *devices)
{
	struct entry *other;
	struct identity id;

	for (int host = 0; host < CAUSE_HOSTS; host++) {
		if (!cause_identity(e, (enum cause_host)host, devices, &id))
			continue;
		for (int class = 0; class < ALERT_CLASSES; class++) {
			if (!cause_yields(e->identity.class, (enum alert_class)class,
					  (enum cause_host)host))
				continue;
			id.class = (uint8_t)class;
			other = entries_find(t, &id);
			if (explains(other, e, (enum cause_host)host))
				return other;
		}
	}
	return NULL;
}
