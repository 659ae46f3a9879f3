// SPDX-License-Identifier: MIT
#include "rule_propose.h"

#include "../alert/who.h"
#include "../device/device.h"
#include "../flow/network.h"
#include "../sink/eve.h"
#include "rule_json.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#define NS_PER_S 1000000000

static bool set(struct ruleset_rule *rule, const char *key, const char *value, int64_t wall_s)
{
	return !rule_key_set(rule, key, value, wall_s);
}

static bool set_number(struct ruleset_rule *rule, const char *key, unsigned int value)
{
	char text[16];

	snprintf(text, sizeof(text), "%u", value);
	return set(rule, key, text, 0);
}

static bool set_address(struct ruleset_rule *rule, const char *key, const struct weir_addr *addr,
			uint8_t ip_v)
{
	char text[ADDR_TEXT_SIZE];

	addr_text(addr, ip_v, text);
	return set(rule, key, text, 0);
}

/* A MAC stays when addresses change, but may have been learned after the alarm began. */
static bool set_host(struct ruleset_rule *rule, const struct alert *a)
{
	const struct row_subject *s = &a->finding.subject;
	const struct weir_addr *host = a->of_victim ? &s->dst : &s->src;
	char mac[DEVICE_MAC_TEXT_SIZE];

	if (a->device.id[0] && a->device.has_mac && a->device.is_src == !a->of_victim) {
		device_mac_text(a->device.mac, mac);
		if (!set(rule, "device", mac, 0))
			return false;
	}
	return set_address(rule, "device", host, s->ip_v);
}

static bool set_rest(struct ruleset_rule *rule, const struct alert *a)
{
	const unsigned int peers = !a->of_victim;
	struct ruleset_case c;
	bool good = true;

	ruleset_case_of_alert(a, 0, &c);
	for (unsigned int i = 0; good && i < c.end[peers].count; i++)
		good = set_address(rule, "peer", &c.end[peers].addr[i], c.ip_v);
	if (good && c.port)
		good = set_number(rule, "port", c.port);
	if (good && c.ip_proto)
		good = set_number(rule, "protocol", c.ip_proto);
	return good;
}

int rule_propose(const struct alert *a, const char *expires, int64_t wall_s,
		 struct ruleset_rule *out)
{
	struct ruleset_rule rule = { .effect = RULESET_SUPPRESS, .origin = RULESET_ADDED };
	bool good;

	if (a->stage == ALERT_SUMMARY)
		return -EINVAL;
	snprintf(rule.name, sizeof(rule.name), "fp-%.8s", a->id);
	good = set(&rule, "class", class_info(a->finding.class)->name, 0) && set_host(&rule, a) &&
	       set(&rule, "role", a->of_victim ? "target" : "source", 0) && set_rest(&rule, a);
	if (good && expires && !set(&rule, "expires", expires, wall_s)) {
		ruleset_rule_fini(&rule);
		return -EINVAL;
	}
	if (!good) {
		ruleset_rule_fini(&rule);
		return -ENOMEM;
	}
	netset_close(&rule.device.nets);
	netset_close(&rule.peer.nets);
	*out = rule;
	return 0;
}

bool rule_is_broad(const struct ruleset_rule *rule)
{
	return !rule->peer.given && !rule->port_count;
}

static json_t *other_json(const struct event_context *c, const struct alert *a)
{
	json_t *o = json_object();
	int bad = 0;

	if (!o)
		return NULL;
	bad |= eve_put_text(o, "id", a->id);
	bad |= eve_put_time(o, "timestamp", c, a->now_ns);
	bad |= eve_put_text(o, "class", class_info(a->finding.class)->name);
	bad |= eve_put_text(o, "message", a->message);
	return eve_finish(o, bad);
}

static bool covers(const struct event_context *c, const struct ruleset_rule *rule,
		   const struct alert *a)
{
	const struct ruleset_names names = { .host = who_host_of_alert, .ctx = (void *)a };
	int64_t wall_s = ((int64_t)a->now_ns + c->wall_offset_ns) / NS_PER_S;
	struct ruleset_case asked;

	if (a->stage == ALERT_SUMMARY)
		return false;
	ruleset_case_of_alert(a, wall_s, &asked);
	return ruleset_rule_holds(&names, rule, &asked);
}

json_t *rule_proposal_json(const struct event_context *c, const struct ruleset_rule *rule,
			   const struct alert *a, const struct records *kept)
{
	json_t *o = json_object(), *others = json_array();
	const struct record *list[ALERT_RECORDS_MAX];
	uint32_t count = records_list(kept, list);
	int bad = !others;

	for (uint32_t i = 0; !bad && i < count; i++) {
		const struct alert *other = &list[i]->alert;

		if (strcmp(other->id, a->id) != 0 && covers(c, rule, other))
			bad = json_array_append_new(others, other_json(c, other));
	}
	if (!o) {
		json_decref(others);
		return NULL;
	}
	bad |= eve_put(o, "rule", rule_json(rule, 0));
	bad |= eve_put(o, "broad", json_boolean(rule_is_broad(rule)));
	bad |= eve_put_text(o, "alarm", a->id);
	bad |= eve_put(o, "others", others);
	bad |= eve_put(o, "kept", json_integer(count));
	return eve_finish(o, bad);
}
