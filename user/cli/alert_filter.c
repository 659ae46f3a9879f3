// SPDX-License-Identifier: MIT
#include "alert_filter.h"

#include "../alert/class.h"
#include "../sink/eve_read.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

_Static_assert(ALERT_CLASSES <= 32, "classes are bits");

static bool take_class(struct alert_filter *f, const char *text)
{
	int class = class_by_name(text);

	if (class >= 0)
		f->classes |= 1u << class;
	return class >= 0;
}

static bool take_severity(struct alert_filter *f, const char *text)
{
	static const char *const names[] = {"high", "medium", "low"};

	for (unsigned int i = 0; i < 3; i++) {
		if (strcasecmp(names[i], text) != 0 && (text[0] != (char)('1' + i) || text[1]))
			continue;
		f->severities |= 1u << (i + 1);
		return true;
	}
	return false;
}

static bool take_device(struct alert_filter *f, const char *text)
{
	if (!*text || f->devices == ALERT_FILTER_LIST)
		return false;
	strcpy(f->device[f->devices++], text);
	return true;
}

static bool take_ip(struct alert_filter *f, const char *text)
{
	return !networks_add(&f->ip, text);
}

static bool take_port(struct alert_filter *f, const char *text)
{
	size_t digits = strspn(text, "0123456789");
	long port = strtol(text, NULL, 10);

	if (!digits || digits > 5 || text[digits] || port > UINT16_MAX ||
	    f->ports == ALERT_FILTER_LIST)
		return false;
	f->port[f->ports++] = (uint16_t)port;
	return true;
}

static const struct key {
	const char *name;
	bool (*take)(struct alert_filter *f, const char *text);
	const char *expected;
} keys[] = {
	{"class", take_class, "the name of a class (portscan, bruteforce, flood, ...)"},
	{"severity", take_severity, "high, medium, low or 1, 2, 3"},
	{"device", take_device, "an id, a MAC, a name or an address, 16 at most"},
	{"ip", take_ip, "an address or a network (192.0.2.0/24)"},
	{"port", take_port, "a number from 0 to 65535, 16 at most"},
};

const char *alert_filter_add(struct alert_filter *f, const char *key, const char *values)
{
	char word[ALERT_FILTER_TEXT_SIZE];
	const struct key *k = keys;
	size_t length;

	while (strcmp(k->name, key) != 0)
		k++;
	for (;; values += length + 1) {
		length = strcspn(values, ",");
		if (length >= sizeof(word))
			return k->expected;
		memcpy(word, values, length);
		word[length] = '\0';
		if (!k->take(f, word))
			return k->expected;
		if (!values[length])
			return NULL;
	}
}

static const char *text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}

static bool in_networks(const struct networks *n, const char *text)
{
	struct networks one = {0};

	return *text && !networks_add(&one, text) &&
	       networks_contain(n, &one.list[0].addr, one.list[0].ip_v);
}

static bool match_ip(const struct alert_filter *f, const json_t *event, const json_t *weir)
{
	const json_t *peer;
	size_t i;

	if (!f->ip.count || in_networks(&f->ip, text_of(event, "src_ip")) ||
	    in_networks(&f->ip, text_of(event, "dest_ip")))
		return true;
	json_array_foreach(json_object_get(weir, "peer_ips"), i,
			   peer) if (json_is_string(peer) &&
				     in_networks(&f->ip, json_string_value(peer))) return true;
	return false;
}

static bool match_port(const struct alert_filter *f, const json_t *event)
{
	for (unsigned int i = 0; i < f->ports; i++)
		if (json_integer_value(json_object_get(event, "src_port")) == f->port[i] ||
		    json_integer_value(json_object_get(event, "dest_port")) == f->port[i])
			return true;
	return !f->ports;
}

static bool match_device(const struct alert_filter *f, const json_t *event, const json_t *weir)
{
	const json_t *device = json_object_get(weir, "device");
	const char *const texts[] = {text_of(device, "id"),	text_of(device, "mac"),
				     text_of(device, "name"),	text_of(event, "src_ip"),
				     text_of(event, "dest_ip"), text_of(weir, "peer_name")};

	for (unsigned int i = 0; i < f->devices; i++)
		for (size_t k = 0; k < sizeof(texts) / sizeof(texts[0]); k++)
			if (*texts[k] && !strcasecmp(texts[k], f->device[i]))
				return true;
	return !f->devices;
}

static bool match_time(const struct alert_filter *f, const json_t *event)
{
	uint64_t ns;

	if (!f->since_ns && !f->until_ns)
		return true;
	return !eve_read_time(text_of(event, "timestamp"), &ns) && ns >= f->since_ns &&
	       (!f->until_ns || ns <= f->until_ns);
}

static bool match_state(const struct alert_filter *f, const json_t *weir, const json_t *alarms)
{
	const json_t *alarm = NULL, *at;
	size_t i;

	if (!f->states)
		return true;
	json_array_foreach((json_t *)alarms, i,
			   at) if (!strcmp(text_of(at, "id"), text_of(weir, "alert_id"))) alarm =
		at;
	if ((f->states & ALERT_FILTER_OPEN) && (!alarm || !strcmp(text_of(alarm, "stage"), "end")))
		return false;
	return !(f->states & ALERT_FILTER_ACKED) ||
	       json_is_true(json_object_get(alarm, "acknowledged"));
}

bool alert_filter_match(const struct alert_filter *f, const json_t *event, const json_t *alarms)
{
	const json_t *alert = json_object_get(event, "alert");
	const json_t *weir = json_object_get(json_object_get(alert, "context"), "weir");
	const json_int_t severity = json_integer_value(json_object_get(alert, "severity"));
	const bool suppressed = json_is_true(json_object_get(weir, "suppressed"));
	int class = class_by_name(text_of(weir, "class"));

	if (f->show != ALERT_FILTER_ALL && suppressed != (f->show == ALERT_FILTER_SUPPRESSED))
		return false;
	if (f->classes && (class < 0 || !(f->classes >> class & 1)))
		return false;
	if (f->severities && (severity < 1 || severity > 3 || !(f->severities >> severity & 1)))
		return false;
	return match_time(f, event) && match_port(f, event) && match_ip(f, event, weir) &&
	       match_device(f, event, weir) && match_state(f, weir, alarms);
}
