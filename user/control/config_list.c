// SPDX-License-Identifier: MIT
/* Values of weir.conf that are lists of words. */
#include "config_type.h"

#include <stdio.h>
#include <string.h>

#define BLANKS "\t ,"
#define PRINT_WIDTH 72 /* of the words in one line */

/* The next word of a list into @word; its end, or NULL: none left or too long. */
static const char *next_word(const char *at, char *word, size_t size)
{
	size_t length;

	at += strspn(at, BLANKS);
	length = strcspn(at, BLANKS);
	if (!length || length >= size)
		return NULL;
	memcpy(word, at, length);
	word[length] = '\0';
	return at + length;
}

static bool at_end(const char *at)
{
	return !at[strspn(at, BLANKS)];
}

/* Appends a word unless the line would become too long; the first always fits. */
static bool print_word(char out[static CONFIG_PART_SIZE], const char *word)
{
	size_t length = strlen(out);

	if (length && length + strlen(word) + 2 > PRINT_WIDTH)
		return false;
	snprintf(out + length, CONFIG_PART_SIZE - length, "%s%s", length ? ", " : "", word);
	return true;
}

static const char *add_networks(const struct config_key *key, struct networks *list,
				const char *value)
{
	const char *at = value;
	char word[64];

	while (!at_end(at)) {
		at = next_word(at, word, sizeof(word));
		if (!at || networks_add(list, word))
			return key->expected;
	}
	return NULL;
}

static const char *set_home(const struct config_key *key, void *base, const char *value)
{
	struct config *c = base;

	if (at_end(value)) {
		networks_default(&c->home);
		c->home_given = false;
		return NULL;
	}
	if (!c->home_given)
		memset(&c->home, 0, sizeof(c->home));
	c->home_given = true;
	return add_networks(key, &c->home, value);
}

static const char *set_networks(const struct config_key *key, void *base, const char *value)
{
	struct networks *list = config_field(key, base);

	if (at_end(value))
		memset(list, 0, sizeof(*list));
	return add_networks(key, list, value);
}

static unsigned int print_networks(const struct config_key *key, const void *base,
				   unsigned int from, char out[static CONFIG_PART_SIZE])
{
	const struct networks *list = config_field_const(key, base);
	char word[NETWORK_TEXT_SIZE];

	out[0] = '\0';
	for (; from < list->count; from++) {
		network_text(&list->list[from], word);
		if (!print_word(out, word))
			return from;
	}
	return 0;
}

/* An empty value stands for the default ones. */
static unsigned int print_home(const struct config_key *key, const void *base, unsigned int from,
			       char out[static CONFIG_PART_SIZE])
{
	const struct config *c = base;

	out[0] = '\0';
	return c->home_given ? print_networks(key, base, from, out) : 0;
}

static const char *set_interfaces(const struct config_key *key, void *base, const char *value)
{
	struct config *c = base;
	char word[sizeof(c->interface[0].name)];
	const char *at = value;

	if (at_end(value)) {
		memset(c->interface, 0, sizeof(c->interface));
		c->interface_count = 0;
	}
	while (!at_end(at)) {
		at = next_word(at, word, sizeof(word));
		if (!at || !config_interface(c, word))
			return key->expected;
	}
	return NULL;
}

static unsigned int print_interfaces(const struct config_key *key, const void *base,
				     unsigned int from, char out[static CONFIG_PART_SIZE])
{
	const struct config *c = base;

	(void)key;
	out[0] = '\0';
	for (; from < c->interface_count; from++)
		if (!print_word(out, c->interface[from].name))
			return from;
	return 0;
}

static const char *set_hooks(const struct config_key *key, void *base, const char *value)
{
	struct config_interface *i = base;
	bool ingress = false, egress = false;
	const char *at = value;
	char word[8];

	while (!at_end(at)) {
		at = next_word(at, word, sizeof(word));
		if (!at)
			return key->expected;
		if (!strcmp(word, "ingress"))
			ingress = true;
		else if (!strcmp(word, "egress"))
			egress = true;
		else
			return key->expected;
	}
	if (!ingress && !egress)
		return key->expected;
	i->ingress = ingress;
	i->egress = egress;
	return NULL;
}

static unsigned int print_hooks(const struct config_key *key, const void *base, unsigned int from,
				char out[static CONFIG_PART_SIZE])
{
	const struct config_interface *i = base;

	(void)key;
	(void)from;
	out[0] = '\0';
	if (i->ingress)
		print_word(out, "ingress");
	if (i->egress)
		print_word(out, "egress");
	return 0;
}

const struct config_type config_type_home = {set_home, print_home};
const struct config_type config_type_networks = {set_networks, print_networks};
const struct config_type config_type_interfaces = {set_interfaces, print_interfaces};
const struct config_type config_type_hooks = {set_hooks, print_hooks};
