// SPDX-License-Identifier: MIT
/* weir status for people: the verdict first, then what is wrong, then all parts. */
#include "stats.h"
#include "text_wrap.h"

#include <string.h>

#define NAME_COLUMNS 10

static long long number(const json_t *object, const char *key)
{
	return json_integer_value(json_object_get(object, key));
}

static const char *text(const json_t *object, const char *key)
{
	const char *value = json_string_value(json_object_get(object, key));

	return value ? value : "";
}

static bool is_true(const json_t *object, const char *key)
{
	return json_is_true(json_object_get(object, key));
}

/* "1.2 GiB" */
static const char *bytes(long long value, char out[static 32])
{
	static const char *const units[] = {"bytes", "KiB", "MiB", "GiB", "TiB", "PiB"};
	unsigned long long whole = (unsigned long long)value;
	unsigned int unit = 0, tenth = 0;

	while (whole >= 1024 && unit < 5) {
		tenth = (unsigned int)(whole % 1024 * 10 / 1024);
		whole /= 1024;
		unit++;
	}
	if (unit)
		snprintf(out, 32, "%llu.%u %s", whole, tenth, units[unit]);
	else
		snprintf(out, 32, "%llu %s", whole, units[0]);
	return out;
}

static void print_troubles(const json_t *troubles, FILE *out)
{
	const json_t *t;
	size_t i;

	json_array_foreach(troubles, i, t)
	{
		const char *ifname = text(t, "interface");
		char line[512];

		snprintf(line, sizeof(line), "%s%s%s", ifname, *ifname ? ": " : "",
			 text(t, "text"));
		fprintf(out, "%-*s", NAME_COLUMNS, text(t, "level"));
		text_wrap(out, NAME_COLUMNS, line);
		if (*text(t, "command"))
			fprintf(out, "%*s-> %s\n", NAME_COLUMNS, "", text(t, "command"));
	}
}

static void print_interface(const json_t *i, FILE *out)
{
	char amount[32], line[512];

	if (is_true(i, "awaited"))
		snprintf(line, sizeof(line), "awaited: attached when it comes");
	else if (!is_true(i, "present"))
		snprintf(line, sizeof(line), "GONE for now, %lld packets so far",
			 number(i, "packets"));
	else
		snprintf(line, sizeof(line), "in %s, out %s, %lld packets, %s%s%s",
			 text(i, "ingress"), text(i, "egress"), number(i, "packets"),
			 bytes(number(i, "bytes"), amount), is_true(i, "exact") ? "" : ", inexact",
			 is_true(i, "silent") ? ", SILENT" : "");
	fprintf(out, "%-*s", NAME_COLUMNS - 1, text(i, "name"));
	fputc(' ', out);
	text_wrap(out, NAME_COLUMNS, line);
	if (!*text(i, "why") || is_true(i, "awaited"))
		return;
	fprintf(out, "%*s", NAME_COLUMNS, "");
	snprintf(line, sizeof(line), "because: %s", text(i, "why"));
	text_wrap(out, NAME_COLUMNS, line);
}

static void print_flows(const json_t *s, FILE *out)
{
	const json_t *map = json_object_get(s, "flow_map");
	const json_t *windows = json_object_get(s, "windows");
	long long capacity = number(map, "capacity"), ms = number(windows, "ms");

	fprintf(out, "flows     %lld live; map %lld of %lld (%lld %%)\n", number(s, "flows_live"),
		number(map, "entries"), capacity,
		capacity ? 100 * number(map, "entries") / capacity : 0);
	if (windows)
		fprintf(out, "windows   %lld of %lld.%lld s, %lld late; %lld early swaps%s\n",
			number(windows, "closed"), ms / 1000, ms % 1000 / 100,
			number(windows, "late"), number(windows, "early_swaps"),
			number(windows, "drain_errors") ? ", DRAINS FAILED" : "");
}

static void print_losses(const json_t *losses, FILE *out)
{
	const char *name;
	json_t *packets;
	char line[512] = "none";
	size_t at = 0;

	if (!losses)
		return;
	json_object_foreach((json_t *)losses, name, packets)
	{
		at += (size_t)snprintf(line + at, sizeof(line) - at, "%s%s %lld", at ? ", " : "",
				       name, (long long)json_integer_value(packets));
		if (at >= sizeof(line))
			break;
	}
	fputs("losses    ", out);
	text_wrap(out, NAME_COLUMNS, line);
}

/* In a line; weir baseline status says more. */
static void print_baseline(const json_t *baseline, FILE *out)
{
	const json_t *in_use = json_object_get(baseline, "baseline");
	const json_t *learning = json_object_get(baseline, "learning");

	if (!baseline)
		return;
	fprintf(out, "baseline  %s", text(baseline, "state"));
	if (in_use)
		fprintf(out, ", version %lld", number(in_use, "version"));
	if (learning)
		fprintf(out, ", %lld h %lld min left", number(learning, "left") / 3600,
			number(learning, "left") / 60 % 60);
	if (is_true(json_object_get(baseline, "day"), "drifted"))
		fputs(", DRIFTED", out);
	fputc('\n', out);
}

static void print_sinks(const json_t *sinks, FILE *out)
{
	const json_t *journal = json_object_get(sinks, "journal");
	const json_t *socket = json_object_get(sinks, "eve_socket");
	const json_t *file = json_object_get(sinks, "eve_file");

	if (journal)
		fprintf(out, "journal   %s, %lld delivered, %lld dropped, %lld waiting\n",
			is_true(journal, "up") ? "up" : "DOWN", number(journal, "delivered"),
			number(journal, "dropped"), number(journal, "queued"));
	if (socket)
		fprintf(out, "EVE       %lld readers, %lld lines sent, %lld lost, %lld refused\n",
			number(socket, "readers"), number(socket, "sent"), number(socket, "lost"),
			number(socket, "refused"));
	if (file)
		fprintf(out, "EVE file  %lld lines written, %lld lost%s%s\n",
			number(file, "written"), number(file, "lost"),
			*text(file, "error") ? ", failing: " : "", text(file, "error"));
}

static void print_rest(const json_t *s, FILE *out)
{
	const json_t *alerts = json_object_get(s, "alerts");
	const json_t *site = json_object_get(json_object_get(s, "site"), "memory");
	const json_t *memory = json_object_get(s, "memory");
	char used[32], budget[32];

	if (alerts)
		fprintf(out, "alerts    %lld raised, %lld ended, %lld held back%s\n",
			number(alerts, "raised"), number(alerts, "ended"),
			number(alerts, "held_back"),
			number(alerts, "table_full") ? ", SOME LOST: too many open" : "");
	fprintf(out, "model     %s%s\n", text(s, "model"),
		is_true(s, "gentle") ? " (first week: severity one step lower)" : "");
	print_baseline(json_object_get(s, "baseline"), out);
	if (site)
		fprintf(out, "site      %lld of %lld entries remembered, saved %lld times%s\n",
			number(site, "entries"), number(site, "entries_max"), number(site, "saved"),
			number(site, "failed") ? ", NOT ALWAYS" : "");
	print_sinks(json_object_get(s, "sinks"), out);
	if (number(memory, "budget"))
		fprintf(out, "memory    %s of the process, budget %s with the kernel's maps\n",
			bytes(number(memory, "used"), used),
			bytes(number(memory, "budget"), budget));
}

void stats_print_status(const json_t *s, FILE *out)
{
	const json_t *list = json_object_get(s, "interfaces"), *i;
	size_t index;

	fprintf(out, "%s\n", *text(s, "verdict") ? text(s, "verdict") : "no verdict");
	print_troubles(json_object_get(s, "troubles"), out);
	fprintf(out, "\nweir %s on %s, up ", text(s, "version"), text(s, "host"));
	text_span(out, number(s, "uptime"));
	fputc('\n', out);
	json_array_foreach(list, index, i) print_interface(i, out);
	print_flows(s, out);
	print_losses(json_object_get(s, "losses"), out);
	print_rest(s, out);
	fprintf(out, "account   %s\n", is_true(s, "account_holds") ? "holds" : "DOES NOT HOLD");
}
