/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * dns.h - bytes of a DNS message in UDP -> facts of its header and its question.
 *
 * Written once, as parse.h, for BPF, the native engine and the fuzzer. Names never leave
 * here: of a name there is a hash, how many labels it has and how long the longest is.
 *
 * Source: RFC 1035 (3.1 labels, 4.1.1 header, 4.1.2 question).
 */
#ifndef WEIR_DNS_H
#define WEIR_DNS_H

#include <weir/cursor.h>

#define WEIR_DNS_PORT 53 /* names by multicast (5353, 5355) ask no resolver */
#define WEIR_DNS_LABELS 10 /* so many are walked, the root with them; of a longer name there is
			    * no type */
#define WEIR_DNS_LABEL_MAX 63
#define WEIR_DNS_NAME_WORDS 8 /* of 4 bytes: what is hashed of a name */
#define WEIR_DNS_DOMAIN_WORDS 5 /* and of its last two labels */

enum weir_dns_kind {
	WEIR_DNS_NONE = 0, /* not to or from the port, or no ordinary message of one question */
	WEIR_DNS_QUERY = 1,
	WEIR_DNS_ANSWER = 2,
};

enum weir_dns_rcode { WEIR_DNS_NOERROR = 0, WEIR_DNS_NXDOMAIN = 3 };

enum weir_dns_type {
	WEIR_DNS_CNAME = 5,
	WEIR_DNS_NULL = 10,
	WEIR_DNS_PTR = 12,
	WEIR_DNS_MX = 15,
	WEIR_DNS_TXT = 16,
	WEIR_DNS_KEY = 25,
	WEIR_DNS_PRIVATE = 65280, /* and above (RFC 6895) */
};

struct weir_dns_message {
	__u32 name; /* hash of its first 32 bytes; 0: no name, or not all of it captured */
	__u32 domain; /* hash of the first 20 bytes of its last two labels; of all of it where they
		       * name no owner: in a reverse look-up, in a name of too many labels */
	__u32 joined; /* offsets, of use to the parser alone */
	__u32 domain_at;
	__u32 end;
	__u16 type; /* of the question, host order; 0: not known */
	__u8 kind; /* enum weir_dns_kind */
	__u8 rcode;
	__u8 labels;
	__u8 label_max; /* bytes of the longest label */
	__u8 cut; /* 1: the frame ends within the question */
	__u8 whole; /* 1: all labels were walked */
};

/*
 * Hash of [from, end) of the frame, of at most @words words; never 0 but where that begins
 * beyond reason. Letters count in one case, as a resolver may ask in random case and be
 * answered in the same.
 */
static __always_inline __u32 weir_dns_hash(const struct weir_cursor *c, __u32 from, __u32 end,
					   __u32 words)
{
	__u32 hash = 0x811c9dc5, i;
	const __u8 *at;

	if (from > WEIR_OFFSET_MAX)
		return 0;
	WEIR_PLAIN(from);
	at = c->start + from;
	WEIR_PLAIN(at);
	for (i = 0; i < words; i++) {
		__u32 word;

		if (from + 4 * i >= end || at + 4 * i + 4 > c->end)
			break;
		word = weir_ntoh32(weir_load_be32(at + 4 * i)) | 0x20202020;
		if (end - from - 4 * i < 4)
			word >>= 8 * (4 - (end - from - 4 * i));
		hash = (hash ^ word) * 0x9e3779b1;
		hash ^= hash >> 15;
	}
	return hash ? hash : 1;
}

/* A label, its length still to be read. 1: there is one; 0: the name ends; -1: it cannot be
 * followed. */
static __always_inline int weir_dns_label(struct weir_cursor *c, struct weir_dns_message *m)
{
	const __u8 *at = c->start + c->off;
	__u32 length;

	WEIR_PLAIN(at);
	if (at + 1 > c->end) {
		m->cut = 1;
		return -1;
	}
	length = *at;
	c->off++;
	if (!length)
		return 0;
	if (length > WEIR_DNS_LABEL_MAX)
		return -1;
	if (length > m->label_max)
		m->label_max = (__u8)length;
	m->labels++;
	c->off += length;
	return weir_join(c, &m->joined) ? -1 : 1;
}

/* Walks the labels to the name's end, m->end; 0, or -1 if it cannot be followed so far or the
 * frame ends before. A name of too many labels ends, for us, after the last one walked. */
static __always_inline int weir_dns_walk(struct weir_cursor *c, struct weir_dns_message *m)
{
	__u32 before = c->off, last = c->off;
	int i, more = 1;

	for (i = 0; i < WEIR_DNS_LABELS && more; i++) {
		m->domain_at = before;
		m->end = c->off;
		before = last;
		last = c->off;
		more = weir_dns_label(c, m);
		if (more < 0)
			return -1;
	}
	WEIR_JOIN_PATHS();
	m->whole = !more;
	return 0;
}

static __always_inline void weir_dns_question(struct weir_cursor *c, struct weir_dns_message *m)
{
	__u32 first = c->off, end;
	const __u8 *root;

	if (weir_dns_walk(c, m))
		return;
	end = m->end;
	if (end > WEIR_OFFSET_MAX)
		return;
	WEIR_PLAIN(end);
	root = c->start + end;
	WEIR_PLAIN(root);
	if (root + 5 > c->end) {
		m->cut = 1;
		return;
	}
	if (m->whole)
		m->type = weir_load16(root + 1);
	if (!m->labels)
		return;
	m->name = weir_dns_hash(c, first, end, WEIR_DNS_NAME_WORDS);
	m->domain = m->name;
	if (m->whole && m->type != WEIR_DNS_PTR)
		m->domain = weir_dns_hash(c, m->domain_at, end, WEIR_DNS_DOMAIN_WORDS);
}

/* Reads the message at @off of the frame into @m, which is all zero. In BPF a function of its
 * own, so that the path of other packets keeps its registers. */
static WEIR_NOINLINE void weir_parse_dns(struct weir_dns_message *m, const __u8 *start,
					 const __u8 *frame_end, __u32 off)
{
	struct weir_cursor c = { start, frame_end, off };
	const __u8 *h;

	if (off > WEIR_OFFSET_MAX)
		return;
	h = weir_take(&c, 12);
	if (!h) {
		m->cut = 1;
		return;
	}
	if ((h[2] & 0x78) || weir_load16(h + 4) != 1) /* opcode, questions */
		return;
	m->kind = h[2] & 0x80 ? WEIR_DNS_ANSWER : WEIR_DNS_QUERY;
	m->rcode = h[3] & 0x0f;
	weir_dns_question(&c, m);
}

#endif
