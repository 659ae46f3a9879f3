// SPDX-License-Identifier: MIT
/* SHA-1 against the vectors of RFC 3174, section 7.3, and lengths around a block. */
#include "tests/unit/tap.h"
#include "user/sink/sha1.h"

#include <string.h>

static void hex(const uint8_t digest[SHA1_SIZE], char out[41])
{
	for (int i = 0; i < SHA1_SIZE; i++)
		snprintf(out + 2 * i, 3, "%02x", digest[i]);
}

/* @text repeated @times, added in pieces of @piece bytes. */
static void check(const char *text, unsigned int times, size_t piece, const char *expected)
{
	uint8_t digest[SHA1_SIZE];
	size_t length = strlen(text), at, part;
	char got[41];
	struct sha1 s;

	sha1_init(&s);
	for (unsigned int i = 0; i < times; i++)
		for (at = 0; at < length; at += part) {
			part = length - at < piece ? length - at : piece;
			sha1_add(&s, text + at, part);
		}
	sha1_finish(&s, digest);
	hex(digest, got);
	if (!tap_ok(!strcmp(got, expected), "%u x \"%.16s\" in pieces of %zu", times, text, piece))
		printf("#   got %s, expected %s\n", got, expected);
}

int main(void)
{
	static const size_t pieces[] = { 1, 3, 7, 64, 1000 };
	/* Computed with sha1sum: lengths where the padding changes shape. */
	static const struct {
		unsigned int length;
		const char *expected;
	} lengths[] = {
		{ 55, "c1c8bbdc22796e28c0e15163d20899b65621d65a" },
		{ 56, "c2db330f6083854c99d4b5bfb6e8f29f201be699" },
		{ 63, "03f09f5b158a7a8cdad920bddc29b81c18a551f5" },
		{ 64, "0098ba824b5c16427bd7a1122a5a442a25ec644d" },
		{ 65, "11655326c708d70319be2610e8a57d9a5b959d3b" },
	};

	for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
		check("abc", 1, pieces[i], "a9993e364706816aba3e25717850c26c9cd0d89d");
		check("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1, pieces[i],
		      "84983e441c3bd26ebaae4aa1f95129e5e54670f1");
	}
	check("a", 1000000, 1, "34aa973cd4c4daa4f61eeb2bdbad27316534016f");
	check("0123456701234567012345670123456701234567012345670123456701234567", 10, 64,
	      "dea356a2cddd90c7a7ecedc5ebb563934f460452");
	check("", 1, 1, "da39a3ee5e6b4b0d3255bfef95601890afd80709");
	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++)
		check("a", lengths[i].length, 1, lengths[i].expected);
	return tap_done();
}
