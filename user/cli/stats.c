// SPDX-License-Identifier: MIT
#include "../control/stats.h"
#include "remote.h"
#include "verb.h"

static const char usage[] =
	"usage: weir stats [--json] [--socket PATH]\n"
	"\n"
	"The account of every packet seen, and the counters of all stages. Exit 3: no\n"
	"sensor is running; 4: no permission to ask it.\n";

int verb_stats(int argc, char **argv)
{
	struct remote r;
	json_t *stats;
	int code = remote_options(&r, argc, argv, usage);

	if (code >= 0)
		return code;
	code = remote_ask(&r, "stats", NULL, &stats);
	if (code)
		return code;
	if (r.json)
		remote_print_json(stats);
	else
		stats_print(stats, stdout);
	json_decref(stats);
	return EXIT_OK;
}
