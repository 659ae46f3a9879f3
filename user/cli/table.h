/* SPDX-License-Identifier: MIT */
/*
 * table.h - rows of texts in aligned columns, for people.
 *
 * A row is measured before it is printed where all rows are known first; else columns grow
 * as they come. Control characters of a cell, which could drive the terminal, are shown as
 * '?'. Colour only if asked for.
 */
#ifndef WEIR_CLI_TABLE_H
#define WEIR_CLI_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define TABLE_COLUMNS 12
#define TABLE_CELL_SIZE 96
#define TABLE_TEXT_SIZE 1024 /* after the last column; longer ones are cut */

struct table_column {
	const char *title;
	bool right;
	unsigned int width; /* at least */
};

struct table {
	FILE *out;
	bool colour;
	unsigned int columns;
	unsigned int width_max; /* of a line, 0: no limit; longer ones are cut */
	struct table_column column[TABLE_COLUMNS];
};

enum table_colour { TABLE_PLAIN, TABLE_DIM, TABLE_BOLD, TABLE_RED, TABLE_YELLOW, TABLE_CYAN };

struct table_cell {
	char text[TABLE_CELL_SIZE];
	enum table_colour colour;
};

/* Colour if @out is a terminal that can, and NO_COLOR is not set. */
void table_init(struct table *t, FILE *out, const struct table_column *columns, unsigned int count);
void table_measure(struct table *t, const struct table_cell *cells);
void table_titles(const struct table *t);
void table_row(struct table *t, const struct table_cell *cells);
/* With a text after the last column. */
void table_row_text(struct table *t, const struct table_cell *cells, const char *text);

/* Copies, and makes control characters visible as '?'; cuts at a whole UTF-8 character. */
void table_text(char *out, size_t size, const char *text);
/* The characters that a terminal shows. */
unsigned int table_length(const char *text);

/* "17", "1.7k", "23M", "4.5G": four characters and less; powers of 1000. */
#define TABLE_SCALED_SIZE 8
void table_scaled(uint64_t value, char out[static TABLE_SCALED_SIZE]);

#endif
