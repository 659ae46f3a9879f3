// SPDX-License-Identifier: MIT
#include "snaplen.h"


#define PCAP_SNAPLEN_AT 16
#define BLOCK_SNAPLEN_AT 12
#define BLOCK_LEN_MIN 12
#define BLOCK_INTERFACE 1u
#define BLOCK_SECTION 0x0a0d0d0au

static uint32_t load32(const uint8_t *at, bool big)
{
	if (big)
		return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
	return (uint32_t)at[3] << 24 | (uint32_t)at[2] << 16 | (uint32_t)at[1] << 8 | at[0];
}

/* 262144, libpcap's own limit, byte by byte. */
static uint8_t lifted(const struct snaplen *s, uint32_t index)
{
	return index == (s->big ? 1 : 2) ? 4 : 0;
}

static bool is_pcap(uint32_t magic)
{
	return magic == 0xa1b2c3d4 || magic == 0xa1b23c4d || magic == 0xa1b2cd34;
}

static void know_format(struct snaplen *s)
{
	uint32_t magic = load32(s->head, true);

	s->format = SNAPLEN_DONE;
	if (magic == BLOCK_SECTION)
		s->format = SNAPLEN_PCAPNG;
	else if (is_pcap(magic) || is_pcap(__builtin_bswap32(magic)))
		s->format = SNAPLEN_PCAP;
	s->big = is_pcap(magic);
}

/* A section says its byte order behind its length. */
static void know_block(struct snaplen *s)
{
	if (load32(s->head, true) == BLOCK_SECTION)
		s->big = load32(s->head + 8, true) == 0x1a2b3c4d;
	s->block_len = load32(s->head + 4, s->big);
	if (s->block_len < BLOCK_LEN_MIN)
		s->format = SNAPLEN_DONE;
}

static void lift_block(struct snaplen *s, uint8_t *byte)
{
	if (s->at >= BLOCK_SNAPLEN_AT && load32(s->head, s->big) == BLOCK_INTERFACE)
		*byte = lifted(s, s->at - BLOCK_SNAPLEN_AT);
}

/* The next byte, of a header. */
static void step(struct snaplen *s, uint8_t *byte)
{
	if (s->at < SNAPLEN_HEAD)
		s->head[s->at] = *byte;
	if (s->format == SNAPLEN_PCAPNG)
		lift_block(s, byte);
	else if (s->format == SNAPLEN_PCAP && s->at >= PCAP_SNAPLEN_AT)
		*byte = lifted(s, s->at - PCAP_SNAPLEN_AT);
	s->at++;
	if (s->format == SNAPLEN_START && s->at == 4)
		know_format(s);
	else if (s->format == SNAPLEN_PCAPNG && s->at == BLOCK_LEN_MIN)
		know_block(s);
	else if (s->format == SNAPLEN_PCAP && s->at == PCAP_SNAPLEN_AT + 4)
		s->format = SNAPLEN_DONE;
}

void snaplen_lift(struct snaplen *s, uint8_t *data, size_t len)
{
	while (len && s->format != SNAPLEN_DONE) {
		size_t taken = 1;

		if (s->format == SNAPLEN_PCAPNG && s->at >= SNAPLEN_HEAD) {
			taken = s->block_len - s->at;
			taken = taken < len ? taken : len;
			s->at += (uint32_t)taken;
		} else {
			step(s, data);
		}
		if (s->format == SNAPLEN_PCAPNG && s->at >= BLOCK_LEN_MIN && s->at >= s->block_len)
			s->at = 0;
		data += taken;
		len -= taken;
	}
}
