// SPDX-License-Identifier: MIT
#include "verb.h"

#include <stdio.h>
#include <string.h>

static const struct verb verbs[] = {
	{ "alerts", "recent alerts; --follow for new ones", verb_alerts },
	{ "check-config", "check the configuration file", verb_check_config },
	{ "detach", "clean up after a sensor that died", verb_detach },
	{ "doctor", "name what weir cannot see here", verb_doctor },
	{ "features", "print the features of captures as CSV", verb_features },
	{ "maps", "show where the maps are pinned", verb_maps },
	{ "model", "show or check a model file", verb_model },
	{ "replay", "run captures through the sensor", verb_replay },
	{ "run", "watch interfaces", verb_run },
	{ "stats", "the account of every packet, and counters", verb_stats },
	{ "status", "what the running sensor is attached to", verb_status },
	{ "test-alert", "raise a test alert through every sink", verb_test_alert },
	{ "version", "print the version", verb_version },
};

static void usage(FILE *out)
{
	size_t i;

	fputs("usage: weir VERB [OPTION...]\n\nVerbs (weir VERB --help says more):\n", out);
	for (i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		fprintf(out, "  %-14s %s\n", verbs[i].name, verbs[i].text);
}

int main(int argc, char **argv)
{
	size_t i;

	if (argc > 1 && (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h"))) {
		usage(stdout);
		return EXIT_OK;
	}
	for (i = 0; argc > 1 && i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (!strcmp(argv[1], verbs[i].name))
			return verbs[i].run(argc - 1, argv + 1);
	if (argc > 1)
		fprintf(stderr, "weir: unknown verb '%s'\n", argv[1]);
	usage(stderr);
	return EXIT_USAGE;
}
