/* SPDX-License-Identifier: MIT */
/*
 * ini_file.h - INI files read carefully: inih parses, and what it would take for
 * something else, cut or skip in silence is an error with file and line.
 *
 * Sections are [Kind] or [Kind "name"]. Indentation means nothing. A line begins a
 * comment with # or ;, and so does a ; after white space.
 */
#ifndef WEIR_INI_FILE_H
#define WEIR_INI_FILE_H

#include <stdbool.h>
#include <stddef.h>

#define INI_FILE_ERROR_SIZE 512
#define INI_FILE_BYTES_MAX (256u << 10)
#define INI_FILE_PATH_SIZE 512
#define INI_FILE_WORD_SIZE 52 /* of a section's kind and of its name, NUL included */

/* A file being read, and who takes what is in it. */
struct ini_file {
	const char *name; /* of the file; NULL: the text of an option, which has no place */
	/* Both false after ini_file_fail(). @section: its text between the brackets, called for
	 * each one, empty ones too; NULL: not wanted. */
	bool (*section)(struct ini_file *f, const char *section);
	bool (*key)(struct ini_file *f, const char *section, const char *key, const char *value);
	void *ctx; /* of the owner */
	char *error; /* INI_FILE_ERROR_SIZE */
	/* the reader's own */
	const char *at;
	const char *end;
	unsigned int line; /* being read, from 1 */
	bool failed;
};

/* The text to the callbacks. -EINVAL: *error has one line, "FILE:LINE: what 'wrong'; what
 * would be right"; -ENOMEM. */
int ini_file_parse(struct ini_file *f, const char *text, size_t size);

/* Says what is wrong at this place, the first time; false. @right NULL: nothing to say. */
bool ini_file_fail(struct ini_file *f, const char *what, const char *wrong, const char *right);

/* 'Interface "br-lan"' -> "Interface", "br-lan" (""  without a name); false where that is
 * no section's form. */
bool ini_file_split(const char *section, char kind[static INI_FILE_WORD_SIZE],
		    char name[static INI_FILE_WORD_SIZE]);

/* The whole of a file of at most @max bytes, INI_FILE_BYTES_MAX for one with keys; *text is
 * the caller's to free. -EFBIG, or what open() and read() say. */
int ini_file_read(const char *path, size_t max, char **text, size_t *size);

/* Calls @each with every NAME@suffix of a folder, in order of name, until it returns other
 * than 0, and returns that; no hidden files. A folder that is not there has none. */
int ini_file_folder(const char *folder, const char *suffix,
		    int (*each)(void *ctx, const char *path), void *ctx);

#endif
