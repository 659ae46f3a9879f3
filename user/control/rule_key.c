// SPDX-License-Identifier: MIT
#include "rule_key.h"

#include "../device/device.h"
#include "../flow/network.h"
#include "config.h"
#include "config_key.h"
#include "rule_time.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SEPARATORS "\t ,"
#define WORD_SIZE 64

struct rule_key {
	const char *name;
	/* One word of a list, or the whole value; false: it is none. */
	bool (*word)(struct ruleset_rule *rule, const char *word);
	const char *expected;
	bool list;
};

static bool end_text(struct ruleset_ends *e, const char *word)
{
	size_t size = strlen(word) + 1;
	char *more = realloc(e->text, e->bytes + size);

	if (!more)
		return false;
	e->text = more;
	for (size_t i = 0; i < size; i++)
		more[e->bytes + i] = (char)tolower((unsigned char)word[i]);
	e->bytes += (uint32_t)size;
	e->words++;
	return true;
}

/* A name has a letter, an id 12 digits of a MAC; what else is all digits, dots and colons was
 * meant for an address. */
static bool is_name(const char *word, bool peer)
{
	const char *at = word;
	bool letter = false;

	if (peer && !strncmp(at, "*.", 2))
		at += 2;
	for (; *at; at++) {
		if (!isalnum((unsigned char)*at) && !strchr("._-", *at) && !(*at & 0x80))
			return false;
		letter |= isalpha((unsigned char)*at) || (*at & 0x80);
	}
	return letter || (strspn(word, "0123456789") == DEVICE_ID_SIZE - 1 &&
			  strlen(word) == DEVICE_ID_SIZE - 1);
}

static bool is_network(struct ruleset_rule *rule, struct netset *to, const char *word)
{
	struct networks one = { .count = 0 };

	if (networks_add(&one, word))
		return false;
	rule->networks++;
	return !netset_add(to, &one.list[0]);
}

static bool end_word(struct ruleset_rule *rule, struct ruleset_ends *e, const char *word,
		     bool names, bool peer)
{
	uint8_t mac[DEVICE_MAC_SIZE];
	char text[DEVICE_MAC_TEXT_SIZE];

	e->given = true;
	if (!strcmp(word, "self")) {
		e->self = true;
		return true;
	}
	if (is_network(rule, &e->nets, word))
		return true;
	if (!names)
		return false;
	if (!device_mac_parse(word, mac)) {
		device_mac_text(mac, text);
		return end_text(e, text);
	}
	return is_name(word, peer) && end_text(e, word);
}

static bool set_device(struct ruleset_rule *rule, const char *word)
{
	return end_word(rule, &rule->device, word, true, false);
}

static bool set_peer(struct ruleset_rule *rule, const char *word)
{
	return end_word(rule, &rule->peer, word, true, true);
}

static bool set_network(struct ruleset_rule *rule, const char *word)
{
	return end_word(rule, &rule->network, word, false, false);
}

static bool set_role(struct ruleset_rule *rule, const char *word)
{
	if (rule->role != RULESET_ANY)
		return false;
	rule->role = !strcmp(word, "source") ? RULESET_SOURCE :
		     !strcmp(word, "target") ? RULESET_TARGET :
					       RULESET_ANY;
	return rule->role != RULESET_ANY;
}

/* "1" to "65535" at @text; its end, or NULL. */
static const char *read_number(const char *text, unsigned long max, unsigned int *out)
{
	char *end;
	unsigned long value;

	if (!isdigit((unsigned char)*text))
		return NULL;
	value = strtoul(text, &end, 10);
	if (!value || value > max)
		return NULL;
	*out = (unsigned int)value;
	return end;
}

static bool set_port(struct ruleset_rule *rule, const char *word)
{
	unsigned int low, high;
	const char *end = read_number(word, 65535, &low);

	high = low;
	if (end && *end == '-')
		end = read_number(end + 1, 65535, &high);
	if (!end || *end || high < low || rule->port_count == RULESET_PORTS)
		return false;
	rule->port[rule->port_count].low = (uint16_t)low;
	rule->port[rule->port_count++].high = (uint16_t)high;
	return true;
}

static bool set_protocol(struct ruleset_rule *rule, const char *word)
{
	static const struct {
		const char *name;
		uint8_t number;
	} known[] = { { "icmp", 1 },  { "tcp", 6 },	{ "udp", 17 },	{ "gre", 47 },
		      { "esp", 50 }, { "icmpv6", 58 }, { "sctp", 132 } };
	unsigned int number = 0;
	const char *end;

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (!strcmp(word, known[i].name))
			number = known[i].number;
	end = number ? "" : read_number(word, 255, &number);
	if (!end || *end || rule->protocol_count == RULESET_PROTOCOLS)
		return false;
	rule->protocol[rule->protocol_count++] = (uint8_t)number;
	return true;
}

static bool set_class(struct ruleset_rule *rule, const char *word)
{
	static const struct {
		const char *name;
		uint32_t classes;
	} groups[] = {
		{ "scan", 1u << CLASS_PORTSCAN | 1u << CLASS_HOSTSCAN },
		{ "dos", 1u << CLASS_FLOOD | 1u << CLASS_REFLECTION | 1u << CLASS_HTTP_DOS },
		{ "access", 1u << CLASS_BRUTEFORCE | 1u << CLASS_LATERAL | 1u << CLASS_WORM },
		{ "channel", 1u << CLASS_BEACON | 1u << CLASS_DNS_TUNNEL | 1u << CLASS_DGA |
				     1u << CLASS_EXFIL | 1u << CLASS_ICMP_TUNNEL },
	};
	int class = class_by_name(word);

	if (class >= 0)
		rule->classes |= 1u << class;
	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++)
		if (!strcmp(word, groups[i].name)) {
			rule->classes |= groups[i].classes;
			return true;
		}
	return class >= 0;
}

static bool set_direction(struct ruleset_rule *rule, const char *word)
{
	static const char *const names[] = { "in", "out", "lateral", "transit" };

	for (unsigned int i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(word, names[i])) {
			rule->directions |= (uint8_t)(1u << i);
			return true;
		}
	return false;
}

static bool set_hours(struct ruleset_rule *rule, const char *word)
{
	uint16_t from, to;

	if (rule->hour_count == RULESET_HOURS || rule_time_span(word, &from, &to))
		return false;
	rule->hour[rule->hour_count].from = from;
	rule->hour[rule->hour_count++].to = to;
	return true;
}

static bool set_days(struct ruleset_rule *rule, const char *word)
{
	return !rule_time_days(word, &rule->days);
}

static bool set_comment(struct ruleset_rule *rule, const char *value)
{
	if (rule->comment[0] || !*value || strlen(value) >= sizeof(rule->comment))
		return false;
	strcpy(rule->comment, value);
	return true;
}

static bool set_added(struct ruleset_rule *rule, const char *value)
{
	(void)rule;
	return *value;
}

#define ENDS_EXPECTED "addresses, networks such as 192.168.0.0/16, MACs, names or self"
static const struct rule_key keys[] = {
	{ "device", set_device, ENDS_EXPECTED, true },
	{ "peer", set_peer, ENDS_EXPECTED ", or *.NAME for all below a domain", true },
	{ "network", set_network, "addresses, networks such as 192.168.0.0/16, or self", true },
	{ "role", set_role, "source or target, once", false },
	{ "port", set_port, "up to 16 ports of 1 to 65535 or ranges such as 8000-8100", true },
	{ "protocol", set_protocol,
	  "up to 4 of tcp, udp, icmp, icmpv6, sctp, gre, esp or numbers of 1 to 255", true },
	{ "class", set_class,
	  "names of classes such as portscan, or of groups: scan, dos, access, channel", true },
	{ "direction", set_direction, "in, out, lateral, transit", true },
	{ "hours", set_hours, "up to 4 spans of the day such as 22:00-06:00", true },
	{ "days", set_days, "days such as mon-fri, sun", true },
	{ "expires", NULL, "once a date such as 2026-12-31 or \"2026-12-31 18:00\", or a time such "
			   "as 7d", false },
	{ "comment", set_comment, "once a text of at most 120 bytes", false },
	{ "added", set_added, "a text", false },
};
#define KEYS (sizeof(keys) / sizeof(keys[0]))

static const struct rule_key *key_find(const char *name)
{
	for (size_t i = 0; i < KEYS; i++)
		if (!strcmp(keys[i].name, name))
			return &keys[i];
	return NULL;
}

bool rule_key_known(const char *key)
{
	return key_find(key);
}

const char *rule_key_name(unsigned int index)
{
	return index < KEYS ? keys[index].name : NULL;
}

const char *rule_key_nearest(const char *wrong)
{
	const char *nearest = NULL;
	unsigned int least = 4;

	for (size_t i = 0; i < KEYS; i++) {
		unsigned int d = config_near_distance(wrong, keys[i].name);

		if (d < least && d < strlen(keys[i].name)) {
			least = d;
			nearest = keys[i].name;
		}
	}
	return nearest;
}

/* What would not read the same again from a file. */
static bool is_plain(const char *value)
{
	const char *at;

	for (at = value; *at; at++)
		if ((unsigned char)*at < ' ' || *at == 0x7f || *at == ';')
			return false;
	return at == value || (!isspace((unsigned char)value[0]) &&
			       !isspace((unsigned char)at[-1]));
}

static bool add_text(struct ruleset_rule *rule, const char *key, const char *value)
{
	size_t had = rule->text ? strlen(rule->text) : 0;
	size_t more = strlen(key) + strlen(value) + sizeof(" = \n");
	char *text;

	if (had + more > RULE_TEXT_MAX)
		return false;
	text = realloc(rule->text, had + more);
	if (!text)
		return false;
	snprintf(text + had, more, "%s = %s\n", key, value);
	rule->text = text;
	return true;
}

static bool set_list(struct ruleset_rule *rule, const struct rule_key *key, const char *value)
{
	char word[WORD_SIZE];
	const char *at = value + strspn(value, SEPARATORS);

	if (!*at)
		return false;
	while (*at) {
		size_t length = strcspn(at, SEPARATORS);

		if (length >= sizeof(word))
			return false;
		memcpy(word, at, length);
		word[length] = '\0';
		if (!key->word(rule, word))
			return false;
		at += length;
		at += strspn(at, SEPARATORS);
	}
	return true;
}

const char *rule_key_set(struct ruleset_rule *rule, const char *name, const char *value,
			 int64_t made_s)
{
	const struct rule_key *key = key_find(name);
	char date[RULE_TIME_SIZE];
	bool good;

	if (!key)
		return "a key that is known";
	if (strlen(value) > RULE_VALUE_MAX)
		return "at most 160 bytes at once; lists may be given in several lines";
	if (!is_plain(value))
		return "no control characters and no ;";
	if (key->word) {
		good = key->list ? set_list(rule, key, value) : key->word(rule, value);
	} else {
		good = !rule->expires_s && !rule_time_expiry(value, made_s, &rule->expires_s);
		if (good) {
			rule_time_text(rule->expires_s, date);
			value = date;
		}
	}
	if (!good)
		return key->expected;
	return add_text(rule, name, value) ? NULL : "no more than 8192 bytes of keys in a rule";
}

bool rule_name_is_good(const char *name)
{
	size_t length = strlen(name);

	if (!length || length >= RULESET_NAME_SIZE)
		return false;
	for (; *name; name++)
		if (!isalnum((unsigned char)*name) && !strchr(".-_", *name))
			return false;
	return true;
}

bool rule_is_about_something(const struct ruleset_rule *rule)
{
	return rule->device.given || rule->peer.given || rule->network.given || rule->port_count ||
	       rule->protocol_count || rule->classes;
}
