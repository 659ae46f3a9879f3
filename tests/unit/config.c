/* SPDX-License-Identifier: MIT */
/* weir.conf: values, errors with their line, files and drop-ins, the shipped example. */
#include "tap.h"

#include "user/control/budget.h"
#include "user/control/config_key.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char error[CONFIG_ERROR_SIZE];

static int parse(struct config *c, const char *text)
{
	config_default(c);
	error[0] = '\0';
	return config_parse(c, text, strlen(text), "f", error);
}

static void test_values(void)
{
	struct config c;

	tap_is(parse(&c, "[Network]\nhome = 10.1.0.0/16 ; ours\nhome=fd00:1::/32,192.0.2.1\n"
			 "[Sensor]\n  memory = 64M\n\twindow=1500ms\r\ninterface = a, b\n"
			 "log = debug\nmodel = none\n"
			 "[Interface \"b\"]\nmode = tc\nhooks = egress\n"
			 "[Interface \"c.7\"]\n[Eve]\nsocket =\nstats = 0\n"
			 "connect = /run/c.sock\n[Metrics]\nlisten = [::1]:9209\ntextfile = t\n"
			 "[Journal]\nenabled = no\nrate = 0\n[Alert]\nquiet = 3min\nbudget = 0\n"), 0, "parses");
	tap_is(c.home_given, true, "home is given");
	tap_is(c.home.count, 3, "its networks replace the default ones");
	tap_is(c.memory_bytes, 64 << 20, "memory");
	tap_is(c.window_ns, 1500000000, "window");
	tap_is(c.interface_count, 3, "interfaces of the list and of the sections");
	tap_is(c.interface[0].mode, ATTACH_AUTO, "a: default mode");
	tap_is(c.interface[0].ingress && c.interface[0].egress, true, "a: both hooks");
	tap_is(c.interface[1].mode, ATTACH_TC, "b: mode");
	tap_is(!c.interface[1].ingress && c.interface[1].egress, true, "b: one hook");
	tap_ok(!strcmp(c.interface[2].name, "c.7"), "c.7: from an empty section");
	tap_is(c.log, LOG_LEVEL_DEBUG, "log level");
	tap_ok(!strcmp(c.model, "none"), "model");
	tap_is(c.eve_socket[0], 0, "no socket");
	tap_is(c.eve_stats_ns, 0, "no statistics");
	tap_is(c.journal, false, "no journal");
	tap_is(c.journal_rate, 0, "journal's rate");
	tap_ok(!strcmp(c.eve_connect, "/run/c.sock"), "a consumer's socket");
	tap_ok(!strcmp(c.metrics_listen, "[::1]:9209"), "where metrics listen");
	tap_ok(!strcmp(c.metrics_textfile, "t"), "the textfile");
	tap_ok(!strcmp(c.metrics_socket, "/run/weir/metrics.sock"), "metrics' socket by default");
	tap_ok(c.devices && !strcmp(c.device_names, CONFIG_NAMES) &&
		       !strcmp(c.device_leases, CONFIG_LEASES),
	       "devices are told apart by default");
	tap_is(c.alert_quiet_ns, 180000000000ll, "quiet");
	tap_is(c.baseline_quantile, 9990, "baseline quantile");
	tap_is(c.baseline_keep, 5, "baseline versions");
	tap_is(c.alert_budget, 0, "budget");
}

static void test_named(void)
{
	struct config c;

	tap_is(parse(&c, "[Network]\nscanner = 192.168.1.9\nscanner = fd00::9, 10.9.0.0/16\n"
			 "backup = 192.0.2.1\nbackup =\n"),
	       0, "named hosts parse");
	tap_is(c.named.role[NAMED_SCANNER].count, 3, "their lists add up");
	tap_is(c.named.role[NAMED_BACKUP].count, 0, "an empty value empties them");
	tap_is(c.named.role[NAMED_MONITORING].count, 0, "by default there are none");
	tap_is(c.home_given, false, "home is another matter");
}

static const struct {
	const char *text;
	const char *error;
} wrong[] = {
	{ "[Network]\nmonitoring = 10.0.0.0/8 x\n", "f:2: wrong value '10.0.0.0/8 x'; monitoring "
						     "takes at most 64 networks such as 192.168.0.0/16, "
						     "fd00::/8" },
	{ "[Metrics]\nlisten = 192.168.1.1:9209\n",
	  "f:2: wrong value '192.168.1.1:9209'; listen takes 127.0.0.1:PORT or [::1]:PORT; any "
	  "other address only by listen-remote" },
	{ "[Metrics]\nlisten-remote = localhost:9209\n",
	  "f:2: wrong value 'localhost:9209'; listen-remote takes an address and a port, such as "
	  "192.168.1.1:9209 or [fd00::1]:9209" },
	{ "[Sensor]\n\nmemroy = 64M\n", "f:3: unknown key 'memroy'; is 'memory' meant?" },
	{ "[Sensr]\n", "f:1: unknown section 'Sensr'; is 'Sensor' meant?" },
	{ "[Sensor]\nxyzzyx = 1\n", "f:2: unknown key 'xyzzyx'" },
	{ "[Sensor]\nmemory = 1M\n",
	  "f:2: wrong value '1M'; memory takes a size of 8M to 64G" },
	{ "[Sensor]\nmemory = 64X\n",
	  "f:2: wrong value '64X'; memory takes a size of 8M to 64G" },
	{ "[Sensor]\nmemory = 99999999999999999999\n",
	  "f:2: wrong value '99999999999999999999'; memory takes a size of 8M to 64G" },
	{ "[Sensor]\nmemory = -5M\n",
	  "f:2: wrong value '-5M'; memory takes a size of 8M to 64G" },
	{ "[Sensor]\nwindow = 0s\n", "f:2: wrong value '0s'; window takes a time of 1s to 60s" },
	{ "[Sensor]\nwindow = 5s\n[Eve]\n[Sensor]\nwindow = 5s\n",
	  "f:5: given twice in this file: 'window'" },
	{ "memory = 64M\n",
	  "f:1: no section begins before '='; put [Sensor] or another above it" },
	{ "[Sensor]\nwhat\n[X]\n", "f:2: neither a section nor 'key = value'" },
	{ "[Sensor\n", "f:1: neither a section nor 'key = value'" },
	{ "[Sensor \"x\"]\nlog = info\n", "f:1: this section has no name: 'Sensor \"x\"'" },
	{ "[Interface]\nmode = tc\n", "f:1: not an interface section 'Interface'; "
				      "[Interface \"NAME\"] names one, at most 16 of them" },
	{ "[Interface \"sixteen-letters-\"]\n",
	  "f:1: not an interface section 'Interface \"sixteen-letters-\"'; "
	  "[Interface \"NAME\"] names one, at most 16 of them" },
	{ "[Interface \"a\"x]\n", "f:1: not a section 'Interface \"a\"x'; "
				  "one is [Sensor] or [Interface \"br-lan\"]" },
	{ "[Interface \"a\"]\nmode = xdp\n",
	  "f:2: wrong value 'xdp'; mode takes auto, native, generic, tc or clsact" },
	{ "[Interface \"a\"]\nhooks =\n",
	  "f:2: wrong value ''; hooks takes ingress, egress or both" },
	{ "[Network]\nhome = 10.0.0.0/40\n", "f:2: wrong value '10.0.0.0/40'; home takes at "
					     "most 64 networks such as 192.168.0.0/16, fd00::/8" },
	{ "[Sensor]\ninterface = a/b\n", "f:2: wrong value 'a/b'; interface takes "
					 "at most 16 interface names of at most 15 characters" },
	{ "[Journal]\nenabled = maybe\n",
	  "f:2: wrong value 'maybe'; enabled takes yes or no" },
	{ "[Sensor]\nname = a\033[2J\n", "f:2: control character in 'line'" },
};

static void test_errors(void)
{
	struct config c;
	size_t i;

	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		tap_is(parse(&c, wrong[i].text), -EINVAL, "refused: %s", wrong[i].error);
		if (!tap_ok(!strcmp(error, wrong[i].error), "told so"))
			printf("#   %s\n", error);
	}
}

static void test_limits(void)
{
	char text[512] = "[Sensor]\nname = ";
	struct config c;

	memset(text + 16, 'x', 300);
	tap_is(parse(&c, text), -EINVAL, "a line that inih would cut");
	tap_ok(strstr(error, "f:2: line too long") == error, "told with its line: %s", error);
	config_default(&c);
	tap_is(config_parse(&c, "[Sensor]\nname = a\0b\n", 20, "f", error), -EINVAL, "NUL byte");
	tap_is(config_parse(&c, "", 0, "f", error), 0, "an empty file is good");
	tap_is(parse(&c, "[Sensor]\ninterface=a b c d e f g h i j k l m n o p\n"), 0, "16 interfaces");
	tap_is(parse(&c, "[Sensor]\ninterface=a b c d e f g h i j k l m n o p q\n"), -EINVAL, "17");
}

static void test_set(void)
{
	struct config c;
	uint64_t value = 7;

	config_default(&c);
	tap_is(config_set(&c, "Sensor", "memory", "16M", error), 0, "an option sets a key");
	tap_is(c.memory_bytes, 16 << 20, "to its value");
	tap_is(config_set(&c, "Interface \"x\"", "mode", "native", error), 0, "of an interface");
	tap_is(c.interface[0].mode, ATTACH_NATIVE, "too");
	tap_is(config_set(&c, "Sensor", "memory", "lots", error), -EINVAL, "a wrong one not");
	tap_ok(!strcmp(error, "wrong value 'lots'; memory takes a size of 8M to 64G"), "told why");
	tap_is(config_duration("", &value), -EINVAL, "no time");
	tap_is(config_duration("5 s", &value), -EINVAL, "space before the unit");
	tap_is(config_size("18446744073709551616", &value), -ERANGE, "beyond 64 bits");
	tap_is(config_size("99999999999G", &value), -ERANGE, "beyond 64 bits by its unit");
	tap_is(value, 7, "the result is left alone");
}

static char folder[64];

static void put(const char *name, const char *text)
{
	char path[128];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "w");
	if (!file || fputs(text, file) < 0 || fclose(file))
		abort();
}

static void take(const char *name)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	remove(path);
}

static void test_files(void)
{
	char path[128];
	struct config c, before;

	strcpy(folder, "/tmp/weir-config-XXXXXX");
	if (!mkdtemp(folder))
		abort();
	snprintf(path, sizeof(path), "%s/w.conf.d", folder);
	mkdir(path, 0755);
	snprintf(path, sizeof(path), "%s/w.conf", folder);
	put("w.conf", "[Sensor]\nmemory = 8M\nwindow = 2s\ninterface = a\n");
	put("w.conf.d/10.conf", "[Sensor]\nmemory = 9M\ninterface = b\n");
	put("w.conf.d/20.conf", "[Sensor]\nmemory = 10M\n");
	put("w.conf.d/30.conf.off", "nonsense");
	tap_is(config_load(path, &c, error), 0, "file and drop-ins load");
	tap_is(c.memory_bytes, 10 << 20, "the last value holds");
	tap_is(c.window_ns, 2000000000, "the file's stays");
	tap_is(c.interface_count, 2, "lists add up");
	put("w.conf.d/15.conf", "[Sensor]\ninterface =\n");
	tap_is(config_load(path, &c, error), 0, "an empty list value");
	tap_is(c.interface_count, 0, "empties the list");

	put("w.conf.d/20.conf", "[Sensor]\n\nmodle = x\n");
	before = c;
	tap_is(config_load(path, &c, error), -EINVAL, "an error in a drop-in");
	tap_ok(!!strstr(error, "/w.conf.d/20.conf:3: unknown key 'modle'; is 'model' meant?"),
	       "names file and line");
	tap_is(memcmp(&before, &c, sizeof(c)), 0, "leaves the result alone");
	take("w.conf");
	tap_is(config_load(path, &c, error), -ENOENT, "a named file must be there");
	take("w.conf.d/10.conf");
	take("w.conf.d/15.conf");
	take("w.conf.d/20.conf");
	take("w.conf.d/30.conf.off");
	take("w.conf.d");
	tap_is(rmdir(folder), 0, "cleaned up");
}

/* Reads the example with the mark of its commented keys taken off, or kept. */
static size_t read_example(char *text, size_t size, bool commented)
{
	FILE *file = fopen("systemd/weir.conf.example", "r");
	char line[256];
	size_t length = 0;

	if (!file)
		abort();
	while (fgets(line, sizeof(line), file)) {
		const char *from = line;

		if (!commented && line[0] == '#' && line[1] != ' ' && line[1] != '\n')
			from++;
		if (length + strlen(from) >= size)
			abort();
		length += (size_t)sprintf(text + length, "%s", from);
	}
	fclose(file);
	return length;
}

static void test_example(void)
{
	struct config c, untouched;
	char text[16384];
	char line[64];
	unsigned int i;
	size_t size;

	config_default(&untouched);
	config_default(&c);
	size = read_example(text, sizeof(text), true);
	tap_is(config_parse(&c, text, size, "example", error), 0, "the example as shipped");
	tap_is(memcmp(&c, &untouched, sizeof(c)), 0, "changes nothing");

	for (i = 0; i < config_key_count; i++) {
		snprintf(line, sizeof(line), "\n#%s =", config_keys[i].name);
		tap_ok(!!strstr(text, line), "%s is explained", config_keys[i].name);
	}
	size = read_example(text, sizeof(text), false);
	if (!tap_ok(!config_parse(&c, text, size, "example", error), "with every key on"))
		printf("#   %s\n", error);
	tap_is(c.memory_bytes, untouched.memory_bytes, "memory is the default");
	tap_is(c.window_ns, untouched.window_ns, "window is the default");
	tap_is(c.journal_queue, untouched.journal_queue, "journal queue is the default");
	tap_is(c.eve_queue_bytes, untouched.eve_queue_bytes, "reader queue is the default");
	tap_is(c.eve_stats_ns, untouched.eve_stats_ns, "stats is the default");
	tap_is(c.alert_budget, untouched.alert_budget, "budget is the default");
	tap_is(c.alert_update_ns, untouched.alert_update_ns, "update is the default");
	tap_is(c.alert_quiet_ns, untouched.alert_quiet_ns, "quiet is the default");
	tap_ok(!strcmp(c.eve_socket, untouched.eve_socket), "socket is the default");
	tap_ok(!strcmp(c.control_admins, untouched.control_admins), "admins is the default");
}

/* Of each key the example says whether it waits for a restart. */
static void test_restart(void)
{
	char line[256], section[64] = "", name[64];
	FILE *file = fopen("systemd/weir.conf.example", "r");
	bool said = false, keys = false;
	unsigned int found = 0;

	if (!file)
		abort();
	while (fgets(line, sizeof(line), file)) {
		const struct config_key *key = NULL;

		sscanf(line, "%*[#][%63[A-Za-z]", section);
		sscanf(line, "[%63[A-Za-z]", section);
		if (sscanf(line, "#%63[a-z-] =", name) == 1)
			key = config_key_find(section, name);
		/* What is said stands above one key or more. */
		if ((!key && keys) || line[0] == '\n')
			said = false;
		said |= strstr(line, "(restart)") != NULL;
		keys = key != NULL;
		if (!key)
			continue;
		found++;
		tap_is(said, key->restart, "%s %s: whether it says (restart)", section, name);
	}
	fclose(file);
	tap_is(found, config_key_count, "all keys");
}

int main(void)
{
	test_values();
	test_named();
	test_errors();
	test_limits();
	test_set();
	test_files();
	test_example();
	test_restart();
	return tap_done();
}
