/* SPDX-License-Identifier: MIT */
/*
 * rule_file.h - where rules are kept: drop-in files, lists of networks, and what was added
 * to a running sensor.
 *
 *   NAME.conf           INI, a [Rule "name"] each with the keys of rule_key.h
 *   NAME.list, NAME.txt one network in a line, # begins a comment: a rule called NAME whose
 *                       peers they are
 *
 * Of the folders, allow.d has rules that allow and suppress.d rules that suppress. A file of
 * the vendor's is passed over where the admin has one of the same name, even an empty one or
 * a link to /dev/null. Added rules are in
 * the state directory: rules/allow.conf and rules/suppress.conf, written by the sensor.
 *
 * Order, which decides who counts a hit: the admin's files by name, then added ones, then
 * the vendor's; of rules of the same name and effect the first stands for the others, two of
 * one kind are an error. What is wrong in any file is an error that names file and line.
 */
#ifndef WEIR_RULE_FILE_H
#define WEIR_RULE_FILE_H

#include "rule_key.h"

#include <stddef.h>

#define RULE_FILE_ERROR_SIZE 640
#define RULE_LIST_BYTES_MAX (1u << 20)

/* Each NULL or "": none. */
struct rule_folders {
	const char *folder[RULESET_EFFECTS]; /* the admin's: allow.d, suppress.d */
	const char *vendor; /* with both of these in it */
	const char *state; /* the state directory */
};

/* Adds all to @to, which is the caller's to free after a failure: -EINVAL with one line in
 * @error, or what reading a file says. A folder or file that is not there has no rules. */
int rule_files_load(const struct rule_folders *folders, struct ruleset *to,
		    char error[static RULE_FILE_ERROR_SIZE]);

/* What files are parsed with: */
struct rule_source {
	const char *name; /* of the file */
	enum ruleset_effect effect;
	enum ruleset_origin origin;
	int64_t made_s; /* from which relative times count: when the file was changed */
};

int rule_file_parse(const struct rule_source *from, const char *text, size_t size,
		    struct ruleset *to, char error[static RULE_FILE_ERROR_SIZE]);
int rule_list_parse(const struct rule_source *from, const char *text, size_t size,
		    struct ruleset *to, char error[static RULE_FILE_ERROR_SIZE]);

/* The rules of this effect that were added, as a file has them; NULL: no memory. The
 * caller frees it. */
char *rule_file_text(const struct ruleset *s, enum ruleset_effect effect);
/* Where they are kept. -ENAMETOOLONG. */
int rule_file_path(const char *state, enum ruleset_effect effect, size_t size, char *out);

#endif
