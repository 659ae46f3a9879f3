// SPDX-License-Identifier: MIT
#include "verb.h"
#include "../control/config.h"
#include "../control/rule_setting.h"

#include <stdio.h>
#include <string.h>

static const char usage[] =
	"usage: weir check-config [FILE]\n"
	"\n"
	"Reads the configuration and the rules it names, as the sensor would, and says what is\n"
	"wrong. Changes nothing. FILE: instead of " WEIR_SYSCONFDIR "/weir/weir.conf.\n"
	"Exit 0: good; 78: not.\n";

static int check_rules(const struct config *c)
{
	char error[RULE_FILE_ERROR_SIZE];
	struct ruleset *rules = NULL;

	if (rule_setting_load(c, c->state, true, &rules, error)) {
		fprintf(stderr, "weir: %s\n", error);
		return EXIT_BAD_CONFIG;
	}
	ruleset_free(rules);
	return EXIT_OK;
}

int verb_check_config(int argc, char **argv)
{
	char error[CONFIG_ERROR_SIZE];
	struct config config;

	if (argc > 1 && (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h"))) {
		fputs(usage, stdout);
		return EXIT_OK;
	}
	if (argc > 2 || (argc == 2 && argv[1][0] == '-')) {
		fputs(usage, stderr);
		return EXIT_USAGE;
	}
	if (config_load(argv[1], &config, error)) {
		fprintf(stderr, "weir: %s\n", error);
		return EXIT_BAD_CONFIG;
	}
	if (check_rules(&config))
		return EXIT_BAD_CONFIG;
	puts("configuration is good");
	return EXIT_OK;
}
