// SPDX-License-Identifier: MIT
/* weir ack: an alarm that the admin knows of. */
#include "../control/server.h"
#include "remote.h"
#include "verb.h"

#include <getopt.h>
#include <stdio.h>

static const char usage[] =
	"usage: weir ack ID [--comment TEXT] [--json] [--socket PATH]\n"
	"       weir ack ID --undo [--json] [--socket PATH]\n"
	"\n"
	"Acknowledges an alarm: while it goes on it is not reported again to journald and the\n"
	"terminal, until its severity rises or after a day without it. weir explain ID says who\n"
	"acknowledged it and when. The EVE socket and file go on.\n"
	"  --comment TEXT  at most 120 bytes\n"
	"  --undo          takes it back\n"
	"Exit 3: no sensor is running; 4: no permission; 5: no such alarm.\n";

int verb_ack(int argc, char **argv)
{
	static const struct option options[] = { REMOTE_LONG_OPTIONS,
						 { "comment", required_argument, NULL, 'm' },
						 { "undo", no_argument, NULL, 'u' },
						 { 0 } };
	struct remote remote = { .socket = CONTROL_SOCKET };
	const char *comment = NULL;
	json_t *arguments, *answer;
	bool undo = false;
	int option, code;

	while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		if (option == 'h') {
			fputs(usage, stdout);
			return EXIT_OK;
		}
		if (option == 'm')
			comment = optarg;
		else if (option == 'u')
			undo = true;
		else if (!remote_option(&remote, option, optarg))
			goto wrong;
	}
	if (optind + 1 != argc || (undo && comment))
		goto wrong;
	arguments = json_pack("{s:s,s:s,s:b}", "id", argv[optind], "comment",
			      comment ? comment : "", "undo", undo);
	code = remote_ask(&remote, "ack", arguments, &answer);
	json_decref(arguments);
	if (code)
		return code;
	if (remote.json)
		remote_print_json(answer);
	else
		printf("%.8s: %s\n", json_string_value(json_object_get(answer, "id")),
		       undo ? "no longer acknowledged" : "acknowledged");
	json_decref(answer);
	return EXIT_OK;
wrong:
	fputs(usage, stderr);
	return EXIT_USAGE;
}
