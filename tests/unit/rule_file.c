// SPDX-License-Identifier: MIT
/* Files of rules and lists of networks: what is right, what is wrong and where. */
#include "tests/unit/tap.h"
#include "user/control/rule_file.h"
#include "user/flow/network.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MADE 1767960000 /* Friday, 9 January 2026, 12:00 UTC */

static char error[RULE_FILE_ERROR_SIZE];

static int parse(struct ruleset *to, const char *text)
{
	const struct rule_source from = { "f.conf", RULESET_ALLOW, RULESET_FILE, MADE };

	return rule_file_parse(&from, text, strlen(text), to, error);
}

static void test_errors(void)
{
	static const char *const table[][2] = {
		{ "port = 22\n", "f.conf:1: no section begins before 'port'; put [Rule \"NAME\"] "
				 "above it" },
		{ "[Sensor]\n", "f.conf:1: not a rule's section 'Sensor'; one is [Rule "
				"\"nightly-backup\"]" },
		{ "[Rule]\nport=22\n", "f.conf:1: not a rule's name: ''; up to 40 letters, digits "
				       "and .-_" },
		{ "[Rule \"a b\"]\nport=22\n", "f.conf:1: not a rule's name: 'a b'; up to 40 "
					       "letters, digits and .-_" },
		{ "[Rule \"a\"]\n\ncomment=all\n[Rule \"b\"]\nport=1\n",
		  "f.conf:1: a rule for everything: 'a'; say device, peer, network, port, protocol "
		  "or class" },
		{ "[Rule \"a\"]\nhours = 1-2\n", "f.conf:1: a rule for everything: 'a'; say device, "
						 "peer, network, port, protocol or class" },
		{ "[Rule \"a\"]\nport = 22\n[Rule \"a\"]\nport = 23\n",
		  "f.conf:3: a rule of this name exists: 'a'; f.conf:1 has it" },
		{ "[Rule \"a\"]\nports = 22\n", "f.conf:2: unknown key 'ports'; is 'port' meant?" },
		{ "[Rule \"a\"]\nsomething = 22\n", "f.conf:2: unknown key 'something'" },
		{ "[Rule \"a\"]\nport = 0\n", "f.conf:2: wrong value '0'; port takes up to 16 ports "
					      "of 1 to 65535 or ranges such as 8000-8100" },
		{ "[Rule \"a\"]\nport = 65536\n", NULL },
		{ "[Rule \"a\"]\nport = 30-20\n", NULL },
		{ "[Rule \"a\"]\nport =\n", NULL },
		{ "[Rule \"a\"]\nport = 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17\n", NULL },
		{ "[Rule \"a\"]\ndevice = 10.0.0\n", NULL },
		{ "[Rule \"a\"]\ndevice = 10.0.0.0/33\n", NULL },
		{ "[Rule \"a\"]\ndevice = fe80::zz\n", NULL },
		{ "[Rule \"a\"]\ndevice = *.debian.org\n", NULL },
		{ "[Rule \"a\"]\npeer = *\n", NULL },
		{ "[Rule \"a\"]\npeer = a.*.b\n", NULL },
		{ "[Rule \"a\"]\nnetwork = nas\n", NULL },
		{ "[Rule \"a\"]\nrole = both\n", NULL },
		{ "[Rule \"a\"]\nrole = source\nrole = target\n", NULL },
		{ "[Rule \"a\"]\nprotocol = 256\n", NULL },
		{ "[Rule \"a\"]\nclass = scans\n", NULL },
		{ "[Rule \"a\"]\ndirection = up\n", NULL },
		{ "[Rule \"a\"]\nhours = 25-26\n", NULL },
		{ "[Rule \"a\"]\nhours = 12\n", NULL },
		{ "[Rule \"a\"]\nhours = 12-12\n", NULL },
		{ "[Rule \"a\"]\nhours = 12:60-13\n", NULL },
		{ "[Rule \"a\"]\ndays = friday\n", NULL },
		{ "[Rule \"a\"]\nexpires = soon\n", NULL },
		{ "[Rule \"a\"]\nexpires = 2026-02-30\n", NULL },
		{ "[Rule \"a\"]\nexpires = 7d\nexpires = 8d\n", NULL },
		{ "[Rule \"a\"]\nexpires = -7d\n", NULL },
		{ "[Rule \"a\"]\nport 22\n", "f.conf:2: neither a section nor 'key = value'" },
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct ruleset *s;
		char what[64];

		ruleset_new(&s);
		error[0] = '\0';
		snprintf(what, sizeof(what), "%.63s", table[i][0]);
		for (char *at = what; (at = strchr(at, '\n'));)
			*at = '|';
		tap_is(parse(s, table[i][0]), -EINVAL, "refused: %s", what);
		if (table[i][1])
			tap_ok(!strcmp(error, table[i][1]), "%s", error);
		else
			tap_ok(strstr(error, "f.conf:") == error && strstr(error, " takes "), "%s",
			       error);
		ruleset_free(s);
	}
}

static void test_good(void)
{
	static const char text[] =
		"# made by hand\n"
		"[Rule \"nightly-backup\"]\n"
		"device = 192.168.1.20, nas, AA-BB-CC-00-11-22\n"
		"\tpeer = 203.0.113.0/24\n"
		"port = 443, 8000-8100\n"
		"protocol = tcp\n"
		"class = exfil, scan\n"
		"hours = 02:00-04:30\n"
		"days = mon-fri\n"
		"role = source\n"
		"direction = out\n"
		"comment = the NAS to its provider\n"
		"expires = 7d\n";
	const struct ruleset_rule *r;
	struct ruleset *s;
	char *again;

	ruleset_new(&s);
	tap_is(parse(s, text), 0, "a rule with all keys");
	r = ruleset_find(s, RULESET_ALLOW, "nightly-backup");
	tap_ok(!!r, "is there");
	tap_is(r->networks, 2, "of two networks");
	tap_is(r->device.words, 2, "and two names");
	tap_ok(!memcmp(r->device.text, "nas\0aa:bb:cc:00:11:22", 22), "in one form");
	tap_is(r->classes, 1u << CLASS_EXFIL | 1u << CLASS_PORTSCAN | 1u << CLASS_HOSTSCAN,
	       "a class and a group");
	tap_is(r->days, 0x3e, "working days");
	tap_is(r->expires_s, MADE + 7 * 86400, "for a week from when the file was made");
	tap_ok(!strcmp(r->comment, "the NAS to its provider"), "with its comment");
	tap_ok(!strcmp(r->place, "f.conf:2"), "and place");
	tap_ok(!!strstr(r->text, "\npeer = 203.0.113.0/24\n"), "and text");
	tap_ok(!!strstr(r->text, "\nexpires = 2026-01-16 12:00:00\n"), "with a date to end");
	ruleset_get(s, 0)->origin = RULESET_ADDED;
	again = rule_file_text(s, RULESET_ALLOW);
	ruleset_free(s);
	ruleset_new(&s);
	tap_is(parse(s, again), 0, "what is written is read again");
	r = ruleset_find(s, RULESET_ALLOW, "nightly-backup");
	tap_ok(r && r->expires_s == MADE + 7 * 86400 && strstr(again, r->text), "the same");
	free(again);
	ruleset_free(s);
}

static void test_bounds(void)
{
	struct ruleset_rule many = { .name = "many", .networks = RULESET_NETWORKS_MAX + 1 };
	struct ruleset *s;
	char text[64];
	int bad = 0;

	ruleset_new(&s);
	tap_is(ruleset_add(s, &many), -E2BIG, "too many networks");
	for (unsigned int i = 0; i < RULESET_RULES_MAX; i++) {
		snprintf(text, sizeof(text), "[Rule \"r%u\"]\nport = 22\n", i);
		bad |= parse(s, text);
	}
	tap_is(bad, 0, "1024 rules");
	tap_is(parse(s, "[Rule \"one-more\"]\nport = 22\n"), -EINVAL, "and no more");
	tap_ok(!!strstr(error, "1024 rules"), "%s", error);
	ruleset_free(s);
}

static int list(struct ruleset *to, const char *name, const char *text)
{
	const struct rule_source from = { name, RULESET_SUPPRESS, RULESET_FILE, MADE };

	return rule_list_parse(&from, text, strlen(text), to, error);
}

static void test_lists(void)
{
	const struct ruleset_rule *r;
	struct ruleset_case c = { .ip_v = 6 };
	struct ruleset *s;

	ruleset_new(&s);
	tap_is(list(s, "/etc/x/office.list", "# ours\n\n10.0.0.0/8 # old\r\n  2001:db8::/32"), 0,
	       "a list of networks");
	r = ruleset_find(s, RULESET_SUPPRESS, "office");
	tap_ok(r && r->networks == 2, "is a rule of the file's name");
	tap_ok(r && !strcmp(r->comment, "a list of 2 networks"), "that says what it is");
	c.end[1].count = 1;
	inet_pton(AF_INET6, "2001:db8::7", &c.end[1].addr[0]);
	tap_ok(ruleset_rule_holds(ruleset_names(s), r, &c), "it is about peers, as target");
	c.end[0] = c.end[1];
	c.end[1].count = 0;
	tap_ok(ruleset_rule_holds(ruleset_names(s), r, &c), "and as source");
	tap_is(list(s, "office.list", "10.0.0.1\n"), -EINVAL, "a second one of this name");
	tap_is(list(s, "a b.txt", "10.0.0.1\n"), -EINVAL, "a name that is none");
	tap_is(list(s, "x.txt", "10.0.0.1\n10.0.0.0/8, 10.0.0.2\n"), -EINVAL, "two in a line");
	tap_ok(!strcmp(error, "x.txt:2: one network such as 192.168.0.0/16 or fd00::/8 stands in a "
			      "line, not '10.0.0.0/8, 10.0.0.2'"),
	       "%s", error);
	tap_is(list(s, "x.txt", "example.org\n"), -EINVAL, "a name is no network");
	tap_is(list(s, "empty.txt", "# nothing yet\n"), 0, "an empty list");
	r = ruleset_find(s, RULESET_SUPPRESS, "empty");
	tap_ok(r && !ruleset_rule_holds(ruleset_names(s), r, &c), "holds for nobody");
	ruleset_free(s);
}

static char folder[] = "/tmp/weir-rules-XXXXXX";

static void put(const char *name, const char *text)
{
	char path[128];
	FILE *out;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	if (!text) {
		mkdir(path, 0755);
		return;
	}
	out = fopen(path, "w");
	if (!out)
		abort();
	fputs(text, out);
	fclose(out);
}

/* Who reads it waits for a writer. */
static int mkfifo_in(const char *name)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return mkfifo(path, 0644);
}

static int load(struct ruleset **s)
{
	char allow[64], suppress[64], vendor[64];
	const struct rule_folders from = { { allow, suppress }, vendor, folder };

	snprintf(allow, sizeof(allow), "%s/allow.d", folder);
	snprintf(suppress, sizeof(suppress), "%s/suppress.d", folder);
	snprintf(vendor, sizeof(vendor), "%s/vendor", folder);
	ruleset_new(s);
	return rule_files_load(&from, *s, error);
}

static void test_folders(void)
{
	struct ruleset *s;

	if (!mkdtemp(folder))
		abort();
	tap_is(load(&s), 0, "folders that are not there have no rules");
	tap_is(ruleset_count(s), 0, "none");
	ruleset_free(s);
	put("allow.d", NULL);
	put("suppress.d", NULL);
	put("rules", NULL);
	put("vendor", NULL);
	put("vendor/allow.d", NULL);
	put("allow.d/b.conf", "[Rule \"b\"]\nport=2\n");
	put("allow.d/a.conf", "[Rule \"a\"]\nport=1\n[Rule \"mine\"]\nport=3\n");
	put("allow.d/README", "not a rule");
	put("allow.d/.hidden.conf", "not a rule");
	put("allow.d/masked.conf", "");
	if (mkfifo_in("allow.d/pipe.conf"))
		abort();
	put("suppress.d/a.conf", "[Rule \"a\"]\nport=1\n");
	put("suppress.d/office.list", "10.0.0.0/8\n");
	put("rules/suppress.conf", "[Rule \"added\"]\nport=9\nadded = by root\n");
	put("vendor/allow.d/own.conf", "[Rule \"own\"]\nport=4\n[Rule \"mine\"]\nport=5\n");
	put("vendor/allow.d/masked.conf", "[Rule \"masked\"]\nport=6\n");
	tap_is(load(&s), 0, "all folders: %s", error);
	tap_is(ruleset_count(s), 7, "seven rules");
	tap_ok(!strcmp(ruleset_get(s, 0)->name, "a") && !strcmp(ruleset_get(s, 1)->name, "mine") &&
		       !strcmp(ruleset_get(s, 2)->name, "b"),
	       "files in order of name");
	tap_is(ruleset_get(s, 3)->origin, RULESET_VENDOR, "the vendor's last");
	tap_is(ruleset_find(s, RULESET_ALLOW, "mine")->port[0].low, 3,
	       "the admin's rule stands for the vendor's of the same name");
	tap_ok(!ruleset_find(s, RULESET_ALLOW, "masked"), "and so does a file, even an empty one");
	tap_is(ruleset_find(s, RULESET_SUPPRESS, "added")->origin, RULESET_ADDED, "added ones");
	ruleset_free(s);
	put("suppress.d/z.conf", "[Rule \"z\"]\nport=none\n");
	tap_is(load(&s), -EINVAL, "one bad file is an error");
	tap_ok(!!strstr(error, "/suppress.d/z.conf:2: wrong value 'none'"), "%s", error);
	ruleset_free(s);
}

/* What is shipped is right, and blind to no attack on the gateway. */
static void test_shipped(void)
{
	static const char *const files[] = { "systemd/rules/allow.conf",
					     "systemd/rules/suppress.conf" };
	const struct rule_folders none = { { NULL, NULL }, NULL, NULL };
	uint32_t harmless = 1u << CLASS_BEACON | 1u << CLASS_ANOMALY;
	struct ruleset *s;

	ruleset_new(&s);
	tap_is(rule_files_load(&none, s, error), 0, "no folder");
	for (int effect = 0; effect < RULESET_EFFECTS; effect++) {
		const struct rule_source from = { files[effect], (enum ruleset_effect)effect,
						  RULESET_VENDOR, MADE };
		char text[8192];
		FILE *in = fopen(files[effect], "r");
		size_t size = in ? fread(text, 1, sizeof(text), in) : 0;

		if (in)
			fclose(in);
		tap_ok(size > 0, "%s is there", files[effect]);
		tap_is(rule_file_parse(&from, text, size, s, error), 0, "and right: %s", error);
	}
	tap_is(ruleset_count(s), 3, "three rules are shipped");
	for (unsigned int i = 0; i < ruleset_count(s); i++) {
		const struct ruleset_rule *r = ruleset_get(s, i);

		tap_ok(r->classes && !(r->classes & ~harmless) && r->directions,
		       "%s is about calls or what is unlike the past, in a direction", r->name);
	}
	ruleset_free(s);
}

int main(void)
{
	char command[64];

	setenv("TZ", "UTC0", 1);
	test_errors();
	test_good();
	test_bounds();
	test_lists();
	test_folders();
	test_shipped();
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	return system(command) ? 1 : tap_done();
}
