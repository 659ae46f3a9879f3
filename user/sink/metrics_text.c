// SPDX-License-Identifier: MIT
#include "metrics_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* A line begins at t->used; @at moves on behind what is put. */
static void put(struct metrics_text *t, size_t *at, const char *text, size_t length)
{
	if (t->full || length > t->size - *at) {
		t->full = true;
		return;
	}
	memcpy(t->data + *at, text, length);
	*at += length;
}

static void put_text(struct metrics_text *t, size_t *at, const char *text)
{
	put(t, at, text, strlen(text));
}

static void end_line(struct metrics_text *t, size_t *at)
{
	put(t, at, "\n", 1);
	if (!t->full)
		t->used = *at;
}

static void put_escaped(struct metrics_text *t, size_t *at, const char *value)
{
	for (; *value; value++) {
		if (*value == '\n')
			put(t, at, "\\n", 2);
		else if (*value == '"' || *value == '\\')
			put(t, at, (const char[]){'\\', *value}, 2);
		else
			put(t, at, (unsigned char)*value < 0x80 ? value : "?", 1);
	}
}

static void put_labels(struct metrics_text *t, size_t *at, va_list labels)
{
	const char *name, *before = "{";

	while ((name = va_arg(labels, const char *))) {
		put_text(t, at, before);
		put_text(t, at, name);
		put_text(t, at, "=\"");
		put_escaped(t, at, va_arg(labels, const char *));
		put_text(t, at, "\"");
		before = ",";
	}
	if (*before == ',')
		put_text(t, at, "}");
}

static void sample(struct metrics_text *t, const char *suffix, const char *value, va_list labels)
{
	size_t at = t->used;

	put_text(t, &at, t->family);
	put_text(t, &at, suffix);
	put_labels(t, &at, labels);
	put_text(t, &at, " ");
	put_text(t, &at, value);
	end_line(t, &at);
}

void metrics_family(struct metrics_text *t, const char *name, const char *type, const char *help)
{
	size_t at = t->used;

	t->family = name;
	put_text(t, &at, "# HELP ");
	put_text(t, &at, name);
	put_text(t, &at, " ");
	put_text(t, &at, help);
	put_text(t, &at, "\n# TYPE ");
	put_text(t, &at, name);
	put_text(t, &at, " ");
	put_text(t, &at, type);
	end_line(t, &at);
}

static void whole_number(struct metrics_text *t, const char *suffix, uint64_t value,
			 va_list labels)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRIu64, value);
	sample(t, suffix, text, labels);
}

void metrics_sample(struct metrics_text *t, uint64_t value, ...)
{
	va_list labels;

	va_start(labels, value);
	whole_number(t, "", value, labels);
	va_end(labels);
}

void metrics_part(struct metrics_text *t, const char *suffix, uint64_t value, ...)
{
	va_list labels;

	va_start(labels, value);
	whole_number(t, suffix, value, labels);
	va_end(labels);
}

void metrics_seconds(struct metrics_text *t, const char *suffix, uint64_t ns, ...)
{
	char text[48];
	va_list labels;

	snprintf(text, sizeof(text), "%" PRIu64 ".%09" PRIu64, ns / 1000000000u, ns % 1000000000u);
	va_start(labels, ns);
	sample(t, suffix, text, labels);
	va_end(labels);
}

void metrics_value(struct metrics_text *t, const char *name, const char *type, const char *help,
		   uint64_t value)
{
	metrics_family(t, name, type, help);
	metrics_sample(t, value, NULL);
}
