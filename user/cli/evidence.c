// SPDX-License-Identifier: MIT
/* weir evidence: the captures of what alarms were about. */
#include "verb.h"

#include "../control/server.h"
#include "../evidence/evidence_print.h"
#include "remote.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char usage[] =
	"usage: weir evidence list [--json] [--folder DIR] [--socket PATH]\n"
	"       weir evidence get ID|NAME [-o FILE] [--folder DIR] [--socket PATH]\n"
	"\n"
	"Captures (pcapng) of the packets that followed an alarm, or that weir capture asked\n"
	"for. The alarm stands in the comment of the file.\n"
	"  list       all that are kept, the newest first\n"
	"  get        the newest of the alarm ID (or how it begins; \"capture\": one that was\n"
	"             asked for), or the one of that NAME, to a file called as it is\n"
	"  -o FILE    to this file instead; -: to stdout, as for tshark -r -\n"
	"  --folder   of this folder (of weir replay --evidence, or without a sensor)\n"
	"Reading them needs root or group weir-admin. Exit 3: no sensor is running; 4: no\n"
	"permission; 5: no such capture.\n";

struct arguments {
	struct remote remote;
	const char *what;
	const char *which;
	const char *folder; /* NULL: the sensor's */
	const char *output; /* NULL: named as it is */
	bool help;
};

static bool read_option(struct arguments *a, int option)
{
	if (option == 'h')
		a->help = true;
	else if (option == 'f')
		a->folder = optarg;
	else if (option == 'o')
		a->output = optarg;
	else
		return remote_option(&a->remote, option, optarg);
	return true;
}

static bool read_arguments(struct arguments *a, int argc, char **argv)
{
	static const struct option options[] = {REMOTE_LONG_OPTIONS,
						{"folder", required_argument, NULL, 'f'},
						{"output", required_argument, NULL, 'o'},
						{0}};
	int option;

	*a = (struct arguments){.remote.socket = CONTROL_SOCKET};
	while ((option = getopt_long(argc, argv, "ho:", options, NULL)) != -1)
		if (!read_option(a, option))
			return false;
	if (a->help)
		return true;
	if (optind == argc)
		return false;
	a->what = argv[optind++];
	if (!strcmp(a->what, "list"))
		return optind == argc && !a->output;
	if (strcmp(a->what, "get") || optind + 1 != argc || a->remote.json)
		return false;
	a->which = argv[optind];
	return true;
}

static int fail(const char *what, int error)
{
	fprintf(stderr, "weir: %s: %s%s\n", what, strerror(-error),
		error == -EACCES ? ": be root or in group weir-admin" : "");
	return exit_code_of(error);
}

/* The folder as it is found on the disk. */
static int list_folder(const char *folder, json_t **out)
{
	struct store s;
	int error = store_look(&s, folder);

	if (error)
		return fail(folder, error);
	*out = evidence_list(folder, &s);
	store_close(&s);
	return *out ? EXIT_OK : fail(folder, -ENOMEM);
}

static int get_list(const struct arguments *a, json_t **out)
{
	if (a->folder)
		return list_folder(a->folder, out);
	return remote_ask(&a->remote, "evidence-list", NULL, out);
}

static int list(const struct arguments *a)
{
	json_t *answer;
	int code = get_list(a, &answer);

	if (code)
		return code;
	if (a->remote.json)
		remote_print_json(answer);
	else
		evidence_print_list(answer, stdout);
	json_decref(answer);
	return EXIT_OK;
}

static int copy(int from, int to)
{
	char buffer[65536];
	ssize_t got, put, done;

	while ((got = read(from, buffer, sizeof(buffer))) > 0)
		for (done = 0; done < got; done += put) {
			put = write(to, buffer + done, (size_t)(got - done));
			if (put < 0)
				return -errno;
		}
	return got < 0 ? -errno : 0;
}

/* Nothing that is there is written over, unless it was named. */
static int open_output(const struct arguments *a, const char *name)
{
	int flags = O_WRONLY | O_CREAT | O_CLOEXEC | (a->output ? O_TRUNC : O_EXCL), fd;

	if (a->output && !strcmp(a->output, "-"))
		return fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
	fd = open(a->output ? a->output : name, flags, 0640);
	return fd < 0 ? -errno : fd;
}

static int save(const struct arguments *a, const struct store *s, const struct store_file *file)
{
	const char *to = a->output ? a->output : file->name;
	int from = store_read(s, file->name), fd, error;

	if (from < 0)
		return fail(file->name, from);
	fd = open_output(a, file->name);
	if (fd < 0) {
		close(from);
		return fail(to, fd);
	}
	error = copy(from, fd);
	close(from);
	if (close(fd) && !error)
		error = -errno;
	if (error)
		return fail(to, error);
	if (!a->output)
		puts(file->name);
	return EXIT_OK;
}

static int get_from(const struct arguments *a, const char *folder)
{
	const struct store_file *file;
	struct store s;
	int code = store_look(&s, folder);

	if (code)
		return fail(folder, code);
	file = store_find(&s, a->which);
	if (file) {
		code = save(a, &s, file);
	} else {
		fprintf(stderr, "weir: no capture '%s' is kept; weir evidence list shows all\n",
			a->which);
		code = EXIT_NOT_FOUND;
	}
	store_close(&s);
	return code;
}

static int get(const struct arguments *a)
{
	json_t *answer;
	const char *folder;
	int code;

	if (a->folder)
		return get_from(a, a->folder);
	code = get_list(a, &answer);
	if (code)
		return code;
	folder = json_string_value(json_object_get(answer, "folder"));
	code = folder ? get_from(a, folder) : fail("the sensor's answer", -EPROTO);
	json_decref(answer);
	return code;
}

int verb_evidence(int argc, char **argv)
{
	struct arguments a;

	if (!read_arguments(&a, argc, argv)) {
		fputs(usage, stderr);
		return EXIT_USAGE;
	}
	if (a.help) {
		fputs(usage, stdout);
		return EXIT_OK;
	}
	return a.which ? get(&a) : list(&a);
}
