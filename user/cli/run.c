// SPDX-License-Identifier: MIT
/* weir run: the live sensor in the foreground. */
#include "verb.h"
#include "setup.h"
#include "../control/memory_limit.h"
#include "../control/privileges.h"
#include "../log.h"
#include "../sensor/sensor.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OVERRIDES_MAX 64

static const char usage[] =
	"usage: weir run [OPTION...] [INTERFACE...]\n"
	"\n"
	"Watches the interfaces (default: those with private addresses that do not hold the\n"
	"default route) until interrupted. Needs root. Packets are never dropped or changed.\n"
	"\n"
	"  --iface NAME        the same as naming it as an argument\n"
	"  --mode MODE         auto (default), native, generic, tc, clsact\n"
	"  --memory SIZE       for all tables (96M)\n"
	"  --window TIME       base window, 1s to 60s (5s)\n"
	"  --model FILE        instead of the shipped one; none: rules only\n"
	"  --home CIDR         what is inside; may be repeated\n"
	"  --eve FILE          EVE lines also to this file\n"
	"  --eve-socket PATH   where EVE readers connect; off: nowhere\n"
	"  --control PATH      where weir status and the like connect; off: nowhere\n"
	"  --metrics PATH      where Prometheus' text is served; off: nowhere\n"
	"  --run-dir DIR       all sockets in this folder (/run/weir)\n"
	"  --journal WHERE     auto (default), off, or the path of a journald's socket\n"
	"  --bpffs DIR         BPF file system for the pins (/sys/fs/bpf)\n"
	"  --state DIR         what is kept over restarts (/var/lib/weir)\n"
	"  --duration TIME     stop after this long\n"
	"  --account           the closing account also as one line of JSON\n"
	"  --no-drop           keep capabilities (to debug)\n"
	"  --log LEVEL         error, warning, info, debug\n"
	"  -c FILE             configuration (" WEIR_SYSCONFDIR "/weir/weir.conf)\n";

enum option_value {
	OPTION_IFACE = 256,
	OPTION_MODE,
	OPTION_RUN_DIR,
	OPTION_JOURNAL,
	OPTION_DURATION,
	OPTION_ACCOUNT,
	OPTION_NO_DROP,
	OPTION_SETTING, /* and up: settings[] */
};

/* Options that are keys of the configuration by another name. */
static const struct setting {
	const char *option;
	const char *section;
	const char *key;
	bool can_be_off;
} settings[] = {
	{ "memory", "Sensor", "memory", false },  { "window", "Sensor", "window", false },
	{ "model", "Sensor", "model", false },	  { "bpffs", "Sensor", "bpffs", false },
	{ "log", "Sensor", "log", false },	  { "home", "Network", "home", false },
	{ "eve", "Eve", "file", false },	  { "eve-socket", "Eve", "socket", true },
	{ "control", "Control", "socket", true }, { "state", "Sensor", "state", false },
	{ "metrics", "Metrics", "socket", true },
};

#define SETTINGS (sizeof(settings) / sizeof(settings[0]))

struct override {
	const struct setting *setting;
	const char *value;
};

struct arguments {
	bool help;
	bool account;
	bool keep_capabilities;
	bool mode_given;
	enum attach_want mode;
	const char *config;
	const char *run_dir;
	const char *journal; /* "auto", "off" or a path; NULL: as configured */
	uint64_t duration_ns;
	unsigned int interfaces;
	const char *interface[WEIR_SLOTS];
	unsigned int overrides;
	struct override override[OVERRIDES_MAX];
};

static int add_interface(struct arguments *a, const char *name)
{
	if (a->interfaces == WEIR_SLOTS || !*name ||
	    strlen(name) >= sizeof(((struct config_interface *)0)->name))
		return -EINVAL;
	a->interface[a->interfaces++] = name;
	return 0;
}

static int add_override(struct arguments *a, int option)
{
	if (option < OPTION_SETTING || a->overrides == OVERRIDES_MAX)
		return -EINVAL;
	a->override[a->overrides].setting = &settings[option - OPTION_SETTING];
	a->override[a->overrides++].value = optarg;
	return 0;
}

static int read_option(struct arguments *a, int option)
{
	switch (option) {
	case 'h':
		a->help = true;
		return 0;
	case 'c':
		a->config = optarg;
		return 0;
	case OPTION_IFACE:
		return add_interface(a, optarg);
	case OPTION_MODE:
		a->mode_given = true;
		return attach_want_parse(optarg, &a->mode);
	case OPTION_RUN_DIR:
		a->run_dir = optarg;
		return 0;
	case OPTION_JOURNAL:
		a->journal = optarg;
		return *optarg ? 0 : -EINVAL;
	case OPTION_DURATION:
		return config_duration(optarg, &a->duration_ns);
	case OPTION_ACCOUNT:
		a->account = true;
		return 0;
	case OPTION_NO_DROP:
		a->keep_capabilities = true;
		return 0;
	default:
		return add_override(a, option);
	}
}

static void fill_options(struct option out[static SETTINGS + 10])
{
	static const struct option own[] = {
		{ "iface", required_argument, NULL, OPTION_IFACE },
		{ "mode", required_argument, NULL, OPTION_MODE },
		{ "run-dir", required_argument, NULL, OPTION_RUN_DIR },
		{ "journal", required_argument, NULL, OPTION_JOURNAL },
		{ "duration", required_argument, NULL, OPTION_DURATION },
		{ "account", no_argument, NULL, OPTION_ACCOUNT },
		{ "no-drop", no_argument, NULL, OPTION_NO_DROP },
		{ "help", no_argument, NULL, 'h' },
	};
	size_t i;

	memset(out, 0, (SETTINGS + 10) * sizeof(*out));
	memcpy(out, own, sizeof(own));
	out += sizeof(own) / sizeof(own[0]);
	for (i = 0; i < SETTINGS; i++, out++) {
		out->name = settings[i].option;
		out->has_arg = required_argument;
		out->val = OPTION_SETTING + (int)i;
	}
}

/* -EINVAL: the usage is to be said; EXIT_USAGE: it is said what is wrong. */
static int read_arguments(struct arguments *a, int argc, char **argv)
{
	struct option options[SETTINGS + 10];
	int option, given = 0;

	memset(a, 0, sizeof(*a));
	fill_options(options);
	while ((option = getopt_long(argc, argv, "hc:", options, &given)) != -1) {
		if (option == '?')
			return -EINVAL;
		if (read_option(a, option))
			return verb_wrong_value(usage, options[given].name, optarg);
	}
	for (; optind < argc; optind++)
		if (add_interface(a, argv[optind])) {
			fprintf(stderr, "weir: '%s' cannot be the name of an interface\n",
				argv[optind]);
			return EXIT_USAGE;
		}
	return 0;
}

/* What a configuration is made of here. */
struct making {
	struct config *config;
	struct config_origins *origins; /* or NULL */
	char *error;
};

static int set(const struct making *m, const char *section, const char *key, const char *value)
{
	return config_set_origins(m->config, m->origins, section, key, value, m->error);
}

/* Names given here replace the configured ones; what is configured for a name holds. */
static int set_interfaces(const struct arguments *a, const struct making *m)
{
	struct config_origins *o = m->origins;
	struct config before = *m->config;
	unsigned int i, k;
	int result;

	result = a->interfaces ? set(m, "Sensor", "interface", "") : 0;
	for (i = 0; i < a->interfaces && !result; i++)
		result = set(m, "Sensor", "interface", a->interface[i]);
	if (!result && m->config->interface_count < a->interfaces) {
		snprintf(m->error, CONFIG_ERROR_SIZE, "an interface is named twice");
		return -EINVAL;
	}
	for (i = 0; a->interfaces && !result && i < m->config->interface_count; i++)
		for (k = 0; k < before.interface_count; k++)
			if (!strcmp(before.interface[k].name, m->config->interface[i].name))
				m->config->interface[i] = before.interface[k];
	for (i = 0; a->mode_given && i < m->config->interface_count; i++)
		m->config->interface[i].mode = a->mode;
	/* Of whom they are is no longer known by place. */
	for (i = 1; o && a->interfaces && i <= WEIR_SLOTS; i++)
		for (k = 0; k < config_key_count; k++)
			o->key[i][k] = (struct config_origin){ .file = CONFIG_BY_OPTION };
	return result;
}

static int set_run_dir(const struct making *m, const char *dir)
{
	char path[CONFIG_PATH_SIZE];
	int result;

	snprintf(path, sizeof(path), "%s/eve.sock", dir);
	result = set(m, "Eve", "socket", path);
	if (result)
		return result;
	snprintf(path, sizeof(path), "%s/control.sock", dir);
	result = set(m, "Control", "socket", path);
	if (result)
		return result;
	snprintf(path, sizeof(path), "%s/metrics.sock", dir);
	return set(m, "Metrics", "socket", path);
}

/* What the command line says over what the files say. */
static int override(const struct arguments *a, const struct making *m)
{
	int result = a->run_dir ? set_run_dir(m, a->run_dir) : 0;
	bool home = false;
	unsigned int i;

	for (i = 0; i < a->overrides && !result; i++) {
		const struct setting *s = a->override[i].setting;
		const char *value = a->override[i].value;

		if (!strcmp(s->key, "home") && !home) {
			result = set(m, "Network", "home", "");
			home = true;
		}
		if (s->can_be_off && !strcmp(value, "off"))
			value = "";
		if (!result)
			result = set(m, s->section, s->key, value);
	}
	if (!result && a->journal)
		result = set(m, "Journal", "enabled", strcmp(a->journal, "off") ? "yes" : "no");
	return result ? result : set_interfaces(a, m);
}

/* As sensor_options.load: at the start and at each reload. An exit code. */
static int load_config(void *ctx, struct config *c, struct config_origins *o,
		       char error[static CONFIG_ERROR_SIZE])
{
	const struct making m = { c, o, error };
	const struct arguments *a = ctx;
	int code = setup_load(a->config, NULL, 0, c, o, error);

	if (code)
		return code;
	return override(a, &m) ? EXIT_USAGE : EXIT_OK;
}

/* The tables are touched only as they fill: it would be killed in the attack that fills them. */
static void warn_of_limit(uint64_t memory)
{
	uint64_t limit = memory_limit_read(MEMORY_LIMIT_CGROUP, MEMORY_LIMIT_ROOT);

	if (memory + MEMORY_LIMIT_BESIDE > limit)
		log_warning("memory = %" PRIu64 "M needs a limit of %" PRIu64 "M, but this process "
			    "may have %" PRIu64 "M and be killed: raise MemoryMax= (systemctl edit "
			    "weir)",
			    memory >> 20, (memory + MEMORY_LIMIT_BESIDE) >> 20, limit >> 20);
}

/* EXIT_OK, or after saying what is wrong the code to end with. */
static int start_config(struct arguments *a, struct config *c, struct config_origins *o,
			struct budget *budget)
{
	char error[CONFIG_ERROR_SIZE];
	int code = load_config(a, c, o, error);

	if (code) {
		fprintf(stderr, "weir: %s\n", error);
		return code;
	}
	log_set_level(c->log);
	warn_of_limit(c->memory_bytes);
	return setup_budget(c, budget);
}

static int code_of(int error)
{
	switch (error) {
	case -EPERM:
	case -EACCES:
		return EXIT_NO_PERMISSION;
	case -ENODEV:
		return EXIT_NOT_FOUND;
	default:
		return EXIT_FAILED;
	}
}

static void print_json(const struct account *a)
{
	json_t *object = account_json(a);

	if (object && !json_dumpf(object, stdout, JSON_COMPACT | JSON_PRESERVE_ORDER))
		putchar('\n');
	json_decref(object);
}

static int run(const struct sensor_options *o, bool account)
{
	char error[SENSOR_ERROR_SIZE] = "";
	struct account closing;
	struct sensor *s;
	int result, stopped;

	result = sensor_new(o, &s, error);
	if (result) {
		fprintf(stderr, "weir: %s\n", error);
		return code_of(result);
	}
	result = sensor_run(s);
	if (result)
		fprintf(stderr, "weir: the sensor stops: %s\n", strerror(-result));
	stopped = sensor_stop(s, &closing);
	if (stopped)
		fprintf(stderr, "weir: not everything could be drained: %s\n", strerror(-stopped));
	/* Everything is off and unpinned before a reader who does not read could stop us. */
	sensor_free(s);
	account_print(&closing, stdout);
	if (account)
		print_json(&closing);
	return result || stopped || !account_holds(&closing) ? EXIT_FAILED : EXIT_OK;
}

static int check_rights(void)
{
	char error[PRIVILEGES_ERROR_SIZE];

	if (!privileges_check(error))
		return EXIT_OK;
	fprintf(stderr, "weir: attaching needs rights: %s\n", error);
	return EXIT_NO_PERMISSION;
}

int verb_run(int argc, char **argv)
{
	struct sensor_options options = { .load = load_config };
	struct config_origins origins;
	struct arguments a;
	struct config config;
	int code;

	code = read_arguments(&a, argc, argv);
	if (code) {
		if (code < 0)
			fputs(usage, stderr);
		return EXIT_USAGE;
	}
	if (a.help) {
		fputs(usage, stdout);
		return EXIT_OK;
	}
	code = start_config(&a, &config, &origins, &options.budget);
	if (!code)
		code = check_rights();
	if (!code)
		code = setup_rules(&config, config.state, true, &options.rules);
	if (!code)
		code = setup_models(config.model, &options.models);
	if (code) {
		ruleset_free(options.rules);
		return code;
	}
	options.config = &config;
	options.origins = &origins;
	options.load_ctx = &a;
	options.journal = a.journal && strcmp(a.journal, "auto") ? a.journal : "";
	options.duration_ns = a.duration_ns;
	options.mode = a.mode;
	options.named = a.interfaces;
	options.keep_capabilities = a.keep_capabilities;
	return run(&options, a.account);
}
