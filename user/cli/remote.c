// SPDX-License-Identifier: MIT
#include "remote.h"

#include "../control/client.h"
#include "../control/server.h"
#include "verb.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>

bool remote_option(struct remote *r, int option, const char *argument)
{
	if (option == 'j')
		r->json = true;
	else if (option == 's')
		r->socket = argument;
	return option == 'j' || option == 's';
}

int remote_options(struct remote *r, int argc, char **argv, const char *usage)
{
	static const struct option options[] = { REMOTE_LONG_OPTIONS, { 0 } };
	int option;

	*r = (struct remote){ .socket = CONTROL_SOCKET };
	while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		if (option == 'h') {
			fputs(usage, stdout);
			return EXIT_OK;
		}
		if (!remote_option(r, option, optarg)) {
			fputs(usage, stderr);
			return EXIT_USAGE;
		}
	}
	if (optind == argc)
		return -1;
	fputs(usage, stderr);
	return EXIT_USAGE;
}

int remote_ask(const struct remote *r, const char *command, json_t *arguments, json_t **message)
{
	char error[CLIENT_ERROR_SIZE];
	int err = client_ask(r->socket, command, arguments, message, error);

	if (!err)
		return EXIT_OK;
	fprintf(stderr, "weir: %s\n", error);
	return err == -EINVAL ? EXIT_USAGE : exit_code_of(err);
}

void remote_print_json(const json_t *value)
{
	json_dumpf(value, stdout, JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(6));
	putchar('\n');
}
