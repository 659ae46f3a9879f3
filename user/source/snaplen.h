/* SPDX-License-Identifier: MIT */
/*
 * snaplen.h - lifts the snapshot lengths that a capture file states, on its way to
 * libpcap.
 *
 * libpcap cuts records of pcap at it, and refuses a pcapng whose interfaces differ in it
 * or whose records are longer; some writers state less than they wrote, and merged files
 * differ as a rule. The records' own lengths are what counts here.
 *
 * Formats: the pcap and pcapng drafts of the IETF's opsawg.
 */
#ifndef WEIR_SNAPLEN_H
#define WEIR_SNAPLEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SNAPLEN_HEAD 16 /* what is looked at of a block; its snapshot length comes after 12 */

struct snaplen {
	enum { SNAPLEN_START, SNAPLEN_PCAP, SNAPLEN_PCAPNG, SNAPLEN_DONE } format;
	bool big; /* byte order of the file or section */
	uint32_t at; /* bytes of the file header or block so far */
	uint32_t block_len;
	uint8_t head[SNAPLEN_HEAD];
};

/* All zero is the start of a file. Changes the next @len bytes of it in place. */
void snaplen_lift(struct snaplen *s, uint8_t *data, size_t len);

#endif
