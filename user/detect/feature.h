/* SPDX-License-Identifier: MIT */
/*
 * feature.h - names and units of the features of include/weir/features.h, at run time.
 */
#ifndef WEIR_FEATURE_H
#define WEIR_FEATURE_H

#include "row.h"

struct feature_info {
	const char *name;
	const char *unit;
	const char *text;
};

unsigned int feature_count(enum row_kind kind);
/* @index below feature_count(kind). */
const struct feature_info *feature_info(enum row_kind kind, unsigned int index);
/* The index of a name in the list of @kind, or -1. */
int feature_find(enum row_kind kind, const char *name);

/* Whether a value says nothing where only one direction is seen: it rests on replies. */
bool feature_needs_replies(enum row_kind kind, unsigned int index);
/* Whether the row's value of that feature is void: its vantage shows no replies. */
bool feature_is_void(enum row_kind kind, const uint32_t *value, unsigned int index);

const char *row_kind_name(enum row_kind kind); /* "flow", "host", "pair" */
/* The kind of a name, or -1. */
int row_kind_find(const char *name);

#endif
