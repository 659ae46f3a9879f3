/* SPDX-License-Identifier: MIT */
/*
 * dns.h - the records of a DNS or multicast DNS message, as far as it was captured.
 *
 * Names are given with dots between labels, without the last one; a dot or a zero byte within
 * a label, which no host name has, as "?". Nothing else of them is checked (name.h does).
 *
 * Source: RFC 1035 (4.1 message format, 4.1.4 compression), RFC 3596 (AAAA), RFC 6762.
 */
#ifndef WEIR_DEVICE_DNS_H
#define WEIR_DEVICE_DNS_H

#include <weir/abi.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DNS_NAME_SIZE 256  /* RFC 1035, 3.1: at most 255 bytes on the wire */
#define DNS_RECORDS_MAX 64 /* of one message, read at most */

enum dns_type { DNS_A = 1, DNS_CNAME = 5, DNS_PTR = 12, DNS_AAAA = 28 };

struct dns_record {
	uint16_t type; /* host order; of class IN, else 0 */
	char owner[DNS_NAME_SIZE];
	struct weir_addr addr;	    /* DNS_A, DNS_AAAA; IPv4 as ::ffff:a.b.c.d */
	char target[DNS_NAME_SIZE]; /* DNS_PTR, DNS_CNAME */
};

struct dns_reader {
	const uint8_t *data;
	size_t size;
	size_t at;
	unsigned int left;
	bool answer; /* a response */
	uint8_t rcode;
	char question[DNS_NAME_SIZE]; /* "": not exactly one */
};

/* Reads header and question of the message. 0, or -EBADMSG: it is none, or ends within. */
int dns_open(struct dns_reader *r, const uint8_t *data, size_t size);

/* The next record of any section. 1; 0: that was all, or the rest was not captured;
 * -EBADMSG: what comes cannot be a record. */
int dns_next(struct dns_reader *r, struct dns_record *out);

/* "20.1.168.192.in-addr.arpa" or the nibbles of ip6.arpa: the address. -EINVAL. */
int dns_reverse(const char *name, struct weir_addr *out);

#endif
