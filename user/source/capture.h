/* SPDX-License-Identifier: MIT */
/*
 * capture.h - a capture file (pcap, pcapng, gzip'd or not; "-" is stdin), record by
 * record, each made into an Ethernet frame with its true lengths beside it.
 *
 * Link types: Ethernet, raw IP (RAW, IPV4, IPV6), Linux cooked v1 and v2, null and
 * loop, PPP (with or without HDLC framing, PPP_SERIAL, PPP_ETHER), Cisco HDLC.
 */
#ifndef WEIR_CAPTURE_H
#define WEIR_CAPTURE_H

#include "source.h"

struct capture;

#define CAPTURE_ERROR_SIZE 512

/* -ENOENT, -EACCES, -EINVAL (not a capture), -ENOTSUP (link type, named in @error). */
int capture_open(const char *path, struct capture **out, char error[static CAPTURE_ERROR_SIZE]);

/*
 * 1: *record is filled, to be metered. 2: filled, but its link header is cut: to be
 * refused with *reason. 0: end of file. Negative: the file is broken; @error says what
 * and at which byte offset; what came before stands.
 */
int capture_next(struct capture *c, struct frame_record *record, enum weir_malformed *reason,
		 char error[static CAPTURE_ERROR_SIZE]);

/* Progress: bytes read so far and bytes in all (0 where unknown, as of a pipe). */
void capture_position(const struct capture *c, uint64_t *done, uint64_t *size);

void capture_close(struct capture *c);

#endif
