// SPDX-License-Identifier: MIT
#include "config_key.h"
#include "budget.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ini.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DEFAULT_FILE WEIR_SYSCONFDIR "/weir/weir.conf"
#define VENDOR_FOLDER WEIR_PREFIX "/lib/weir/weir.conf.d"
#define FILE_BYTES_MAX (256u << 10)

/* One file being read. */
struct reading {
	struct config *config;
	const char *name; /* of the file; NULL: the text of an option */
	const char *at;
	const char *end;
	unsigned int line;
	bool failed;
	uint64_t given[1 + WEIR_SLOTS]; /* bits by key: plain sections, then each interface */
	char *error;
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
	c->alert_budget = 20;
	c->alert_update_ns = 60000000000ull;
	c->alert_quiet_ns = 180000000000ull;
	c->baseline_quantile = 9990;
	c->baseline_keep = 5;
}

/* The first failure of a file is the one that is told. Returns inih's word for "stop". */
static int fail(struct reading *r, const char *what, const char *wrong, const char *right)
{
	char place[CONFIG_PATH_SIZE + 16] = "";

	if (r->failed)
		return 0;
	r->failed = true;
	if (r->name)
		snprintf(place, sizeof(place), "%s:%u: ", r->name, r->line);
	snprintf(r->error, CONFIG_ERROR_SIZE, "%s%s '%.100s'%s%s", place, what, wrong,
		 right ? "; " : "", right ? right : "");
	return 0;
}

static int fail_unknown(struct reading *r, const char *what, const char *section, const char *wrong)
{
	const char *nearest = config_key_nearest(section, wrong);
	char hint[96];

	if (!nearest)
		return fail(r, what, wrong, NULL);
	snprintf(hint, sizeof(hint), "is '%s' meant?", nearest);
	return fail(r, what, wrong, hint);
}

/* 'Interface "br-lan"' -> "Interface", "br-lan". 0 where that is no section's form. */
static int split_section(const char *text, char kind[static 52], char name[static 52])
{
	const char *quote = strchr(text, '"');
	size_t length = quote ? (size_t)(quote - text) : strlen(text), rest;

	name[0] = '\0';
	while (length && (text[length - 1] == ' ' || text[length - 1] == '\t'))
		length--;
	if (length >= 52)
		return 0;
	memcpy(kind, text, length);
	kind[length] = '\0';
	if (!quote)
		return 1;
	rest = strlen(quote + 1);
	if (rest < 2 || rest > 52 || quote[rest] != '"')
		return 0;
	memcpy(name, quote + 1, rest - 1);
	name[rest - 1] = '\0';
	return !strchr(name, '"');
}

/* Is there such a section; *interface is set for the repeated one. inih's 1 or 0. */
static int open_section(struct reading *r, const char *text, char kind[static 52],
			struct config_interface **interface)
{
	char name[52];

	*interface = NULL;
	if (!*text)
		return fail(r, "no section begins before", "=", "put [Sensor] or another above it");
	if (!split_section(text, kind, name))
		return fail(r, "not a section", text, "one is [Sensor] or [Interface \"br-lan\"]");
	if (!config_section_known(kind))
		return fail_unknown(r, "unknown section", NULL, kind);
	if (strcmp(kind, CONFIG_SECTION_INTERFACE)) {
		if (strchr(text, '"'))
			return fail(r, "this section has no name:", text, NULL);
		return 1;
	}
	*interface = config_interface(r->config, name);
	if (!*interface)
		return fail(r, "not an interface section", text,
			    "[Interface \"NAME\"] names one, at most 16 of them");
	return 1;
}

/* inih's handler: 1 to go on, 0 for an error in this line. */
static int take_key(void *user, const char *section, const char *name, const char *value)
{
	struct config_interface *interface;
	struct reading *r = user;
	const struct config_key *key;
	const char *expected;
	char hint[160], kind[52];
	unsigned int place = 0;
	uint64_t bit;

	if (r->failed || !open_section(r, section, kind, &interface))
		return 0;
	key = config_key_find(kind, name);
	if (!key)
		return fail_unknown(r, "unknown key", kind, name);
	if (interface)
		place = 1 + (unsigned int)(interface - r->config->interface);
	bit = 1ull << (key - config_keys);
	if (!key->list && r->given[place] & bit)
		return fail(r, "given twice in this file:", name, NULL);
	r->given[place] |= bit;
	expected = key->set(key, interface ? (void *)interface : (void *)r->config, value);
	if (!expected)
		return 1;
	snprintf(hint, sizeof(hint), "%s takes %s", name, expected);
	return fail(r, "wrong value", value, hint);
}

/* A section with nothing in it never reaches inih's handler. */
static void check_header(struct reading *r, const char *line)
{
	const char *close = strchr(line, ']');
	struct config_interface *interface;
	char text[64], kind[52];

	if (line[0] != '[' || !close)
		return;
	snprintf(text, sizeof(text), "%.*s", (int)(close - line - 1), line + 1);
	open_section(r, text, kind, &interface);
}

static bool is_control(char c)
{
	return (unsigned char)c < ' ' && c != '\t' && c != '\r' && c != '\n';
}

/*
 * inih's reader, as fgets(). Indentation is taken off, since inih would make an indented
 * key a continuation of the value above; a line it would cut silently is an error.
 */
static char *read_line(char *line, int size, void *user)
{
	struct reading *r = user;
	const char *newline;
	size_t length, i;

	if (r->failed || r->at >= r->end)
		return NULL;
	r->line++;
	newline = memchr(r->at, '\n', (size_t)(r->end - r->at));
	length = (size_t)((newline ? newline + 1 : r->end) - r->at);
	for (i = 0; i < length; i++)
		if (is_control(r->at[i])) {
			fail(r, "control character in", "line", NULL);
			return NULL;
		}
	while (length && (*r->at == ' ' || *r->at == '\t')) {
		r->at++;
		length--;
	}
	if (length >= (size_t)size) {
		fail(r, "line too long:", "line", "lists may be given in several lines");
		return NULL;
	}
	memcpy(line, r->at, length);
	line[length] = '\0';
	r->at += length;
	check_header(r, line);
	return line;
}

int config_parse(struct config *c, const char *text, size_t size, const char *name,
		 char error[static CONFIG_ERROR_SIZE])
{
	struct reading r = { .config = c, .name = name, .error = error };
	int wrong;

	r.at = text;
	r.end = text + size;
	wrong = ini_parse_stream(read_line, &r, take_key, &r);
	if (wrong < 0) {
		snprintf(error, CONFIG_ERROR_SIZE, "%s: %s", name, strerror(ENOMEM));
		return -ENOMEM;
	}
	if (wrong && (!r.failed || (unsigned int)wrong < r.line)) {
		r.failed = false;
		r.line = (unsigned int)wrong;
		fail(&r, "neither a section nor", "key = value", NULL);
	}
	return r.failed ? -EINVAL : 0;
}

int config_set(struct config *c, const char *section, const char *key, const char *value,
	       char error[static CONFIG_ERROR_SIZE])
{
	struct reading r = { .config = c, .error = error };

	return take_key(&r, section, key, value) ? 0 : -EINVAL;
}

/* The whole of a file; *text is the caller's to free. */
static int read_file(const char *path, char **text, size_t *size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), result = 0;
	char *buffer = NULL;
	size_t length = 0;
	ssize_t got = 1;

	if (fd < 0)
		return -errno;
	buffer = malloc(FILE_BYTES_MAX + 1);
	if (!buffer) {
		result = -ENOMEM;
		goto out;
	}
	while (got && length <= FILE_BYTES_MAX) {
		got = read(fd, buffer + length, FILE_BYTES_MAX + 1 - length);
		if (got < 0) {
			result = -errno;
			goto out;
		}
		length += (size_t)got;
	}
	if (length > FILE_BYTES_MAX)
		result = -EFBIG;
out:
	close(fd);
	if (result) {
		free(buffer);
		return result;
	}
	*text = buffer;
	*size = length;
	return 0;
}

static int load_file(struct config *c, const char *path, char error[static CONFIG_ERROR_SIZE])
{
	char *text = NULL;
	size_t size = 0;
	int result;

	result = read_file(path, &text, &size);
	if (result) {
		snprintf(error, CONFIG_ERROR_SIZE, "%s: %s", path, strerror(-result));
		return result;
	}
	result = config_parse(c, text, size, path, error);
	free(text);
	return result;
}

static int is_drop_in(const struct dirent *entry)
{
	size_t length = strlen(entry->d_name);

	return entry->d_name[0] != '.' && length > 5 &&
	       !strcmp(entry->d_name + length - 5, ".conf");
}

/* Every NAME.conf of a folder, by name; a folder that is not there has none. */
static int load_folder(struct config *c, const char *folder, char error[static CONFIG_ERROR_SIZE])
{
	char path[CONFIG_PATH_SIZE + 258];
	struct dirent **entries;
	int count, i, result = 0;

	count = scandir(folder, &entries, is_drop_in, alphasort);
	if (count < 0) {
		if (errno == ENOENT || errno == ENOTDIR)
			return 0;
		result = -errno;
		snprintf(error, CONFIG_ERROR_SIZE, "%s: %s", folder, strerror(errno));
		return result;
	}
	for (i = 0; i < count; i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, entries[i]->d_name);
		if (!result)
			result = load_file(c, path, error);
		free(entries[i]);
	}
	free(entries);
	return result;
}

int config_load(const char *path, struct config *out, char error[static CONFIG_ERROR_SIZE])
{
	const char *file = path ? path : DEFAULT_FILE;
	char folder[CONFIG_PATH_SIZE];
	struct config c;
	int result = 0;

	if (snprintf(folder, sizeof(folder), "%s.d", file) >= (int)sizeof(folder)) {
		snprintf(error, CONFIG_ERROR_SIZE, "%.100s...: path too long", file);
		return -EINVAL;
	}
	config_default(&c);
	if (!path)
		result = load_folder(&c, VENDOR_FOLDER, error);
	if (!result && (path || !access(file, F_OK)))
		result = load_file(&c, file, error);
	if (!result)
		result = load_folder(&c, folder, error);
	if (!result)
		*out = c;
	return result == -ENAMETOOLONG || result == -EFBIG ? -EINVAL : result;
}
