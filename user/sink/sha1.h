/* SPDX-License-Identifier: MIT */
/*
 * sha1.h - SHA-1 (RFC 3174), for Community ID and stable names; not for secrets.
 */
#ifndef WEIR_SHA1_H
#define WEIR_SHA1_H

#include <stddef.h>
#include <stdint.h>

#define SHA1_SIZE 20

struct sha1 {
	uint32_t state[5];
	uint64_t length; /* bytes so far */
	uint8_t block[64];
};

void sha1_init(struct sha1 *s);
void sha1_add(struct sha1 *s, const void *data, size_t length);
void sha1_finish(struct sha1 *s, uint8_t out[static SHA1_SIZE]);

#endif
