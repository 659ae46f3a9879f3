// SPDX-License-Identifier: MIT
#include "dns.h"

#include <weir/cursor.h>
#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <strings.h>

#define HEADER 12
#define LABEL_MAX 63
#define RECORD_FIXED 10 /* type, class, TTL, length */
#define CLASS_IN 1
#define CLASS_FLUSH 0x8000 /* RFC 6762, 10.2 */

#define CUT 0
#define READ 1

struct name {
	char *out;
	size_t used;
};

static int add_label(struct name *n, const uint8_t *label, size_t length)
{
	size_t i;

	if (n->used + length + 2 > DNS_NAME_SIZE)
		return -EBADMSG;
	if (n->used)
		n->out[n->used++] = '.';
	for (i = 0; i < length; i++)
		n->out[n->used++] = (char)(label[i] && label[i] != '.' ? label[i] : '?');
	return READ;
}

/* The name at *at, which is moved behind it. Each pointer leads to before the last one, so
 * that they come to an end. READ, CUT, -EBADMSG. */
static int read_name(const struct dns_reader *r, size_t *at, char out[static DNS_NAME_SIZE])
{
	struct name name = {out, 0};
	size_t from = *at, before = *at;
	bool moved = false;
	int result = READ;

	while (result == READ) {
		uint8_t length;

		if (from >= r->size)
			return CUT;
		length = r->data[from];
		if (!length)
			break;
		if (length <= LABEL_MAX) {
			if (from + 1 + length > r->size)
				return CUT;
			result = add_label(&name, r->data + from + 1, length);
			from += 1u + length;
			continue;
		}
		if (length < 0xc0)
			return -EBADMSG;
		if (from + 2 > r->size)
			return CUT;
		if (!moved)
			*at = from + 2;
		moved = true;
		from = (size_t)(weir_load16(r->data + from) & 0x3fff);
		if (from >= before)
			return -EBADMSG;
		before = from;
	}
	if (!moved)
		*at = from + 1;
	out[name.used] = '\0';
	return result;
}

static int read_questions(struct dns_reader *r, unsigned int count)
{
	char name[DNS_NAME_SIZE];

	for (unsigned int i = 0; i < count; i++) {
		int result = read_name(r, &r->at, name);

		if (result != READ || r->at + 4 > r->size)
			return -EBADMSG;
		r->at += 4;
	}
	if (count == 1)
		memcpy(r->question, name, sizeof(r->question));
	return 0;
}

int dns_open(struct dns_reader *r, const uint8_t *data, size_t size)
{
	unsigned int questions;

	memset(r, 0, sizeof(*r));
	if (size < HEADER || (data[2] & 0x78)) /* opcode: a query, or an answer to one */
		return -EBADMSG;
	r->data = data;
	r->size = size;
	r->at = HEADER;
	r->answer = data[2] & 0x80;
	r->rcode = data[3] & 0x0f;
	questions = weir_load16(data + 4);
	r->left = (unsigned int)weir_load16(data + 6) + weir_load16(data + 8) +
		  weir_load16(data + 10);
	if (r->left > DNS_RECORDS_MAX)
		r->left = DNS_RECORDS_MAX;
	return questions > DNS_RECORDS_MAX ? -EBADMSG : read_questions(r, questions);
}

/* What the record says; READ, CUT, -EBADMSG. */
static int read_content(const struct dns_reader *r, size_t at, size_t length,
			struct dns_record *out)
{
	switch (out->type) {
	case DNS_A:
		if (length != 4)
			return -EBADMSG;
		weir_load_addr4(&out->addr, r->data + at);
		return READ;
	case DNS_AAAA:
		if (length != 16)
			return -EBADMSG;
		weir_load_addr(&out->addr, r->data + at);
		return READ;
	case DNS_PTR:
	case DNS_CNAME:
		return read_name(r, &at, out->target);
	default:
		return READ;
	}
}

int dns_next(struct dns_reader *r, struct dns_record *out)
{
	uint16_t class, length;
	const uint8_t *fixed;
	int result;

	if (!r->left)
		return CUT;
	r->left--;
	memset(&out->addr, 0, sizeof(out->addr));
	*out->target = '\0';
	result = read_name(r, &r->at, out->owner);
	if (result != READ)
		return result;
	if (r->size - r->at < RECORD_FIXED)
		return CUT;
	fixed = r->data + r->at;
	class = weir_load16(fixed + 2) & (uint16_t)~CLASS_FLUSH;
	out->type = class == CLASS_IN ? weir_load16(fixed) : 0;
	length = weir_load16(fixed + 8);
	r->at += RECORD_FIXED;
	if (r->size - r->at < length)
		return CUT;
	result = read_content(r, r->at, length, out);
	r->at += length;
	return result;
}

static int reverse_ipv4(const char *name, size_t length, struct weir_addr *out)
{
	char text[16];
	uint8_t byte[4], swapped[4];

	if (length >= sizeof(text))
		return -EINVAL;
	memcpy(text, name, length);
	text[length] = '\0';
	if (inet_pton(AF_INET, text, byte) != 1)
		return -EINVAL;
	for (unsigned int i = 0; i < 4; i++)
		swapped[i] = byte[3 - i];
	weir_load_addr4(out, swapped);
	return 0;
}

static int reverse_ipv6(const char *name, size_t length, struct weir_addr *out)
{
	static const char digits[] = "0123456789abcdef";
	uint8_t byte[16] = {0};

	if (length != 63)
		return -EINVAL;
	for (unsigned int i = 0; i < 32; i++) {
		char c = name[2 * i];
		const char *digit;

		if (c >= 'A' && c <= 'F')
			c = (char)(c - 'A' + 'a');
		digit = c ? strchr(digits, c) : NULL;
		if (!digit || (i < 31 && name[2 * i + 1] != '.'))
			return -EINVAL;
		byte[15 - i / 2] |= (uint8_t)((digit - digits) << (i % 2 * 4));
	}
	weir_load_addr(out, byte);
	return 0;
}

int dns_reverse(const char *name, struct weir_addr *out)
{
	static const char ipv4[] = ".in-addr.arpa", ipv6[] = ".ip6.arpa";
	size_t length = strlen(name);

	if (length > sizeof(ipv4) - 1 && !strcasecmp(name + length - (sizeof(ipv4) - 1), ipv4))
		return reverse_ipv4(name, length - (sizeof(ipv4) - 1), out);
	if (length > sizeof(ipv6) - 1 && !strcasecmp(name + length - (sizeof(ipv6) - 1), ipv6))
		return reverse_ipv6(name, length - (sizeof(ipv6) - 1), out);
	return -EINVAL;
}
