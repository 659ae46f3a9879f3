// SPDX-License-Identifier: MIT
#include "config_key.h"
#include "config_type.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>

#define NETWORKS_EXPECTED "at most 64 networks such as 192.168.0.0/16, fd00::/8"
#define INTERFACES_EXPECTED "at most 16 interface names of at most 15 characters"

/* A member of struct config: where it is. */
#define PLACE(member)                                                                              \
	.offset = offsetof(struct config, member), .size = sizeof(((struct config *)0)->member)
/* Two that are one value, the second behind the first. */
#define PLACE_TO(first, last)                                                                      \
	.offset = offsetof(struct config, first), .size = offsetof(struct config, last) +          \
							  sizeof(((struct config *)0)->last) -     \
							  offsetof(struct config, first)
#define OF_INTERFACE(first, last)                                                                  \
	.offset = offsetof(struct config_interface, first),                                        \
	.size = offsetof(struct config_interface, last) +                                          \
		sizeof(((struct config_interface *)0)->last) -                                     \
		offsetof(struct config_interface, first)
#define KEY(in, called, of, expects)                                                               \
	.section = in, .name = called, .type = &config_type_##of, .expected = expects

/* @empty_not: 1 if the text may not be empty. */
#define TEXT(section, name, member, empty_not, expected)                                           \
	{                                                                                          \
		KEY(section, name, text, expected), PLACE(member),                                 \
			.low = empty_not, .high = sizeof(((struct config *)0)->member)             \
	}
#define VALUE(section, name, type, member, least, most, expected)                                  \
	{                                                                                          \
		KEY(section, name, type, expected), PLACE(member), .low = least, .high = most      \
	}
/* The same that a running sensor keeps. */
#define START_TEXT(section, name, member, empty_not, expected)                                     \
	{                                                                                          \
		KEY(section, name, text, expected), PLACE(member),                                 \
			.low = empty_not, .high = sizeof(((struct config *)0)->member),            \
			.restart = true                                                            \
	}
#define START_VALUE(section, name, type, member, least, most, expected)                            \
	{                                                                                          \
		KEY(section, name, type, expected), PLACE(member), .low = least, .high = most,     \
								   .restart = true                 \
	}
#define NAMED(name, which)                                                                         \
	{                                                                                          \
		KEY("Network", name, networks, NETWORKS_EXPECTED), PLACE(named.role[which]),       \
			.list = true                                                               \
	}
/* @loopback: 1 if no other address will do. */
#define LISTEN(name, member, loopback, expected)                                                   \
	{                                                                                          \
		KEY("Metrics", name, listen, expected), PLACE(member), .low = loopback,            \
			.high = sizeof(((struct config *)0)->member), .restart = true              \
	}
#define SECONDS 1000000000ull

const struct config_key config_keys[] = {
	{KEY("Network", "home", home, NETWORKS_EXPECTED), PLACE_TO(home, home_given), .list = true},
	NAMED("scanner", NAMED_SCANNER),
	NAMED("backup", NAMED_BACKUP),
	NAMED("monitoring", NAMED_MONITORING),
	START_TEXT("Sensor", "name", name, 0, "at most 63 characters"),
	{KEY("Sensor", "interface", interfaces, INTERFACES_EXPECTED),
	 PLACE_TO(interface_count, interface), .list = true, .restart = true},
	START_VALUE("Sensor", "memory", size, memory_bytes, 8ull << 20, 64ull << 30,
		    "a size of 8M to 64G"),
	START_VALUE("Sensor", "window", duration, window_ns, 1 * SECONDS, 60 * SECONDS,
		    "a time of 1s to 60s"),
	START_TEXT("Sensor", "bpffs", bpffs, 1, "a folder, at most 255 characters"),
	TEXT("Sensor", "model", model, 0, "a path of at most 255 characters, or none"),
	START_TEXT("Sensor", "state", state, 1, "a folder, at most 255 characters"),
	VALUE("Sensor", "log", log, log, 0, 0, "error, warning, info or debug"),
	{KEY(CONFIG_SECTION_INTERFACE, "mode", mode, "auto, native, generic, tc or clsact"),
	 OF_INTERFACE(mode, mode), .restart = true},
	{KEY(CONFIG_SECTION_INTERFACE, "hooks", hooks, "ingress, egress or both"),
	 OF_INTERFACE(ingress, egress), .restart = true},
	TEXT("Eve", "socket", eve_socket, 0, "a path of at most 107 characters"),
	TEXT("Eve", "file", eve_file, 0, "a path of at most 255 characters"),
	START_TEXT("Eve", "group", eve_group, 1, "a group's name"),
	VALUE("Eve", "queue", size, eve_queue_bytes, 64ull << 10, 256ull << 20,
	      "a size of 64K to 256M"),
	VALUE("Eve", "stats", duration, eve_stats_ns, 0, 3600 * SECONDS,
	      "a time of at most 1h, 0 for none"),
	TEXT("Eve", "connect", eve_connect, 0, "a path of at most 107 characters"),
	START_TEXT("Control", "socket", control_socket, 0, "a path of at most 107 characters"),
	START_TEXT("Control", "group", control_group, 1, "a group's name"),
	START_TEXT("Control", "admins", control_admins, 1, "a group's name"),
	VALUE("Journal", "enabled", flag, journal, 0, 0, "yes or no"),
	VALUE("Journal", "queue", count, journal_queue, 16, 65536, "a number from 16 to 65536"),
	VALUE("Journal", "rate", count, journal_rate, 0, 1000000,
	      "a number of entries a minute, 0 for no limit"),
	START_VALUE("Devices", "enabled", flag, devices, 0, 0, "yes or no"),
	TEXT("Devices", "names", device_names, 0, "a path of at most 255 characters"),
	TEXT("Devices", "leases", device_leases, 0, "paths of at most 255 characters in all"),
	START_TEXT("Metrics", "socket", metrics_socket, 0, "a path of at most 107 characters"),
	START_TEXT("Metrics", "group", metrics_group, 1, "a group's name"),
	LISTEN("listen", metrics_listen, 1,
	       "127.0.0.1:PORT or [::1]:PORT; any other address only by listen-remote"),
	LISTEN("listen-remote", metrics_listen_remote, 0,
	       "an address and a port, such as 192.168.1.1:9209 or [fd00::1]:9209"),
	TEXT("Metrics", "textfile", metrics_textfile, 0, "a path of at most 255 characters"),
	VALUE("Alert", "budget", count, alert_budget, 0, 1000000,
	      "a number of alarms an hour, 0 for no limit"),
	VALUE("Alert", "update", duration, alert_update_ns, 1 * SECONDS, 86400 * SECONDS,
	      "a time of 1s to 1d"),
	VALUE("Alert", "quiet", duration, alert_quiet_ns, 1 * SECONDS, 86400 * SECONDS,
	      "a time of 1s to 1d"),
	VALUE("Evidence", "enabled", flag, evidence, 0, 0, "yes or no"),
	VALUE("Evidence", "packets", count, evidence_packets, 1, 1000000,
	      "a number from 1 to 1000000"),
	VALUE("Evidence", "bytes", count, evidence_bytes, 64, 2048, "a number from 64 to 2048"),
	VALUE("Evidence", "seconds", count, evidence_seconds, 1, 3600,
	      "a number from 1 to 3600"),
	VALUE("Evidence", "total", size, evidence_total_bytes, 1ull << 20, 1ull << 40,
	      "a size of 1M to 1024G"),
	START_TEXT("Evidence", "folder", evidence_folder, 0,
		   "a folder, at most 255 characters"),
	VALUE("Baseline", "quantile", per_cent, baseline_quantile, 9000, 9999,
	      "per cent from 90 to 99.99, such as 99.9"),
	VALUE("Baseline", "keep", count, baseline_keep, 1, 60, "a number from 1 to 60"),
	TEXT("Rules", "allow", rules_allow, 0, "a folder, at most 255 characters"),
	TEXT("Rules", "suppress", rules_suppress, 0, "a folder, at most 255 characters"),
	TEXT("Rules", "vendor", rules_vendor, 0, "a folder, at most 255 characters"),
	{KEY("Rules", "self", networks, NETWORKS_EXPECTED), PLACE(rules_self), .list = true},
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

bool config_key_of_interface(const struct config_key *key)
{
	return !strcmp(key->section, CONFIG_SECTION_INTERFACE);
}

const void *config_key_base(const struct config_key *key, const struct config *c,
			    unsigned int place)
{
	if (config_key_of_interface(key))
		return &c->interface[place - 1];
	return c;
}

/* As dev_valid_name() of the kernel has it, less what a list in a file, or JSON, could not carry. */
static bool is_interface_name(const char *name)
{
	size_t length = strlen(name), i;

	if (!length || length >= sizeof(((struct config_interface *)0)->name) ||
	    !config_is_plain(name) || !strcmp(name, ".") || !strcmp(name, ".."))
		return false;
	for (i = 0; i < length; i++)
		if (strchr("/:,;]\"", name[i]) || isspace((unsigned char)name[i]))
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
