// SPDX-License-Identifier: MIT
#include "community_id.h"

#include "sha1.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <string.h>

/* ICMP types that answer each other, as Zeek pairs them. */
static const uint8_t pairs_v4[][2] = { { 8, 0 }, { 13, 14 }, { 15, 16 }, { 10, 9 }, { 17, 18 } };
static const uint8_t pairs_v6[][2] = { { 128, 129 }, { 133, 134 }, { 135, 136 },
				       { 130, 131 }, { 139, 140 }, { 144, 145 } };

/* The type that answers @type, or -1. */
static int counterpart(const uint8_t (*pairs)[2], size_t count, uint8_t type)
{
	for (size_t i = 0; i < count; i++) {
		if (pairs[i][0] == type)
			return pairs[i][1];
		if (pairs[i][1] == type)
			return pairs[i][0];
	}
	return -1;
}

struct ports {
	bool used;
	bool one_way; /* an ICMP type without counterpart: never turned round */
	__be16 src;
	__be16 dst;
};

static struct ports tuple_ports(const struct community_tuple *t)
{
	struct ports p = { .used = true, .src = t->sport, .dst = t->dport };
	int other;

	switch (t->ip_proto) {
	case IPPROTO_TCP:
	case IPPROTO_UDP:
	case IPPROTO_SCTP:
		return p;
	case IPPROTO_ICMP:
		other = counterpart(pairs_v4, sizeof(pairs_v4) / sizeof(pairs_v4[0]), t->icmp_type);
		break;
	case IPPROTO_ICMPV6:
		other = counterpart(pairs_v6, sizeof(pairs_v6) / sizeof(pairs_v6[0]), t->icmp_type);
		break;
	default:
		return (struct ports){ 0 };
	}
	p.one_way = other < 0;
	p.src = htons(t->icmp_type);
	p.dst = htons(other < 0 ? t->icmp_code : (uint16_t)other);
	return p;
}

static void base64(const uint8_t *data, size_t length, char *out)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	uint32_t group;

	for (size_t i = 0; i < length; i += 3) {
		group = (uint32_t)data[i] << 16;
		group |= i + 1 < length ? (uint32_t)data[i + 1] << 8 : 0;
		group |= i + 2 < length ? data[i + 2] : 0;
		*out++ = digits[group >> 18];
		*out++ = digits[group >> 12 & 63];
		*out++ = i + 1 < length ? digits[group >> 6 & 63] : '=';
		*out++ = i + 2 < length ? digits[group & 63] : '=';
	}
	*out = '\0';
}

void community_id(const struct community_tuple *t, uint16_t seed,
		  char out[static COMMUNITY_ID_SIZE])
{
	const size_t skip = t->ip_v == 4 ? 12 : 0; /* IPv4 is kept as ::ffff:a.b.c.d */
	const uint8_t *lo = (const uint8_t *)&t->src + skip;
	const uint8_t *hi = (const uint8_t *)&t->dst + skip;
	const size_t length = sizeof(t->src) - skip;
	const uint8_t proto[2] = { t->ip_proto, 0 };
	const __be16 seed_be = htons(seed);
	struct ports p = tuple_ports(t);
	uint8_t digest[SHA1_SIZE];
	__be16 ports[2] = { p.src, p.dst };
	struct sha1 s;
	int order = memcmp(lo, hi, length);

	if (!order)
		order = memcmp(&p.src, &p.dst, sizeof(p.src));
	if (order > 0 && !p.one_way) {
		const uint8_t *swap = lo;

		lo = hi;
		hi = swap;
		ports[0] = p.dst;
		ports[1] = p.src;
	}
	sha1_init(&s);
	sha1_add(&s, &seed_be, sizeof(seed_be));
	sha1_add(&s, lo, length);
	sha1_add(&s, hi, length);
	sha1_add(&s, proto, sizeof(proto));
	if (p.used)
		sha1_add(&s, ports, sizeof(ports));
	sha1_finish(&s, digest);
	memcpy(out, "1:", 2);
	base64(digest, sizeof(digest), out + 2);
}
