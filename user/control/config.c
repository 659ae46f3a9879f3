// SPDX-License-Identifier: MIT
#include "config_key.h"
#include "budget.h"
#include "ini_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DEFAULT_FILE WEIR_SYSCONFDIR "/weir/weir.conf"
#define VENDOR_FOLDER WEIR_PREFIX "/lib/weir/weir.conf.d"

/* What is known of the file that is read. */
struct reading {
	struct config *config;
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
	strcpy(c->device_names, "/etc/weir/devices");
	strcpy(c->device_leases, "/var/lib/misc/dnsmasq.leases /var/lib/kea/kea-leases4.csv "
				 "/var/lib/dhcp/dhcpd.leases");
	strcpy(c->metrics_socket, "/run/weir/metrics.sock");
	strcpy(c->metrics_group, "weir");
	c->alert_budget = 20;
	c->alert_update_ns = 60000000000ull;
	c->alert_quiet_ns = 180000000000ull;
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

/* Is there such a section; *interface is set for the repeated one. */
static bool open_section(struct ini_file *f, const char *text, char kind[static INI_FILE_WORD_SIZE],
			 struct config_interface **interface)
{
	const struct reading *r = f->ctx;
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
	*interface = config_interface(r->config, name);
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
	if (!expected)
		return true;
	snprintf(hint, sizeof(hint), "%s takes %s", name, expected);
	return ini_file_fail(f, "wrong value", value, hint);
}

int config_parse(struct config *c, const char *text, size_t size, const char *name,
		 char error[static CONFIG_ERROR_SIZE])
{
	struct reading r = { .config = c };
	struct ini_file f = { .name = name,
			      .section = take_section,
			      .key = take_key,
			      .ctx = &r,
			      .error = error };

	return ini_file_parse(&f, text, size);
}

int config_set(struct config *c, const char *section, const char *key, const char *value,
	       char error[static CONFIG_ERROR_SIZE])
{
	struct reading r = { .config = c };
	struct ini_file f = { .ctx = &r, .error = error };

	return take_key(&f, section, key, value) ? 0 : -EINVAL;
}

/* A config being filled from files. */
struct loading {
	struct config *config;
	char *error;
};

static int load_file(void *ctx, const char *path)
{
	const struct loading *l = ctx;
	char *text = NULL;
	size_t size = 0;
	int result;

	result = ini_file_read(path, INI_FILE_BYTES_MAX, &text, &size);
	if (result) {
		snprintf(l->error, CONFIG_ERROR_SIZE, "%s: %s", path, strerror(-result));
		return result;
	}
	result = config_parse(l->config, text, size, path, l->error);
	free(text);
	return result;
}

static int load_folder(struct loading *l, const char *folder)
{
	int result;

	l->error[0] = '\0';
	result = ini_file_folder(folder, ".conf", load_file, l);
	if (result && !l->error[0])
		snprintf(l->error, CONFIG_ERROR_SIZE, "%s: %s", folder, strerror(-result));
	return result;
}

int config_load(const char *path, struct config *out, char error[static CONFIG_ERROR_SIZE])
{
	const char *file = path ? path : DEFAULT_FILE;
	char folder[CONFIG_PATH_SIZE];
	struct config c;
	struct loading l = { &c, error };
	int result = 0;

	if (snprintf(folder, sizeof(folder), "%s.d", file) >= (int)sizeof(folder)) {
		snprintf(error, CONFIG_ERROR_SIZE, "%.100s...: path too long", file);
		return -EINVAL;
	}
	config_default(&c);
	if (!path)
		result = load_folder(&l, VENDOR_FOLDER);
	if (!result && (path || !access(file, F_OK)))
		result = load_file(&l, file);
	if (!result)
		result = load_folder(&l, folder);
	if (!result)
		*out = c;
	return result == -ENAMETOOLONG || result == -EFBIG ? -EINVAL : result;
}
