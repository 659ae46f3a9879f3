/* SPDX-License-Identifier: MIT */
/* A configuration shown is a configuration: what is printed gives the same again. Where
 * values come from; what differs between two, and what of it a running sensor takes. */
#include "tap.h"

#include "user/control/config_show.h"
#include "user/control/config_type.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ROUNDS 2000
#define TEXT_SIZE 32768

static uint64_t chance = 0x9e3779b97f4a7c15ull;
static char error[CONFIG_ERROR_SIZE];

/* splitmix64 */
static uint64_t below(uint64_t limit)
{
	uint64_t z = chance += 0x9e3779b97f4a7c15ull;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
	return (z ^ (z >> 31)) % limit;
}

/* Mostly text that is one value, sometimes what cannot be one. */
static void random_text(const struct config_key *key, char *out)
{
	static const char letters[] = "abcXYZ019/._-+ ;#\"'=[]:,\\\t\xc3\xa9";
	size_t length = below(key->high < 120 ? key->high : 120), i;

	for (i = 0; i < length; i++)
		out[i] = letters[below(sizeof(letters) - 1)];
	out[length] = '\0';
}

static void random_networks(char *out)
{
	unsigned int count = (unsigned int)below(9), i;

	*out = '\0';
	for (i = 0; i < count; i++)
		out += below(2) ? sprintf(out, " 10.%u.0.%u/%u", (unsigned int)below(256),
					  (unsigned int)below(256), (unsigned int)below(33))
				: sprintf(out, ",fd%02x::%x/%u", (unsigned int)below(256),
					  (unsigned int)below(65536), (unsigned int)below(129));
}

static void random_number(const struct config_key *key, char *out)
{
	static const char *const times[] = {"ns", "us", "ms", "s", "min", "h", "d"};
	static const char *const sizes[] = {"", "K", "M", "G"};
	uint64_t value = key->low + below(key->high - key->low + 1);

	if (key->type == &config_type_duration && below(2))
		sprintf(out, "%" PRIu64 "%s", below(120), times[below(7)]);
	else if (key->type == &config_type_duration)
		sprintf(out, "%" PRIu64 "ns", value);
	else if (key->type == &config_type_size && below(2))
		sprintf(out, "%" PRIu64 "%s", below(2048), sizes[below(4)]);
	else if (key->type == &config_type_per_cent)
		sprintf(out, "%" PRIu64 ".%02" PRIu64, value / 100, value % 100);
	else
		sprintf(out, "%" PRIu64, value);
}

static void random_value(const struct config_key *key, char *out)
{
	static const char *const words[] = {
		"yes",	       "no",	  "error",  "warning",	      "info",
		"debug",       "auto",	  "tc",	    "native",	      "generic",
		"clsact",      "ingress", "egress", "egress ingress", "eth0 br-lan",
		"wan.7, eth1", ""};

	if (key->type == &config_type_text)
		random_text(key, out);
	else if (key->type == &config_type_home || key->type == &config_type_networks)
		random_networks(out);
	else if (key->type == &config_type_duration || key->type == &config_type_size ||
		 key->type == &config_type_count || key->type == &config_type_per_cent)
		random_number(key, out);
	else
		strcpy(out, words[below(sizeof(words) / sizeof(words[0]))]);
}

/* Some keys get a value; what they do not take, they do not. */
static unsigned int random_config(struct config *c)
{
	static const char *const names[] = {"Interface \"br-lan\"", "Interface \"wan.7\"",
					    "Interface \"x;y\""};
	unsigned int i, set = 0, times = (unsigned int)below(40);
	char value[1024];

	config_default(c);
	for (i = 0; i < times; i++) {
		const struct config_key *key = &config_keys[below(config_key_count)];

		random_value(key, value);
		set += !config_set(c, config_key_of_interface(key) ? names[below(3)] : key->section,
				   key->name, value, error);
	}
	return set;
}

static size_t show(const struct config *c, char text[static TEXT_SIZE])
{
	json_t *settings = config_settings(c, NULL, NULL, NULL);
	FILE *out = fmemopen(text, TEXT_SIZE, "w");

	if (!settings || !out)
		abort();
	config_settings_print(settings, out);
	json_decref(settings);
	fclose(out);
	return strlen(text);
}

static void test_round_trip(void)
{
	static char text[TEXT_SIZE];
	struct config one, other;
	unsigned int round, set = 0, bad = 0;

	for (round = 0; round < ROUNDS && !bad; round++) {
		set += random_config(&one);
		config_default(&other);
		show(&one, text);
		if (config_parse(&other, text, strlen(text), "shown", error)) {
			printf("# round %u: %s\n%s", round, error, text);
			bad++;
		} else if (memcmp(&one, &other, sizeof(one))) {
			printf("# round %u differs:\n%s", round, text);
			bad++;
		}
	}
	tap_is(bad, 0, "%d random configurations, shown and read again, are the same", ROUNDS);
	tap_ok(set > ROUNDS * 5, "and not empty: %u values were set", set);
}

static const char *origin(const struct config_origins *o, const char *section, const char *name,
			  unsigned int place)
{
	static char text[CONFIG_ORIGIN_SIZE];

	config_origin_text(o, config_key_find(section, name), place, text);
	return text;
}

static void put(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	if (!file || fputs(text, file) < 0 || fclose(file))
		abort();
}

static void is_origin(const char *got, const char *folder, const char *expected)
{
	char text[CONFIG_ORIGIN_SIZE];

	snprintf(text, sizeof(text), "%s%s", folder, expected);
	if (!tap_ok(!strcmp(got, text), "from %s", expected))
		printf("#   %s\n", got);
}

static void test_origins(void)
{
	char folder[] = "/tmp/weir-show-XXXXXX", path[64], drop_in[64], drop_in_folder[64];
	struct config_origins o;
	struct config c;

	if (!mkdtemp(folder))
		abort();
	snprintf(path, sizeof(path), "%s/w.conf", folder);
	snprintf(drop_in_folder, sizeof(drop_in_folder), "%s/w.conf.d", folder);
	snprintf(drop_in, sizeof(drop_in), "%s/w.conf.d/site.conf", folder);
	mkdir(drop_in_folder, 0755);
	put(path, "[Network]\nscanner = 192.0.2.1\nhome = 10.0.0.0/8\n[Sensor]\nmemory = 64M\n"
		  "[Interface \"b\"]\nmode = tc\n");
	put(drop_in, "[Sensor]\n\nmemory = 32M\n[Network]\nscanner = 192.0.2.2\nhome =\n");
	tap_is(config_load_origins(path, &c, &o, error), 0, "a file with a drop-in");
	is_origin(origin(&o, "Sensor", "memory", 0), folder, "/w.conf.d/site.conf:3");
	is_origin(origin(&o, "Network", "scanner", 0), folder, "/w.conf.d/site.conf:5 and 1 more");
	is_origin(origin(&o, "Network", "home", 0), folder, "/w.conf.d/site.conf:6");
	is_origin(origin(&o, "Sensor", "interface", 0), folder, "/w.conf:6");
	is_origin(origin(&o, "Interface", "mode", 1), folder, "/w.conf:7");
	is_origin(origin(&o, "Interface", "hooks", 1), "", "default");
	is_origin(origin(&o, "Eve", "file", 0), "", "default");
	config_set_origins(&c, &o, "Eve", "file", "/x", error);
	is_origin(origin(&o, "Eve", "file", 0), "", "command line");
	unlink(drop_in);
	unlink(path);
	rmdir(drop_in_folder);
	tap_is(rmdir(folder), 0, "cleaned up");
}

static void test_find(void)
{
	const char *section, *name;

	tap_is(config_settings_find("Sensor", &section, &name, error), 0, "a section");
	tap_ok(!strcmp(section, "Sensor") && !name, "all of it");
	tap_is(config_settings_find("Eve.queue", &section, &name, error), 0, "a key");
	tap_ok(!strcmp(section, "Eve") && !strcmp(name, "queue"), "of its section");
	tap_is(config_settings_find("Sensr", &section, &name, error), -ENOENT, "no section");
	tap_ok(!strcmp(error, "unknown section 'Sensr'; is 'Sensor' meant?"), "%s", error);
	tap_is(config_settings_find("Eve.qeue", &section, &name, error), -ENOENT, "no key");
	tap_ok(!strcmp(error, "unknown key 'qeue'; is 'queue' meant?"), "%s", error);
	tap_is(config_settings_find("", &section, &name, error), -ENOENT, "nothing");
	tap_is(config_settings_find(".", &section, &name, error), -ENOENT, "a dot");
}

static void is_changes(json_t *list, const char *expected)
{
	char *text = json_dumps(list, JSON_COMPACT);

	if (!tap_ok(text && !strcmp(text, expected), "changes: %s", expected))
		printf("#   %s\n", text);
	free(text);
	json_decref(list);
}

static void test_changes(void)
{
	struct config a, b;

	config_default(&a);
	b = a;
	config_set(&a, "Interface \"x\"", "mode", "tc", error);
	config_set(&b, "Interface \"x\"", "mode", "native", error);
	is_changes(config_changes(&a, &a, false), "[]");
	config_set(&b, "Alert", "budget", "30", error);
	config_set(&b, "Sensor", "memory", "64M", error);
	config_set(&b, "Eve", "file", "/x", error);
	config_set(&b, "Network", "home", "10.0.0.0/8 fd00::/8", error);
	is_changes(
		config_changes(&a, &b, false),
		"[{\"what\":\"Network.home\",\"from\":\"empty\",\"to\":\"10.0.0.0/8, fd00::/8\"},"
		"{\"what\":\"Eve.file\",\"from\":\"empty\",\"to\":\"/x\"},"
		"{\"what\":\"Alert.budget\",\"from\":\"20\",\"to\":\"30\"}]");
	is_changes(config_changes(&a, &b, true),
		   "[{\"what\":\"Sensor.memory\",\"from\":\"96M\",\"to\":\"64M\"},"
		   "{\"what\":\"Interface x.mode\",\"from\":\"tc\",\"to\":\"native\"}]");
	config_take_live(&a, &b);
	is_changes(config_changes(&a, &b, false), "[]");
	tap_is(a.memory_bytes, 96 << 20, "what needs a restart stays");
	tap_is(a.interface[0].mode, ATTACH_TC, "also of an interface");
	tap_is(a.alert_budget, 30, "the rest is taken");
	tap_is(a.home_given, true, "all of it");
}

int main(void)
{
	test_round_trip();
	test_origins();
	test_find();
	test_changes();
	return tap_done();
}
