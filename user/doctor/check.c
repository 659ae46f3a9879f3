// SPDX-License-Identifier: MIT
#include "check.h"

#include "../control/text_wrap.h"

#include <stdarg.h>
#include <string.h>

#define LEVEL_COLUMNS 9

void check_add(struct checks *c, enum check_level level, const char *name, const char *ifname,
	       const char *command, const char *text, ...)
{
	struct check *row = &c->row[c->count < CHECKS_MAX ? c->count : CHECKS_MAX - 1];
	va_list arguments;

	row->level = level;
	snprintf(row->name, sizeof(row->name), "%s", name);
	snprintf(row->ifname, sizeof(row->ifname), "%s", ifname ? ifname : "");
	snprintf(row->command, sizeof(row->command), "%s", command ? command : "");
	va_start(arguments, text);
	vsnprintf(row->text, sizeof(row->text), text, arguments);
	va_end(arguments);
	c->count += c->count < CHECKS_MAX;
}

bool check_has(const struct checks *c, const char *name, const char *ifname)
{
	unsigned int i;

	for (i = 0; i < c->count; i++)
		if (!strcmp(c->row[i].name, name) &&
		    !strcmp(c->row[i].ifname, ifname ? ifname : ""))
			return true;
	return false;
}

unsigned int check_count(const struct checks *c, enum check_level level)
{
	unsigned int i, found = 0;

	for (i = 0; i < c->count; i++)
		found += c->row[i].level == level;
	return found;
}

const char *check_level_name(enum check_level level)
{
	static const char *const names[CHECK_LEVELS] = {"ok", "note", "warning", "blind"};

	return names[level];
}

static void verdict(const struct checks *c, char *out, size_t size)
{
	unsigned int blind = check_count(c, CHECK_BLIND);
	unsigned int warnings = check_count(c, CHECK_WARNING);

	if (!blind && !warnings)
		snprintf(out, size, "all well (%u checks)", c->count);
	else
		snprintf(out, size, "%u blind spot%s and %u warning%s in %u checks", blind,
			 blind == 1 ? "" : "s", warnings, warnings == 1 ? "" : "s", c->count);
}

void check_print(const struct checks *c, FILE *out)
{
	char line[CHECK_TEXT + 64];
	unsigned int i;

	for (i = 0; i < c->count; i++) {
		const struct check *row = &c->row[i];

		snprintf(line, sizeof(line), "%s%s%s: %s", row->ifname, *row->ifname ? " " : "",
			 row->name, row->text);
		fprintf(out, "%-*s", LEVEL_COLUMNS, check_level_name(row->level));
		text_wrap(out, LEVEL_COLUMNS, line);
		if (*row->command)
			fprintf(out, "%*s-> %s\n", LEVEL_COLUMNS, "", row->command);
	}
	verdict(c, line, sizeof(line));
	fprintf(out, "%s\n", line);
}

json_t *check_json(const struct checks *c)
{
	json_t *list = json_array();
	char text[CHECK_TEXT];
	unsigned int i;

	for (i = 0; list && i < c->count; i++) {
		const struct check *row = &c->row[i];

		json_array_append_new(list, json_pack("{s:s,s:s,s:s,s:s,s:s}", "level",
						      check_level_name(row->level), "name",
						      row->name, "interface", row->ifname, "text",
						      row->text, "command", row->command));
	}
	verdict(c, text, sizeof(text));
	return json_pack("{s:s,s:o}", "verdict", text, "checks", list);
}
