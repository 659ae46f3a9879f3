// SPDX-License-Identifier: MIT
/* weir suppress, weir allow: rules against false alarms. */
#include "../control/rule_json.h"
#include "../control/server.h"
#include "remote.h"
#include "verb.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#define KEY_OPTION 1000 /* and the key's index */
#define KEYS_MAX 16

static const char usage_format[] =
	"usage: weir %1$s list [--json] [--socket PATH]\n"
	"       weir %1$s add NAME OPTION... [--json] [--socket PATH]\n"
	"       weir %1$s del NAME [--socket PATH]\n"
	"\n"
	"%2$s\n"
	"\n"
	"list shows every rule with what it held back; add and del change rules of the running\n"
	"sensor, which keeps them over a restart. All conditions that are given must hold; lists\n"
	"are separated by commas. Files: weir-rules(8).\n"
	"  --device LIST     one end: addresses, networks, MACs, names, self (the gateway)\n"
	"  --peer LIST       the other end: the same, or DNS names such as *.debian.org\n"
	"  --network LIST    either end: addresses, networks, self\n"
	"  --role ROLE       of the device: source (who acts) or target\n"
	"  --port LIST       of the service: ports and ranges such as 8000-8100\n"
	"  --protocol LIST   tcp, udp, icmp, icmpv6, sctp, gre, esp or numbers\n"
	"  --class LIST      such as portscan, or of a group: scan, dos, access, channel\n"
	"  --direction LIST  in, out, lateral, transit\n"
	"  --hours LIST      local time, such as 22:00-06:00\n"
	"  --days LIST       such as mon-fri\n"
	"  --expires TIME    2026-12-31, \"2026-12-31 18:00\", or after a time such as 7d\n"
	"  --comment TEXT    why\n"
	"Exit 3: no sensor is running; 4: no permission; 5: no such rule.\n";

static const char *const abouts[RULESET_EFFECTS] = {
	[RULESET_ALLOW] =
		"Findings that such a rule covers are not scored: they never become an alarm.",
	[RULESET_SUPPRESS] =
		"Alarms that such a rule covers are made and kept (weir explain), but not reported.",
};

struct arguments {
	struct remote remote;
	enum ruleset_effect effect;
	const char *command;
	const char *name; /* of the rule, NULL: not given */
	json_t *keys; /* of add */
	bool help;
};

static void usage(enum ruleset_effect effect, FILE *out)
{
	fprintf(out, usage_format, ruleset_effect_name(effect), abouts[effect]);
}

/* An option for every key, but for what only the sensor adds. */
static void key_options(struct option out[static KEYS_MAX + 4])
{
	static const struct option common[] = { REMOTE_LONG_OPTIONS, { 0 } };
	unsigned int count = 0;
	const char *name;

	for (int i = 0; (name = rule_key_name((unsigned int)i)) && count < KEYS_MAX; i++)
		if (strcmp(name, "added") != 0)
			out[count++] = (struct option){ name, required_argument, NULL,
							KEY_OPTION + i };
	memcpy(&out[count], common, sizeof(common));
}

/* A key given twice is a list given in two parts. */
static int add_key(json_t *keys, const char *key, const char *value)
{
	json_t *parts = json_object_get(keys, key);

	if (!parts) {
		parts = json_array();
		if (json_object_set_new(keys, key, parts))
			return -1;
	}
	return json_array_append_new(parts, json_string(value));
}

static int read_options(struct arguments *a, int argc, char **argv)
{
	struct option options[KEYS_MAX + 4] = { { 0 } };
	bool add = a->command && !strcmp(a->command, "add");
	int option;

	key_options(options);
	while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		if (option == 'h') {
			a->help = true;
		} else if (option >= KEY_OPTION) {
			if (!add || add_key(a->keys, rule_key_name((unsigned int)option -
								   KEY_OPTION), optarg))
				return -1;
		} else if (!remote_option(&a->remote, option, optarg)) {
			return -1;
		}
	}
	return 0;
}

static int read_arguments(struct arguments *a, int argc, char **argv)
{
	bool named;

	*a = (struct arguments){ .remote = { .socket = CONTROL_SOCKET },
				 .effect = strcmp(argv[0], "allow") ? RULESET_SUPPRESS :
								      RULESET_ALLOW,
				 .keys = json_object() };
	if (argc > 1 && argv[1][0] != '-') {
		a->command = argv[1];
		argc--;
		argv++;
	}
	if (!a->keys || read_options(a, argc, argv))
		return -1;
	if (a->help)
		return 0;
	if (!a->command || (strcmp(a->command, "list") && strcmp(a->command, "add") &&
			    strcmp(a->command, "del")))
		return -1;
	named = strcmp(a->command, "list") != 0;
	if (optind + named != argc)
		return -1;
	a->name = named ? argv[optind] : NULL;
	return a->name ? json_object_set_new(a->keys, "name", json_string(a->name)) : 0;
}

static int ask(const struct arguments *a, json_t *arguments, json_t **answer)
{
	char command[32];

	snprintf(command, sizeof(command), "%s-%s", ruleset_effect_name(a->effect), a->command);
	return remote_ask(&a->remote, command, arguments, answer);
}

/* Answer by answer, as long as the sensor has more. */
static int list(const struct arguments *a)
{
	json_t *all = json_array(), *from = NULL, *arguments, *answer;
	int code = EXIT_OK;

	do {
		arguments = from ? json_pack("{s:o}", "from", from) : json_object();
		code = ask(a, arguments, &answer);
		json_decref(arguments);
		if (code)
			break;
		json_array_extend(all, json_object_get(answer, "rules"));
		from = json_incref(json_object_get(answer, "next"));
		json_decref(answer);
	} while (from);
	if (!code && a->remote.json) {
		remote_print_json(all);
	} else if (!code) {
		answer = json_pack("{s:O}", "rules", all);
		rules_print(answer, stdout);
		if (!json_array_size(all))
			printf("no %s rules\n", ruleset_effect_name(a->effect));
		json_decref(answer);
	}
	json_decref(all);
	return code;
}

static int change(const struct arguments *a)
{
	json_t *answer;
	int code = ask(a, a->keys, &answer);

	if (code)
		return code;
	if (a->remote.json)
		remote_print_json(answer);
	else if (!strcmp(a->command, "add"))
		rule_print(answer, stdout);
	else
		printf("%s: removed\n", a->name);
	json_decref(answer);
	return EXIT_OK;
}

int verb_rule(int argc, char **argv)
{
	struct arguments a;
	int code;

	if (read_arguments(&a, argc, argv)) {
		usage(a.effect, stderr);
		code = EXIT_USAGE;
	} else if (a.help) {
		usage(a.effect, stdout);
		code = EXIT_OK;
	} else {
		code = a.name ? change(&a) : list(&a);
	}
	json_decref(a.keys);
	return code;
}
