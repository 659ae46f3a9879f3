// SPDX-License-Identifier: MIT
#include "table.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define GAP 2

static const char *const colours[] = {
	[TABLE_PLAIN] = "",	    [TABLE_DIM] = "\033[2m",	   [TABLE_BOLD] = "\033[1m",
	[TABLE_RED] = "\033[1;31m", [TABLE_YELLOW] = "\033[1;33m", [TABLE_CYAN] = "\033[36m",
};

void table_init(struct table *t, FILE *out, const struct table_column *columns, unsigned int count)
{
	const char *term = getenv("TERM"), *none = getenv("NO_COLOR");

	memset(t, 0, sizeof(*t));
	t->out = out;
	t->columns = count;
	t->colour = isatty(fileno(out)) && !(none && *none) && term && strcmp(term, "dumb") != 0;
	for (unsigned int i = 0; i < count; i++) {
		unsigned int title = table_length(columns[i].title);

		t->column[i] = columns[i];
		if (t->column[i].width < title)
			t->column[i].width = title;
	}
}

/* Bytes of a UTF-8 sequence that begins so; 1 where none does. */
static size_t sequence(unsigned char first)
{
	return first < 0xc2 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 1;
}

unsigned int table_length(const char *text)
{
	unsigned int length = 0;

	for (; *text; text++)
		length += (*text & 0xc0) != 0x80;
	return length;
}

/* C0, DEL and C1 (which begin with 0xc2 in UTF-8). */
static bool is_control(const char *at)
{
	const unsigned char c = (unsigned char)at[0], next = (unsigned char)at[1];

	return c < 0x20 || c == 0x7f || (c == 0xc2 && next < 0xa0);
}

static bool is_whole(const char *at, size_t length)
{
	for (size_t i = 1; i < length; i++)
		if ((at[i] & 0xc0) != 0x80)
			return false;
	return length > 1 || !(*at & 0x80);
}

void table_text(char *out, size_t size, const char *text)
{
	size_t used = 0, length;

	while (*text) {
		length = sequence((unsigned char)*text);
		if (used + length >= size)
			break;
		if (!is_whole(text, length)) {
			out[used++] = '?';
			text++;
			continue;
		}
		if (is_control(text))
			out[used++] = '?';
		else
			memcpy(out + used, text, length);
		used += is_control(text) ? 0 : length;
		text += length;
	}
	out[used] = '\0';
}

void table_measure(struct table *t, const struct table_cell *cells)
{
	for (unsigned int i = 0; i < t->columns; i++) {
		unsigned int length = table_length(cells[i].text);

		if (length > t->column[i].width)
			t->column[i].width = length;
	}
}

/* A line that is being printed. */
struct line {
	unsigned int room;   /* characters left, UINT32_MAX without a limit */
	unsigned int blanks; /* before the next text; none are printed at the end */
};

static void print_text(const struct table *t, struct line *l, const char *text,
		       enum table_colour colour)
{
	const bool coloured = t->colour && colour != TABLE_PLAIN;
	char clean[TABLE_TEXT_SIZE];
	unsigned int shown = 0;
	size_t bytes = 0;

	table_text(clean, sizeof(clean), text);
	if (!*clean || l->blanks >= l->room)
		return;
	l->room -= (unsigned int)fprintf(t->out, "%*s", (int)l->blanks, "");
	l->blanks = 0;
	for (; clean[bytes] && shown < l->room; shown++)
		bytes += sequence((unsigned char)clean[bytes]);
	fprintf(t->out, "%s%.*s%s", coloured ? colours[colour] : "", (int)bytes, clean,
		coloured ? "\033[0m" : "");
	l->room -= shown;
}

static void print_cell(const struct table *t, unsigned int i, const char *text,
		       enum table_colour colour, struct line *l)
{
	const struct table_column *c = &t->column[i];
	const unsigned int length = table_length(text);
	const unsigned int pad = c->width > length ? c->width - length : 0;

	l->blanks += c->right ? pad : 0;
	print_text(t, l, text, colour);
	l->blanks += (c->right ? 0 : pad) + GAP;
}

static struct line line_of(const struct table *t)
{
	return (struct line){.room = t->width_max ? t->width_max : UINT32_MAX};
}

void table_titles(const struct table *t)
{
	struct line line = line_of(t);

	for (unsigned int i = 0; i < t->columns; i++)
		print_cell(t, i, t->column[i].title, TABLE_BOLD, &line);
	putc('\n', t->out);
}

void table_row_text(struct table *t, const struct table_cell *cells, const char *text)
{
	struct line line = line_of(t);

	table_measure(t, cells);
	for (unsigned int i = 0; i < t->columns; i++)
		print_cell(t, i, cells[i].text, cells[i].colour, &line);
	print_text(t, &line, text, TABLE_PLAIN);
	putc('\n', t->out);
}

void table_row(struct table *t, const struct table_cell *cells)
{
	table_row_text(t, cells, "");
}

void table_scaled(uint64_t value, char out[static TABLE_SCALED_SIZE])
{
	static const char units[] = " kMGTPE";
	unsigned int unit = 0;
	uint64_t rest = 0;

	for (; value >= 1000; value /= 1000, unit++)
		rest = value % 1000;
	if (!unit)
		snprintf(out, TABLE_SCALED_SIZE, "%" PRIu64, value);
	else if (value < 10)
		snprintf(out, TABLE_SCALED_SIZE, "%" PRIu64 ".%u%c", value,
			 (unsigned int)(rest / 100), units[unit]);
	else
		snprintf(out, TABLE_SCALED_SIZE, "%u%c", (unsigned int)value % 1000, units[unit]);
}
