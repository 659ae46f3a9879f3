// SPDX-License-Identifier: MIT
#include "rule_file.h"

#include "../flow/network.h"
#include "ini_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LIST_LINE_MAX 128

_Static_assert(RULE_FILE_ERROR_SIZE >= INI_FILE_ERROR_SIZE, "errors of INI files fit");

/* A file of rules being read. */
struct reading {
	const struct rule_source *from;
	struct ruleset *to;
	struct ruleset_rule rule; /* of the section, if open */
	bool open;
	bool skip; /* another one stands for it */
	unsigned int line; /* of its header */
};

static bool take_over(struct ini_file *f, struct reading *r)
{
	static const char *const full[] = { "1024 rules are all there can be:",
					    "16384 networks are all there can be in rules:" };
	unsigned int line = f->line;
	int result;

	if (!r->open)
		return true;
	r->open = false;
	f->line = r->line;
	if (!rule_is_about_something(&r->rule))
		return ini_file_fail(f, "a rule for everything:", r->rule.name,
				     "say device, peer, network, port, protocol or class");
	if (r->skip)
		ruleset_rule_fini(&r->rule);
	result = r->skip ? 0 : ruleset_add(r->to, &r->rule);
	f->line = line;
	if (result)
		return ini_file_fail(f, full[result == -E2BIG], r->rule.name, NULL);
	return true;
}

static bool set_place(struct ruleset_rule *rule, const char *file, unsigned int line)
{
	return asprintf(&rule->place, "%s:%u", file, line) >= 0;
}

static bool take_section(struct ini_file *f, const char *section)
{
	char kind[INI_FILE_WORD_SIZE], name[INI_FILE_WORD_SIZE], hint[160];
	struct reading *r = f->ctx;
	const struct ruleset_rule *other;

	if (!take_over(f, r))
		return false;
	if (!ini_file_split(section, kind, name) || strcmp(kind, "Rule") != 0)
		return ini_file_fail(f, "not a rule's section", section,
				     "one is [Rule \"nightly-backup\"]");
	if (!rule_name_is_good(name))
		return ini_file_fail(f, "not a rule's name:", name,
				     "up to 40 letters, digits and .-_");
	other = ruleset_find(r->to, r->from->effect, name);
	r->skip = other && other->origin != r->from->origin;
	if (other && !r->skip) {
		snprintf(hint, sizeof(hint), "%.140s has it", other->place ? other->place : "?");
		return ini_file_fail(f, "a rule of this name exists:", name, hint);
	}
	r->open = true;
	r->line = f->line;
	r->rule.effect = r->from->effect;
	r->rule.origin = r->from->origin;
	strcpy(r->rule.name, name);
	if (!set_place(&r->rule, r->from->name, f->line))
		return ini_file_fail(f, "no memory for", name, NULL);
	return true;
}

static bool take_key(struct ini_file *f, const char *section, const char *key, const char *value)
{
	struct reading *r = f->ctx;
	const char *expected, *nearest;
	char hint[200];

	(void)section;
	if (!r->open)
		return ini_file_fail(f, "no section begins before", key,
				     "put [Rule \"NAME\"] above it");
	if (!rule_key_known(key)) {
		nearest = rule_key_nearest(key);
		snprintf(hint, sizeof(hint), "is '%s' meant?", nearest ? nearest : "");
		return ini_file_fail(f, "unknown key", key, nearest ? hint : NULL);
	}
	expected = rule_key_set(&r->rule, key, value, r->from->made_s);
	if (!expected)
		return true;
	snprintf(hint, sizeof(hint), "%s takes %s", key, expected);
	return ini_file_fail(f, "wrong value", value, hint);
}

int rule_file_parse(const struct rule_source *from, const char *text, size_t size,
		    struct ruleset *to, char error[static RULE_FILE_ERROR_SIZE])
{
	struct reading r = { .from = from, .to = to };
	struct ini_file f = { .name = from->name,
			      .section = take_section,
			      .key = take_key,
			      .ctx = &r,
			      .error = error };
	int result = ini_file_parse(&f, text, size);

	if (!result && !take_over(&f, &r))
		result = -EINVAL;
	ruleset_rule_fini(&r.rule);
	return result;
}

/* "NAME.list" -> "NAME". */
static bool name_of_list(const char *path, char out[static RULESET_NAME_SIZE])
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	const char *dot = strrchr(name, '.');
	size_t length = dot ? (size_t)(dot - name) : strlen(name);

	if (length >= RULESET_NAME_SIZE)
		return false;
	memcpy(out, name, length);
	out[length] = '\0';
	return rule_name_is_good(out);
}

static int fail_line(char *error, const struct rule_source *from, unsigned int line,
		     const char *what, const char *wrong)
{
	snprintf(error, RULE_FILE_ERROR_SIZE, "%.250s:%u: %s '%.100s'", from->name, line, what,
		 wrong);
	return -EINVAL;
}

/* A line without its comment and the blanks around; false if it is too long. */
static bool list_line(const char *at, size_t length, char out[static LIST_LINE_MAX])
{
	const char *comment = memchr(at, '#', length);

	if (comment)
		length = (size_t)(comment - at);
	while (length && strchr(" \t\r", *at))
		at++, length--;
	while (length && strchr(" \t\r", at[length - 1]))
		length--;
	if (length >= LIST_LINE_MAX || memchr(at, '\0', length))
		return false;
	memcpy(out, at, length);
	out[length] = '\0';
	return true;
}

static int list_networks(const struct rule_source *from, const char *text, size_t size,
			 struct ruleset_rule *rule, char *error)
{
	const char *at = text, *end = text + size, *next;
	struct networks one;
	char word[LIST_LINE_MAX];

	for (unsigned int line = 1; at < end; at = next + 1, line++) {
		next = memchr(at, '\n', (size_t)(end - at));
		next = next ? next : end;
		if (!list_line(at, (size_t)(next - at), word))
			return fail_line(error, from, line, "not a network:", "line");
		if (!*word)
			continue;
		one.count = 0;
		if (networks_add(&one, word))
			return fail_line(error, from, line,
					 "one network such as 192.168.0.0/16 or fd00::/8 stands in "
					 "a line, not", word);
		if (++rule->networks > RULESET_NETWORKS_MAX)
			return fail_line(error, from, line,
					 "16384 networks are all there can be in rules:", word);
		if (netset_add(&rule->peer.nets, &one.list[0]))
			return fail_line(error, from, line, "no memory for", word);
	}
	return 0;
}

/* The rule behind a list says what it is by its text. */
static bool describe_list(struct ruleset_rule *rule, const char *file)
{
	snprintf(rule->comment, sizeof(rule->comment), "a list of %u networks", rule->networks);
	return set_place(rule, file, 1) &&
	       asprintf(&rule->text, "peer = %u networks of %s\n", rule->networks, file) >= 0;
}

int rule_list_parse(const struct rule_source *from, const char *text, size_t size,
		    struct ruleset *to, char error[static RULE_FILE_ERROR_SIZE])
{
	struct ruleset_rule rule = { .effect = from->effect, .origin = from->origin };
	const struct ruleset_rule *other;
	int result;

	if (!name_of_list(from->name, rule.name))
		return fail_line(error, from, 1, "a list's name is that of its rule, up to 40 "
						 "letters, digits and .-_, not", from->name);
	rule.peer.given = true;
	result = list_networks(from, text, size, &rule, error);
	if (!result && !describe_list(&rule, from->name))
		result = fail_line(error, from, 1, "no memory for", rule.name);
	other = result ? NULL : ruleset_find(to, from->effect, rule.name);
	if (other && other->origin == from->origin)
		result = fail_line(error, from, 1, "a rule of this name exists:", rule.name);
	if (!result && !other && ruleset_add(to, &rule))
		result = fail_line(error, from, 1,
				   "there are 1024 rules or 16384 networks in them already:",
				   rule.name);
	ruleset_rule_fini(&rule);
	return result;
}

/* Files being loaded. */
struct loading {
	struct rule_source from;
	struct ruleset *to;
	const char *unless; /* folder whose files stand for those of the same name; or NULL */
	char *error;
};

static bool is_list(const char *path)
{
	const char *dot = strrchr(path, '.');

	return dot && (!strcmp(dot, ".list") || !strcmp(dot, ".txt"));
}

static bool is_replaced(const struct loading *l, const char *path)
{
	const char *slash = strrchr(path, '/');
	char other[INI_FILE_PATH_SIZE];
	int length;

	if (!l->unless || !*l->unless)
		return false;
	length = snprintf(other, sizeof(other), "%s/%s", l->unless, slash ? slash + 1 : path);
	return length < (int)sizeof(other) && !access(other, F_OK);
}

static int load_file(void *ctx, const char *path)
{
	struct loading *l = ctx;
	struct stat about;
	char *text = NULL;
	size_t size = 0;
	int result;

	if (is_replaced(l, path))
		return 0;
	l->from.name = path;
	result = stat(path, &about) ? -errno : 0;
	/* A link to /dev/null only takes the place of a shipped file. */
	if (!result && !S_ISREG(about.st_mode))
		return 0;
	if (!result)
		result = ini_file_read(path, is_list(path) ? RULE_LIST_BYTES_MAX :
							     INI_FILE_BYTES_MAX, &text, &size);
	if (result) {
		snprintf(l->error, RULE_FILE_ERROR_SIZE, "%.500s: %s", path, strerror(-result));
		return result;
	}
	l->from.made_s = about.st_mtim.tv_sec;
	result = (is_list(path) ? rule_list_parse : rule_file_parse)(&l->from, text, size, l->to,
								      l->error);
	free(text);
	return result;
}

static int load_folder(struct loading *l, const char *folder)
{
	static const char *const suffixes[] = { ".conf", ".list", ".txt" };
	int result = 0;

	if (!folder || !*folder)
		return 0;
	for (unsigned int i = 0; !result && i < sizeof(suffixes) / sizeof(suffixes[0]); i++)
		result = ini_file_folder(folder, suffixes[i], load_file, l);
	if (result && !*l->error)
		snprintf(l->error, RULE_FILE_ERROR_SIZE, "%.500s: %s", folder, strerror(-result));
	return result;
}

int rule_file_path(const char *state, enum ruleset_effect effect, size_t size, char *out)
{
	int length = snprintf(out, size, "%s/rules/%s.conf", state, ruleset_effect_name(effect));

	return length < (int)size ? 0 : -ENAMETOOLONG;
}

static int load_added(struct loading *l, const char *state)
{
	char path[INI_FILE_PATH_SIZE];

	if (!state || !*state || rule_file_path(state, l->from.effect, sizeof(path), path) ||
	    access(path, F_OK))
		return 0;
	return load_file(l, path);
}

static int load_effect(const struct rule_folders *folders, enum ruleset_effect effect,
		       struct ruleset *to, char *error)
{
	struct loading l = { .from = { .effect = effect, .origin = RULESET_FILE },
			     .to = to,
			     .error = error };
	char vendor[INI_FILE_PATH_SIZE] = "";
	int result = load_folder(&l, folders->folder[effect]);

	l.from.origin = RULESET_ADDED;
	if (!result)
		result = load_added(&l, folders->state);
	if (folders->vendor && *folders->vendor)
		snprintf(vendor, sizeof(vendor), "%.480s/%s.d", folders->vendor,
			 ruleset_effect_name(effect));
	l.from.origin = RULESET_VENDOR;
	l.unless = folders->folder[effect];
	return result ? result : load_folder(&l, vendor);
}

int rule_files_load(const struct rule_folders *folders, struct ruleset *to,
		    char error[static RULE_FILE_ERROR_SIZE])
{
	int result = 0;

	*error = '\0';
	for (int effect = 0; !result && effect < RULESET_EFFECTS; effect++)
		result = load_effect(folders, (enum ruleset_effect)effect, to, error);
	return result;
}

char *rule_file_text(const struct ruleset *s, enum ruleset_effect effect)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	bool bad;

	if (!out)
		return NULL;
	fprintf(out, "# Added by weir %s add, and weir fp. Written anew with each change.\n",
		ruleset_effect_name(effect));
	for (unsigned int i = 0; i < ruleset_count(s); i++) {
		const struct ruleset_rule *rule = ruleset_get(s, i);

		if (rule->effect == effect && rule->origin == RULESET_ADDED)
			fprintf(out, "\n[Rule \"%s\"]\n%s", rule->name, rule->text);
	}
	bad = ferror(out);
	if (fclose(out) || bad) {
		free(text);
		return NULL;
	}
	return text;
}
