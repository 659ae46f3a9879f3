// SPDX-License-Identifier: MIT
#include "explain_print.h"

#include "../control/rule_time.h"
#include "../detect/phrase.h"
#include "when.h"

#include <inttypes.h>
#include <string.h>

#define ID_SHOWN 8 /* digits of an id that tell alarms apart, nearly always */

static const char *text(const json_t *object, const char *key)
{
	const char *value = json_string_value(json_object_get(object, key));

	return value ? value : "";
}

static long long number(const json_t *object, const char *key)
{
	return json_integer_value(json_object_get(object, key));
}

static double real(const json_t *object, const char *key)
{
	return json_number_value(json_object_get(object, key));
}

static const char *severity_name(long long severity)
{
	static const char *const names[] = { "?", "high", "medium", "low" };

	return names[severity >= 1 && severity <= 3 ? severity : 0];
}

/* "15:41:50" of "2025-01-31 15:41:50" */
static const char *clock_of(const char *day)
{
	return strlen(day) > 11 ? day + 11 : day;
}

static void print_device(const json_t *device, FILE *out)
{
	const char *name = text(device, "name"), *mac = text(device, "mac");

	if (device)
		fprintf(out, "device   %s%s%s%s(id %s)\n", name, *name ? ", " : "", mac,
			*mac ? " " : "", text(device, "id"));
}

static void print_who(const json_t *event, const json_t *weir, FILE *out)
{
	const char *src = text(event, "src_ip"), *dst = text(event, "dest_ip");
	const char *proto = text(event, "proto");
	const json_t *peers = json_object_get(weir, "peer_ips");
	const json_t *peer;
	size_t i;

	fprintf(out, "who      %s -> %s", *src ? src : "many hosts", *dst ? dst : "many hosts");
	if (number(event, "dest_port"))
		fprintf(out, ", port %lld", number(event, "dest_port"));
	fprintf(out, "%s%s (%s)\n", *proto ? ", " : "", proto, text(weir, "direction"));
	print_device(json_object_get(weir, "device"), out);
	if (*text(weir, "peer_name"))
		fprintf(out, "peer     %s\n", text(weir, "peer_name"));
	if (*text(event, "capture_file"))
		fprintf(out, "packets  weir evidence get %s\n", text(event, "capture_file"));
	if (json_array_size(peers) < 2)
		return;
	fprintf(out, "peers    %lld:", number(weir, "peers"));
	json_array_foreach((json_t *)peers, i, peer)
		fprintf(out, " %s", json_string_value(peer) ? json_string_value(peer) : "");
	fprintf(out, "%s\n", number(weir, "peers") > (long long)i ? " ..." : "");
}

static const char *decider(const char *detector)
{
	if (!strcmp(detector, "rf"))
		return "the trained model";
	return phrase_basis(!strcmp(detector, "iforest") ? REASON_SITE : REASON_LIMIT);
}

/* The day of the end too, where it is another; a test alert has no window. */
static void print_when(const json_t *weir, FILE *out)
{
	char first[WHEN_TEXT_SIZE], last[WHEN_TEXT_SIZE];

	when_day(text(weir, "first_seen"), first);
	when_day(text(weir, "last_seen"), last);
	fprintf(out, "when     %s to %s", first,
		strncmp(first, last, 11) ? last : clock_of(last));
	if (number(weir, "window_s"))
		fprintf(out, ", seen in windows of %lld s", number(weir, "window_s"));
	fputc('\n', out);
}

static void print_alarm(const json_t *event, FILE *out)
{
	const json_t *alert = json_object_get(event, "alert");
	const json_t *weir = json_object_get(json_object_get(alert, "context"), "weir");

	fprintf(out, "%s\n\n", text(weir, "message"));
	fprintf(out, "alarm    %s\n", text(weir, "alert_id"));
	fprintf(out, "what     %s, severity %s, %lld findings, last report: %s\n",
		text(weir, "class"), severity_name(number(alert, "severity")),
		number(weir, "count"), text(weir, "stage"));
	print_who(event, weir, out);
	print_when(weir, out);
	fprintf(out, "score    %.3f, needed %.3f, decided by %s\n", real(weir, "score"),
		real(weir, "threshold"), decider(text(weir, "detector")));
}

/* Why nobody hears of it. */
static void print_silence(const json_t *answer, const json_t *event, FILE *out)
{
	const json_t *weir = json_object_get(
		json_object_get(json_object_get(event, "alert"), "context"), "weir");
	const json_t *mark = json_object_get(answer, "mark");
	char when[RULE_TIME_SIZE];

	if (*text(weir, "rule"))
		fprintf(out, "rule     not reported: the suppress rule %s covers it\n",
			text(weir, "rule"));
	if (!mark)
		return;
	rule_time_text(number(mark, "at"), when);
	fprintf(out, "marked   %s by %s, %s%s%s\n", text(mark, "kind"), text(mark, "by"), when,
		*text(mark, "comment") ? ": " : "", text(mark, "comment"));
}

static void print_rule(const json_t *rule, FILE *out)
{
	const json_t *list = json_object_get(rule, "conditions"), *c;
	size_t i;

	if (json_is_true(json_object_get(rule, "fired")))
		fprintf(out, "    %s (%s) fired with %.3f\n", text(rule, "name"),
			text(rule, "class"), real(rule, "score"));
	else
		fprintf(out, "    %s (%s) did not fire, the nearest of the others\n",
			text(rule, "name"), text(rule, "class"));
	json_array_foreach((json_t *)list, i, c)
		fprintf(out, "      %-3s %s: %s, must be %s %s\n",
			json_is_true(json_object_get(c, "holds")) ? "yes" : "no",
			text(c, "text"), text(c, "shown"), text(c, "test"),
			text(c, "limit_shown"));
}

static void print_classes(const json_t *rf, FILE *out)
{
	const json_t *list = json_object_get(rf, "classes"), *c;
	size_t i;

	fprintf(out, "  the trained model (%s):", text(rf, "model_id"));
	if (!json_is_true(json_object_get(rf, "asked")))
		fprintf(out, " not asked, it knows no such rows");
	json_array_foreach((json_t *)list, i, c)
		if (real(c, "share") > 0)
			fprintf(out, " %s %.3f", text(c, "class"), real(c, "share"));
	fputc('\n', out);
}

static void print_layers(const json_t *layers, FILE *out)
{
	const json_t *threshold = json_object_get(layers, "threshold"), *rule;
	const json_t *past = json_object_get(layers, "iforest");
	size_t i;

	fprintf(out, "\nWhat each layer says\n  fixed limits: %.3f, needed %.3f\n",
		real(threshold, "score"), real(threshold, "threshold"));
	json_array_foreach(json_object_get(threshold, "rules"), i, rule)
		print_rule(rule, out);
	print_classes(json_object_get(layers, "rf"), out);
	if (json_is_true(json_object_get(past, "asked")))
		fprintf(out, "  this site's own past: %.3f, unlike it above %.3f\n",
			real(past, "score"), real(past, "threshold"));
	else
		fprintf(out, "  this site's own past: not asked, or not learned yet\n");
}

static const char *basis_text(const char *basis)
{
	if (!strcmp(basis, "site"))
		return phrase_basis(REASON_SITE);
	return phrase_basis(!strcmp(basis, "model") ? REASON_MODEL : REASON_LIMIT);
}

static void print_features(const json_t *list, FILE *out)
{
	bool within = false;
	const json_t *f;
	size_t i;

	fprintf(out, "\nWhat was seen, farthest from what is expected first\n");
	json_array_foreach((json_t *)list, i, f) {
		if (!number(f, "off"))
			continue;
		if (!within && number(f, "off") <= 100) {
			within = true;
			fprintf(out, "  as expected:\n");
		}
		fprintf(out, "  %-44s %10s   expected %s (%s)\n", text(f, "text"),
			text(f, "shown"), text(f, "expected"), basis_text(text(f, "basis")));
	}
	fprintf(out, "  nothing is expected of:\n");
	json_array_foreach((json_t *)list, i, f)
		if (!number(f, "off") && number(f, "value"))
			fprintf(out, "  %-44s %10s\n", text(f, "text"), text(f, "shown"));
	json_array_foreach((json_t *)list, i, f)
		if (json_is_true(json_object_get(f, "void")))
			fprintf(out, "  %-44s %10s\n", text(f, "text"), "not seen");
}

/* A host that two interfaces see has a window of each. */
static bool on_several(const json_t *windows)
{
	const char *first = text(json_array_get(windows, 0), "iface");
	const json_t *w;
	size_t i;

	json_array_foreach((json_t *)windows, i, w)
		if (strcmp(text(w, "iface"), first))
			return true;
	return false;
}

static void print_windows(const json_t *explained, FILE *out)
{
	const json_t *list = json_object_get(explained, "windows"), *w;
	const char *role = text(explained, "role");
	char bytes[PHRASE_VALUE_SIZE], unanswered[PHRASE_VALUE_SIZE], start[WHEN_TEXT_SIZE];
	bool several = on_several(list);
	size_t i;

	if (!json_array_size(list))
		return;
	fprintf(out, "\nAround it: what %s\n", !strcmp(role, "victim") ? "was opened to the host" :
									 "the host opened");
	fprintf(out, "  %-8s %11s %7s %7s %9s %10s %10s%s\n", "time", "connections", "hosts",
		"ports", "packets", "data", "unanswered", several ? "  seen on" : "");
	json_array_foreach((json_t *)list, i, w) {
		when_day(text(w, "start"), start);
		phrase_value("bytes", (uint32_t)number(w, "bytes"), bytes);
		strcpy(unanswered, "?");
		if (json_object_get(w, "unanswered"))
			phrase_value("per mille", (uint32_t)(real(w, "unanswered") * 1000 + 0.5),
				     unanswered);
		fprintf(out, "  %-8.8s %11lld %7lld %7lld %9lld %10s %10s%s%s\n",
			clock_of(start), number(w, "flows"), number(w, "peers"),
			number(w, "ports"), number(w, "packets"), bytes, unanswered,
			several ? "  " : "", several ? text(w, "iface") : "");
	}
}

/* What no alarm was raised for, and why. */
static void print_left(const json_t *named, FILE *out)
{
	const json_t *hosts, *h;
	json_t *role;
	const char *name;
	size_t i;

	json_object_foreach((json_t *)named, name, role) {
		hosts = json_object_get(role, "hosts");
		json_array_foreach((json_t *)hosts, i, h)
			fprintf(out, "left out: %lld findings of class %s about %s, named as %s\n",
				number(h, "hits"), text(h, "class"), text(h, "host"), name);
	}
}

void explain_print(const json_t *explained, FILE *out)
{
	print_alarm(json_object_get(explained, "alert"), out);
	print_silence(explained, json_object_get(explained, "alert"), out);
	print_layers(json_object_get(explained, "layers"), out);
	print_features(json_object_get(explained, "features"), out);
	print_windows(explained, out);
	fprintf(out, "\nWhat to do next\n  %s\n", text(explained, "next"));
	print_left(json_object_get(explained, "named_hosts"), out);
}

void explain_print_list(const json_t *answer, FILE *out)
{
	const json_t *list = json_object_get(answer, "alarms"), *a;
	char when[WHEN_TEXT_SIZE];
	size_t i;

	if (!json_array_size(list))
		fputs("no alarm\n", out);
	json_array_foreach((json_t *)list, i, a) {
		when_day(text(a, "timestamp"), when);
		fprintf(out, "%.*s  %s  %-6s  %s: %s%s%s\n", ID_SHOWN, text(a, "id"),
			when, severity_name(number(a, "severity")),
			text(a, "class"), text(a, "message"),
			*text(a, "rule") ? " Not reported: rule " : "", text(a, "rule"));
	}
	print_left(json_object_get(answer, "named_hosts"), out);
}
