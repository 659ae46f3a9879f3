/* SPDX-License-Identifier: MIT */
/*
 * pcapng.h - blocks of a pcapng file (draft-ietf-opsawg-pcapng), in the byte order of this
 * machine, built in memory so that only whole ones are written. libpcap writes no comments.
 *
 * Every builder returns the bytes it used, a multiple of 4, or 0 if @size is too small; then
 * nothing is to be taken from @to.
 */
#ifndef WEIR_PCAPNG_H
#define WEIR_PCAPNG_H

#include <stddef.h>
#include <stdint.h>

#define PCAPNG_COMMENT_MAX 60000 /* bytes of a comment; longer ones are cut between letters */
#define PCAPNG_PACKET_EXTRA 64 /* bytes that a block adds to a packet at most */

enum pcapng_link { PCAPNG_ETHERNET = 1, PCAPNG_PPPOE = 51, PCAPNG_RAW_IP = 101 };

/* Section header. @comments: texts in UTF-8, ended by NULL. */
size_t pcapng_section(uint8_t *to, size_t size, const char *application,
		      const char *const *comments);

/* Interface; they are numbered from 0 in the order of the file. @name "": not known. */
size_t pcapng_interface(uint8_t *to, size_t size, enum pcapng_link link, uint32_t snaplen,
			const char *name);

/* As the flags of a packet have it. */
enum pcapng_direction { PCAPNG_UNKNOWN = 0, PCAPNG_INBOUND = 1, PCAPNG_OUTBOUND = 2 };

struct pcapng_packet {
	uint32_t interface;
	uint64_t time_ns; /* since 1970 */
	uint32_t wire_len;
	uint32_t len; /* of data */
	const uint8_t *data;
	enum pcapng_direction direction;
	/* A tag that was held outside the frame and is put back in; vlan_proto (host order) 0:
	 * none. Only for Ethernet. */
	uint16_t vlan_proto;
	uint16_t vlan_tci;
};

size_t pcapng_packet(uint8_t *to, size_t size, const struct pcapng_packet *p);

/*
 * How much of a file that may have been cut short is whole blocks of ours, and how many of
 * them are packets. @fd is read from the start. 0, -EINVAL (not such a file), or what
 * pread(2) says.
 */
int pcapng_whole(int fd, uint64_t *bytes, uint64_t *packets);

#endif
