// SPDX-License-Identifier: MIT
/* What a sensor says is wrong with it, and how status shows that. */
#include "tap.h"
#include "user/control/text_wrap.h"
#include "user/control/trouble.h"

#include <string.h>

static struct account account;
static struct pipeline_stats pipeline;
static struct journal_stats journal;
static struct eve_file_stats file;
static struct blind_stats blind;

static struct stats_view well(void)
{
	struct stats_view v = {.account = &account,
			       .pipeline = &pipeline,
			       .journal = &journal,
			       .eve_file = &file,
			       .flow_map_capacity = 1000,
			       .has_past = true,
			       .past = {.state = "none", .rejected = ""},
			       .window_ns = 5000000000,
			       .memory_budget = 96 << 20,
			       .memory_used = 31 << 20,
			       .interface_count = 1};

	memset(&account, 0, sizeof(account));
	memset(&pipeline, 0, sizeof(pipeline));
	memset(&journal, 0, sizeof(journal));
	memset(&file, 0, sizeof(file));
	memset(&blind, 0, sizeof(blind));
	journal.up = true;
	strcpy(v.interface[0].name, "lan0");
	strcpy(v.interface[0].why, "no XDP: native XDP would cost this driver its offloads");
	v.interface[0].present = v.interface[0].exact = true;
	v.interface[0].ingress = v.interface[0].egress = WEIR_MODE_TCX;
	v.interface[0].blind = &blind;
	return v;
}

/* The view has exactly this trouble, with this verdict. */
static void is_one(const struct stats_view *v, const char *name, const char *level,
		   const char *expected)
{
	json_t *list = trouble_list(v), *first = json_array_get(list, 0);
	const char *got = json_string_value(json_object_get(first, "name"));
	char verdict[80];

	trouble_verdict(list, verdict, sizeof(verdict));
	if (!tap_ok(json_array_size(list) == 1 && got && !strcmp(got, name) &&
			    !strcmp(json_string_value(json_object_get(first, "level")), level) &&
			    !strcmp(verdict, expected),
		    "%s: %s", name, verdict))
		printf("# %zu, first %s\n", json_array_size(list), got);
	json_decref(list);
}

#define ONE_BLIND "BLIND: 1 blind spot, 0 warnings"

static void interfaces(void)
{
	struct stats_view v = well();

	v.interface[0].present = false;
	is_one(&v, "gone", "warning", "1 warning");
	v.interface[0].awaited = true;
	is_one(&v, "awaited", "note", "all well");
	v = well();
	v.interface[0].ingress = WEIR_MODE_NONE;
	v.interface[0].half = true;
	is_one(&v, "half-attached", "blind", ONE_BLIND);
	v.interface[0].egress = WEIR_MODE_NONE;
	is_one(&v, "not-attached", "blind", ONE_BLIND);
	v = well();
	blind.silent = true;
	is_one(&v, "silent", "blind", ONE_BLIND);
	v = well();
	blind.nic_drops = 9;
	blind.drops_recent = true;
	is_one(&v, "nic-drops", "blind", ONE_BLIND);
	v = well();
	blind.hooks_lost = blind.hooks_restored = 2;
	blind.hooks_recent = true;
	is_one(&v, "hook-taken-off", "warning", "1 warning");
	v = well();
	blind.count = 1;
	blind.spot[0] = (struct blind_spot){"foreign-xdp", BLIND_SPOT, "another's", "ip link set"};
	is_one(&v, "foreign-xdp", "blind", ONE_BLIND);
}

static void load(void)
{
	struct stats_view v = well();
	json_t *none;

	v.flow_map_entries = 799;
	none = trouble_list(&v);
	tap_ok(!json_array_size(none), "a map that is not so full");
	json_decref(none);
	v.flow_map_entries = 800;
	is_one(&v, "map-filling", "warning", "1 warning");
	v.recent.overflow = true;
	is_one(&v, "map-full", "blind", ONE_BLIND);
	v = well();
	v.recent.late = true;
	is_one(&v, "late", "warning", "1 warning");
	v = well();
	v.recent.drain = true;
	is_one(&v, "drain", "blind", ONE_BLIND);
	v = well();
	account.seen.packets = 3;
	is_one(&v, "account", "blind", ONE_BLIND);
	v = well();
	v.memory_saved = v.memory_failed = 1;
	none = trouble_list(&v);
	tap_ok(!json_array_size(none), "a save that failed once");
	json_decref(none);
	v.state_failing = true;
	is_one(&v, "state", "warning", "1 warning");
	v = well();
	journal.up = false;
	is_one(&v, "journal", "warning", "1 warning");
	v = well();
	file.error = 28;
	is_one(&v, "eve-file", "warning", "1 warning");
	v = well();
	v.past.day.drifted = true;
	is_one(&v, "baseline", "warning", "1 warning");
	v = well();
	v.past.rejected = "version 3 is broken";
	is_one(&v, "baseline", "warning", "1 warning");
	v = well();
	v.config_rejected = "weir.conf:3: wrong value '\303"; /* half a character */
	is_one(&v, "config", "warning", "1 warning");
}

/* Longest line, in columns, but for commands, which stay whole. */
static size_t widest(char *text)
{
	size_t most = 0;
	char *line;

	for (line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
		if (!strstr(line, "-> ") && strlen(line) > most)
			most = strlen(line);
	return most;
}

static void as_text(void)
{
	static char text[16384];
	FILE *out = fmemopen(text, sizeof(text) - 1, "w");
	struct stats_view v = well();
	json_t *status;

	v.version = "9.9";
	v.host = "gate";
	v.recent.late = v.recent.overflow = true;
	blind.count = 1;
	blind.spot[0] = (struct blind_spot){
		"foreign-xdp", BLIND_SPOT,
		"another program's XDP (id 5) runs first: what it drops or redirects is not seen",
		"ip link set dev lan0 xdp off"};
	account.overflow[0].packets = 123456789;
	account.seen.packets = 123456789;
	v.interface[1] = v.interface[0];
	strcpy(v.interface[1].name, "ppp0");
	v.interface[1].present = false;
	v.interface[1].awaited = true;
	v.interface[1].blind = NULL;
	v.interface_count = 2;
	status = stats_status(&v);
	stats_print_status(status, out);
	fclose(out);
	printf("%s", text);
	tap_ok(!strncmp(text, "BLIND: 2 blind spots, 1 warning\nblind     lan0: ", 47),
	       "the verdict comes first, then the worst");
	tap_ok(strstr(text, "\n          -> ip link set dev lan0 xdp off\n") != NULL,
	       "with what mends it");
	tap_ok(strstr(text, "\nppp0      awaited") != NULL, "an interface that is awaited");
	tap_ok(strstr(text, "\nlosses    map_full 123456789\n") != NULL, "losses by name");
	tap_ok(strstr(text, "\nmemory    31.0 MiB of the process, budget 96.0 MiB") != NULL,
	       "memory");
	tap_ok(widest(text) <= TEXT_COLUMNS, "within 80 columns");
	json_decref(status);
}

static void wraps(void)
{
	char text[512];
	FILE *out = fmemopen(text, sizeof(text), "w");

	text_wrap(out, 70, "one two three-is-longer-than-what-is-left four");
	fclose(out);
	tap_ok(!strcmp(text, "one two\n"
			     "                                                                      "
			     "three-is-longer-than-what-is-left\n"
			     "                                                                      "
			     "four\n"),
	       "lines are broken at blanks: %s", text);
}

int main(void)
{
	struct stats_view v = well();
	json_t *list = trouble_list(&v);
	char verdict[80];

	trouble_verdict(list, verdict, sizeof(verdict));
	tap_ok(!json_array_size(list) && !strcmp(verdict, "all well"), "%s", verdict);
	json_decref(list);
	interfaces();
	load();
	as_text();
	wraps();
	return tap_done();
}
