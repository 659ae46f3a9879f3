// SPDX-License-Identifier: MIT
#include "../control/stats.h"
#include "remote.h"
#include "verb.h"

static const char usage[] =
	"usage: weir status [--json] [--socket PATH]\n"
	"\n"
	"What the running sensor is attached to and how it fares. Exit 3: none is\n"
	"running; 4: no permission to ask it.\n";

int verb_status(int argc, char **argv)
{
	struct remote r;
	json_t *status;
	int code = remote_options(&r, argc, argv, usage);

	if (code >= 0)
		return code;
	code = remote_ask(&r, "status", NULL, &status);
	if (code)
		return code;
	if (r.json)
		remote_print_json(status);
	else
		stats_print_status(status, stdout);
	json_decref(status);
	return EXIT_OK;
}
