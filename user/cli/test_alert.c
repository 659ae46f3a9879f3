// SPDX-License-Identifier: MIT
#include "remote.h"
#include "verb.h"

#include <stdio.h>

static const char usage[] =
	"usage: weir test-alert [--json] [--socket PATH]\n"
	"\n"
	"Makes the running sensor raise an alert of class test, through every sink. Needs\n"
	"root or group weir-admin. Exit 3: no sensor is running; 4: no permission.\n";

int verb_test_alert(int argc, char **argv)
{
	struct remote r;
	json_t *answer;
	int code = remote_options(&r, argc, argv, usage);

	if (code >= 0)
		return code;
	code = remote_ask(&r, "test-alert", NULL, &answer);
	if (code)
		return code;
	if (r.json)
		remote_print_json(answer);
	else
		puts("raised; see: journalctl -t weir -n 1 -o verbose");
	json_decref(answer);
	return EXIT_OK;
}
