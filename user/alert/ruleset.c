// SPDX-License-Identifier: MIT
#include "ruleset.h"

#include "../flow/network.h"
#include "alert.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#define MINUTES_A_DAY 1440

struct ruleset {
	unsigned int count;
	uint32_t networks;
	struct netset self;
	struct ruleset_names names;
	struct ruleset_rule rule[RULESET_RULES_MAX];
};

const char *ruleset_effect_name(enum ruleset_effect effect)
{
	static const char *const names[] = { "allow", "suppress" };

	return names[effect];
}

const char *ruleset_origin_name(enum ruleset_origin origin)
{
	static const char *const names[] = { "vendor", "file", "added" };

	return names[origin];
}

int ruleset_new(struct ruleset **out)
{
	struct ruleset *s = calloc(1, sizeof(*s));

	if (!s)
		return -ENOMEM;
	*out = s;
	return 0;
}

static void ends_fini(struct ruleset_ends *e)
{
	free(e->text);
	netset_fini(&e->nets);
}

void ruleset_rule_fini(struct ruleset_rule *rule)
{
	ends_fini(&rule->device);
	ends_fini(&rule->peer);
	ends_fini(&rule->network);
	free(rule->text);
	free(rule->place);
	memset(rule, 0, sizeof(*rule));
}

void ruleset_free(struct ruleset *s)
{
	if (!s)
		return;
	for (unsigned int i = 0; i < s->count; i++)
		ruleset_rule_fini(&s->rule[i]);
	netset_fini(&s->self);
	free(s);
}

void ruleset_name_hosts(struct ruleset *s, ruleset_host_fn host, void *ctx)
{
	s->names.host = host;
	s->names.ctx = ctx;
}

const struct ruleset_names *ruleset_names(const struct ruleset *s)
{
	return &s->names;
}

int ruleset_set_self(struct ruleset *s, const struct networks *self)
{
	struct netset set = { { 0 }, { 0 }, NULL, NULL };

	for (unsigned int i = 0; i < self->count; i++)
		if (netset_add(&set, &self->list[i])) {
			netset_fini(&set);
			return -ENOMEM;
		}
	netset_close(&set);
	netset_fini(&s->self);
	s->self = set;
	s->names.self = &s->self;
	return 0;
}

int ruleset_add(struct ruleset *s, struct ruleset_rule *rule)
{
	if (ruleset_find(s, rule->effect, rule->name))
		return -EEXIST;
	if (s->count == RULESET_RULES_MAX)
		return -ENOSPC;
	if (rule->networks > RULESET_NETWORKS_MAX - s->networks)
		return -E2BIG;
	netset_close(&rule->device.nets);
	netset_close(&rule->peer.nets);
	netset_close(&rule->network.nets);
	s->networks += rule->networks;
	s->rule[s->count++] = *rule;
	memset(rule, 0, sizeof(*rule));
	return 0;
}

int ruleset_remove(struct ruleset *s, enum ruleset_effect effect, const char *name)
{
	struct ruleset_rule *rule = ruleset_find(s, effect, name);

	if (!rule)
		return -ENOENT;
	s->networks -= rule->networks;
	ruleset_rule_fini(rule);
	s->count--;
	memmove(rule, rule + 1, (size_t)(&s->rule[s->count] - rule) * sizeof(*rule));
	memset(&s->rule[s->count], 0, sizeof(*rule));
	return 0;
}

unsigned int ruleset_count(const struct ruleset *s)
{
	return s->count;
}

struct ruleset_rule *ruleset_get(const struct ruleset *s, unsigned int index)
{
	return (struct ruleset_rule *)&s->rule[index];
}

struct ruleset_rule *ruleset_find(const struct ruleset *s, enum ruleset_effect effect,
				  const char *name)
{
	for (unsigned int i = 0; i < s->count; i++)
		if (s->rule[i].effect == effect && !strcmp(s->rule[i].name, name))
			return ruleset_get(s, i);
	return NULL;
}

static void case_start(const struct finding *f, int64_t wall_s, struct ruleset_case *out)
{
	memset(out, 0, sizeof(*out));
	out->class = f->class;
	out->direction = f->subject.direction;
	out->ip_v = f->subject.ip_v;
	out->ip_proto = f->subject.ip_proto;
	out->port = ntohs(f->subject.dport);
	out->wall_s = wall_s;
}

static void case_end(struct ruleset_case *c, unsigned int which, const struct weir_addr *addr)
{
	if (!addr_is_zero(addr))
		c->end[which].addr[c->end[which].count++] = *addr;
}

void ruleset_case_of_finding(const struct finding *f, int64_t wall_s, struct ruleset_case *out)
{
	case_start(f, wall_s, out);
	case_end(out, 0, &f->subject.src);
	case_end(out, 1, &f->subject.dst);
}

void ruleset_case_of_alert(const struct alert *a, int64_t wall_s, struct ruleset_case *out)
{
	const struct row_subject *s = &a->finding.subject;
	const unsigned int host = a->of_victim, peers = !a->of_victim;
	uint64_t about = 0;

	case_start(&a->finding, wall_s, out);
	case_end(out, host, host ? &s->dst : &s->src);
	for (uint32_t i = 0; i < a->named; i++)
		about += a->peer[i].count;
	if (about != a->count)
		return;
	for (uint32_t i = 0; i < a->named; i++)
		case_end(out, peers, &a->peer[i].addr);
}

/* "*.debian.org" is for every name below debian.org. */
static bool name_fits(const char *word, const char *name)
{
	size_t length = strlen(name), tail;

	while (length && name[length - 1] == '.')
		length--;
	if (strncmp(word, "*.", 2) != 0)
		return strlen(word) == length && !strncasecmp(word, name, length);
	tail = strlen(word + 1);
	return length > tail && !strncasecmp(word + 1, name + length - tail, tail);
}

static bool word_fits(const char *word, const struct ruleset_host *h, const char *mac, bool peer)
{
	if (h->id && !strcasecmp(word, h->id))
		return true;
	if (h->name && name_fits(word, h->name))
		return true;
	if (*mac && !strcmp(word, mac))
		return true;
	return peer && h->dns && name_fits(word, h->dns);
}

static bool host_is_named(const struct ruleset_names *n, const struct ruleset_ends *e,
			  const struct weir_addr *addr, uint8_t ip_v, bool peer)
{
	struct ruleset_host h = { NULL, NULL, NULL, NULL };
	const char *word = e->text;
	char mac[18] = "";

	if (!e->words || !n->host)
		return false;
	n->host(n->ctx, addr, ip_v, &h);
	if (h.mac)
		snprintf(mac, sizeof(mac), "%02x:%02x:%02x:%02x:%02x:%02x", h.mac[0], h.mac[1],
			 h.mac[2], h.mac[3], h.mac[4], h.mac[5]);
	for (unsigned int i = 0; i < e->words; i++, word += strlen(word) + 1)
		if (word_fits(word, &h, mac, peer))
			return true;
	return false;
}

/* Whether all hosts at this end of the case are among them. */
static bool end_fits(const struct ruleset_names *n, const struct ruleset_ends *e,
		     const struct ruleset_case *c, unsigned int which, bool peer)
{
	unsigned int count = c->end[which].count;

	if (!e->given)
		return true;
	for (unsigned int i = 0; i < count; i++) {
		const struct weir_addr *addr = &c->end[which].addr[i];

		if (!netset_contains(&e->nets, addr, c->ip_v) &&
		    !(e->self && n->self && netset_contains(n->self, addr, c->ip_v)) &&
		    !host_is_named(n, e, addr, c->ip_v, peer))
			return false;
	}
	return count > 0;
}

static bool ends_fit(const struct ruleset_names *n, const struct ruleset_rule *r,
		     const struct ruleset_case *c)
{
	if (r->network.given && !end_fits(n, &r->network, c, 0, false) &&
	    !end_fits(n, &r->network, c, 1, false))
		return false;
	if (!r->device.given && !r->peer.given)
		return true;
	for (unsigned int device = 0; device < 2; device++) {
		if (r->role != RULESET_ANY && device != (r->role == RULESET_TARGET))
			continue;
		if (end_fits(n, &r->device, c, device, false) &&
		    end_fits(n, &r->peer, c, !device, true))
			return true;
	}
	return false;
}

static bool port_fits(const struct ruleset_rule *r, const struct ruleset_case *c)
{
	if (!r->port_count)
		return true;
	for (unsigned int i = 0; i < r->port_count; i++)
		if (c->port && c->port >= r->port[i].low && c->port <= r->port[i].high)
			return true;
	return false;
}

static bool protocol_fits(const struct ruleset_rule *r, const struct ruleset_case *c)
{
	if (!r->protocol_count)
		return true;
	for (unsigned int i = 0; i < r->protocol_count; i++)
		if (c->ip_proto && c->ip_proto == r->protocol[i])
			return true;
	return false;
}

static bool day_fits(const struct ruleset_rule *r, int day)
{
	return !r->days || r->days >> ((day + 7) % 7) & 1;
}

/* A span that ends before it begins goes on after midnight, on its day's account. */
static bool time_fits(const struct ruleset_rule *r, int64_t wall_s)
{
	time_t seconds = (time_t)wall_s;
	struct tm local;
	int minute;

	if (!r->hour_count && !r->days)
		return true;
	if (!localtime_r(&seconds, &local))
		return false;
	if (!r->hour_count)
		return day_fits(r, local.tm_wday);
	minute = local.tm_hour * 60 + local.tm_min;
	for (unsigned int i = 0; i < r->hour_count; i++) {
		int from = r->hour[i].from, to = r->hour[i].to;

		if (to <= from)
			to += MINUTES_A_DAY;
		if (minute >= from && minute < to && day_fits(r, local.tm_wday))
			return true;
		if (minute + MINUTES_A_DAY < to && day_fits(r, local.tm_wday - 1))
			return true;
	}
	return false;
}

bool ruleset_rule_holds(const struct ruleset_names *n, const struct ruleset_rule *r,
			const struct ruleset_case *c)
{
	if (r->classes && !(r->classes >> c->class & 1))
		return false;
	if (r->directions && !(r->directions >> c->direction & 1))
		return false;
	if (r->expires_s && c->wall_s >= r->expires_s)
		return false;
	/* What costs most last. */
	return port_fits(r, c) && protocol_fits(r, c) && ends_fit(n, r, c) &&
	       time_fits(r, c->wall_s);
}

struct ruleset_rule *ruleset_match(const struct ruleset *s, enum ruleset_effect effect,
				   const struct ruleset_case *c)
{
	for (unsigned int i = 0; i < s->count; i++)
		if (s->rule[i].effect == effect && ruleset_rule_holds(&s->names, &s->rule[i], c))
			return ruleset_get(s, i);
	return NULL;
}

void ruleset_inherit(struct ruleset *s, const struct ruleset *old)
{
	for (unsigned int i = 0; i < s->count; i++) {
		struct ruleset_rule *rule = &s->rule[i];
		const struct ruleset_rule *was = ruleset_find(old, rule->effect, rule->name);

		if (!was)
			continue;
		rule->hits = was->hits;
		rule->last_hit_s = was->last_hit_s;
		rule->expired = was->expired && was->expires_s == rule->expires_s;
	}
}

void ruleset_expire(struct ruleset *s, int64_t wall_s,
		    void (*told)(void *ctx, const struct ruleset_rule *rule), void *ctx)
{
	for (unsigned int i = 0; i < s->count; i++) {
		struct ruleset_rule *rule = &s->rule[i];

		if (rule->expired || !rule->expires_s || wall_s < rule->expires_s)
			continue;
		rule->expired = true;
		if (told)
			told(ctx, rule);
	}
}
