/* SPDX-License-Identifier: MIT */
/*
 * remote.h - what the verbs that ask a running sensor have in common.
 */
#ifndef WEIR_REMOTE_H
#define WEIR_REMOTE_H

#include <jansson.h>
#include <stdbool.h>

struct remote {
	const char *socket; /* --socket PATH; the control socket */
	bool json; /* --json */
};

/* One option that all such verbs take: true if @option (of getopt_long) was one. */
#define REMOTE_LONG_OPTIONS                                                                        \
	{ "json", no_argument, NULL, 'j' }, { "socket", required_argument, NULL, 's' },            \
	{ "help", no_argument, NULL, 'h' }
bool remote_option(struct remote *r, int option, const char *argument);

/* Options of a verb that has no others. -1: go on, else the exit code. */
int remote_options(struct remote *r, int argc, char **argv, const char *usage);

/* Asks; EXIT_OK with *message (a new reference), or an exit code after one line on
 * stderr. */
int remote_ask(const struct remote *r, const char *command, json_t *arguments, json_t **message);

void remote_print_json(const json_t *value);

#endif
