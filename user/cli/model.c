// SPDX-License-Identifier: MIT
/* weir model: what a model file says, whether it is good, and which of two is better. */
#include "verb.h"

#include "model_compare.h"
#include "model_remote.h"
#include "model_show.h"
#include "setup.h"
#include "../control/server.h"

#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static const char usage[] =
	"usage: weir model list [--json] [--socket PATH]\n"
	"       weir model load [--json] [--socket PATH] FILE\n"
	"       weir model rollback [--json] [--socket PATH]\n"
	"       weir model info [--json] FILE\n"
	"       weir model check [--json] FILE\n"
	"       weir model importance [--json] [FILE]\n"
	"       weir model compare [--json] [-c FILE] A B --data DIR\n"
	"       weir model compare [--json] [-c FILE] A B CAPTURE...\n\n"
	"list        the running sensor's: in use, before that, and what lies beside them\n"
	"load        use this one until the sensor ends; model= in weir.conf keeps it. One that is\n"
	"            not good is refused, and the sensor goes on with the one it has\n"
	"rollback    use the one before; again: back\n"
	"info        what the file holds\n"
	"check       exit 0 if it is complete and gives the votes it promises, else 1\n"
	"importance  the features that its forests rest on most (default: the shipped model)\n"
	"compare     two models, or \"none\", on captures: alarms, and how often their forests\n"
	"            decide alike; with labels in DIR/labels/train, also who is right\n"
	"\nload and rollback need root or the group weir-admin. Exit 5: no such file, or no model\n"
	"before.\n";

struct arguments {
	bool help;
	bool json;
	const char *socket; /* of the sensor; NULL: the usual one */
	const char *data;
	const char *config;
	char **word; /* up to NULL: verb and its files */
	int words;
};

static int read_arguments(struct arguments *a, int argc, char **argv)
{
	static const struct option long_options[] = {
		{ "json", no_argument, NULL, 'j' },
		{ "data", required_argument, NULL, 'd' },
		{ "socket", required_argument, NULL, 's' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	int option;

	*a = (struct arguments){ 0 };
	while ((option = getopt_long(argc, argv, "hc:", long_options, NULL)) != -1) {
		if (option == 'h')
			a->help = true;
		else if (option == 'j')
			a->json = true;
		else if (option == 'd')
			a->data = optarg;
		else if (option == 'c')
			a->config = optarg;
		else if (option == 's')
			a->socket = optarg;
		else
			return EXIT_USAGE;
	}
	a->word = argv + optind;
	a->words = argc - optind;
	return EXIT_OK;
}

static int check_good(const char *path, const struct models *m, bool json)
{
	if (json)
		return model_json_show(json_pack("{s:b,s:s,s:s,s:i}", "good", 1, "file", path, "id",
						 models_id(m), "revision", (int)models_rev(m)));
	printf("%s: good: model %s, revision %u, %u forests\n", path, models_id(m), models_rev(m),
	       models_count(m));
	return EXIT_OK;
}

static int model_bad(const char *path, int reason, const char *error, bool json)
{
	if (json)
		model_json_show(
			json_pack("{s:b,s:s,s:s}", "good", 0, "file", path, "error", error));
	else
		fprintf(stderr, "weir: model %s: %s\n", path, error);
	return exit_code_of(reason);
}

static int show(const struct arguments *a)
{
	char error[MODELS_ERROR_SIZE];
	struct models *m;
	int code, bad;

	bad = models_load(a->word[1], &m, error);
	if (bad)
		return model_bad(a->word[1], bad, error, a->json);
	if (!strcmp(a->word[0], "check"))
		code = check_good(a->word[1], m, a->json);
	else
		code = model_info(m, a->json);
	models_free(m);
	return code;
}

static int importance(const struct arguments *a)
{
	struct models *m = NULL;
	int code = setup_models(a->words > 1 ? a->word[1] : "", &m);

	if (!code && !m) {
		fputs("weir: no model is installed\n", stderr);
		code = EXIT_NOT_FOUND;
	}
	if (!code)
		code = model_importance(m, a->json);
	models_free(m);
	return code;
}

static int compare(const struct arguments *a)
{
	struct models *m[2] = { NULL, NULL };
	struct compare_options o = {
		.data = a->data,
		.captures = a->word + 3,
		.config = a->config,
		.json = a->json,
	};
	int code = setup_models(a->word[1], &m[0]);

	if (!code)
		code = setup_models(a->word[2], &m[1]);
	o.model[0] = m[0];
	o.model[1] = m[1];
	if (!code)
		code = model_compare(&o);
	models_free(m[0]);
	models_free(m[1]);
	return code;
}

static int ask(const struct arguments *a)
{
	const struct remote r = { a->socket ? a->socket : CONTROL_SOCKET, a->json };

	if (a->words == 2)
		return model_remote_load(&r, a->word[1]);
	return !strcmp(a->word[0], "list") ? model_remote_list(&r) : model_remote_rollback(&r);
}

static bool fits(const struct arguments *a, const char *verb, int least, int most)
{
	return a->words && !strcmp(a->word[0], verb) && a->words >= least && a->words <= most;
}

int verb_model(int argc, char **argv)
{
	struct arguments a;
	int wrong = read_arguments(&a, argc, argv);

	if (!wrong && a.help) {
		fputs(usage, stdout);
		return EXIT_OK;
	}
	if (!wrong && !a.data && !a.config &&
	    (fits(&a, "list", 1, 1) || fits(&a, "load", 2, 2) || fits(&a, "rollback", 1, 1)))
		return ask(&a);
	wrong = wrong || a.socket;
	if (!wrong && !a.data && !a.config && (fits(&a, "info", 2, 2) || fits(&a, "check", 2, 2)))
		return show(&a);
	if (!wrong && !a.data && !a.config && fits(&a, "importance", 1, 2))
		return importance(&a);
	if (!wrong && fits(&a, "compare", a.data ? 3 : 4, a.data ? 3 : argc))
		return compare(&a);
	fputs(usage, stderr);
	return EXIT_USAGE;
}
