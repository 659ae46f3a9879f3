// SPDX-License-Identifier: MIT
#include "sha1.h"

#include <string.h>

void sha1_init(struct sha1 *s)
{
	static const uint32_t start[5] = { 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476,
					   0xc3d2e1f0 };

	memcpy(s->state, start, sizeof(start));
	s->length = 0;
}

static uint32_t rotate(uint32_t word, unsigned int bits)
{
	return word << bits | word >> (32 - bits);
}

/* RFC 3174, section 5: the function and constant of round t. */
static uint32_t mix(unsigned int t, uint32_t b, uint32_t c, uint32_t d)
{
	if (t < 20)
		return ((b & c) | (~b & d)) + 0x5a827999;
	if (t < 40)
		return (b ^ c ^ d) + 0x6ed9eba1;
	if (t < 60)
		return ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc;
	return (b ^ c ^ d) + 0xca62c1d6;
}

/* RFC 3174, section 6.1. */
static void sha1_block(struct sha1 *s)
{
	uint32_t w[80], a = s->state[0], b = s->state[1], c = s->state[2];
	uint32_t d = s->state[3], e = s->state[4], next;
	unsigned int t;

	for (t = 0; t < 16; t++)
		w[t] = (uint32_t)s->block[4 * t] << 24 | (uint32_t)s->block[4 * t + 1] << 16 |
		       (uint32_t)s->block[4 * t + 2] << 8 | s->block[4 * t + 3];
	for (; t < 80; t++)
		w[t] = rotate(w[t - 3] ^ w[t - 8] ^ w[t - 14] ^ w[t - 16], 1);
	for (t = 0; t < 80; t++) {
		next = rotate(a, 5) + mix(t, b, c, d) + e + w[t];
		e = d;
		d = c;
		c = rotate(b, 30);
		b = a;
		a = next;
	}
	s->state[0] += a;
	s->state[1] += b;
	s->state[2] += c;
	s->state[3] += d;
	s->state[4] += e;
}

void sha1_add(struct sha1 *s, const void *data, size_t length)
{
	const uint8_t *from = data;
	size_t used, part;

	while (length) {
		used = s->length % sizeof(s->block);
		part = sizeof(s->block) - used;
		if (part > length)
			part = length;
		memcpy(s->block + used, from, part);
		s->length += part;
		from += part;
		length -= part;
		if (used + part == sizeof(s->block))
			sha1_block(s);
	}
}

void sha1_finish(struct sha1 *s, uint8_t out[static SHA1_SIZE])
{
	uint64_t bits = s->length * 8;
	uint8_t tail[8];
	unsigned int i;

	sha1_add(s, "\x80", 1);
	while (s->length % sizeof(s->block) != 56)
		sha1_add(s, "", 1);
	for (i = 0; i < 8; i++)
		tail[i] = (uint8_t)(bits >> (56 - 8 * i));
	sha1_add(s, tail, sizeof(tail));
	for (i = 0; i < SHA1_SIZE; i++)
		out[i] = (uint8_t)(s->state[i / 4] >> (24 - 8 * (i % 4)));
}
