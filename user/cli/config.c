// SPDX-License-Identifier: MIT
/* weir config: the merged configuration, of the files or of the running sensor. */
#include "verb.h"

#include "../control/config_show.h"
#include "../control/server.h"
#include "remote.h"
#include "setup.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

static const char usage[] =
	"usage: weir config show [OPTION...] [SECTION[.KEY]]\n"
	"\n"
	"Prints every key with its value, and behind it where that comes from: file and line,\n"
	"the command line, or the default. What it prints is a configuration file, too.\n"
	"\n"
	"  --running          what the running sensor goes by\n"
	"  --json             {\"settings\":[{section,key,value,origin,restart}...]}\n"
	"  --socket PATH      of the sensor (/run/weir/control.sock)\n"
	"  -c FILE            instead of " WEIR_SYSCONFDIR "/weir/weir.conf\n"
	"\n"
	"weir check-config says whether the configuration is good, weir reload brings it to the\n"
	"running sensor. Exit 5: no such section or key; 78: the configuration is not good.\n";

struct arguments {
	struct remote remote;
	const char *config;
	bool help;
	bool running;
};

static int read_arguments(struct arguments *a, int argc, char **argv)
{
	static const struct option options[] = {
		{ "running", no_argument, NULL, 'r' },
		REMOTE_LONG_OPTIONS,
		{ 0 },
	};
	int option;

	*a = (struct arguments){ .remote.socket = CONTROL_SOCKET };
	while ((option = getopt_long(argc, argv, "hc:", options, NULL)) != -1)
		if (option == 'h')
			a->help = true;
		else if (option == 'c')
			a->config = optarg;
		else if (option == 'r')
			a->running = true;
		else if (!remote_option(&a->remote, option, optarg))
			return EXIT_USAGE;
	if (a->help)
		return EXIT_OK;
	if (optind == argc || strcmp(argv[optind], "show") || argc - optind > 2 ||
	    (a->running && a->config))
		return EXIT_USAGE;
	return EXIT_OK;
}

/* What it goes by in the files. */
static int from_files(const struct arguments *a, const char *section, const char *key,
		      json_t **settings)
{
	struct config_origins origins;
	char error[CONFIG_ERROR_SIZE];
	struct config config;
	int code = setup_load(a->config, NULL, 0, &config, &origins, error);

	if (code) {
		fprintf(stderr, "weir: %s\n", error);
		return code;
	}
	*settings = config_settings(&config, &origins, section, key);
	return *settings ? EXIT_OK : EXIT_FAILED;
}

static int from_sensor(const struct arguments *a, const char *section, const char *key,
		       json_t **settings)
{
	json_t *arguments = json_object(), *message = NULL;
	int code;

	if (section)
		json_object_set_new(arguments, "section", json_string(section));
	if (key)
		json_object_set_new(arguments, "key", json_string(key));
	code = remote_ask(&a->remote, "config", arguments, &message);
	json_decref(arguments);
	if (!code)
		*settings = json_incref(json_object_get(message, "settings"));
	json_decref(message);
	return code;
}

static int show(const struct arguments *a, const char *what)
{
	const char *section = NULL, *key = NULL;
	char error[CONFIG_ERROR_SIZE];
	json_t *settings = NULL;
	int code;

	if (what && config_settings_find(what, &section, &key, error)) {
		fprintf(stderr, "weir: %s\n", error);
		return EXIT_NOT_FOUND;
	}
	if (a->running)
		code = from_sensor(a, section, key, &settings);
	else
		code = from_files(a, section, key, &settings);
	if (code)
		return code;
	if (a->remote.json) {
		json_t *object = json_pack("{s:O}", "settings", settings);

		remote_print_json(object);
		json_decref(object);
	} else {
		config_settings_print(settings, stdout);
	}
	json_decref(settings);
	return EXIT_OK;
}

int verb_config(int argc, char **argv)
{
	struct arguments a;
	int wrong = read_arguments(&a, argc, argv);

	fputs(a.help ? usage : "", stdout);
	if (wrong)
		fputs(usage, stderr);
	if (wrong || a.help)
		return wrong;
	return show(&a, argv[optind + 1]);
}
