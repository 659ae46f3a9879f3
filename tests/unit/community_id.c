// SPDX-License-Identifier: MIT
/*
 * Community ID against the published tuples of the specification's baseline (seed 0 and
 * 1) and five tuples computed by hand. For ICMP the table's ports are the
 * type and its counterpart or, for one-way types, the code.
 */
#include "tests/unit/tap.h"
#include "user/sink/community_id.h"

#include <arpa/inet.h>
#include <string.h>

struct vector {
	uint8_t ip_proto;
	const char *src;
	const char *dst;
	uint16_t sport;
	uint16_t dport;
	const char *seed0;
	const char *seed1;
};

/* clang-format off */
static const struct vector vectors[] = {
	{ 58, "fe80::200:86ff:fe05:80da", "fe80::260:97ff:fe07:69ea", 135, 136,
	  "1:dGHyGvjMfljg6Bppwm3bg0LO8TY=", "1:kHa1FhMYIT6Ym2Vm2AOtoOARDzY=" },
	{ 58, "fe80::260:97ff:fe07:69ea", "fe80::200:86ff:fe05:80da", 136, 135,
	  "1:dGHyGvjMfljg6Bppwm3bg0LO8TY=", "1:kHa1FhMYIT6Ym2Vm2AOtoOARDzY=" },
	{ 58, "fe80::260:97ff:fe07:69ea", "fe80::200:86ff:fe05:80da", 135, 136,
	  "1:zavyT/cezQr1fmImYCwYnMXbgck=", "1:2hSqmsDZ2kdcY9kbiUzOEBic0iM=" },
	{ 58, "fe80::200:86ff:fe05:80da", "fe80::260:97ff:fe07:69ea", 136, 135,
	  "1:zavyT/cezQr1fmImYCwYnMXbgck=", "1:2hSqmsDZ2kdcY9kbiUzOEBic0iM=" },
	{ 58, "3ffe:501:1800:2345::2", "3ffe:507:0:1:200:86ff:fe05:80da", 3, 0,
	  "1:2ObVBgIn28oZvibYZhZMBgh7WdQ=", "1:lVEtCZpYu84Xqaa++3lXFyuu2n4=" },
	{ 58, "3ffe:501:410:0:2c0:dfff:fe47:33e", "3ffe:507:0:1:200:86ff:fe05:80da", 1, 4,
	  "1:hLZd0XGWojozrvxqE0dWB1iM6R0=", "1:W8MHwXpWzpoSTD+cGcaJr4u0ys8=" },
	{ 58, "3ffe:507:0:1:200:86ff:fe05:80da", "3ffe:501:0:1001::2", 128, 129,
	  "1:+TW+HtLHvV1xnGhV1lv7XoJrqQg=", "1:GfZxjAkDk2MkegpBYHV6tadtFXQ=" },
	{ 58, "3ffe:501:0:1001::2", "3ffe:507:0:1:200:86ff:fe05:80da", 129, 128,
	  "1:+TW+HtLHvV1xnGhV1lv7XoJrqQg=", "1:GfZxjAkDk2MkegpBYHV6tadtFXQ=" },
	{ 58, "fe80::200:86ff:fe05:80da", "ff02::2", 133, 134,
	  "1:hO+sN4H+MG5MY/8hIrXPqc4ZQz0=", "1:L7Ka0ZMYu+J3bL4ulW2PrqyXNo8=" },
	{ 58, "fe80::260:97ff:fe07:69ea", "ff02::1", 134, 133,
	  "1:pkvHqCL88/tg1k4cPigmZXUtL00=", "1:K/ee5UCqAMAQXDorP5nSa2CGLjc=" },
	{ 1, "192.168.0.89", "192.168.0.1", 8, 0,
	  "1:X0snYXpgwiv9TZtqg64sgzUn6Dk=", "1:03g6IloqVBdcZlPyX8r0hgoE7kA=" },
	{ 1, "192.168.0.1", "192.168.0.89", 0, 8,
	  "1:X0snYXpgwiv9TZtqg64sgzUn6Dk=", "1:03g6IloqVBdcZlPyX8r0hgoE7kA=" },
	{ 1, "10.0.0.1", "10.0.0.2", 11, 0,
	  "1:YHxtAirCG//0OzkcVAukqKQN9xM=", "1:XjUibYHaafLQ3pxQeiMI8g25q20=" },
	{ 6, "2001:470:e5bf:dead:4957:2174:e82c:4887", "2607:f8b0:400c:c03::1a", 63943, 25,
	  "1:/qFaeAR+gFe1KYjMzVDsMv+wgU4=", "1:eJYTW6AOzFLlSUoESovMjnu7rMw=" },
	{ 6, "2607:f8b0:400c:c03::1a", "2001:470:e5bf:dead:4957:2174:e82c:4887", 25, 63943,
	  "1:/qFaeAR+gFe1KYjMzVDsMv+wgU4=", "1:eJYTW6AOzFLlSUoESovMjnu7rMw=" },
	{ 132, "192.168.170.8", "192.168.170.56", 7, 7,
	  "1:MP2EtRCAUIZvTw6MxJHLV7N7JDs=", "1:5w3ZRjeKBzqT3zsaEECDGjUbYeg=" },
	{ 132, "192.168.170.56", "192.168.170.8", 7, 7,
	  "1:MP2EtRCAUIZvTw6MxJHLV7N7JDs=", "1:5w3ZRjeKBzqT3zsaEECDGjUbYeg=" },
	{ 6, "128.232.110.120", "66.35.250.204", 34855, 80,
	  "1:LQU9qZlK+B5F3KDmev6m5PMibrg=", "1:3V71V58M3Ksw/yuFALMcW0LAHvc=" },
	{ 6, "66.35.250.204", "128.232.110.120", 80, 34855,
	  "1:LQU9qZlK+B5F3KDmev6m5PMibrg=", "1:3V71V58M3Ksw/yuFALMcW0LAHvc=" },
	{ 17, "192.168.1.52", "8.8.8.8", 54585, 53,
	  "1:d/FP5EW3wiY1vCndhwleRRKHowQ=", "1:Q9We8WO3piVF8yEQBNJF4uiSVrI=" },
	{ 17, "8.8.8.8", "192.168.1.52", 53, 54585,
	  "1:d/FP5EW3wiY1vCndhwleRRKHowQ=", "1:Q9We8WO3piVF8yEQBNJF4uiSVrI=" },
	{ 46, "10.1.12.1", "10.1.12.2", 0, 0,
	  "1:KHlLkgoJW7ifUTyTSgyVfkFHzKw=", "1:rYir8gphR31noO9iDRQmF/BteEI=" },
	{ 46, "10.1.12.2", "10.1.12.1", 0, 0,
	  "1:KHlLkgoJW7ifUTyTSgyVfkFHzKw=", "1:rYir8gphR31noO9iDRQmF/BteEI=" },
	{ 6, "1.2.3.4", "5.6.7.8", 1122, 3344, "1:wCb3OG7yAFWelaUydu0D+125CLM=", NULL },
	{ 17, "1.2.3.4", "5.6.7.8", 1122, 3344, "1:0Mu9InQx6z4ZiCZM/7HXi2WMhOg=", NULL },
	{ 1, "1.2.3.4", "5.6.7.8", 8, 0, "1:crodRHL2FEsHjbv3UkRrfbs4bZ0=", NULL },
	/* One way from the higher address: not turned round (tshark says the same). */
	{ 1, "10.0.0.2", "10.0.0.1", 3, 3, "1:LhjXG72oBqb/FpYqPl9LboG4/B4=",
	  "1:BflcgrMqHgCV22CsMsdXXVbWKM8=" },
	{ 58, "fe80::2", "fe80::1", 1, 4, "1:KP7k20289QLlEmMHLKdRgaeGmfo=",
	  "1:eDQBEUy7T7DBQPWmFIDM++sUoVY=" },
};
/* clang-format on */

static void addr(const char *text, struct weir_addr *out, uint8_t *ip_v)
{
	memset(out, 0, sizeof(*out));
	*ip_v = strchr(text, ':') ? 6 : 4;
	if (*ip_v == 6) {
		inet_pton(AF_INET6, text, out);
	} else {
		out->word[2] = htonl(0xffff);
		inet_pton(AF_INET, text, &out->word[3]);
	}
}

static void fill(const struct vector *v, struct community_tuple *t)
{
	memset(t, 0, sizeof(*t));
	addr(v->src, &t->src, &t->ip_v);
	addr(v->dst, &t->dst, &t->ip_v);
	t->ip_proto = v->ip_proto;
	if (v->ip_proto == 1 || v->ip_proto == 58) {
		t->icmp_type = (uint8_t)v->sport;
		t->icmp_code = (uint8_t)v->dport;
		t->sport = t->dport = htons(777); /* an echo's identifier: not part of it */
	} else {
		t->sport = htons(v->sport);
		t->dport = htons(v->dport);
	}
}

static void is(const struct community_tuple *t, uint16_t seed, const struct vector *v,
	       const char *expected)
{
	char got[COMMUNITY_ID_SIZE];

	community_id(t, seed, got);
	if (!tap_ok(!strcmp(got, expected), "proto %u %s:%u > %s:%u seed %u", v->ip_proto, v->src,
		    v->sport, v->dst, v->dport, seed))
		printf("#   got %s, expected %s\n", got, expected);
}

int main(void)
{
	const struct vector same = { 6, "10.0.0.1", "10.0.0.1", 2, 1, NULL, NULL };
	struct community_tuple t, back;
	char one[COMMUNITY_ID_SIZE], other[COMMUNITY_ID_SIZE];

	for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
		fill(&vectors[i], &t);
		is(&t, 0, &vectors[i], vectors[i].seed0);
		if (vectors[i].seed1)
			is(&t, 1, &vectors[i], vectors[i].seed1);
	}
	fill(&same, &t);
	back = t;
	back.sport = t.dport;
	back.dport = t.sport;
	community_id(&t, 0, one);
	community_id(&back, 0, other);
	tap_ok(!strcmp(one, other), "equal addresses are ordered by port");
	t.ip_proto = back.ip_proto = 47;
	back.sport = htons(9);
	community_id(&t, 0, one);
	community_id(&back, 0, other);
	tap_ok(!strcmp(one, other), "ports of a protocol without ports do not count");
	return tap_done();
}
