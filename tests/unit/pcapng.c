// SPDX-License-Identifier: MIT
/* What we write, libpcap reads; what it does not show (comments, names, flags) is checked
 * byte by byte; a file cut anywhere is known as far as its blocks are whole. */
#include "tap.h"
#include "user/evidence/pcapng.h"

#include <errno.h>
#include <pcap/pcap.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define TIME_NS 1700000000123456789ull

static uint8_t file[65536];
static size_t used;

static const uint8_t data[] = "aaaaaabbbbbb\x08\x00payload";

static size_t add_packet(uint32_t len, uint32_t wire_len, uint16_t vlan_proto)
{
	const struct pcapng_packet p = {
		.time_ns = TIME_NS, .wire_len = wire_len, .len = len, .data = data,
		.direction = PCAPNG_OUTBOUND, .vlan_proto = vlan_proto, .vlan_tci = 0x2064,
	};
	size_t size = pcapng_packet(file + used, sizeof(file) - used, &p);

	used += size;
	return size;
}

/* Every length, so that all paddings are seen. */
static void build(void)
{
	static const char *const comments[] = { "what happened: \xc3\xa4", "{\"a\":1}", NULL };
	uint32_t len;

	used = pcapng_section(file, sizeof(file), "weir test", comments);
	used += pcapng_interface(file + used, sizeof(file) - used, PCAPNG_ETHERNET, 128, "br-lan");
	for (len = 1; len <= 20; len++)
		add_packet(len, 1000 + len, 0);
	add_packet(20, 1024, 0x8100);
}

static FILE *as_file(size_t size)
{
	FILE *f = tmpfile();

	if (!f || fwrite(file, 1, size, f) != size || fflush(f))
		abort();
	rewind(f);
	return f;
}

static void test_read_back(void)
{
	static const uint8_t tag[] = { 0x81, 0x00, 0x20, 0x64 };
	char error[PCAP_ERRBUF_SIZE] = "";
	pcap_t *p = pcap_fopen_offline_with_tstamp_precision(as_file(used),
							     PCAP_TSTAMP_PRECISION_NANO, error);
	struct pcap_pkthdr *header;
	const u_char *bytes;
	uint32_t len, wrong = 0;

	if (!tap_ok(p != NULL, "libpcap opens it: %s", error))
		return;
	tap_ok(pcap_datalink(p) == DLT_EN10MB && pcap_snapshot(p) == 128, "Ethernet, 128 bytes");
	for (len = 1; len <= 20; len++)
		if (pcap_next_ex(p, &header, &bytes) != 1 || header->caplen != len ||
		    header->len != 1000 + len || memcmp(bytes, data, len) ||
		    header->ts.tv_sec != (time_t)(TIME_NS / 1000000000) ||
		    header->ts.tv_usec != (suseconds_t)(TIME_NS % 1000000000))
			wrong++;
	tap_is(wrong, 0, "20 packets of all paddings: bytes, lengths, nanoseconds");
	tap_ok(pcap_next_ex(p, &header, &bytes) == 1 && header->caplen == 24 &&
		       header->len == 1024 && !memcmp(bytes, data, 12) &&
		       !memcmp(bytes + 12, tag, 4) && !memcmp(bytes + 16, data + 12, 8),
	       "a tag from outside the frame stands where it belongs");
	tap_is(pcap_next_ex(p, &header, &bytes), PCAP_ERROR_BREAK, "and that is all");
	pcap_close(p);
}

static bool holds(const void *what, size_t size)
{
	return memmem(file, used, what, size) != NULL;
}

static void test_options(void)
{
	tap_ok(holds("\1\0\x11\0what happened: \xc3\xa4\0\0\0\1\0\7\0{\"a\":1}\0", 36),
	       "both comments, padded");
	tap_ok(holds("\4\0\x09\0weir test\0\0\0\0\0\0\0", 20), "application, and no more options");
	tap_ok(holds("\2\0\6\0br-lan\0\0\x09\0\1\0\x09\0\0\0\0\0\0\0", 24),
	       "name of the interface, nanoseconds");
	tap_ok(holds("\2\0\4\0\2\0\0\0\0\0\0\0", 12), "direction");
}

static void test_bounds(void)
{
	static char large[PCAPNG_COMMENT_MAX + 10];
	static uint8_t room[2 * PCAPNG_COMMENT_MAX];
	const char *const comments[] = { large, NULL };
	size_t size, whole;

	memset(large, 'x', sizeof(large) - 1);
	memcpy(large + PCAPNG_COMMENT_MAX - 1, "\xc3\xa4", 2);
	whole = pcapng_section(room, sizeof(room), "w", comments);
	tap_ok(whole && whole < PCAPNG_COMMENT_MAX + 64, "a long comment is cut");
	tap_ok(room[24] == 1 && (room[26] | room[27] << 8) == PCAPNG_COMMENT_MAX - 1,
	       "but not within a letter");
	for (size = 0; size < whole && !pcapng_section(room, size, "w", comments); size += 97)
		;
	tap_ok(size >= whole, "what does not fit is not begun");
	used = 0;
	whole = add_packet(20, 20, 0);
	for (size = 0; size < whole; size++) {
		const struct pcapng_packet p = { .len = 20, .data = data,
						 .direction = PCAPNG_OUTBOUND };

		if (pcapng_packet(room, size, &p))
			break;
	}
	tap_is(size, whole, "nor a packet");
	tap_ok(whole <= 20 + PCAPNG_PACKET_EXTRA, "a packet's block is as small as said");
}

static int whole_of(size_t size, uint64_t *bytes, uint64_t *packets)
{
	FILE *f = as_file(size);
	int error = pcapng_whole(fileno(f), bytes, packets);

	fclose(f);
	return error;
}

static void test_whole(void)
{
	uint64_t bytes, packets, last = 0;
	size_t size, wrong = 0, blocks = 0;

	build();
	for (size = 1; size <= used; size++) {
		int error = whole_of(size, &bytes, &packets);

		wrong += error ? error != -EINVAL || blocks : bytes > size || bytes < last;
		if (!error && bytes != last) {
			last = bytes;
			blocks++;
		}
	}
	tap_ok(!wrong && blocks == 23 && last == used && packets == 21,
	       "cut anywhere, it is known up to its last whole block");
	file[used - 1] ^= 1;
	tap_ok(!whole_of(used, &bytes, &packets) && packets == 20,
	       "a block whose ends differ is not whole");
	file[8] ^= 1;
	tap_is(whole_of(used, &bytes, &packets), -EINVAL,
	       "another byte order is not ours");
}

int main(void)
{
	build();
	test_read_back();
	test_options();
	test_bounds();
	test_whole();
	return tap_done();
}
