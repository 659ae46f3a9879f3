// SPDX-License-Identifier: MIT
#include "budget.h"
#include "config_origin.h"
#include "ini_file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* What is known of the file that is read. */
struct reading {
	struct config *config;
	struct config_origins *origins; /* NULL: nobody asks */
	uint16_t file; /* as in struct config_origin */
	uint64_t given[1 + WEIR_SLOTS]; /* bits by key: plain sections, then each interface */
};

void config_default(struct config *c)
{
	memset(c, 0, sizeof(*c));
	networks_default(&c->home);
	c->memory_bytes = BUDGET_DEFAULT_BYTES;
	c->window_ns = 5000000000ull;
	strcpy(c->bpffs, "/sys/fs/bpf");
	strcpy(c->state, "/var/lib/weir");
	c->log = LOG_LEVEL_INFO;
	strcpy(c->eve_socket, "/run/weir/eve.sock");
	strcpy(c->eve_group, "weir");
	c->eve_queue_bytes = 1u << 20;
	c->eve_stats_ns = 8000000000ull;
	strcpy(c->control_socket, "/run/weir/control.sock");
	strcpy(c->control_group, "weir");
	strcpy(c->control_admins, "weir-admin");
	c->journal = true;
	c->journal_queue = 256;
	c->journal_rate = 600;
	c->devices = true;
	strcpy(c->device_names, CONFIG_NAMES);
	strcpy(c->device_leases, CONFIG_LEASES);
	strcpy(c->metrics_socket, "/run/weir/metrics.sock");
	strcpy(c->metrics_group, "weir");
	c->alert_budget = 20;
	c->alert_update_ns = 60000000000ull;
	c->alert_quiet_ns = 180000000000ull;
	c->evidence_packets = 200;
	c->evidence_bytes = 128;
	c->evidence_seconds = 30;
	c->evidence_total_bytes = 64u << 20;
	c->baseline_quantile = 9990;
	c->baseline_keep = 5;
	strcpy(c->rules_allow, WEIR_SYSCONFDIR "/weir/allow.d");
	strcpy(c->rules_suppress, WEIR_SYSCONFDIR "/weir/suppress.d");
	strcpy(c->rules_vendor, WEIR_PREFIX "/lib/weir");
}

static bool fail_unknown(struct ini_file *f, const char *what, const char *section,
			 const char *wrong)
{
	const char *nearest = config_key_nearest(section, wrong);
	char hint[96];

	if (!nearest)
		return ini_file_fail(f, what, wrong, NULL);
	snprintf(hint, sizeof(hint), "is '%s' meant?", nearest);
	return ini_file_fail(f, what, wrong, hint);
}

static void note(const struct ini_file *f, const struct config_key *key, unsigned int place,
		 bool adds)
{
	const struct reading *r = f->ctx;
	struct config_origin *at;

	if (!r->origins)
		return;
	at = &r->origins->key[place][key - config_keys];
	at->more = adds && at->file ? at->more + 1 : 0;
	at->file = r->file;
	at->line = f->line;
}

/* A section of its own adds an interface to the list, too. */
static struct config_interface *find_interface(struct ini_file *f, const char *name)
{
	const struct reading *r = f->ctx;
	unsigned int before = r->config->interface_count;
	struct config_interface *interface = config_interface(r->config, name);

	if (interface && r->config->interface_count != before)
		note(f, config_key_find("Sensor", "interface"), 0, true);
	return interface;
}

/* Is there such a section; *interface is set for the repeated one. */
static bool open_section(struct ini_file *f, const char *text, char kind[static INI_FILE_WORD_SIZE],
			 struct config_interface **interface)
{
	char name[INI_FILE_WORD_SIZE];

	*interface = NULL;
	if (!*text)
		return ini_file_fail(f, "no section begins before", "=",
				     "put [Sensor] or another above it");
	if (!ini_file_split(text, kind, name))
		return ini_file_fail(f, "not a section", text,
				     "one is [Sensor] or [Interface \"br-lan\"]");
	if (!config_section_known(kind))
		return fail_unknown(f, "unknown section", NULL, kind);
	if (strcmp(kind, CONFIG_SECTION_INTERFACE)) {
		if (strchr(text, '"'))
			return ini_file_fail(f, "this section has no name:", text, NULL);
		return true;
	}
	*interface = find_interface(f, name);
	if (!*interface)
		return ini_file_fail(f, "not an interface section", text,
				     "[Interface \"NAME\"] names one, at most 16 of them");
	return true;
}

static bool take_section(struct ini_file *f, const char *section)
{
	struct config_interface *interface;
	char kind[INI_FILE_WORD_SIZE];

	return open_section(f, section, kind, &interface);
}

static bool take_key(struct ini_file *f, const char *section, const char *name, const char *value)
{
	char hint[160], kind[INI_FILE_WORD_SIZE];
	struct config_interface *interface;
	struct reading *r = f->ctx;
	const struct config_key *key;
	const char *expected;
	unsigned int place = 0;
	uint64_t bit;

	if (!open_section(f, section, kind, &interface))
		return false;
	key = config_key_find(kind, name);
	if (!key)
		return fail_unknown(f, "unknown key", kind, name);
	if (interface)
		place = 1 + (unsigned int)(interface - r->config->interface);
	bit = 1ull << (key - config_keys);
	if (!key->list && r->given[place] & bit)
		return ini_file_fail(f, "given twice in this file:", name, NULL);
	r->given[place] |= bit;
	expected = key->type->set(key, interface ? (void *)interface : (void *)r->config, value);
	if (!expected) {
		note(f, key, place, key->list && *value);
		return true;
	}
	snprintf(hint, sizeof(hint), "%s takes %s", name, expected);
	return ini_file_fail(f, "wrong value", value, hint);
}

/* The number of a file in @o, new or not. 0: there are too many, or its name is too long. */
static uint16_t file_number(struct config_origins *o, const char *name)
{
	if (o->file_count == CONFIG_FILES_MAX || strlen(name) >= sizeof(o->file[0]))
		return 0;
	strcpy(o->file[o->file_count], name);
	return (uint16_t)++o->file_count;
}

int config_parse_origins(struct config *c, struct config_origins *o, const char *text, size_t size,
			 const char *name, char error[static CONFIG_ERROR_SIZE])
{
	struct reading r = { .config = c, .origins = o };
	struct ini_file f = { .name = name,
			      .section = take_section,
			      .key = take_key,
			      .ctx = &r,
			      .error = error };

	if (o)
		r.file = file_number(o, name);
	if (o && !r.file) {
		snprintf(error, CONFIG_ERROR_SIZE,
			 "%.100s: more than %d files of configuration, or too long a path", name,
			 CONFIG_FILES_MAX);
		return -EINVAL;
	}
	return ini_file_parse(&f, text, size);
}

int config_parse(struct config *c, const char *text, size_t size, const char *name,
		 char error[static CONFIG_ERROR_SIZE])
{
	return config_parse_origins(c, NULL, text, size, name, error);
}

int config_set_origins(struct config *c, struct config_origins *o, const char *section,
		       const char *key, const char *value, char error[static CONFIG_ERROR_SIZE])
{
	struct reading r = { .config = c, .origins = o, .file = CONFIG_BY_OPTION };
	struct ini_file f = { .ctx = &r, .error = error };

	return take_key(&f, section, key, value) ? 0 : -EINVAL;
}

int config_set(struct config *c, const char *section, const char *key, const char *value,
	       char error[static CONFIG_ERROR_SIZE])
{
	return config_set_origins(c, NULL, section, key, value, error);
}
