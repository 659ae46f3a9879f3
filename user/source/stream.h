/* SPDX-License-Identifier: MIT */
/*
 * stream.h - the bytes of a capture file as a stdio stream: a file or stdin, gzip'd or
 * not, counted on their way.
 */
#ifndef WEIR_STREAM_H
#define WEIR_STREAM_H

#include <stdint.h>
#include <stdio.h>

struct stream;

/* @path "-" is stdin. Returns 0 or what open(2) failed with, -ENOMEM. */
int stream_open(const char *path, struct stream **out);

/* Reads the bytes, unpacked. stream_close() closes it; so may the reader before. */
FILE *stream_file(const struct stream *s);

/* Offset of the next byte stream_file() will give, unpacked. */
uint64_t stream_offset(const struct stream *s);

/* Bytes read of the file itself, packed or not, and its size (0: unknown). */
void stream_position(const struct stream *s, uint64_t *done, uint64_t *size);

/* What reading failed with, for people; NULL: nothing did. */
const char *stream_error(const struct stream *s);

/* Accepts NULL. */
void stream_close(struct stream *s);

#endif
