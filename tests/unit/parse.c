// SPDX-License-Identifier: MIT
/* Parser, meter and key on hand-made frames. */
#include "tap.h"

#include <stdint.h>
#include <string.h>
#include <weir/account.h>

static const uint8_t tcp_syn[] = {
	0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 0x08, 0x00, /* Ethernet */
	0x45, 0, 0, 40, 0, 0, 0x40, 0, 64, 6, 0, 0, 10, 0, 0, 2, 10, 0, 0, 1, /* IPv4 */
	0xc0, 0x00, 0x00, 0x50, 0, 0, 0, 1, 0, 0, 0, 0, 0x50, 0x02, 0, 0, 0, 0, 0, 0, /* TCP */
};

static void parse(struct weir_packet *p, const uint8_t *frame, size_t len)
{
	weir_parse(p, frame, frame + len, 0);
	weir_measure(p, (uint32_t)len, (uint32_t)len, 0, 0);
}

static void test_tcp(void)
{
	struct weir_packet p;
	struct weir_key key;

	parse(&p, tcp_syn, sizeof(tcp_syn));
	tap_is(p.status, WEIR_PACKET_OK, "SYN parses");
	tap_is(p.tcp_flags, WEIR_TCP_SYN, "flags");
	tap_is(p.ip_len, 40, "IP length");
	tap_is(p.payload_len, 0, "no payload");
	tap_is(p.bytes, 54, "frame bytes");
	tap_is(weir_key_of(&key, &p, 3, 1), 1, "10.0.0.2 is hi");
	tap_is(weir_ntoh16(key.port_lo), 80, "port of lo");
	tap_is(key.slot, 3, "slot, IPv4");
}

static void test_truncations(void)
{
	struct weir_packet p;
	size_t len;
	int wrong = 0;

	for (len = 0; len < sizeof(tcp_syn); len++) {
		parse(&p, tcp_syn, len);
		if (len < 14)
			wrong += p.reason != WEIR_MALFORMED_ethernet_truncated;
		else if (len < 34)
			wrong += p.reason != WEIR_MALFORMED_ipv4_header_truncated;
		else if (len < 38)
			wrong += p.reason != WEIR_MALFORMED_transport_truncated;
		else if (len < 48)
			wrong += !(p.oddities & 1u << WEIR_ODDITY_tcp_header_truncated);
	}
	tap_is(wrong, 0, "every cut of the frame has its reason");
}

static void test_measure_cut_record(void)
{
	struct weir_packet p;

	weir_parse(&p, tcp_syn, tcp_syn + 54, 0);
	p.ip_total = 1500;
	weir_measure(&p, 54, 1514, 0, 0);
	tap_is(p.bytes, 1514, "cut record counts header + IP length");
	weir_parse(&p, tcp_syn, tcp_syn + 54, 0);
	p.ip_total = 9000;
	weir_measure(&p, 54, 1514, 0, 0);
	tap_is(p.bytes, 1514, "but never more than the original length");
	tap_ok(p.oddities & 1u << WEIR_ODDITY_ip_length_beyond_frame, "which is an oddity");
	weir_parse(&p, tcp_syn, tcp_syn + 54, 0);
	weir_measure(&p, 56, 1516, 16, 14);
	tap_is(p.bytes, 56, "another link header replaces the synthetic one");
}

static void test_gso(void)
{
	struct weir_packet p;
	struct weir_span s;
	struct weir_flow flow = { 0 };

	weir_parse(&p, tcp_syn, tcp_syn + 54, 0);
	p.ip_total = 0;
	weir_measure(&p, 54 + 3000, 54 + 3000, 0, 0);
	weir_span_gso(&s, &p, 54 + 3000, 3, 1448, 0);
	tap_is(s.bytes, 3054 + 2 * 54, "each segment has its headers");
	tap_is(s.last_len, 40 + 3000 - 2 * 1448, "the last one is short");
	weir_span_gso(&s, &p, 54 + 3000, 0, 1448, 0);
	tap_is(s.packets, 3, "segments from size alone");
	weir_meter(&flow, 1, &p, &s, 1000);
	tap_is(flow.hot[1].packets, 3, "three packets");
	tap_is(flow.hot[1].ip_bytes, 3 * 40 + 3000, "IP bytes of all");
	tap_is(flow.first_sizes[1][2], 40 + 3000 - 2 * 1448, "sizes of the first packets");
	tap_is(flow.first_sizes[1][3], 0, "and no more");
}

static void test_initiator(void)
{
	struct weir_packet p;
	struct weir_span s;
	struct weir_flow flow = { 0 };

	parse(&p, tcp_syn, sizeof(tcp_syn));
	weir_span_single(&s, &p);
	p.tcp_flags = WEIR_TCP_ACK;
	weir_meter(&flow, 0, &p, &s, 1);
	tap_is(flow.initiator, 0, "the first sender");
	p.tcp_flags = WEIR_TCP_SYN | WEIR_TCP_ACK;
	weir_meter(&flow, 0, &p, &s, 2);
	tap_is(flow.initiator, 1, "corrected by SYN+ACK");
	tap_is(flow.cold[0].synack, 1, "SYN+ACK counted");
}

int main(void)
{
	test_tcp();
	test_truncations();
	test_measure_cut_record();
	test_gso();
	test_initiator();
	return tap_done();
}
