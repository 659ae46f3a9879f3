// SPDX-License-Identifier: MIT
/* Values of weir.conf that carry a unit. */
#include "config.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct unit {
	const char *name;
	uint64_t factor;
};

static const struct unit time_units[] = {
	{"ns", 1},
	{"us", 1000},
	{"ms", 1000000},
	{"s", 1000000000ull},
	{"", 1000000000ull},
	{"min", 60000000000ull},
	{"m", 60000000000ull},
	{"h", 3600000000000ull},
	{"d", 86400000000000ull},
	{"w", 604800000000000ull},
};

static const struct unit size_units[] = {
	{"", 1},
	{"K", 1ull << 10},
	{"M", 1ull << 20},
	{"G", 1ull << 30},
};

/* A whole number, then a unit of the list; nothing before, between or after. */
static int parse_unit(const char *text, const struct unit *units, size_t count, uint64_t *out)
{
	uint64_t value = 0;
	size_t i;

	if (!isdigit((unsigned char)*text))
		return -EINVAL;
	for (; isdigit((unsigned char)*text); text++)
		if (__builtin_mul_overflow(value, 10, &value) ||
		    __builtin_add_overflow(value, (uint64_t)(*text - '0'), &value))
			return -ERANGE;
	for (i = 0; i < count; i++)
		if (!strcmp(text, units[i].name))
			break;
	if (i == count)
		return -EINVAL;
	if (__builtin_mul_overflow(value, units[i].factor, &value))
		return -ERANGE;
	*out = value;
	return 0;
}

int config_duration(const char *text, uint64_t *out_ns)
{
	return parse_unit(text, time_units, sizeof(time_units) / sizeof(time_units[0]), out_ns);
}

int config_size(const char *text, uint64_t *out_bytes)
{
	return parse_unit(text, size_units, sizeof(size_units) / sizeof(size_units[0]), out_bytes);
}

/* In the largest unit that gives a whole number; of equal units the first. */
static void unit_text(uint64_t value, const struct unit *units, size_t count,
		      char out[static CONFIG_VALUE_SIZE])
{
	const struct unit *best = NULL;
	size_t i;

	for (i = 0; i < count; i++)
		if (!(value % units[i].factor) && (!best || units[i].factor > best->factor))
			best = &units[i];
	snprintf(out, CONFIG_VALUE_SIZE, "%" PRIu64 "%s", value / best->factor, best->name);
}

void config_duration_text(uint64_t ns, char out[static CONFIG_VALUE_SIZE])
{
	if (ns)
		unit_text(ns, time_units, sizeof(time_units) / sizeof(time_units[0]), out);
	else
		strcpy(out, "0");
}

void config_size_text(uint64_t bytes, char out[static CONFIG_VALUE_SIZE])
{
	if (bytes)
		unit_text(bytes, size_units, sizeof(size_units) / sizeof(size_units[0]), out);
	else
		strcpy(out, "0");
}
