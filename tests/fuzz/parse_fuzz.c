/* SPDX-License-Identifier: MIT */
/*
 * Packet parser, measure, key, meter and counters, as the native engine calls them.
 *
 * Input: records of 8 bytes of facts (struct facts), then the frame. All records meter
 * into one flow, as if they were of one conversation.
 */
#include "fuzz.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <weir/account.h>

struct facts {
	uint8_t kind; /* of the frame: 0, 3..: Ethernet; 1: IPv4; 2: IPv6 */
	uint8_t more; /* wire length beyond the captured one, in 16 bytes */
	uint8_t link_len; /* with kind bit 7: a synthetic header stands for this one */
	uint8_t gso_size; /* in 16 bytes; 0: one packet */
	uint16_t gap_ms; /* since the record before */
	uint16_t length; /* of the frame */
};

struct totals {
	uint64_t packets;
	uint64_t bytes;
};

static void check_packet(const struct weir_packet *p, uint32_t len, uint32_t cap, uint32_t wire)
{
	assert(p->status <= WEIR_PACKET_MALFORMED);
	assert(p->reason < WEIR_MALFORMED_COUNT);
	assert(p->oddities < 1u << WEIR_ODDITY_COUNT);
	assert(p->vlan <= 0x0fff);
	assert(p->ip_v == 0 || p->ip_v == 4 || p->ip_v == 6);
	assert(p->bytes >= cap && p->bytes <= wire);
	assert(p->ip_len <= wire && p->payload_len <= p->ip_len);
	if (p->status == WEIR_PACKET_OK) {
		assert(p->ip_v);
		assert(p->l3_off < p->l4_off && p->l4_off <= len);
		assert(p->later_fragment ? !p->sport && !p->dport : 1);
	}
	assert(p->dns.labels <= WEIR_DNS_LABELS && p->dns.label_max <= WEIR_DNS_LABEL_MAX);
	assert(p->dns.kind || (!p->dns.name && !p->dns.type && !p->dns.rcode));
	if (p->status == WEIR_PACKET_NOT_IP)
		assert(!p->ip_v && !p->ip_len && !p->payload_len);
}

static int compare_ends(const struct weir_key *key)
{
	int order = memcmp(&key->lo, &key->hi, sizeof(key->lo));

	return order ? order : memcmp(&key->port_lo, &key->port_hi, sizeof(key->port_lo));
}

/* The reply to a packet has the same key and the other direction. */
static void check_key(const struct weir_packet *p)
{
	struct weir_packet reply = *p;
	struct weir_key key, reply_key;
	int direction = weir_key_of(&key, p, 5, 1);
	int reply_direction;

	reply.src = p->dst;
	reply.dst = p->src;
	reply.sport = p->dport;
	reply.dport = p->sport;
	reply_direction = weir_key_of(&reply_key, &reply, 5, 1);
	assert(compare_ends(&key) <= 0);
	assert(!memcmp(&key, &reply_key, sizeof(key)));
	assert(direction != reply_direction || !compare_ends(&key));
	assert((key.slot & ~WEIR_SLOT_IPV6) == 5 && !(key.slot & WEIR_SLOT_IPV6) == (p->ip_v == 4));
}

static void check_flow(const struct weir_flow *flow, const struct totals *expected)
{
	uint64_t packets = 0, bytes = 0;
	int d;

	for (d = 0; d < 2; d++) {
		const struct weir_hot *hot = &flow->hot[d];
		const struct weir_cold *cold = &flow->cold[d];

		packets += hot->packets;
		bytes += hot->bytes;
		if (!hot->packets)
			continue;
		assert(cold->size_min <= cold->size_max);
		assert((uint64_t)cold->size_bins[0] + cold->size_bins[1] <= hot->packets);
		assert((uint64_t)cold->gap_bins[0] + cold->gap_bins[1] <= hot->packets - 1);
		assert(flow->first_ns[d] <= hot->last_ns);
		assert(hot->payload_bytes <= hot->ip_bytes);
	}
	assert(packets == expected->packets && bytes == expected->bytes);
	assert(flow->initiator <= 1);
}

static uint64_t sum(const struct weir_counters *c, int bytes)
{
	uint64_t total = bytes ? c->not_ip_other.bytes : c->not_ip_other.packets;
	int i;

	for (i = 0; i < WEIR_ETHERTYPES; i++)
		total += bytes ? c->not_ip[i].bytes : c->not_ip[i].packets;
	for (i = 0; i < WEIR_MALFORMED_MAX; i++)
		total += bytes ? c->malformed[i].bytes : c->malformed[i].packets;
	return total;
}

static void meter(struct weir_flow *flow, struct totals *accounted, const struct weir_packet *p,
		  const struct facts *f, uint64_t now)
{
	struct weir_span span;
	struct weir_key key;

	weir_span_single(&span, p);
	if (f->gso_size) {
		weir_span_gso(&span, p, f->length, f->more, f->gso_size * 16u, 4);
		assert(span.packets >= 1 && span.bytes >= p->bytes);
	}
	check_key(p);
	weir_meter(flow, weir_key_of(&key, p, 0, 1), p, &span, now);
	accounted->packets += span.packets;
	accounted->bytes += span.bytes;
}

/* One record; its frame lies in memory of its own size. */
static void record(struct weir_flow *flow, struct weir_counters *c, struct totals *accounted,
		   struct totals *refused, const struct facts *f, const uint8_t *frame, uint64_t now)
{
	static const uint16_t ethertypes[] = { 0, WEIR_ETH_IPV4, WEIR_ETH_IPV6, 0 };
	uint32_t synth = f->kind & 0x80 && f->length >= 14 ? 14 : 0;
	uint32_t link = synth ? f->link_len : 0;
	uint32_t cap = f->length - synth + link;
	uint32_t wire = cap + f->more * 16u;
	struct weir_packet p;

	weir_parse(&p, frame, frame + f->length, synth ? 0 : ethertypes[f->kind & 3]);
	weir_measure(&p, cap, wire, link, synth);
	check_packet(&p, f->length, cap, wire);
	weir_count_oddities(c, &p);
	if (p.status == WEIR_PACKET_OK) {
		meter(flow, accounted, &p, f, now);
		return;
	}
	if (p.status == WEIR_PACKET_NOT_IP)
		weir_count_not_ip(c, &p);
	else
		weir_count_malformed(c, &p);
	refused->packets++;
	refused->bytes += p.bytes;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct totals accounted = { 0, 0 }, refused = { 0, 0 };
	struct weir_counters counters;
	struct weir_flow flow;
	uint64_t now = 1000000;

	memset(&counters, 0, sizeof(counters));
	memset(&flow, 0, sizeof(flow));
	while (size >= sizeof(struct facts)) {
		struct facts facts;
		uint8_t *frame;

		memcpy(&facts, data, sizeof(facts));
		data += sizeof(facts);
		size -= sizeof(facts);
		if (facts.length > size)
			facts.length = (uint16_t)size;
		frame = malloc(facts.length ? facts.length : 1);
		assert(frame);
		memcpy(frame, data, facts.length);
		/* a clock that now and then steps back */
		now += facts.gap_ms * 1000000ull;
		if (facts.gap_ms == 0xffff)
			now /= 2;
		record(&flow, &counters, &accounted, &refused, &facts, frame, now);
		free(frame);
		data += facts.length;
		size -= facts.length;
	}
	check_flow(&flow, &accounted);
	assert(sum(&counters, 0) == refused.packets && sum(&counters, 1) == refused.bytes);
	return 0;
}

#define MACS "020000000001020000000002"
#define IPV4(total, fragment, proto) "4500" total "0000" fragment "40" proto "00000a0000020a000001"
#define IPV6(payload, next) \
	"60000000" payload next "40" "20010db8000000000000000000000001" \
	"20010db8000000000000000000000002"
#define SYN "c00000500000000100000000500200000000" "0000"
#define UDP "c0000035000c00000102" "0304"
#define DNS "00350035002a0000" "0001" "0100" "0001000000000001"

/* Frames in hexadecimal; each reaches a branch of the parser. */
static const char *const frames[] = {
	MACS "0800" IPV4("0028", "4000", "06") SYN,
	MACS "0800" IPV4("0020", "0000", "11") UDP,
	MACS "0800" IPV4("001c", "0000", "01") "0800000012340001",
	MACS "0800" IPV4("001c", "0000", "01") "0301000000000000",
	MACS "0800" IPV4("0020", "2000", "11") UDP,
	MACS "0800" IPV4("001c", "0010", "11") "0102030405060708",
	MACS "0800" IPV4("0020", "0000", "84") "138813890000000100000000",
	MACS "0800" IPV4("0018", "0000", "2f") "00000800",
	MACS "0800" IPV4("0000", "4000", "06") SYN,
	MACS "0800" IPV4("0004", "4000", "06") SYN,
	MACS "0800" IPV4("ffff", "4000", "06") SYN,
	MACS "0800" "46000030000000004006000000000000000000000101010101" SYN,
	MACS "0800" IPV4("0028", "4000", "06") "c0000050000000010000000010020000000000" "00",
	MACS "81000007" "0800" IPV4("0028", "4000", "06") SYN,
	MACS "88a80007" "81000009" "0800" IPV4("0028", "4000", "06") SYN,
	MACS "8864" "110000010030" "0021" IPV4("0028", "4000", "06") SYN,
	MACS "8864" "110000010030" "c021" "0101000400",
	MACS "8847" "00001040" "00002140" IPV4("0028", "4000", "06") SYN,
	MACS "8847" "00001140" IPV6("0014", "06") SYN,
	MACS "8847" "00001140" "00000000",
	MACS "86dd" IPV6("0014", "06") SYN,
	MACS "86dd" IPV6("000c", "11") UDP,
	MACS "0800" IPV4("003e", "0000", "11") DNS "03777777076578616d706c6503636f6d00" "00100001",
	MACS "0800" IPV4("0030", "0000", "11") DNS "03777777c000",
	MACS "0800" IPV4("0040", "0000", "11") DNS
	     "0161016101610161016101610161016101610161016101610161",
	MACS "86dd" IPV6("0008", "3a") "8000000012340001",
	MACS "86dd" IPV6("0008", "3a") "8700000000000000",
	MACS "86dd" IPV6("001c", "00") "0600010400000000" SYN,
	MACS "86dd" IPV6("001c", "2b") "0600000000000000" SYN,
	MACS "86dd" IPV6("001c", "2c") "0600000100000001" SYN,
	MACS "86dd" IPV6("0010", "2c") "1100001000000001" "0102030405060708",
	MACS "86dd" IPV6("0024", "33") "06020000000000000000000000000000" SYN,
	MACS "86dd" IPV6("0000", "3b"),
	MACS "86dd" IPV6("0050", "00") "0000010400000000" "0000010400000000" "0000010400000000"
	     "0000010400000000" "0000010400000000" "0000010400000000" "0000010400000000"
	     "0000010400000000" "0000010400000000" "3b00010400000000",
	MACS "0806" "0001080006040001" "0200000000010a0000020000000000000a000001",
	MACS "0026" "424203",
	"0102",
};

static size_t from_hex(const char *text, uint8_t *out)
{
	static const char digits[] = "0123456789abcdef";
	size_t i;

	for (i = 0; text[2 * i]; i++)
		out[i] = (uint8_t)((strchr(digits, text[2 * i]) - digits) << 4 |
				   (strchr(digits, text[2 * i + 1]) - digits));
	return i;
}

/* Each frame alone, then as a device without link header, as an offloaded buffer and cut. */
void fuzz_seeds(void (*emit)(void *ctx, const void *data, size_t size), void *ctx)
{
	uint8_t seed[512], *frame = seed + sizeof(struct facts);
	struct facts facts;
	size_t i, length;

	for (i = 0; i < sizeof(frames) / sizeof(frames[0]); i++) {
		memset(&facts, 0, sizeof(facts));
		length = from_hex(frames[i], frame);
		facts.length = (uint16_t)length;
		facts.gap_ms = (uint16_t)(i * 37);
		memcpy(seed, &facts, sizeof(facts));
		emit(ctx, seed, sizeof(facts) + length);
		facts.gso_size = 16;
		facts.more = 90;
		memcpy(seed, &facts, sizeof(facts));
		emit(ctx, seed, sizeof(facts) + length);
		facts.kind = (uint8_t)(0x80 | i);
		facts.link_len = 4;
		memcpy(seed, &facts, sizeof(facts));
		emit(ctx, seed, sizeof(facts) + length * 2 / 3);
		if (length <= 14)
			continue;
		facts.kind = frames[i][25] == '6' ? 2 : 1;
		facts.length = (uint16_t)(length - 14);
		memcpy(seed, &facts, sizeof(facts));
		memmove(frame, frame + 14, length - 14);
		emit(ctx, seed, sizeof(facts) + length - 14);
	}
}
