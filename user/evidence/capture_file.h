/* SPDX-License-Identifier: MIT */
/*
 * capture_file.h - one capture on its way to its file: frames to blocks, held in a buffer
 * of bounded size and written as whole blocks only. Whatever it writes had its room in the
 * store.
 */
#ifndef WEIR_CAPTURE_FILE_H
#define WEIR_CAPTURE_FILE_H

#include "store.h"

#include <weir/frame.h>

#define CAPTURE_BUFFER_BYTES (16u << 10)

struct capture_file {
	struct store *store; /* outlives it */
	char name[STORE_NAME_SIZE];
	int fd; /* -1: closed */
	uint8_t *buffer; /* CAPTURE_BUFFER_BYTES */
	size_t held; /* bytes in it */
	uint64_t written; /* bytes in the file */
	uint32_t packets;
	uint32_t snaplen;
	bool directed; /* frames have a direction: live ones */
	bool begun; /* its section header is written */
	uint32_t interfaces;
	struct capture_interface {
		bool known;
		uint8_t link; /* enum pcapng_link */
		uint32_t number;
	} interface[WEIR_SLOTS];
};

/* Makes the file of this name. 0 or -errno. */
int capture_file_open(struct capture_file *f, struct store *s, const char *name, uint32_t snaplen,
		      bool directed);

/* Begins the file, with texts about it ended by NULL; without it, it has none. Once, before
 * the first frame. 0 or -errno. */
int capture_file_describe(struct capture_file *f, const char *const *comments);

/*
 * Adds a frame. @ifname: of its interface, "" if not known. 0; 1: not taken, as no link
 * type is known for it; or -errno: the file is to be closed.
 */
int capture_file_add(struct capture_file *f, const struct weir_frame *frame, const char *ifname,
		     int64_t wall_offset_ns);

/* Writes what is held. 0 or -errno. */
int capture_file_flush(struct capture_file *f);

/* Writes what is held, unless @failed; the file gets its name, or goes if nothing is in
 * it. 0 or -errno. */
int capture_file_close(struct capture_file *f, bool failed);

#endif
