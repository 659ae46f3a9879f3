// SPDX-License-Identifier: MIT
#include "verb.h"

#include "remote.h"
#include "../sensor/reload.h"
#include "setup.h"

#include <getopt.h>
#include <stdio.h>

static const char usage[] =
	"usage: weir check-config [--json] [[-c] FILE]\n"
	"       weir -T [--json] [[-c] FILE]\n"
	"\n"
	"Reads the configuration with the models and rules that it names, as the sensor would,\n"
	"and says what is wrong. Changes nothing.\n"
	"FILE: instead of " WEIR_SYSCONFDIR "/weir/weir.conf. Exit 0: good; 78: not.\n";

struct arguments {
	const char *file;
	bool json;
	bool help;
};

static int read_arguments(struct arguments *a, int argc, char **argv)
{
	static const struct option options[] = {
		{ "json", no_argument, NULL, 'j' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	int option;

	*a = (struct arguments){ 0 };
	while ((option = getopt_long(argc, argv, "hc:", options, NULL)) != -1)
		if (option == 'h')
			a->help = true;
		else if (option == 'j')
			a->json = true;
		else if (option == 'c')
			a->file = optarg;
		else
			return EXIT_USAGE;
	if (optind < argc && !a->file)
		a->file = argv[optind++];
	return optind < argc && !a->help ? EXIT_USAGE : EXIT_OK;
}

static int check(const char *file, char error[static RELOAD_ERROR_SIZE])
{
	struct config config;
	int code = setup_load(file, NULL, 0, &config, NULL, error);

	if (code)
		return code;
	return reload_check(&config, error) ? EXIT_BAD_CONFIG : EXIT_OK;
}

int verb_check_config(int argc, char **argv)
{
	char error[RELOAD_ERROR_SIZE] = "";
	struct arguments a;
	json_t *object;
	int code = read_arguments(&a, argc, argv);

	if (code || a.help) {
		fputs(usage, code ? stderr : stdout);
		return code;
	}
	code = check(a.file, error);
	if (a.json) {
		object = json_pack("{s:b,s:s*}", "good", !code, "error", code ? error : NULL);
		remote_print_json(object);
		json_decref(object);
	} else if (code) {
		fprintf(stderr, "weir: %s\n", error);
	} else {
		puts("configuration is good");
	}
	return code;
}
