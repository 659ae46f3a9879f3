// SPDX-License-Identifier: MIT
#include "subject.h"

#include "../flow/network.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ALL_SLOTS 0xffff

struct end {
	struct weir_addr addr;
	uint8_t ip_v;
	__be16 port;
};

static uint8_t family_of(uint8_t ip_v)
{
	return ip_v == 6 ? WEIR_SLOT_IPV6 : 0;
}

/* Through the parser's own code, so that keys are those of the kernel. */
static void set_flow(struct subject *s, const struct end *a, const struct end *b, uint8_t proto)
{
	struct weir_packet p = { .src = a->addr, .dst = b->addr, .sport = a->port,
				 .dport = b->port, .ip_v = a->ip_v, .ip_proto = proto };

	s->kind = SUBJECT_FLOW;
	s->slots = ALL_SLOTS;
	weir_watch_flow(&s->key, &p);
}

static void set_pair(struct subject *s, const struct end *a, const struct end *b)
{
	set_flow(s, a, b, 0);
	s->kind = SUBJECT_PAIR;
	weir_watch_pair(&s->key);
}

static void set_host(struct subject *s, const struct end *host)
{
	s->kind = SUBJECT_HOST;
	s->slots = ALL_SLOTS;
	weir_watch_host(&s->key, &host->addr, family_of(host->ip_v));
}

int subject_of_alert(const struct alert *a, struct subject *out)
{
	const struct row_subject *r = &a->finding.subject;
	const struct end src = { .addr = r->src, .ip_v = r->ip_v };
	const struct end dst = { .addr = r->dst, .ip_v = r->ip_v };
	const struct end *host = a->of_victim ? &dst : &src;
	const struct end *peer = a->of_victim ? &src : &dst;

	if (a->stage == ALERT_SUMMARY || addr_is_zero(&host->addr))
		return -ENOENT;
	if (addr_is_zero(&peer->addr))
		set_host(out, host);
	else
		set_pair(out, host, peer);
	out->slots = (uint16_t)(1u << (r->slot & (WEIR_SLOTS - 1)));
	return 0;
}

static int read_address(const char *text, struct end *out)
{
	struct in_addr v4;

	memset(out, 0, sizeof(*out));
	if (inet_pton(AF_INET, text, &v4) == 1) {
		weir_load_addr4(&out->addr, (const uint8_t *)&v4);
		out->ip_v = 4;
		return 0;
	}
	out->ip_v = 6;
	return inet_pton(AF_INET6, text, &out->addr) == 1 ? 0 : -EINVAL;
}

static bool is_host(const struct end *e)
{
	return e->ip_v == 4 ? e->addr.word[3] != 0 : !addr_is_zero(&e->addr);
}

int subject_of_host(const char *host, const char *peer, struct subject *out)
{
	struct subject s;
	struct end a, b;

	if (read_address(host, &a) || !is_host(&a))
		return -EINVAL;
	set_host(&s, &a);
	if (peer) {
		if (read_address(peer, &b) || !is_host(&b) || a.ip_v != b.ip_v)
			return -EINVAL;
		set_pair(&s, &a, &b);
	}
	*out = s;
	return 0;
}

/* "10.0.0.1:80" or "[fd00::1]:80". */
static int read_end(const char *text, struct end *out)
{
	char address[INET6_ADDRSTRLEN], *stop;
	const char *colon = strrchr(text, ':');
	bool bracket = *text == '[';
	size_t length;
	unsigned long port;

	if (!colon || (bracket && (colon == text + 1 || colon[-1] != ']')))
		return -EINVAL;
	length = (size_t)(colon - text) - (bracket ? 2 : 0);
	if (length >= sizeof(address))
		return -EINVAL;
	memcpy(address, text + bracket, length);
	address[length] = '\0';
	if (read_address(address, out) || (out->ip_v == 6) != bracket)
		return -EINVAL;
	if (colon[1] < '0' || colon[1] > '9')
		return -EINVAL;
	port = strtoul(colon + 1, &stop, 10);
	if (*stop || port > 0xffff)
		return -EINVAL;
	out->port = htons((uint16_t)port);
	return 0;
}

static int read_proto(const char *text, size_t length, uint8_t *out)
{
	static const struct {
		const char *name;
		uint8_t proto;
	} known[] = { { "tcp", WEIR_PROTO_TCP }, { "udp", WEIR_PROTO_UDP },
		      { "sctp", WEIR_PROTO_SCTP } };
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strlen(known[i].name) == length && !strncmp(text, known[i].name, length)) {
			*out = known[i].proto;
			return 0;
		}
	return -EINVAL;
}

int subject_of_flow(const char *text, struct subject *out)
{
	char copy[SUBJECT_TEXT_SIZE], *first, *second;
	struct end a, b;
	uint8_t proto;

	if (strlen(text) >= sizeof(copy))
		return -EINVAL;
	strcpy(copy, text);
	first = strchr(copy, ',');
	second = first ? strchr(first + 1, ',') : NULL;
	if (!second || read_proto(copy, (size_t)(first - copy), &proto))
		return -EINVAL;
	*second = '\0';
	if (read_end(first + 1, &a) || read_end(second + 1, &b) || a.ip_v != b.ip_v)
		return -EINVAL;
	set_flow(out, &a, &b, proto);
	return 0;
}

bool subject_covers(const struct subject *a, const struct subject *b)
{
	struct weir_key pair = b->key;

	if ((a->slots & b->slots) != b->slots || a->key.slot != b->key.slot)
		return false;
	if (a->kind == SUBJECT_HOST)
		return !memcmp(&a->key.lo, &b->key.lo, sizeof(a->key.lo)) ||
		       (b->kind != SUBJECT_HOST &&
			!memcmp(&a->key.lo, &b->key.hi, sizeof(a->key.lo)));
	if (b->kind == SUBJECT_HOST || a->kind < b->kind)
		return false;
	if (a->kind == SUBJECT_PAIR)
		weir_watch_pair(&pair);
	return !memcmp(&a->key, &pair, sizeof(pair));
}

bool subject_has(const struct subject *s, const struct weir_packet *p, unsigned int slot)
{
	struct subject packet = { .kind = SUBJECT_FLOW };

	packet.slots = (uint16_t)(1u << (slot & (WEIR_SLOTS - 1)));
	weir_watch_flow(&packet.key, p);
	return subject_covers(s, &packet);
}

static void end_text(const struct weir_addr *addr, uint8_t ip_v, __be16 port, bool with_port,
		     char out[static ADDR_TEXT_SIZE + 8])
{
	char address[ADDR_TEXT_SIZE];

	addr_text(addr, ip_v, address);
	if (!with_port)
		snprintf(out, ADDR_TEXT_SIZE + 8, "%s", address);
	else if (ip_v == 6)
		snprintf(out, ADDR_TEXT_SIZE + 8, "[%s]:%u", address, ntohs(port));
	else
		snprintf(out, ADDR_TEXT_SIZE + 8, "%s:%u", address, ntohs(port));
}

static const char *proto_text(uint8_t proto)
{
	return proto == WEIR_PROTO_TCP ? "tcp " : proto == WEIR_PROTO_UDP ? "udp " : "sctp ";
}

void subject_text(const struct subject *s, char out[static SUBJECT_TEXT_SIZE])
{
	uint8_t ip_v = s->key.slot & WEIR_SLOT_IPV6 ? 6 : 4;
	char lo[ADDR_TEXT_SIZE + 8], hi[ADDR_TEXT_SIZE + 8];

	end_text(&s->key.lo, ip_v, s->key.port_lo, s->kind == SUBJECT_FLOW, lo);
	end_text(&s->key.hi, ip_v, s->key.port_hi, s->kind == SUBJECT_FLOW, hi);
	if (s->kind == SUBJECT_HOST)
		snprintf(out, SUBJECT_TEXT_SIZE, "host %s", lo);
	else
		snprintf(out, SUBJECT_TEXT_SIZE, "%s%s and %s",
			 s->kind == SUBJECT_FLOW ? proto_text(s->key.ip_proto) : "", lo, hi);
}

uint32_t subject_watching(const struct subject *s)
{
	static const uint8_t kinds[] = { [SUBJECT_FLOW] = WEIR_WATCHING_FLOWS,
					 [SUBJECT_PAIR] = WEIR_WATCHING_PAIRS,
					 [SUBJECT_HOST] = WEIR_WATCHING_HOSTS };

	return kinds[s->kind];
}
