// SPDX-License-Identifier: MIT
#include "pcapng.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

enum block { BLOCK_SECTION = 0x0a0d0d0a, BLOCK_INTERFACE = 1, BLOCK_PACKET = 6 };

enum option {
	OPTION_END = 0,
	OPTION_COMMENT = 1,
	OPTION_IF_NAME = 2,
	OPTION_PACKET_FLAGS = 2,
	OPTION_APPLICATION = 4,
	OPTION_TIME_RESOLUTION = 9,
};

#define BYTE_ORDER_MAGIC 0x1a2b3c4du
#define NANOSECONDS 9 /* ten to the minus ninth */
#define MACS_BYTES 12u
#define TAG_BYTES 4u
#define BLOCK_MIN 12u

/* A block on its way; full: it did not fit. */
struct builder {
	uint8_t *to;
	size_t size;
	size_t at;
	bool full;
};

static void put(struct builder *b, const void *data, size_t len)
{
	if (b->full || len > b->size - b->at) {
		b->full = true;
		return;
	}
	memcpy(b->to + b->at, data, len);
	b->at += len;
}

static void put16(struct builder *b, uint16_t value)
{
	put(b, &value, sizeof(value));
}

static void put32(struct builder *b, uint32_t value)
{
	put(b, &value, sizeof(value));
}

static void put_padding(struct builder *b)
{
	static const uint8_t zero[4];

	put(b, zero, (4 - b->at % 4) % 4);
}

static void put_option(struct builder *b, enum option code, const void *data, size_t len)
{
	put16(b, (uint16_t)code);
	put16(b, (uint16_t)len);
	put(b, data, len);
	put_padding(b);
}

/* Length of the text, cut before a letter's continuation bytes. */
static size_t comment_length(const char *text)
{
	size_t len = strnlen(text, PCAPNG_COMMENT_MAX + 1);

	if (len <= PCAPNG_COMMENT_MAX)
		return len;
	len = PCAPNG_COMMENT_MAX;
	while (len && ((uint8_t)text[len] & 0xc0) == 0x80)
		len--;
	return len;
}

static struct builder begin(uint8_t *to, size_t size, enum block type)
{
	struct builder b = { .to = to, .size = size };

	put32(&b, type);
	put32(&b, 0);
	return b;
}

static size_t end(struct builder *b)
{
	uint32_t total = (uint32_t)b->at + 4;

	put32(b, total);
	if (b->full)
		return 0;
	memcpy(b->to + 4, &total, sizeof(total));
	return b->at;
}

size_t pcapng_section(uint8_t *to, size_t size, const char *application,
		      const char *const *comments)
{
	struct builder b = begin(to, size, BLOCK_SECTION);

	put32(&b, BYTE_ORDER_MAGIC);
	put16(&b, 1); /* version 1.0 */
	put16(&b, 0);
	put32(&b, UINT32_MAX); /* length of the section: not said */
	put32(&b, UINT32_MAX);
	for (; *comments; comments++)
		put_option(&b, OPTION_COMMENT, *comments, comment_length(*comments));
	put_option(&b, OPTION_APPLICATION, application, strlen(application));
	put_option(&b, OPTION_END, "", 0);
	return end(&b);
}

size_t pcapng_interface(uint8_t *to, size_t size, enum pcapng_link link, uint32_t snaplen,
			const char *name)
{
	struct builder b = begin(to, size, BLOCK_INTERFACE);
	const uint8_t resolution = NANOSECONDS;

	put16(&b, (uint16_t)link);
	put16(&b, 0);
	put32(&b, snaplen);
	if (*name)
		put_option(&b, OPTION_IF_NAME, name, strlen(name));
	put_option(&b, OPTION_TIME_RESOLUTION, &resolution, sizeof(resolution));
	put_option(&b, OPTION_END, "", 0);
	return end(&b);
}

static void put_frame(struct builder *b, const struct pcapng_packet *p, bool tagged)
{
	const uint8_t tag[TAG_BYTES] = { (uint8_t)(p->vlan_proto >> 8), (uint8_t)p->vlan_proto,
					 (uint8_t)(p->vlan_tci >> 8), (uint8_t)p->vlan_tci };
	size_t first = tagged ? MACS_BYTES : p->len;

	put(b, p->data, first);
	if (tagged)
		put(b, tag, sizeof(tag));
	put(b, p->data + first, p->len - first);
	put_padding(b);
}

size_t pcapng_packet(uint8_t *to, size_t size, const struct pcapng_packet *p)
{
	struct builder b = begin(to, size, BLOCK_PACKET);
	bool tagged = p->vlan_proto && p->len >= MACS_BYTES;
	const uint32_t flags = p->direction;
	uint32_t len = p->len + (tagged ? TAG_BYTES : 0);

	put32(&b, p->interface);
	put32(&b, (uint32_t)(p->time_ns >> 32));
	put32(&b, (uint32_t)p->time_ns);
	put32(&b, len);
	put32(&b, p->wire_len > len ? p->wire_len : len);
	put_frame(&b, p, tagged);
	if (flags)
		put_option(&b, OPTION_PACKET_FLAGS, &flags, sizeof(flags));
	put_option(&b, OPTION_END, "", 0);
	return end(&b);
}

/* The block at @at: 0 and its head, 1 if it is cut short or none of ours. */
static int read_block(int fd, uint64_t at, uint32_t head[static 3])
{
	ssize_t got = pread(fd, head, 3 * sizeof(*head), (off_t)at);
	uint32_t trailer;

	if (got < 0)
		return -errno;
	if (got != (ssize_t)(3 * sizeof(*head)) || head[1] < BLOCK_MIN || head[1] % 4)
		return 1;
	got = pread(fd, &trailer, sizeof(trailer), (off_t)(at + head[1] - sizeof(trailer)));
	if (got < 0)
		return -errno;
	return got != (ssize_t)sizeof(trailer) || trailer != head[1];
}

int pcapng_whole(int fd, uint64_t *bytes, uint64_t *packets)
{
	uint64_t at = 0, count = 0;
	uint32_t head[3];
	int result;

	while (!(result = read_block(fd, at, head))) {
		bool section = head[0] == BLOCK_SECTION;

		if (section != !at || (section && head[2] != BYTE_ORDER_MAGIC))
			break;
		count += head[0] == BLOCK_PACKET;
		at += head[1];
	}
	if (result < 0)
		return result;
	if (!at)
		return -EINVAL;
	*bytes = at;
	*packets = count;
	return 0;
}
