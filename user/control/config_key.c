// SPDX-License-Identifier: MIT
#include "config_key.h"

#include <ctype.h>
#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

#define WORDS "\t ,"
#define NETWORKS_EXPECTED "at most 64 networks such as 192.168.0.0/16, fd00::/8"
#define INTERFACES_EXPECTED "at most 16 interface names of at most 15 characters"

static void *field(const struct config_key *key, void *base)
{
	return (char *)base + key->offset;
}

static const char *set_text(const struct config_key *key, void *base, const char *value)
{
	if (strlen(value) >= key->high || (!*value && key->low))
		return key->expected;
	strcpy(field(key, base), value);
	return NULL;
}

static const char *set_duration(const struct config_key *key, void *base, const char *value)
{
	uint64_t ns;

	if (config_duration(value, &ns) || ns < key->low || ns > key->high)
		return key->expected;
	*(uint64_t *)field(key, base) = ns;
	return NULL;
}

static const char *set_size(const struct config_key *key, void *base, const char *value)
{
	uint64_t bytes;

	if (config_size(value, &bytes) || bytes < key->low || bytes > key->high)
		return key->expected;
	*(uint64_t *)field(key, base) = bytes;
	return NULL;
}

static const char *set_count(const struct config_key *key, void *base, const char *value)
{
	uint64_t count;

	if (value[strspn(value, "0123456789")] || config_size(value, &count) || count < key->low ||
	    count > key->high)
		return key->expected;
	*(uint32_t *)field(key, base) = (uint32_t)count;
	return NULL;
}

/* "99.9": two decimals at most. */
static const char *set_per_cent(const struct config_key *key, void *base, const char *value)
{
	uint32_t hundredths = 0;
	unsigned int digits = 0, decimals = 0;
	bool point = false;

	for (; *value; value++) {
		if (*value == '.' && !point && digits) {
			point = true;
			continue;
		}
		if (*value < '0' || *value > '9' || ++digits > 5 || (decimals += point) > 2)
			return key->expected;
		hundredths = hundredths * 10 + (uint32_t)(*value - '0');
	}
	for (; decimals < 2; decimals++)
		hundredths *= 10;
	if (!digits || hundredths < key->low || hundredths > key->high)
		return key->expected;
	*(uint32_t *)field(key, base) = hundredths;
	return NULL;
}

static const char *set_bool(const struct config_key *key, void *base, const char *value)
{
	bool *flag = field(key, base);

	if (!strcasecmp(value, "yes") || !strcasecmp(value, "true") || !strcasecmp(value, "on") ||
	    !strcmp(value, "1"))
		*flag = true;
	else if (!strcasecmp(value, "no") || !strcasecmp(value, "false") ||
		 !strcasecmp(value, "off") || !strcmp(value, "0"))
		*flag = false;
	else
		return key->expected;
	return NULL;
}

static const char *set_log(const struct config_key *key, void *base, const char *value)
{
	static const char *const names[] = { "error", "warning", "info", "debug" };
	unsigned int i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(value, names[i])) {
			*(enum log_level *)field(key, base) = (enum log_level)i;
			return NULL;
		}
	return key->expected;
}

static const char *set_mode(const struct config_key *key, void *base, const char *value)
{
	return attach_want_parse(value, field(key, base)) ? key->expected : NULL;
}

/* The next word of a list into @word; its end, or NULL: none left or too long. */
static const char *next_word(const char *at, char *word, size_t size)
{
	size_t length;

	at += strspn(at, WORDS);
	length = strcspn(at, WORDS);
	if (!length || length >= size)
		return NULL;
	memcpy(word, at, length);
	word[length] = '\0';
	return at + length;
}

static bool at_end(const char *at)
{
	return !at[strspn(at, WORDS)];
}

static const char *set_home(const struct config_key *key, void *base, const char *value)
{
	struct config *c = base;
	char word[64];
	const char *at = value;

	if (at_end(value)) {
		networks_default(&c->home);
		c->home_given = false;
		return NULL;
	}
	if (!c->home_given)
		c->home.count = 0;
	c->home_given = true;
	while (!at_end(at)) {
		at = next_word(at, word, sizeof(word));
		if (!at || networks_add(&c->home, word))
			return key->expected;
	}
	return NULL;
}

static const char *set_networks(const struct config_key *key, void *base, const char *value)
{
	struct networks *list = field(key, base);
	const char *at = value;
	char word[64];

	if (at_end(value))
		list->count = 0;
	while (!at_end(at)) {
		at = next_word(at, word, sizeof(word));
		if (!at || networks_add(list, word))
			return key->expected;
	}
	return NULL;
}

static const char *set_interfaces(const struct config_key *key, void *base, const char *value)
{
	struct config *c = base;
	char word[sizeof(c->interface[0].name)];
	const char *at = value;

	if (at_end(value))
		c->interface_count = 0;
	while (!at_end(at)) {
		at = next_word(at, word, sizeof(word));
		if (!at || !config_interface(c, word))
			return key->expected;
	}
	return NULL;
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

#define TEXT(section, name, member, empty_not, expected)                                           \
	{ section, name, set_text, offsetof(struct config, member), empty_not,                     \
	  sizeof(((struct config *)0)->member), expected, false }
#define VALUE(section, name, set, member, low, high, expected)                                     \
	{ section, name, set, offsetof(struct config, member), low, high, expected, false }
#define NAMED(key, which)                                                                          \
	{ "Network", key, set_networks, offsetof(struct config, named.role[which]), 0, 0,          \
	  NETWORKS_EXPECTED, true }
#define SECONDS 1000000000ull

const struct config_key config_keys[] = {
	{ "Network", "home", set_home, 0, 0, 0, NETWORKS_EXPECTED, true },
	NAMED("scanner", NAMED_SCANNER),
	NAMED("backup", NAMED_BACKUP),
	NAMED("monitoring", NAMED_MONITORING),
	TEXT("Sensor", "name", name, 0, "at most 63 characters"),
	{ "Sensor", "interface", set_interfaces, 0, 0, 0, INTERFACES_EXPECTED, true },
	VALUE("Sensor", "memory", set_size, memory_bytes, 8ull << 20, 64ull << 30,
	      "a size of 8M to 64G"),
	VALUE("Sensor", "window", set_duration, window_ns, 1 * SECONDS, 60 * SECONDS,
	      "a time of 1s to 60s"),
	TEXT("Sensor", "bpffs", bpffs, 1, "a folder, at most 255 characters"),
	TEXT("Sensor", "model", model, 0, "a path of at most 255 characters, or none"),
	TEXT("Sensor", "state", state, 1, "a folder, at most 255 characters"),
	VALUE("Sensor", "log", set_log, log, 0, 0, "error, warning, info or debug"),
	{ CONFIG_SECTION_INTERFACE, "mode", set_mode, offsetof(struct config_interface, mode), 0, 0,
	  "auto, native, generic, tc or clsact", false },
	{ CONFIG_SECTION_INTERFACE, "hooks", set_hooks, 0, 0, 0, "ingress, egress or both",
	  false },
	TEXT("Eve", "socket", eve_socket, 0, "a path of at most 107 characters"),
	TEXT("Eve", "file", eve_file, 0, "a path of at most 255 characters"),
	TEXT("Eve", "group", eve_group, 1, "a group's name"),
	VALUE("Eve", "queue", set_size, eve_queue_bytes, 64ull << 10, 256ull << 20,
	      "a size of 64K to 256M"),
	VALUE("Eve", "stats", set_duration, eve_stats_ns, 0, 3600 * SECONDS,
	      "a time of at most 1h, 0 for none"),
	TEXT("Control", "socket", control_socket, 0, "a path of at most 107 characters"),
	TEXT("Control", "group", control_group, 1, "a group's name"),
	TEXT("Control", "admins", control_admins, 1, "a group's name"),
	VALUE("Journal", "enabled", set_bool, journal, 0, 0, "yes or no"),
	VALUE("Journal", "queue", set_count, journal_queue, 16, 65536, "a number from 16 to 65536"),
	VALUE("Alert", "budget", set_count, alert_budget, 0, 1000000,
	      "a number of alarms an hour, 0 for no limit"),
	VALUE("Alert", "update", set_duration, alert_update_ns, 1 * SECONDS, 86400 * SECONDS,
	      "a time of 1s to 1d"),
	VALUE("Alert", "quiet", set_duration, alert_quiet_ns, 1 * SECONDS, 86400 * SECONDS,
	      "a time of 1s to 1d"),
	VALUE("Baseline", "quantile", set_per_cent, baseline_quantile, 9000, 9999,
	      "per cent from 90 to 99.99, such as 99.9"),
	VALUE("Baseline", "keep", set_count, baseline_keep, 1, 60, "a number from 1 to 60"),
};

const unsigned int config_key_count = sizeof(config_keys) / sizeof(config_keys[0]);

_Static_assert(sizeof(config_keys) / sizeof(config_keys[0]) <= CONFIG_KEYS_MAX,
	       "config.c keeps a bit per key");

const struct config_key *config_key_find(const char *section, const char *name)
{
	unsigned int i;

	for (i = 0; i < config_key_count; i++)
		if (!strcmp(section, config_keys[i].section) && !strcmp(name, config_keys[i].name))
			return &config_keys[i];
	return NULL;
}

bool config_section_known(const char *section)
{
	unsigned int i;

	for (i = 0; i < config_key_count; i++)
		if (!strcmp(section, config_keys[i].section))
			return true;
	return false;
}

/* Edit distance (Wagner and Fischer 1974), case ignored; 99 for words too long to be a key. */
static unsigned int distance(const char *a, const char *b)
{
	unsigned int row[33], i, j, diagonal, above, best;
	size_t width = strlen(b);

	if (strlen(a) > 32 || width > 32)
		return 99;
	for (j = 0; j <= width; j++)
		row[j] = j;
	for (i = 0; a[i]; i++) {
		diagonal = row[0];
		row[0] = i + 1;
		for (j = 0; b[j]; j++) {
			above = row[j + 1];
			best = diagonal + (tolower((unsigned char)a[i]) !=
					   tolower((unsigned char)b[j]));
			if (above + 1 < best)
				best = above + 1;
			if (row[j] + 1 < best)
				best = row[j] + 1;
			row[j + 1] = best;
			diagonal = above;
		}
	}
	return row[width];
}

const char *config_key_nearest(const char *section, const char *wrong)
{
	unsigned int i, d, least = 4;
	const char *nearest = NULL, *name;

	for (i = 0; i < config_key_count; i++) {
		if (section && strcmp(section, config_keys[i].section))
			continue;
		name = section ? config_keys[i].name : config_keys[i].section;
		d = distance(wrong, name);
		if (d < least && d < strlen(name)) {
			least = d;
			nearest = name;
		}
	}
	return nearest;
}

/* As dev_valid_name() of the kernel has it. */
static bool is_interface_name(const char *name)
{
	size_t length = strlen(name), i;

	if (!length || length >= sizeof(((struct config_interface *)0)->name) ||
	    !strcmp(name, ".") || !strcmp(name, ".."))
		return false;
	for (i = 0; i < length; i++)
		if (name[i] == '/' || name[i] == ':' || isspace((unsigned char)name[i]))
			return false;
	return true;
}

struct config_interface *config_interface(struct config *c, const char *name)
{
	struct config_interface *added;
	unsigned int i;

	for (i = 0; i < c->interface_count; i++)
		if (!strcmp(c->interface[i].name, name))
			return &c->interface[i];
	if (!is_interface_name(name) || c->interface_count == WEIR_SLOTS)
		return NULL;
	added = &c->interface[c->interface_count++];
	memset(added, 0, sizeof(*added));
	strcpy(added->name, name);
	added->mode = ATTACH_AUTO;
	added->ingress = true;
	added->egress = true;
	return added;
}
