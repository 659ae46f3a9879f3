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
	tap_is(flow.proto.tcp[0].synack, 1, "SYN+ACK counted");
}

/* A question from port 0xc000 to 53, or the answer to it with an rcode; returns the length of
 * the frame. @name: labels with their lengths, without the root. */
static size_t dns_frame(uint8_t *frame, const char *name, uint16_t type, int rcode)
{
	static const uint8_t ports[2][4] = { { 0xc0, 0, 0, 53 }, { 0, 53, 0xc0, 0 } };
	size_t length = strlen(name), total = 20 + 8 + 12 + length + 5;
	uint8_t *dns = frame + 42;

	memset(frame, 0, 14 + total);
	memcpy(frame, tcp_syn, 34);
	frame[17] = (uint8_t)total;
	frame[23] = WEIR_PROTO_UDP;
	memcpy(frame + 34, ports[rcode >= 0], 4);
	if (rcode >= 0)
		frame[29] = 1, frame[33] = 2; /* 10.0.0.1 answers 10.0.0.2 */
	frame[39] = (uint8_t)(total - 20);
	dns[2] = rcode >= 0 ? 0x81 : 0x01;
	dns[3] = rcode >= 0 ? (uint8_t)rcode : 0;
	dns[5] = 1;
	memcpy(dns + 12, name, length);
	dns[12 + length + 1] = (uint8_t)(type >> 8);
	dns[12 + length + 2] = (uint8_t)type;
	dns[12 + length + 4] = 1;
	return 14 + total;
}

static struct weir_dns_message dns_message(const char *name, uint16_t type, int rcode)
{
	struct weir_packet p;
	uint8_t frame[512];

	parse(&p, frame, dns_frame(frame, name, type, rcode));
	return p.dns;
}

#define EXAMPLE "\3www\7example\3com"
#define LONG_LABEL "\50abcdefghijklmnopqrstuvwxyz0123456789-_ab"
#define NIBBLES "\1a\1b\1c\1d\1e\1f\1g\1h\1i"

static void test_dns_question(void)
{
	struct weir_dns_message m = dns_message(EXAMPLE, 16, -1);

	tap_is(m.kind, WEIR_DNS_QUERY, "a question");
	tap_is(m.type, 16, "its type");
	tap_is(m.labels, 3, "labels");
	tap_is(m.label_max, 7, "the longest");
	tap_ok(m.name == dns_message("\3WWW\7eXample\3com", 1, -1).name, "letters of any case");
	tap_ok(m.name == dns_message(EXAMPLE, 1, 3).name, "the answer repeats the name");
	tap_ok(m.name != dns_message("\3wwx\7example\3com", 1, -1).name, "another name");
	tap_ok(m.domain == dns_message("\1x\1y\7example\3com", 1, -1).domain, "one domain");
	tap_ok(m.domain == dns_message("\7example\3com", 1, -1).name, "of the last two labels");
	tap_ok(m.domain != dns_message("\3www\7example\3net", 1, -1).domain, "another");
	m = dns_message("\5local", 1, -1);
	tap_ok(m.domain && m.domain == m.name, "one label is its own domain");
	m = dns_message("", 2, -1);
	tap_ok(m.kind && !m.name && !m.domain && m.type == 2, "the root has no name");
	m = dns_message("\100", 1, -1);
	tap_ok(m.kind && !m.name && !m.type && !m.cut, "no label has 64 bytes");
	m = dns_message(NIBBLES, 12, -1);
	tap_ok(m.labels == 9 && m.type == 12 && m.domain, "9 labels and the root are walked");
	m = dns_message(NIBBLES "\1l\1m", 12, -1);
	tap_ok(m.labels == 10 && !m.type && m.name && m.domain == m.name,
	       "of 11 the beginning");
	m = dns_message("\0011\0011\7in-addr\4arpa", 12, -1);
	tap_ok(m.domain == m.name, "a reverse look-up is its own domain");
}

static void test_dns_header(void)
{
	struct weir_packet p;
	uint8_t frame[512];
	size_t length = dns_frame(frame, EXAMPLE, 1, -1), cut;
	int wrong = 0;

	for (cut = 42; cut < length; cut++) {
		parse(&p, frame, cut);
		wrong += !p.dns.cut || p.dns.name || p.dns.kind != (cut >= 54);
	}
	tap_is(wrong, 0, "cut anywhere, it has no name");
	frame[44] = 0x29; /* an update */
	parse(&p, frame, length);
	tap_is(p.dns.kind, WEIR_DNS_NONE, "only queries are read");
	frame[44] = 0x01;
	frame[47] = 2;
	parse(&p, frame, length);
	tap_is(p.dns.kind, WEIR_DNS_NONE, "and of one question");
	frame[47] = 1;
	frame[36] = 0x14, frame[37] = 0xe9;
	parse(&p, frame, length);
	tap_is(p.dns.kind, WEIR_DNS_NONE, "multicast DNS is no resolver's");
}

static void meter_dns(struct weir_flow *flow, const char *name, uint16_t type, int rcode)
{
	struct weir_packet p;
	struct weir_span s;
	uint8_t frame[512];

	parse(&p, frame, dns_frame(frame, name, type, rcode));
	weir_span_single(&s, &p);
	weir_meter(flow, rcode < 0, &p, &s, 1);
}

static void test_dns_meter(void)
{
	struct weir_flow flow = { 0 };
	const struct weir_dns *dns = &flow.proto.dns;

	meter_dns(&flow, EXAMPLE, 1, -1);
	meter_dns(&flow, EXAMPLE, 28, -1);
	meter_dns(&flow, EXAMPLE, 1, 0);
	tap_is(dns->queries, 2, "two queries");
	tap_is(dns->names, 1, "for one name");
	tap_is(dns->answers, 1, "an answer");
	tap_is(dns->carriers + dns->long_names + dns->nxdomain + dns->failed, 0, "nothing odd");
	meter_dns(&flow, LONG_LABEL "\7example\3com", 16, -1);
	meter_dns(&flow, "\1b\7example\3com", 10, -1);
	meter_dns(&flow, "\1c\7example\3com", 65399, -1);
	tap_is(dns->long_names, 1, "a label of 40");
	tap_is(dns->carriers, 3, "TXT, NULL, private");
	tap_is(dns->names, 4, "four names");
	tap_is(__builtin_popcount(dns->domains), 1, "of one domain");
	meter_dns(&flow, "\1c\7example\3com", 1, 3);
	meter_dns(&flow, "\1c\7example\3com", 28, 3);
	meter_dns(&flow, "\1d\7example\3com", 1, 3);
	meter_dns(&flow, "\1a\1d\7example\3com", 1, 3);
	meter_dns(&flow, EXAMPLE, 1, 2);
	tap_is(dns->nxdomain, 4, "names that do not exist");
	tap_is(dns->nx_names, 2, "two of them different and plain");
	tap_is(dns->failed, 1, "a failure");
	tap_is(dns->answers, 6, "all are answers");
}

int main(void)
{
	test_dns_question();
	test_dns_header();
	test_dns_meter();
	test_tcp();
	test_truncations();
	test_measure_cut_record();
	test_gso();
	test_initiator();
	return tap_done();
}
