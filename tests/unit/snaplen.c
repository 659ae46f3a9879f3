// SPDX-License-Identifier: MIT
/* Snapshot lengths of pcap and pcapng, however the file is cut into reads. */
#include "tap.h"

#include "user/source/snaplen.h"

#include <string.h>

static const uint8_t pcap_little[] = "\xd4\xc3\xb2\xa1\2\0\4\0\0\0\0\0\0\0\0\0\x60\0\0\0\1\0\0";
static const uint8_t pcap_big[] = "\xa1\xb2\x3c\x4d\0\2\0\4\0\0\0\0\0\0\0\0\0\0\0\x60\0\0\0";

/* Section, interface, an empty block, a block that looks like an interface inside,
 * another interface; then a section of the other byte order with an interface. */
static const uint8_t pcapng[] =
	"\x0a\x0d\x0d\x0a\x10\0\0\0\x4d\x3c\x2b\x1a\x10\0\0\0"
	"\1\0\0\0\x14\0\0\0\1\0\0\0\x60\0\0\0\x14\0\0\0"
	"\5\0\0\0\x0c\0\0\0\x0c\0\0\0"
	"\6\0\0\0\x20\0\0\0\1\0\0\0\x14\0\0\0\1\0\0\0\x77\0\0\0\x14\0\0\0\x20\0\0\0"
	"\1\0\0\0\x14\0\0\0\1\0\0\0\x61\0\0\0\x14\0\0\0"
	"\x0a\x0d\x0d\x0a\0\0\0\x10\x1a\x2b\x3c\x4d\0\0\0\x10"
	"\0\0\0\1\0\0\0\x14\0\1\0\0\0\0\0\x62\0\0\0\x14";

struct change {
	uint32_t at;
	const char *to;
};

static int lifts(const uint8_t *data, size_t size, size_t chunk, const struct change *changes,
		 unsigned int count)
{
	uint8_t got[256], expected[256];
	struct snaplen s = { .format = SNAPLEN_START };
	size_t at;
	unsigned int i;

	memcpy(got, data, size);
	memcpy(expected, data, size);
	for (i = 0; i < count; i++)
		memcpy(expected + changes[i].at, changes[i].to, 4);
	for (at = 0; at < size; at += chunk)
		snaplen_lift(&s, got + at, size - at < chunk ? size - at : chunk);
	return !memcmp(got, expected, size);
}

int main(void)
{
	const struct change little = { 16, "\0\0\4" }, big = { 16, "\0\4\0" };
	const struct change blocks[] = {
		{ 16 + 12, "\0\0\4" },
		{ 16 + 20 + 12 + 32 + 12, "\0\0\4" },
		{ 16 + 20 + 12 + 32 + 20 + 16 + 12, "\0\4\0" },
	};
	static const uint8_t text[] = "neither of the two, but long enough to hold a header";
	static const uint8_t bad[] = "\x0a\x0d\x0d\x0a\4\0\0\0\x4d\x3c\x2b\x1a\1\0\0\0\x14\0\0\0\1\0\0";
	size_t chunk;
	int wrong = 0;

	for (chunk = 1; chunk <= sizeof(pcapng); chunk++) {
		wrong += !lifts(pcap_little, sizeof(pcap_little), chunk, &little, 1);
		wrong += !lifts(pcap_big, sizeof(pcap_big), chunk, &big, 1);
		wrong += !lifts(pcapng, sizeof(pcapng) - 1, chunk, blocks, 3);
		wrong += !lifts(text, sizeof(text), chunk, NULL, 0);
		wrong += !lifts(bad, sizeof(bad), chunk, NULL, 0);
	}
	tap_is(wrong, 0, "only snapshot lengths change, whatever the reads");
	return tap_done();
}
