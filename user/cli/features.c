// SPDX-License-Identifier: MIT
/* weir features: the rows that models see, as CSV. */
#include "verb.h"

#include "../detect/feature.h"
#include "../detect/rules.h"
#include "../flow/slow.h"
#include "../sink/event.h"
#include "setup.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define WINDOWS_MAX 8

static const char usage[] =
	"usage: weir features [OPTION...] FILE...\n"
	"\n"
	"Writes a CSV line for every row that the sensor would score in the captures: who and\n"
	"when, then each feature by name. Several files are independent runs under one header.\n"
	"\n"
	"  --kind NAME      flow (default), host or pair\n"
	"  --window LIST    only rows of these windows, in seconds, such as 5,30,180\n"
	"                   (hosts also 3600 and 86400)\n"
	"  --rules          a last column: each rule that holds or nearly holds, as\n"
	"                   group/class/name:score; 500 is its threshold, 0 half of it\n"
	"  --memory SIZE    for all tables, such as 256M\n"
	"  -c FILE          configuration\n";

static const struct option long_options[] = {
	{ "kind", required_argument, NULL, 'k' },
	{ "window", required_argument, NULL, 'w' },
	{ "rules", no_argument, NULL, 'r' },
	{ "memory", required_argument, NULL, 'm' },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

struct selection {
	int kind;
	unsigned int window_count; /* 0: all */
	unsigned int windows_s[WINDOWS_MAX];
	const char *memory;
	const char *config;
	bool rules;
	bool help;
};

static int read_windows(struct selection *s, const char *text)
{
	while (*text) {
		char *end;
		unsigned long value = strtoul(text, &end, 10);

		if (end == text || !value || value > 86400 || s->window_count == WINDOWS_MAX)
			return -EINVAL;
		s->windows_s[s->window_count++] = (unsigned int)value;
		if (*end && (*end != ',' || !end[1]))
			return -EINVAL;
		text = *end ? end + 1 : end;
	}
	return s->window_count ? 0 : -EINVAL;
}

static int read_option(struct selection *s, int option)
{
	switch (option) {
	case 'k':
		s->kind = row_kind_find(optarg);
		return s->kind < 0 ? -EINVAL : 0;
	case 'w':
		return read_windows(s, optarg);
	case 'r':
		s->rules = true;
		return 0;
	case 'm':
		s->memory = optarg;
		return 0;
	case 'c':
		s->config = optarg;
		return 0;
	case 'h':
		s->help = true;
		return 0;
	default:
		return -EINVAL;
	}
}

/* -EINVAL: the usage is to be said; EXIT_USAGE: it is said what is wrong. */
static int read_arguments(struct selection *s, int argc, char **argv)
{
	int option, given = 0;

	*s = (struct selection){ .kind = ROW_FLOW };
	while ((option = getopt_long(argc, argv, "hc:", long_options, &given)) != -1) {
		if (option == '?')
			return -EINVAL;
		if (read_option(s, option))
			return verb_wrong_value(usage, long_options[given].name, optarg);
	}
	return s->help || optind < argc ? 0 : -EINVAL;
}

static void print_header(const struct selection *s)
{
	unsigned int i;

	fputs("start,window_s,kind,src,dst,sport,dport,proto,direction", stdout);
	for (i = 0; i < feature_count((enum row_kind)s->kind); i++)
		printf(",%s", feature_info((enum row_kind)s->kind, i)->name);
	puts(s->rules ? ",rules" : "");
}

static bool is_selected(const struct selection *s, const struct row_subject *subject)
{
	unsigned int i;

	if ((int)subject->kind != s->kind)
		return false;
	for (i = 0; i < s->window_count; i++)
		if (s->windows_s[i] == subject->window_s)
			return true;
	return !s->window_count;
}

static void print_rules(const struct row *row)
{
	unsigned int i, count, score, printed = 0;
	const struct rule *rule = rules_table(&count);

	putchar(',');
	for (i = 0; i < count; i++) {
		score = rule_score_near(&rule[i], row);
		if (score)
			printf("%s%s/%s/%s:%u", printed++ ? " " : "",
			       rule_group_name(rule[i].group), class_info(rule[i].class)->name,
			       rule[i].name, score);
	}
}

static void print_row(void *ctx, const struct row *row)
{
	static const char *const directions[] = { "in", "out", "lateral", "transit" };
	const struct selection *s = ctx;
	const struct row_subject *subject = &row->subject;
	char src[ADDR_TEXT_SIZE], dst[ADDR_TEXT_SIZE] = "", proto[EVE_PROTO_SIZE] = "";
	unsigned int i;

	if (!is_selected(s, subject))
		return;
	addr_text(&subject->src, subject->ip_v, src);
	if (!addr_is_zero(&subject->dst))
		addr_text(&subject->dst, subject->ip_v, dst);
	if (subject->ip_proto)
		eve_proto(subject->ip_proto, proto);
	printf("%" PRIu64 ".%09" PRIu64 ",%u,%s,%s,%s,%u,%u,%s,%s", subject->start_ns / 1000000000,
	       subject->start_ns % 1000000000, subject->window_s, row_kind_name(subject->kind), src,
	       dst, __builtin_bswap16(subject->sport), __builtin_bswap16(subject->dport), proto,
	       directions[subject->direction]);
	for (i = 0; i < feature_count(subject->kind); i++)
		printf(",%" PRIu32, row->value[i]);
	if (s->rules)
		print_rules(row);
	putchar('\n');
}

static int run_files(struct selection *s, const struct setup *setup, char **paths)
{
	struct replay_options o = setup_replay(setup);
	char error[REPLAY_ERROR_SIZE];
	struct replay_result result;
	int code = EXIT_OK, failed;

	o.pipeline.score = false;
	o.pipeline.output.row = print_row;
	o.pipeline.output.ctx = s;
	for (; *paths; paths++) {
		failed = replay_run(&o, *paths, &result, error);
		if (!failed)
			continue;
		fprintf(stderr, "weir: %s: %s\n", *paths, error);
		code = code ? code : exit_code_of(failed);
	}
	return code;
}

/* Rows that never come are a mistake, not an empty table. */
static int check_windows(const struct selection *s, uint64_t base_ns)
{
	struct window_scale scale;
	unsigned int i;

	if (window_scale_init(&scale, base_ns, 0))
		return EXIT_USAGE;
	for (i = 0; i < s->window_count; i++) {
		if (s->windows_s[i] == scale.seconds[0] || s->windows_s[i] == scale.seconds[1] ||
		    s->windows_s[i] == scale.seconds[2])
			continue;
		if (s->kind == ROW_HOST && (s->windows_s[i] == slow_seconds(SLOW_HOUR) ||
					    s->windows_s[i] == slow_seconds(SLOW_DAY)))
			continue;
		fprintf(stderr,
			"weir: no rows of %u s: windows have %u, %u and %u s, of hosts also %u "
			"and %u s\n",
			s->windows_s[i], scale.seconds[0], scale.seconds[1], scale.seconds[2],
			slow_seconds(SLOW_HOUR), slow_seconds(SLOW_DAY));
		return EXIT_USAGE;
	}
	return EXIT_OK;
}

int verb_features(int argc, char **argv)
{
	struct setup_options o = { .model = "none" };
	struct selection s;
	struct setup setup;
	int code;

	code = read_arguments(&s, argc, argv);
	if (code) {
		if (code < 0)
			fputs(usage, stderr);
		return EXIT_USAGE;
	}
	if (s.help) {
		fputs(usage, stdout);
		return EXIT_OK;
	}
	o.config = s.config;
	o.memory = s.memory;
	code = setup_open(&setup, &o);
	if (!code)
		code = check_windows(&s, setup.config.window_ns);
	if (!code) {
		print_header(&s);
		code = run_files(&s, &setup, argv + optind);
	}
	setup_close(&setup);
	return code;
}
