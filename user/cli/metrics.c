// SPDX-License-Identifier: MIT
#include "remote.h"
#include "verb.h"

#include <stdio.h>

static const char usage[] =
	"usage: weir metrics [--json] [--socket PATH]\n"
	"\n"
	"The counters of the running sensor in Prometheus' text format, as GET /metrics on\n"
	"/run/weir/metrics.sock gives them; --json: that text as one JSON string. Exit 3: no\n"
	"sensor is running; 4: no permission to ask it.\n";

int verb_metrics(int argc, char **argv)
{
	struct remote r;
	json_t *text;
	int code = remote_options(&r, argc, argv, usage);

	if (code >= 0)
		return code;
	code = remote_ask(&r, "metrics", NULL, &text);
	if (code)
		return code;
	if (r.json)
		remote_print_json(text);
	else if (json_is_string(text))
		fputs(json_string_value(text), stdout);
	json_decref(text);
	return EXIT_OK;
}
