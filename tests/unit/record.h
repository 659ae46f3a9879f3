/* SPDX-License-Identifier: MIT */
/* Flow records as a source drains them, made by hand. */
#ifndef WEIR_RECORD_H
#define WEIR_RECORD_H

#include <arpa/inet.h>
#include <string.h>
#include <weir/abi.h>
#include <weir/parse.h>

struct fed {
	struct weir_key key;
	struct weir_flow flow;
};

static void set_addr(struct weir_addr *addr, uint32_t v4)
{
	addr->word[0] = addr->word[1] = 0;
	addr->word[2] = htonl(0xffff);
	addr->word[3] = htonl(v4);
}

/* A record from 10.0.0.@host to 198.51.100.@server, which is hi, so [0] is the client. */
static struct fed record(uint8_t proto, uint8_t host, uint8_t server, uint16_t sport,
			 uint16_t dport)
{
	struct fed r;

	memset(&r, 0, sizeof(r));
	set_addr(&r.key.lo, 0x0a000000u + host);
	set_addr(&r.key.hi, 0xc6336400u + server);
	r.key.port_lo = htons(sport);
	r.key.port_hi = htons(dport);
	r.key.ip_proto = proto;
	return r;
}

static void packets(struct fed *r, int direction, uint32_t count, uint64_t first_ns,
		    uint64_t last_ns, uint8_t flags)
{
	struct weir_hot *hot = &r->flow.hot[direction];
	struct weir_cold *cold = &r->flow.cold[direction];
	struct weir_tcp *tcp = &r->flow.proto.tcp[direction];

	hot->packets = count;
	hot->ip_bytes = 100ull * count;
	hot->bytes = 114ull * count;
	hot->payload_bytes = 60ull * count;
	hot->size_sq = 10000ull * count;
	hot->last_ns = last_ns;
	r->flow.first_ns[direction] = first_ns;
	r->flow.tcp_flags[direction] = flags;
	cold->size_min = cold->size_max = 100;
	cold->size_bins[0] = count;
	cold->gap_bins[0] = count - 1;
	tcp->syn = (flags & WEIR_TCP_SYN) && (direction == 0);
	tcp->synack = (flags & WEIR_TCP_SYN) && (direction == 1);
	tcp->fin = !!(flags & WEIR_TCP_FIN);
	tcp->rst = !!(flags & WEIR_TCP_RST);
	if (flags & WEIR_TCP_SYN)
		r->flow.evidence = WEIR_BY_HANDSHAKE;
}

#endif
