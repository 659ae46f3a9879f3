// SPDX-License-Identifier: MIT
/* Captures made here byte by byte: formats, link types, lengths, broken files. */
#include "tap.h"

#include "user/source/capture.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#define MICRO 0xa1b2c3d4u
#define NANO 0xa1b23c4du

static char path[] = "/tmp/weir-capture-XXXXXX";
static char error[CAPTURE_ERROR_SIZE];

struct bytes {
	uint8_t at[16384];
	size_t len;
};

static void add32(struct bytes *b, uint32_t value, int swapped)
{
	if (swapped)
		value = __builtin_bswap32(value);
	memcpy(b->at + b->len, &value, 4);
	b->len += 4;
}

static void add(struct bytes *b, const void *data, size_t len)
{
	memcpy(b->at + b->len, data, len);
	b->len += len;
}

static void add_header(struct bytes *b, uint32_t magic, uint32_t snaplen, uint32_t link,
		       int swapped)
{
	add32(b, magic, swapped);
	add32(b, swapped ? 0x00020004 : 0x00040002, 0);
	add32(b, 0, 0);
	add32(b, 0, 0);
	add32(b, snaplen, swapped);
	add32(b, link, swapped);
	if (swapped)
		memcpy(b->at + 4, "\0\2\0\4", 4);
}

static void add_record(struct bytes *b, uint32_t fraction, const void *data, uint32_t cap,
		       uint32_t wire, int swapped)
{
	add32(b, 1700000000, swapped);
	add32(b, fraction, swapped);
	add32(b, cap, swapped);
	add32(b, wire, swapped);
	add(b, data, cap);
}

static int open_bytes(const struct bytes *b, struct capture **c)
{
	FILE *f = fopen(path, "wb");

	fwrite(b->at, 1, b->len, f);
	fclose(f);
	return capture_open(path, c, error);
}

/* The first record of a capture of @link with one of @len bytes at @data. */
static int first(uint32_t link, const void *data, uint32_t len, struct frame_record *r,
		 enum weir_malformed *reason, uint8_t frame[static FRAME_BYTES_MAX])
{
	struct bytes b = { .len = 0 };
	struct capture *c = NULL;
	int result;

	add_header(&b, MICRO, 65535, link, 0);
	add_record(&b, 1, data, len, len, 0);
	result = open_bytes(&b, &c);
	if (result)
		return result;
	result = capture_next(c, r, reason, error);
	memcpy(frame, r->data, r->len);
	capture_close(c);
	return result;
}

static void test_formats(void)
{
	static const struct {
		const char *name;
		uint32_t magic;
		int swapped;
		uint64_t time_ns;
	} cases[] = {
		{ "microseconds", MICRO, 0, 1700000000000007000ull },
		{ "nanoseconds", NANO, 0, 1700000000000000007ull },
		{ "the other byte order", MICRO, 1, 1700000000000007000ull },
		{ "both", NANO, 1, 1700000000000000007ull },
	};
	uint8_t frame[60] = { 0 };
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct bytes b = { .len = 0 };
		struct capture *c = NULL;
		struct frame_record r = { .len = 0 };
		enum weir_malformed reason;

		add_header(&b, cases[i].magic, 65535, 1, cases[i].swapped);
		add_record(&b, 7, frame, 60, 1514, cases[i].swapped);
		tap_is(open_bytes(&b, &c), 0, "%s: opened", cases[i].name);
		tap_is(capture_next(c, &r, &reason, error), 1, "a record");
		tap_is(r.meta.time_ns, cases[i].time_ns, "time");
		tap_is(r.meta.cap_len, 60, "captured length");
		tap_is(r.meta.wire_len, 1514, "original length");
		tap_is(r.meta.synth_len, 0, "no synthetic header");
		tap_is(capture_next(c, &r, &reason, error), 0, "end of file");
		capture_close(c);
	}
}

static void test_lengths(void)
{
	static uint8_t frame[9000];
	struct bytes b = { .len = 0 };
	struct capture *c = NULL;
	struct frame_record r = { .len = 0 };
	enum weir_malformed reason = WEIR_MALFORMED_icmp_truncated;

	add_header(&b, MICRO, 96, 1, 0);
	add_record(&b, 1, frame, 9000, 9000, 0);
	add_record(&b, 2, frame, 13, 13, 0);
	add_record(&b, 3, frame, 60, 0xfffffff0, 0);
	open_bytes(&b, &c);
	tap_is(capture_next(c, &r, &reason, error), 1, "a record over the snapshot length");
	tap_is(r.meta.cap_len, 9000, "keeps its captured length");
	tap_is(r.len, FRAME_BYTES_MAX, "the frame is cut to what engines get");
	tap_is(capture_next(c, &r, &reason, error), 2, "13 bytes are refused");
	tap_is(reason, WEIR_MALFORMED_ethernet_truncated, "with the reason");
	tap_is(capture_next(c, &r, &reason, error), 1, "an absurd original length is read");
	tap_is(r.meta.wire_len, 0xfffffff0, "as it stands");
	capture_close(c);
}

struct link_case {
	const char *name;
	uint32_t link;
	const char *data;
	uint32_t len;
	uint32_t link_len;
	uint16_t ethertype;
};

static const struct link_case links[] = {
	{ "raw IPv4", 101, "\x45", 1, 0, 0x0800 },
	{ "raw IPv6", 101, "\x60", 1, 0, 0x86dd },
	{ "raw, nothing", 101, "", 0, 0, 0x0800 },
	{ "IPv4", 228, "\x45", 1, 0, 0x0800 },
	{ "IPv6", 229, "\x60", 1, 0, 0x86dd },
	{ "cooked", 113, "\0\0\0\1\0\6\1\2\3\4\5\6\0\0\x08\x06!", 17, 16, 0x0806 },
	{ "cooked v2", 276, "\x86\xdd\0\0\0\0\0\1\0\1\0\6\1\2\3\4\5\6\0\0!", 21, 20, 0x86dd },
	{ "null, little endian", 0, "\2\0\0\0!", 5, 4, 0x0800 },
	{ "null, big endian", 0, "\0\0\0\2!", 5, 4, 0x0800 },
	{ "null, IPv6 of Darwin", 0, "\x1e\0\0\0!", 5, 4, 0x86dd },
	{ "null, another family", 0, "\7\0\0\0!", 5, 4, 0xffff },
	{ "loop", 108, "\0\0\0\x18!", 5, 4, 0x86dd },
	{ "PPP", 9, "\x00\x21!", 3, 2, 0x0800 },
	{ "PPP, framed", 9, "\xff\x03\x00\x57!", 5, 4, 0x86dd },
	{ "PPP, compressed", 9, "\x21!", 2, 1, 0x0800 },
	{ "PPP, MPLS", 50, "\xff\x03\x02\x81!", 5, 4, 0x8847 },
	{ "PPP, multicast MPLS", 50, "\xff\x03\x02\x83!", 5, 4, 0x8848 },
	{ "PPP, LCP", 50, "\xff\x03\xc0\x21!", 5, 4, 0x880b },
	{ "PPP serial, Cisco", 50, "\x0f\0\x08\0!", 5, 4, 0x0800 },
	{ "Cisco HDLC", 104, "\x8f\0\x86\xdd!", 5, 4, 0x86dd },
	{ "PPPoE", 51, "\x11\0\0\1\0\3\0\x21!", 9, 0, 0x8864 },
};

static const struct link_case cut_links[] = {
	{ "cooked", 113, "123456789012345", 15, 0, 0 },
	{ "cooked v2", 276, "1234567890123456789", 19, 0, 0 },
	{ "null", 0, "\2\0\0", 3, 0, 0 },
	{ "PPP, nothing", 9, "", 0, 0, 0 },
	{ "PPP, one byte", 9, "\x80", 1, 0, 0 },
	{ "PPP, framing only", 50, "\xff\x03", 2, 0, 0 },
	{ "PPP serial, Cisco", 50, "\x0f\0\x08", 3, 0, 0 },
};

static void test_links(void)
{
	static uint8_t frame[FRAME_BYTES_MAX];
	struct frame_record r;
	enum weir_malformed reason;
	size_t i;

	for (i = 0; i < sizeof(links) / sizeof(links[0]); i++) {
		const struct link_case *l = &links[i];
		int result = first(l->link, l->data, l->len, &r, &reason, frame);

		tap_is(result, 1, "%s: a frame", l->name);
		tap_is(r.meta.link_len, l->link_len, "its link header");
		tap_is(r.meta.synth_len, 14, "a synthetic header in its place");
		tap_is(frame[12] << 8 | frame[13], l->ethertype, "ethertype");
		tap_is(r.len, 14 + l->len - l->link_len, "length");
		tap_ok(!memcmp(frame + 14, l->data + l->link_len, l->len - l->link_len), "data");
	}
	for (i = 0; i < sizeof(cut_links) / sizeof(cut_links[0]); i++) {
		const struct link_case *l = &cut_links[i];

		tap_is(first(l->link, l->data, l->len, &r, &reason, frame), 2, "%s: cut", l->name);
		tap_is(reason, WEIR_MALFORMED_link_header_truncated, "the reason");
	}
	tap_is(first(105, "", 0, &r, &reason, frame), -ENOTSUP, "another link type");
	tap_ok(strstr(error, "IEEE802_11") != NULL, "is named: %s", error);
}

static void test_broken(void)
{
	uint8_t frame[60] = { 0 };
	struct bytes b = { .len = 0 };
	struct capture *c = NULL;
	struct frame_record r = { .len = 0 };
	enum weir_malformed reason;

	tap_is(open_bytes(&b, &c), -EINVAL, "an empty file is no capture");
	add(&b, "GET / HTTP/1.1\r\nHost: a\r\n\r\n", 27);
	tap_is(open_bytes(&b, &c), -EINVAL, "nor is text");
	b.len = 0;
	add_header(&b, MICRO, 65535, 1, 0);
	add_record(&b, 1, frame, 60, 60, 0);
	add_record(&b, 2, frame, 60, 60, 0);
	b.len -= 10;
	open_bytes(&b, &c);
	tap_is(capture_next(c, &r, &reason, error), 1, "a whole record");
	tap_is(capture_next(c, &r, &reason, error), -EBADMSG, "then a cut one");
	tap_ok(strstr(error, "at byte 166:") != NULL, "with the offset: %s", error);
	capture_close(c);
	tap_is(capture_open("/nonexistent/file", &c, error), -ENOENT, "no file");
	tap_is(capture_open("/tmp", &c, error), -EINVAL, "a directory");
}

static void test_packed(void)
{
	uint8_t frame[60] = { 0 };
	struct bytes b = { .len = 0 };
	struct capture *c = NULL;
	struct frame_record r = { .len = 0 };
	enum weir_malformed reason;
	uint64_t done, size;
	gzFile gz = gzopen(path, "wb");

	add_header(&b, MICRO, 65535, 1, 0);
	add_record(&b, 1, frame, 60, 60, 0);
	gzwrite(gz, b.at, (unsigned int)b.len);
	gzclose(gz);
	tap_is(capture_open(path, &c, error), 0, "a packed capture");
	tap_is(capture_next(c, &r, &reason, error), 1, "a record");
	tap_is(capture_next(c, &r, &reason, error), 0, "end");
	capture_position(c, &done, &size);
	tap_ok(done && done == size, "all of the file was read");
	capture_close(c);
	if (truncate(path, (off_t)size - 12))
		abort();
	tap_is(capture_open(path, &c, error), 0, "a cut packed capture");
	while (capture_next(c, &r, &reason, error) == 1)
		;
	tap_is(capture_next(c, &r, &reason, error), -EBADMSG, "is broken: %s", error);
	capture_close(c);
}

int main(void)
{
	int fd = mkstemp(path);

	if (fd < 0)
		return 1;
	close(fd);
	test_formats();
	test_lengths();
	test_links();
	test_broken();
	test_packed();
	unlink(path);
	return tap_done();
}
