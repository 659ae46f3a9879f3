// SPDX-License-Identifier: MIT
#include "stats.h"

#include <inttypes.h>
#include <string.h>

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

static void print_sinks(const json_t *sinks, FILE *out)
{
	const json_t *journal = json_object_get(sinks, "journal");
	const json_t *socket = json_object_get(sinks, "eve_socket");
	const json_t *file = json_object_get(sinks, "eve_file");
	const json_t *connect = json_object_get(sinks, "eve_connect");

	if (journal)
		fprintf(out,
			"journal: %s, %lld delivered, %lld dropped, %lld left out, %lld waiting\n",
			is_true(journal, "up") ? "up" : "DOWN", number(journal, "delivered"),
			number(journal, "dropped"), number(journal, "left_out"),
			number(journal, "queued"));
	if (socket)
		fprintf(out, "EVE socket: %lld readers, %lld lines sent, %lld lost, %lld refused\n",
			number(socket, "readers"), number(socket, "sent"), number(socket, "lost"),
			number(socket, "refused"));
	if (file)
		fprintf(out, "EVE file: %lld lines written, %lld lost%s%s\n",
			number(file, "written"), number(file, "lost"),
			*text(file, "error") ? ", failing: " : "", text(file, "error"));
	if (connect)
		fprintf(out, "EVE consumer: %s%s, %lld lines sent, %lld lost, %lld waiting\n",
			is_true(connect, "up") ? "up" : "DOWN: ", text(connect, "error"),
			number(connect, "sent"), number(connect, "lost"),
			number(connect, "queued"));
}

static void print_evidence(const json_t *evidence, FILE *out)
{
	if (!number(evidence, "files") && !number(evidence, "begun") && !number(evidence, "failed"))
		return;
	fprintf(out, "evidence: %lld captures kept in %lld bytes, %lld open, %lld removed%s\n",
		number(evidence, "files"), number(evidence, "bytes"), number(evidence, "open"),
		number(evidence, "removed"), number(evidence, "failed") ? ", SOME FAILED" : "");
}

static void print_alerts(const json_t *alerts, FILE *out)
{
	if (!alerts)
		return;
	fprintf(out, "alerts: %lld raised, %lld ended, %lld held back by the budget\n",
		number(alerts, "raised"), number(alerts, "ended"), number(alerts, "held_back"));
	if (number(alerts, "suppressed") || number(alerts, "allowed") ||
	    number(alerts, "acknowledged"))
		fprintf(out,
			"  %lld alarms suppressed and %lld findings allowed by rules (weir suppress "
			"list), %lld reports not repeated as acknowledged\n",
			number(alerts, "suppressed"), number(alerts, "allowed"),
			number(alerts, "acknowledged"));
	if (number(alerts, "table_full"))
		fprintf(out, "  %lld findings lost: too many alarms open\n",
			number(alerts, "table_full"));
}

static void print_named(const json_t *named, FILE *out)
{
	const char *name;
	json_t *role;

	json_object_foreach((json_t *)named, name, role)
		if (number(role, "hits"))
			fprintf(out, "  %lld findings left out: the work of hosts named as %s\n",
				number(role, "hits"), name);
}

static void print_rules(const json_t *rules, FILE *out)
{
	json_t *rule;
	size_t i;

	json_array_foreach(json_object_get(rules, "hit"), i, rule)
		fprintf(out, "  %lld held back by the %s rule %s\n", number(rule, "hits"),
			text(rule, "effect"), text(rule, "rule"));
}

static void print_site(const json_t *site, FILE *out)
{
	const json_t *memory = json_object_get(site, "memory");
	const json_t *slow = json_object_get(site, "slow");

	if (!site)
		return;
	fprintf(out,
		"site: %lld of %lld entries remembered, %lld from before; saved %lld times%s; %lld "
		"hosts by hour and day\n",
		number(memory, "entries"), number(memory, "entries_max"), number(memory, "loaded"),
		number(memory, "saved"), number(memory, "failed") ? ", NOT ALWAYS" : "",
		number(slow, "hosts"));
}

static void print_devices(const json_t *devices, FILE *out)
{
	if (!devices)
		return;
	fprintf(out, "devices: %lld of %lld known, %lld made room; %lld peers by name\n",
		number(devices, "known"), number(devices, "known_max"), number(devices, "evicted"),
		number(devices, "peers"));
}

static void print_tally(const json_t *account, const char *key, const char *name, FILE *out)
{
	const json_t *t = json_object_get(account, key);

	fprintf(out, "%-12s %15lld packets %18lld bytes\n", name, number(t, "packets"),
		number(t, "bytes"));
}

/* The packets of each reason within a bucket of the account. */
static void print_reasons(json_t *reasons, FILE *out)
{
	const char *name;
	json_t *packets;

	json_object_foreach(reasons, name, packets)
		fprintf(out, "  %-26s %lld packets\n", name,
			(long long)json_integer_value(packets));
}

/* As account_holds(), from the text form. */
static bool holds(const json_t *a, const char *unit)
{
	static const char *const parts[] = { "accounted", "not_ip", "malformed", "overflow",
					     "restart" };
	unsigned long long left = (unsigned long long)number(json_object_get(a, "seen"), unit);
	size_t i;

	for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		left -= (unsigned long long)number(json_object_get(a, parts[i]), unit);
	return !left;
}

static void print_account(const json_t *a, FILE *out)
{
	print_tally(a, "seen", "seen", out);
	print_tally(a, "accounted", "accounted", out);
	print_tally(a, "not_ip", "not IP", out);
	print_reasons(json_object_get(json_object_get(a, "not_ip"), "by_ethertype"), out);
	print_tally(a, "malformed", "malformed", out);
	print_reasons(json_object_get(json_object_get(a, "malformed"), "by_reason"), out);
	print_tally(a, "overflow", "overflow", out);
	print_reasons(json_object_get(json_object_get(a, "overflow"), "by_reason"), out);
	print_tally(a, "restart", "restart", out);
	fprintf(out, "account %s\n",
		holds(a, "packets") && holds(a, "bytes") ? "holds" : "DOES NOT HOLD");
}

void stats_print(const json_t *s, FILE *out)
{
	json_t *pipeline = json_object_get(s, "pipeline"), *value;
	const char *name;

	print_account(json_object_get(s, "account"), out);
	if (json_object_size(json_object_get(s, "oddities")))
		fputs("oddities, in packets counted above\n", out);
	print_reasons(json_object_get(s, "oddities"), out);
	json_object_foreach(pipeline, name, value)
		fprintf(out, "%-26s %lld\n", name, (long long)json_integer_value(value));
	print_site(json_object_get(s, "site"), out);
	print_devices(json_object_get(s, "devices"), out);
	print_alerts(json_object_get(s, "alerts"), out);
	print_named(json_object_get(s, "named_hosts"), out);
	print_rules(json_object_get(s, "rules"), out);
	print_evidence(json_object_get(s, "evidence"), out);
	print_sinks(json_object_get(s, "sinks"), out);
}
