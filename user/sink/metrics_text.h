/* SPDX-License-Identifier: MIT */
/*
 * metrics_text.h - Prometheus' text format 0.0.4, written into memory of a fixed size: a
 * family is HELP and TYPE, then its samples, all of one family together.
 */
#ifndef WEIR_METRICS_TEXT_H
#define WEIR_METRICS_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct metrics_text {
	char *data; /* the maker's */
	size_t size;
	size_t used; /* up to the last whole line */
	const char *family; /* begun last */
	bool full;   /* a line did not fit: this one and all after it are left out */
};

/* @help: plain words. @type: "counter", "gauge", "histogram". */
void metrics_family(struct metrics_text *t, const char *name, const char *type, const char *help);

/* A sample of the family begun last; after @value pairs of label and value, ended by NULL.
 * In a label's value bytes beyond ASCII become '?': one that is no UTF-8 would cost the
 * whole page. */
void metrics_sample(struct metrics_text *t, uint64_t value, ...)
	__attribute__((sentinel));

/* The same for a part of a histogram: @suffix follows the family's name. */
void metrics_part(struct metrics_text *t, const char *suffix, uint64_t value, ...)
	__attribute__((sentinel));

/* The same in seconds: 1500000000 ns is 1.500000000. @suffix may be "". */
void metrics_seconds(struct metrics_text *t, const char *suffix, uint64_t ns, ...)
	__attribute__((sentinel));

/* Family and one sample without labels. */
void metrics_value(struct metrics_text *t, const char *name, const char *type, const char *help,
		   uint64_t value);

#endif
