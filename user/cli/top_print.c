// SPDX-License-Identifier: MIT
#include "top_print.h"

#include "../sink/eve_read.h"
#include "table.h"
#include "when.h"

#include <ctype.h>
#include <string.h>

static const char *text(const json_t *object, const char *key)
{
	const char *value = json_string_value(json_object_get(object, key));

	return value ? value : "";
}

static uint64_t number(const json_t *object, const char *key)
{
	json_int_t value = json_integer_value(json_object_get(object, key));

	return value > 0 ? (uint64_t)value : 0;
}

static uint64_t element(const json_t *object, const char *key, unsigned int index)
{
	json_int_t value = json_integer_value(json_array_get(json_object_get(object, key), index));

	return value > 0 ? (uint64_t)value : 0;
}

static void rate_text(uint64_t value, uint64_t seconds, char out[static TABLE_SCALED_SIZE])
{
	table_scaled(seconds ? value / seconds : 0, out);
}

/* "12:00:05" in local time. */
static void clock_text(const char *stamp, char out[static WHEN_TEXT_SIZE])
{
	char whole[WHEN_TEXT_SIZE];
	uint64_t ns;

	strcpy(out, "?");
	if (eve_read_time(stamp, &ns))
		return;
	when_text(ns, whole);
	memmove(out, strlen(whole) > 7 ? whole + 7 : whole, WHEN_TEXT_SIZE - 7);
}

static void print_head(const json_t *answer, const json_t *by, FILE *out)
{
	const json_t *account = json_object_get(answer, "account"), *name;
	const uint64_t seconds = number(answer, "seconds");
	char packets[TABLE_SCALED_SIZE], bits[TABLE_SCALED_SIZE], clock[WHEN_TEXT_SIZE];
	const uint64_t alarms = number(answer, "alarms");
	size_t i;

	rate_text(element(answer, "packets", 0) + element(answer, "packets", 1), seconds, packets);
	rate_text(8 * (element(answer, "bytes", 0) + element(answer, "bytes", 1)), seconds, bits);
	clock_text(text(answer, "at"), clock);
	fputs("top by ", out);
	json_array_foreach((json_t *)by, i, name)
		fprintf(out, "%s%s", i ? "," : "", json_string_value(name));
	if (seconds)
		fprintf(out, ", %llu s until %s", (unsigned long long)seconds, clock);
	fprintf(out, "\n%s packets/s, %s b/s, %llu live flows, %llu open alarm%s", packets, bits,
		(unsigned long long)number(answer, "live"), (unsigned long long)alarms,
		alarms == 1 ? "" : "s");
	fprintf(out, ", %llu of %llu packets lost since the start\n",
		(unsigned long long)(number(account, "overflow") + number(account, "restart")),
		(unsigned long long)number(account, "seen"));
}

static void copy(struct table_cell *cell, const char *value)
{
	table_text(cell->text, sizeof(cell->text), value);
}

static void end_cell(struct table_cell *cell, const json_t *row, const char *key)
{
	char name_key[32];

	snprintf(name_key, sizeof(name_key), "%s_name", key);
	copy(cell, *text(row, name_key) ? text(row, name_key) : text(row, key));
}

static void key_cell(struct table_cell *cell, const json_t *row, const char *key)
{
	char whole[64];

	if (!strcmp(key, "device") || !strcmp(key, "peer")) {
		end_cell(cell, row, key);
	} else if (!strcmp(key, "port") || !strcmp(key, "dport")) {
		snprintf(whole, sizeof(whole), "%.32s", text(row, "proto"));
		if (json_object_get(row, "port"))
			snprintf(whole, sizeof(whole), "%.32s/%llu", text(row, "proto"),
				 (unsigned long long)number(row, "port"));
		copy(cell, whole);
	} else {
		copy(cell, text(row, key));
	}
}

static void rate_cell(struct table_cell *cell, uint64_t value, uint64_t seconds)
{
	char scaled[TABLE_SCALED_SIZE];

	rate_text(value, seconds, scaled);
	strcpy(cell->text, scaled);
}

static void number_cell(struct table_cell *cell, uint64_t value)
{
	snprintf(cell->text, sizeof(cell->text), "%llu", (unsigned long long)value);
}

/* How many cells. */
static unsigned int traffic_cells(const json_t *answer, const json_t *row, const json_t *by,
				  struct table_cell cell[static TABLE_COLUMNS])
{
	const uint64_t seconds = number(answer, "seconds");
	unsigned int n = 0;
	const json_t *key;
	size_t i;

	json_array_foreach((json_t *)by, i, key) if (i < TABLE_COLUMNS - 6 &&
						     strcmp(json_string_value(key), "iface") != 0)
		key_cell(&cell[n++], row, json_string_value(key));
	copy(&cell[n++], text(row, "iface"));
	rate_cell(&cell[n++], 8 * element(row, "bytes", 0), seconds);
	rate_cell(&cell[n++], 8 * element(row, "bytes", 1), seconds);
	rate_cell(&cell[n++], element(row, "packets", 0) + element(row, "packets", 1), seconds);
	number_cell(&cell[n++], number(row, "flows"));
	number_cell(&cell[n++], number(row, "opened"));
	return n;
}

static unsigned int traffic_columns(const json_t *by,
				    struct table_column column[static TABLE_COLUMNS],
				    char titles[static TABLE_COLUMNS][16])
{
	static const struct table_column rest[] = {{"IFACE", false, 0},	  {"SENT b/s", true, 0},
						   {"RECV b/s", true, 0}, {"PKT/s", true, 5},
						   {"FLOWS", true, 5},	  {"NEW", true, 5}};
	unsigned int n = 0;
	const json_t *key;
	size_t i, c;

	json_array_foreach((json_t *)by, i, key)
	{
		if (i >= TABLE_COLUMNS - 6 || !strcmp(json_string_value(key), "iface"))
			continue;
		snprintf(titles[n], 16, "%s", json_string_value(key));
		for (c = 0; titles[n][c]; c++)
			titles[n][c] = (char)toupper((unsigned char)titles[n][c]);
		column[n] = (struct table_column){titles[n], false, c < 6 ? 6 : 15};
		n++;
	}
	memcpy(column + n, rest, sizeof(rest));
	return n + sizeof(rest) / sizeof(rest[0]);
}

static unsigned int class_cells(const json_t *row, struct table_cell cell[static TABLE_COLUMNS])
{
	char clock[WHEN_TEXT_SIZE];

	copy(&cell[0], text(row, "class"));
	number_cell(&cell[1], number(row, "open"));
	number_cell(&cell[2], number(row, "alarms"));
	number_cell(&cell[3], number(row, "findings"));
	clock_text(text(row, "last"), clock);
	copy(&cell[4], clock);
	cell[0].colour = number(row, "open") ? TABLE_RED : TABLE_PLAIN;
	return 5;
}

static bool is_class(const json_t *by)
{
	const char *name = json_string_value(json_array_get(by, 0));

	return name && !strcmp(name, "class");
}

static void make_table(struct table *t, const json_t *by, FILE *out,
		       char titles[static TABLE_COLUMNS][16])
{
	static const struct table_column classes[] = {{"CLASS", false, 15},
						      {"OPEN", true, 5},
						      {"ALARMS", true, 6},
						      {"FINDINGS", true, 8},
						      {"LAST", false, 8}};
	struct table_column column[TABLE_COLUMNS] = {0};

	if (is_class(by))
		table_init(t, out, classes, sizeof(classes) / sizeof(classes[0]));
	else
		table_init(t, out, column, traffic_columns(by, column, titles));
}

void top_print(const json_t *answer, const json_t *by, unsigned int rows_max, unsigned int width,
	       FILE *out, bool colour)
{
	const json_t *rows = json_object_get(answer, "rows"), *row;
	char titles[TABLE_COLUMNS][16];
	struct table t;

	print_head(answer, by, out);
	make_table(&t, by, out, titles);
	t.colour = colour;
	t.width_max = width;
	/* All are measured before the first is printed. */
	for (unsigned int pass = 0; pass < 2; pass++) {
		size_t i;

		if (pass)
			table_titles(&t);
		json_array_foreach((json_t *)rows, i, row)
		{
			struct table_cell cell[TABLE_COLUMNS] = {0};

			if (rows_max && i >= rows_max)
				break;
			if (is_class(by))
				class_cells(row, cell);
			else
				traffic_cells(answer, row, by, cell);
			if (pass)
				table_row(&t, cell);
			else
				table_measure(&t, cell);
		}
	}
	if (!json_array_size(rows))
		fputs(is_class(by)		  ? "no alarm is kept\n"
		      : number(answer, "seconds") ? "nothing was seen\n"
						  : "the first window is not over yet\n",
		      out);
}
