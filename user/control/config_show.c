// SPDX-License-Identifier: MIT
#include "config_show.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define WIDTH_MAX 72 /* of a list's words in one line */
#define LINE_MAX_BYTES 190 /* inih takes 199 */
#define COMMENT_COLUMN 40

static json_t *words_of(const struct config_key *key, const void *base)
{
	json_t *list = json_array();
	char part[CONFIG_PART_SIZE], *word, *rest;
	unsigned int from = 0;

	do {
		from = key->type->print(key, base, from, part);
		for (word = strtok_r(part, ", ", &rest); word; word = strtok_r(NULL, ", ", &rest))
			json_array_append_new(list, json_string(word));
	} while (from);
	return list;
}

static json_t *value_of(const struct config_key *key, const void *base)
{
	char part[CONFIG_PART_SIZE];

	if (key->list)
		return words_of(key, base);
	key->type->print(key, base, 0, part);
	return json_string(part);
}

static json_t *setting(const struct config *c, const struct config_origins *o,
		       const struct config_key *key, unsigned int place)
{
	json_t *object = json_pack("{s:s}", "section", key->section);
	char origin[CONFIG_ORIGIN_SIZE];

	if (place)
		json_object_set_new(object, "interface",
				    json_string(c->interface[place - 1].name));
	json_object_set_new(object, "key", json_string(key->name));
	json_object_set_new(object, "value", value_of(key, config_key_base(key, c, place)));
	if (o) {
		config_origin_text(o, key, place, origin);
		json_object_set_new(object, "origin", json_string(origin));
	}
	json_object_set_new(object, "restart", json_boolean(key->restart));
	return object;
}

json_t *config_settings(const struct config *c, const struct config_origins *o, const char *section,
			const char *name)
{
	json_t *list = json_array();
	unsigned int i, place;
	int bad = 0;

	for (place = 0; place <= c->interface_count; place++)
		for (i = 0; i < config_key_count; i++) {
			const struct config_key *key = &config_keys[i];

			if (config_key_of_interface(key) != (place > 0) ||
			    (section && strcmp(section, key->section)) ||
			    (name && strcmp(name, key->name)))
				continue;
			bad |= json_array_append_new(list, setting(c, o, key, place));
		}
	if (!bad)
		return list;
	json_decref(list);
	return NULL;
}

int config_settings_find(const char *text, const char **section, const char **name,
			 char error[static CONFIG_ERROR_SIZE])
{
	const char *dot = strchr(text, '.'), *nearest;
	char first[32];
	unsigned int i;

	snprintf(first, sizeof(first), "%.*s", (int)(dot ? dot - text : 31), text);
	if (config_section_known(first)) {
		for (i = 0; i < config_key_count; i++) {
			*section = config_keys[i].section;
			*name = dot ? config_keys[i].name : NULL;
			if (!strcmp(first, *section) && (!dot || !strcmp(dot + 1, *name)))
				return 0;
		}
		nearest = config_key_nearest(first, dot + 1);
	} else {
		nearest = config_key_nearest(NULL, first);
		dot = NULL;
	}
	snprintf(error, CONFIG_ERROR_SIZE, "unknown %s '%.100s'%s%s%s", dot ? "key" : "section",
		 dot ? dot + 1 : text, nearest ? "; is '" : "", nearest ? nearest : "",
		 nearest ? "' meant?" : "");
	return -ENOENT;
}

static const char *text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}

/* One line with its comment, whose end counts most where both do not fit. */
static void print_line(const char *key, const char *value, const char *comment, FILE *out)
{
	int length = fprintf(out, "%s =%s%s", key, *value ? " " : "", value);
	size_t room, size = strlen(comment);

	if (size && length > 0 && length < LINE_MAX_BYTES - 16) {
		length += fprintf(out, "%*s ; ", length < COMMENT_COLUMN ? COMMENT_COLUMN - length : 0,
				  "");
		room = (size_t)(LINE_MAX_BYTES - length);
		fputs(size > room ? comment + (size - room) : comment, out);
	}
	fputc('\n', out);
}

/* As many words in a line as fit; the origin stands behind the first line. */
static void print_list(const char *key, const json_t *words, const char *comment, FILE *out)
{
	char line[WIDTH_MAX + CONFIG_PART_SIZE] = "";
	size_t i, length = 0;

	for (i = 0; i < json_array_size(words); i++) {
		const char *word = json_string_value(json_array_get(words, i));

		if (!word || strlen(word) >= CONFIG_PART_SIZE)
			continue;
		if (length && length + strlen(word) + 2 > WIDTH_MAX) {
			print_line(key, line, comment, out);
			comment = "";
			length = 0;
		}
		length += (size_t)sprintf(line + length, "%s%s", length ? ", " : "", word);
	}
	print_line(key, line, comment, out);
}

static void print_comment(const json_t *setting_object, char *out, size_t size)
{
	const char *origin = text_of(setting_object, "origin");
	const char *pending = text_of(setting_object, "after_restart");

	snprintf(out, size, "%s%s%s", origin, *pending ? "; after a restart: " : "", pending);
}

void config_settings_print(const json_t *settings, FILE *out)
{
	char comment[CONFIG_ORIGIN_SIZE + CONFIG_PART_SIZE], head[64], now[64] = "";
	size_t i;

	for (i = 0; i < json_array_size(settings); i++) {
		const json_t *item = json_array_get(settings, i);
		const json_t *value = json_object_get(item, "value");
		const char *interface = text_of(item, "interface");

		snprintf(head, sizeof(head), "%.24s%s%.15s%s", text_of(item, "section"),
			 *interface ? " \"" : "", interface, *interface ? "\"" : "");
		if (strcmp(head, now))
			fprintf(out, "%s[%s]\n", i ? "\n" : "", head);
		memcpy(now, head, sizeof(now));
		print_comment(item, comment, sizeof(comment));
		if (json_is_array(value))
			print_list(text_of(item, "key"), value, comment, out);
		else
			print_line(text_of(item, "key"), text_of(item, "value"), comment, out);
	}
}
