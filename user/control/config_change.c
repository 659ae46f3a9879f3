// SPDX-License-Identifier: MIT
/* What differs between two configurations. */
#include "config_show.h"

#include <stdio.h>
#include <string.h>

#define TEXT_SIZE 200 /* of a value that is told, cut beyond */

/* The value in one line, for people. */
static void value_text(const struct config_key *key, const void *base, char out[static TEXT_SIZE])
{
	char part[CONFIG_PART_SIZE];
	unsigned int from = 0;
	size_t length = 0;

	do {
		from = key->type->print(key, base, from, part);
		length += (size_t)snprintf(out + length, TEXT_SIZE - length, "%s%s",
					   length ? ", " : "", part);
	} while (from && length < TEXT_SIZE);
	if (length >= TEXT_SIZE)
		strcpy(out + TEXT_SIZE - 4, "...");
	if (!length)
		strcpy(out, "empty");
}

static bool same(const struct config_key *key, const void *a, const void *b)
{
	char one[CONFIG_PART_SIZE], other[CONFIG_PART_SIZE];
	unsigned int from = 0, to;

	do {
		to = key->type->print(key, b, from, other);
		from = key->type->print(key, a, from, one);
		if (from != to || strcmp(one, other))
			return false;
	} while (from);
	return true;
}

static int add(json_t *list, const struct config_key *key, const char *interface, const void *from,
	       const void *to)
{
	char before[TEXT_SIZE], after[TEXT_SIZE], what[64];

	snprintf(what, sizeof(what), "%s%s%s.%s", key->section, interface ? " " : "",
		 interface ? interface : "", key->name);
	value_text(key, from, before);
	value_text(key, to, after);
	return json_array_append_new(list, json_pack("{s:s,s:s,s:s}", "what", what, "from", before,
						     "to", after));
}

static const struct config_interface *find(const struct config *c, const char *name)
{
	unsigned int i;

	for (i = 0; i < c->interface_count; i++)
		if (!strcmp(c->interface[i].name, name))
			return &c->interface[i];
	return NULL;
}

static int add_interfaces(json_t *list, const struct config_key *key, const struct config *from,
			  const struct config *to)
{
	const struct config_interface *before;
	unsigned int i;
	int bad = 0;

	for (i = 0; i < to->interface_count; i++) {
		before = find(from, to->interface[i].name);
		if (before && !same(key, before, &to->interface[i]))
			bad |= add(list, key, before->name, before, &to->interface[i]);
	}
	return bad;
}

json_t *config_changes(const struct config *from, const struct config *to, bool restart)
{
	json_t *list = json_array();
	unsigned int i;
	int bad = 0;

	for (i = 0; i < config_key_count; i++) {
		const struct config_key *key = &config_keys[i];

		if (key->restart != restart)
			continue;
		if (config_key_of_interface(key))
			bad |= add_interfaces(list, key, from, to);
		else if (!same(key, from, to))
			bad |= add(list, key, NULL, from, to);
	}
	if (!bad)
		return list;
	json_decref(list);
	return NULL;
}

void config_take_live(struct config *c, const struct config *next)
{
	unsigned int i;

	for (i = 0; i < config_key_count; i++) {
		const struct config_key *key = &config_keys[i];

		/* Those of an interface are a part of the list of interfaces. */
		if (!key->restart && !config_key_of_interface(key))
			memcpy((char *)c + key->offset, (const char *)next + key->offset,
			       key->size);
	}
}
