/* SPDX-License-Identifier: MIT */
/*
 * eve_rules.h - the field rules of EVE events, written by hand from Suricata's
 * documentation of the format, and what checks an event by them: names, types, order,
 * values, which must be there. Every object is closed: a key that no rule names is an
 * error.
 */
#ifndef WEIR_EVE_RULES_H
#define WEIR_EVE_RULES_H

#include <jansson.h>
#include <regex.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TIME "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{6}\\+0000$"
#define FLAGS "^[0-9a-f]{2}$"

struct rule {
	const char *events; /* of which types: a alert, f flow, s stats */
	const char *required; /* in which types */
	const char *path; /* keys joined by dots, in the order in which they must come; [] after
			   * an array: of each of its items */
	char type; /* s string, i integer, p port, r real of 0 to 1, b boolean, o object, a array
		    * (of strings, unless rules name what is in its items) */
	const char *pattern; /* of a string, of all items of an array, of an integer's digits;
			      * NULL: any */
};

static const struct rule rules[] = {
	{ "afs", "afs", "timestamp", 's', TIME },
	{ "af", "f", "flow_id", 'i', NULL },
	{ "af", "", "in_iface", 's', NULL },
	{ "afs", "afs", "event_type", 's', "^(alert|flow|stats)$" },
	{ "af", "", "vlan", 'a', NULL },
	{ "af", "f", "src_ip", 's', "^[0-9a-f.:]+$" },
	{ "af", "", "src_port", 'p', NULL },
	{ "af", "f", "dest_ip", 's', "^[0-9a-f.:]+$" },
	{ "af", "", "dest_port", 'p', NULL },
	{ "af", "f", "proto", 's', "^(TCP|UDP|ICMP|IPv6-ICMP|SCTP|IGMP|GRE|ESP|[0-9]{3})$" },
	{ "af", "f", "ip_v", 'i', "^[46]$" },
	{ "af", "", "icmp_type", 'i', NULL },
	{ "af", "", "icmp_code", 'i', NULL },
	{ "af", "f", "community_id", 's', "^1:[A-Za-z0-9+/]{27}=$" },
	{ "afs", "", "pcap_filename", 's', NULL },
	{ "afs", "afs", "host", 's', NULL },
	{ "a", "", "ether", 'o', NULL },
	{ "a", "", "ether.src_mac", 's', "^([0-9a-f]{2}:){5}[0-9a-f]{2}$" },
	{ "a", "", "ether.dest_mac", 's', "^([0-9a-f]{2}:){5}[0-9a-f]{2}$" },
	{ "a", "", "capture_file", 's', "^[0-9]{8}T[0-9]{6}\\.[0-9]{3}Z-[0-9a-f]{32}\\.pcapng$" },
	{ "a", "a", "alert", 'o', NULL },
	{ "a", "a", "alert.action", 's', "^allowed$" },
	{ "a", "a", "alert.gid", 'i', "^9001$" },
	{ "a", "a", "alert.signature_id", 'i', NULL },
	{ "a", "a", "alert.rev", 'i', NULL },
	{ "a", "a", "alert.signature", 's', NULL },
	{ "a", "a", "alert.category", 's', NULL },
	{ "a", "a", "alert.severity", 'i', "^[123]$" },
	{ "a", "a", "alert.metadata", 'o', NULL },
	{ "a", "", "alert.metadata.mitre_tactic_id", 'a', "^TA[0-9]{4}$" },
	{ "a", "", "alert.metadata.mitre_tactic_name", 'a', NULL },
	{ "a", "", "alert.metadata.mitre_technique_id", 'a', "^T[0-9]{4}(\\.[0-9]{3})?$" },
	{ "a", "", "alert.metadata.mitre_technique_name", 'a', NULL },
	{ "a", "a", "alert.metadata.confidence", 'a', "^(Low|Medium|High)$" },
	{ "a", "a", "alert.metadata.signature_severity", 'a', "^(Critical|Major|Minor)$" },
	{ "a", "a", "alert.context", 'o', NULL },
	{ "a", "a", "alert.context.weir", 'o', NULL },
	{ "a", "a", "alert.context.weir.alert_id", 's', "^[0-9a-f]{32}$" },
	{ "a", "a", "alert.context.weir.detector", 's', "^(threshold|rf|iforest)$" },
	{ "a", "a", "alert.context.weir.class", 's', NULL },
	{ "a", "a", "alert.context.weir.score", 'r', NULL },
	{ "a", "a", "alert.context.weir.threshold", 'r', NULL },
	{ "a", "a", "alert.context.weir.window_s", 'i', NULL },
	{ "a", "a", "alert.context.weir.model_id", 's', NULL },
	{ "a", "a", "alert.context.weir.reasons", 'a', NULL },
	{ "a", "", "alert.context.weir.reasons[].feature", 's', "^[a-z0-9_]+$" },
	{ "a", "", "alert.context.weir.reasons[].value", 'i', NULL },
	{ "a", "", "alert.context.weir.reasons[].expected_lo", 'i', NULL },
	{ "a", "", "alert.context.weir.reasons[].expected_hi", 'i', NULL },
	{ "a", "", "alert.context.weir.reasons[].contribution", 'r', NULL },
	{ "a", "", "alert.context.weir.reasons[].basis", 's', "^(limit|site|model)$" },
	{ "a", "", "alert.context.weir.reasons[].text", 's', NULL },
	{ "a", "a", "alert.context.weir.direction", 's', "^(in|out|lateral|transit)$" },
	{ "a", "a", "alert.context.weir.stage", 's', "^(new|update|end|summary)$" },
	{ "a", "a", "alert.context.weir.count", 'i', NULL },
	{ "a", "a", "alert.context.weir.peers", 'i', NULL },
	{ "a", "", "alert.context.weir.peer_ips", 'a', "^[0-9a-f.:]+$" },
	{ "a", "", "alert.context.weir.device", 'o', NULL },
	{ "a", "", "alert.context.weir.device.id", 's', "^[0-9a-f]{12}$" },
	{ "a", "", "alert.context.weir.device.mac", 's', "^([0-9a-f]{2}:){5}[0-9a-f]{2}$" },
	{ "a", "", "alert.context.weir.device.name", 's', NULL },
	{ "a", "", "alert.context.weir.peer_name", 's', NULL },
	{ "a", "a", "alert.context.weir.first_seen", 's', TIME },
	{ "a", "a", "alert.context.weir.last_seen", 's', TIME },
	{ "a", "a", "alert.context.weir.layers", 'o', NULL },
	{ "a", "a", "alert.context.weir.layers.threshold", 'r', NULL },
	{ "a", "a", "alert.context.weir.layers.rf", 'r', NULL },
	{ "a", "a", "alert.context.weir.layers.iforest", 'r', NULL },
	{ "a", "a", "alert.context.weir.message", 's', "\\.$" },
	{ "af", "af", "flow", 'o', NULL },
	{ "af", "af", "flow.pkts_toserver", 'i', NULL },
	{ "af", "af", "flow.pkts_toclient", 'i', NULL },
	{ "af", "af", "flow.bytes_toserver", 'i', NULL },
	{ "af", "af", "flow.bytes_toclient", 'i', NULL },
	{ "af", "af", "flow.start", 's', TIME },
	{ "f", "f", "flow.end", 's', TIME },
	{ "f", "f", "flow.age", 'i', NULL },
	{ "f", "f", "flow.state", 's', "^(new|established|closed)$" },
	{ "f", "f", "flow.reason", 's', "^(timeout|shutdown|forced)$" },
	{ "f", "f", "flow.alerted", 'b', NULL },
	{ "f", "", "tcp", 'o', NULL },
	{ "f", "", "tcp.tcp_flags", 's', FLAGS },
	{ "f", "", "tcp.tcp_flags_ts", 's', FLAGS },
	{ "f", "", "tcp.tcp_flags_tc", 's', FLAGS },
	{ "f", "", "tcp.syn", 'b', NULL },
	{ "f", "", "tcp.fin", 'b', NULL },
	{ "f", "", "tcp.rst", 'b', NULL },
	{ "f", "", "tcp.psh", 'b', NULL },
	{ "f", "", "tcp.ack", 'b', NULL },
	{ "f", "", "tcp.urg", 'b', NULL },
	{ "f", "", "tcp.state", 's', "^(none|syn_sent|syn_recv|established|closed)$" },
	{ "s", "s", "stats", 'o', NULL },
	{ "s", "s", "stats.uptime", 'i', NULL },
	{ "s", "s", "stats.capture", 'o', NULL },
	{ "s", "s", "stats.capture.kernel_packets", 'i', NULL },
	{ "s", "s", "stats.capture.kernel_drops", 'i', NULL },
	{ "s", "s", "stats.decoder", 'o', NULL },
	{ "s", "s", "stats.decoder.pkts", 'i', NULL },
	{ "s", "s", "stats.decoder.bytes", 'i', NULL },
	{ "s", "s", "stats.decoder.invalid", 'i', NULL },
	{ "s", "s", "stats.decoder.arp", 'i', NULL },
	{ "s", "s", "stats.decoder.unknown_ethertype", 'i', NULL },
	{ "s", "", "stats.flow", 'o', NULL },
	{ "s", "", "stats.flow.total", 'i', NULL },
	{ "s", "", "stats.flow.active", 'i', NULL },
};

#define RULES (sizeof(rules) / sizeof(rules[0]))
#define RULES_PATH 160
#define INTEGER_MAX ((json_int_t)1 << 53) /* beyond it a reader with floats is wrong */

static bool has_type(const json_t *v, char type)
{
	return (type == 's' && json_is_string(v)) || (type == 'i' && json_is_integer(v)) ||
	       (type == 'p' && json_is_integer(v)) || (type == 'r' && json_is_real(v)) ||
	       (type == 'b' && json_is_boolean(v)) || (type == 'a' && json_is_array(v)) ||
	       (type == 'o' && json_is_object(v));
}

static bool matches(const char *pattern, const char *text)
{
	regex_t re;
	bool match;

	if (regcomp(&re, pattern, REG_EXTENDED | REG_NOSUB))
		abort();
	match = !regexec(&re, text, 0, NULL, 0);
	regfree(&re);
	return match;
}

static const struct rule *find_rule(const char *path, char event)
{
	for (size_t i = 0; i < RULES; i++)
		if (!strcmp(rules[i].path, path) && strchr(rules[i].events, event))
			return &rules[i];
	return NULL;
}

static const char *check_items(const struct rule *rule, const json_t *list)
{
	const json_t *item;
	size_t i;

	json_array_foreach(list, i, item)
	{
		if (json_is_object(item))
			continue;
		if (strcmp(rule->path, "vlan") && !json_is_string(item))
			return "has an item of the wrong type";
		if (rule->pattern && !matches(rule->pattern, json_string_value(item)))
			return "has an item that does not match";
	}
	return NULL;
}

static const char *check_value(const struct rule *rule, const json_t *v)
{
	json_int_t number = json_integer_value(v);
	char digits[24];

	if (!has_type(v, rule->type))
		return "has the wrong type";
	if (json_is_integer(v) && (number < 0 || number >= INTEGER_MAX))
		return "is out of range";
	if (rule->type == 'p' && number > 65535)
		return "is no port";
	if (json_is_real(v) && (json_real_value(v) < 0 || json_real_value(v) > 1))
		return "is not within 0..1";
	if (rule->type == 'a')
		return check_items(rule, v);
	if (!rule->pattern)
		return NULL;
	snprintf(digits, sizeof(digits), "%lld", (long long)number);
	return matches(rule->pattern, json_is_string(v) ? json_string_value(v) : digits) ?
		       NULL :
		       "does not match";
}

/* Problems of an object and all below it, printed; their number. */
static unsigned int check_object(json_t *object, const char *prefix, char event)
{
	const struct rule *rule, *last = NULL;
	char path[RULES_PATH], below[RULES_PATH + 4];
	unsigned int problems = 0;
	const char *key, *what;
	json_t *v, *item;
	size_t i;

	json_object_foreach(object, key, v)
	{
		snprintf(path, sizeof(path), "%s%s", prefix, key);
		rule = find_rule(path, event);
		what = rule ? check_value(rule, v) : "is not known";
		if (!what && last && rule < last)
			what = "comes too late";
		last = rule;
		if (what) {
			printf("#   %s %s\n", path, what);
			problems++;
		}
		snprintf(below, sizeof(below), "%s%s.", path, json_is_array(v) ? "[]" : "");
		if (json_is_object(v))
			problems += check_object(v, below, event);
		json_array_foreach(v, i, item)
			if (json_is_object(item))
				problems += check_object(item, below, event);
	}
	return problems;
}

static unsigned int check_required(json_t *event_object, char event)
{
	unsigned int problems = 0;

	for (size_t i = 0; i < RULES; i++) {
		char path[RULES_PATH], *rest = path, *key;
		json_t *v = event_object;

		if (!strchr(rules[i].required, event))
			continue;
		snprintf(path, sizeof(path), "%s", rules[i].path);
		while ((key = strsep(&rest, ".")))
			v = json_object_get(v, key);
		if (v)
			continue;
		printf("#   %s is missing\n", rules[i].path);
		problems++;
	}
	return problems;
}

#endif
