/* SPDX-License-Identifier: MIT */
/*
 * config_key.h - every key of weir.conf in one table: where its value goes, what it may
 * be. For config.c only.
 */
#ifndef WEIR_CONFIG_KEY_H
#define WEIR_CONFIG_KEY_H

#include "config.h"

struct config_key {
	const char *section;
	const char *name;
	/* NULL, or what would be right: a static text that completes "expected ...". */
	const char *(*set)(const struct config_key *key, void *base, const char *value);
	size_t offset; /* in struct config, or in struct config_interface */
	uint64_t low; /* bounds of numbers; low of texts: may be empty if 0 */
	uint64_t high; /* size of texts, NUL included */
	const char *expected; /* completes "expected ..." */
	bool list; /* may be given more than once in a file */
};

#define CONFIG_SECTION_INTERFACE "Interface"
#define CONFIG_KEYS_MAX 64

extern const struct config_key config_keys[];
extern const unsigned int config_key_count;

/* The key, or NULL. @section without the name of a repeated one. */
const struct config_key *config_key_find(const char *section, const char *name);
bool config_section_known(const char *section);

/* What was probably meant: the known name nearest to @wrong, or NULL if none is near.
 * @section NULL: among sections, else among the keys of that section. */
const char *config_key_nearest(const char *section, const char *wrong);

/* The interface of this name, added with its defaults if new; NULL if the name cannot be
 * one or WEIR_SLOTS are taken. */
struct config_interface *config_interface(struct config *c, const char *name);

#endif
