/* SPDX-License-Identifier: MIT */
/*
 * sealed.h - JSON files with a checksum: "crc32:xxxxxxxx" of the canonical text of the
 * file's object without its key "checksum": compact, keys sorted, ASCII.
 */
#ifndef WEIR_SEALED_H
#define WEIR_SEALED_H

#include <jansson.h>
#include <stddef.h>

#define SEALED_ERROR_SIZE 256

/*
 * Reads a file of at most @bytes_max, or text, into an object whose checksum is right and
 * taken out. 0, or -ENOENT, -EACCES and the like, -EFBIG, -EINVAL, -ENOMEM and one line
 * in @error. The caller owns *out.
 */
int sealed_load(const char *path, size_t bytes_max, json_t **out,
		char error[static SEALED_ERROR_SIZE]);
int sealed_parse(const char *text, size_t size, json_t **out, char error[static SEALED_ERROR_SIZE]);

/* Text of the object with its checksum, which is put into it; the caller frees it. NULL on
 * lack of memory. */
char *sealed_text(json_t *object);

#endif
