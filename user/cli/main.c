// SPDX-License-Identifier: MIT
#include "verb.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static const struct verb verbs[] = {
	{ "ack", "acknowledge an alarm", verb_ack },
	{ "alerts", "recent alerts; --follow for new ones", verb_alerts },
	{ "allow", "rules for what is not to be scored", verb_rule },
	{ "baseline", "learn what is usual at this site", verb_baseline },
	{ "capture", "capture packets of a host or a flow", verb_capture },
	{ "check-config", "check the configuration file", verb_check_config },
	{ "config", "show the configuration, and where each value is from", verb_config },
	{ "detach", "clean up after a sensor that died", verb_detach },
	{ "devices", "who is on the home networks", verb_devices },
	{ "doctor", "name what weir cannot see here", verb_doctor },
	{ "evidence", "captures of what alarms were about", verb_evidence },
	{ "explain", "why an alarm was raised, and what was around it", verb_explain },
	{ "features", "print the features of captures as CSV", verb_features },
	{ "flows", "the live flows, filtered and sorted", verb_flows },
	{ "fp", "a rule against a false alarm", verb_fp },
	{ "maps", "show where the maps are pinned", verb_maps },
	{ "metrics", "the counters in Prometheus' text format", verb_metrics },
	{ "model", "models: of the running sensor, and files of them", verb_model },
	{ "reload", "let the running sensor read its configuration anew", verb_reload },
	{ "replay", "run captures through the sensor", verb_replay },
	{ "run", "watch interfaces", verb_run },
	{ "stats", "the account of every packet, and counters", verb_stats },
	{ "status", "what the running sensor is attached to", verb_status },
	{ "suppress", "rules for alarms that are not to be reported", verb_rule },
	{ "test-alert", "raise a test alert through every sink", verb_test_alert },
	{ "top", "who exchanges most; a live screen in a terminal", verb_top },
	{ "version", "print the version", verb_version },
};

static void usage(FILE *out)
{
	size_t i;

	fputs("usage: weir VERB [OPTION...]\n\nVerbs (weir VERB --help says more):\n", out);
	for (i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		fprintf(out, "  %-14s %s\n", verbs[i].name, verbs[i].text);
}

/* What was printed may still wait in the buffer: only now a full disk shows. */
static int finish_output(int code)
{
	errno = 0;
	if (!fflush(stdout) && !ferror(stdout))
		return code;
	fprintf(stderr, "weir: cannot write the output: %s\n",
		errno ? strerror(errno) : "part of it is lost");
	return code == EXIT_OK || code == EXIT_ALERTS ? EXIT_FAILED : code;
}

int main(int argc, char **argv)
{
	size_t i;

	if (argc > 1 && (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h"))) {
		usage(stdout);
		return finish_output(EXIT_OK);
	}
	/* As that of its neighbours. */
	if (argc > 1 && !strcmp(argv[1], "-T"))
		return finish_output(verb_check_config(argc - 1, argv + 1));
	for (i = 0; argc > 1 && i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (!strcmp(argv[1], verbs[i].name))
			return finish_output(verbs[i].run(argc - 1, argv + 1));
	if (argc > 1)
		fprintf(stderr, "weir: unknown verb '%s'\n", argv[1]);
	usage(stderr);
	return EXIT_USAGE;
}
