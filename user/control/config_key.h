/* SPDX-License-Identifier: MIT */
/*
 * config_key.h - every key of weir.conf in one table: where its value goes, what it may
 * be, and whether a running sensor takes another one.
 */
#ifndef WEIR_CONFIG_KEY_H
#define WEIR_CONFIG_KEY_H

#include "config.h"

#define CONFIG_PART_SIZE 256 /* of a value's text in one line, NUL included */

struct config_key;

/* A kind of value. @base: struct config, or struct config_interface. */
struct config_type {
	/* NULL, or what would be right: a static text that completes "expected ...". */
	const char *(*set)(const struct config_key *key, void *base, const char *value);
	/* The value as set() takes it. A list may be longer than a line: prints its items from
	 * @from on and returns the first that did not fit, 0: that was all. */
	unsigned int (*print)(const struct config_key *key, const void *base, unsigned int from,
			      char out[static CONFIG_PART_SIZE]);
};

struct config_key {
	const char *section;
	const char *name;
	const struct config_type *type;
	size_t offset;	      /* in struct config, or in struct config_interface */
	size_t size;	      /* of the value there, all of it */
	uint64_t low;	      /* bounds of numbers; low of texts: may be empty if 0 */
	uint64_t high;	      /* size of texts, NUL included */
	const char *expected; /* completes "expected ..." */
	bool list;	      /* may be given more than once in a file */
	bool restart;	      /* a running sensor keeps what it began with */
};

#define CONFIG_SECTION_INTERFACE "Interface"
#define CONFIG_KEYS_MAX 64

extern const struct config_key config_keys[];
extern const unsigned int config_key_count;

/* The key, or NULL. @section without the name of a repeated one. */
const struct config_key *config_key_find(const char *section, const char *name);
bool config_section_known(const char *section);
bool config_key_of_interface(const struct config_key *key);

/* What was probably meant: the known name nearest to @wrong, or NULL if none is near.
 * @section NULL: among sections, else among the keys of that section. */
const char *config_key_nearest(const char *section, const char *wrong);
/* Edits from one word to the other, case ignored; 99 for words too long to be a key. */
unsigned int config_near_distance(const char *a, const char *b);

/* What a key's value is in: @c, or its interface @place - 1 (from 1 on). */
const void *config_key_base(const struct config_key *key, const struct config *c,
			    unsigned int place);

/* The interface of this name, added with its defaults if new; NULL if the name cannot be
 * one or WEIR_SLOTS are taken. */
struct config_interface *config_interface(struct config *c, const char *name);

#endif
