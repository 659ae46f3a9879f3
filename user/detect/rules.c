// SPDX-License-Identifier: MIT
#include "rules.h"

#include <arpa/inet.h>
#include <stddef.h>

#include "rules_table.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const uint16_t ssh_ports[] = { 22, 2222 };
static const uint16_t shell_ports[] = { 22, 23, 2222, 2323, 3389, 5900, 5901 };
static const uint16_t login_ports[] = {
	21,  23,  25,  110,	139,  143,  389,  445,	465,
	587, 990, 993, 995,	2323, 3389, 5900, 5901, 5985, 8291,
};
static const uint16_t database_ports[] = { 1433, 1521, 3306, 5432, 6379, 27017 };
static const uint16_t web_clear_ports[] = { 80, 81, 8000, 8008, 8080, 8081, 8888 };
static const uint16_t web_ports[] = { 80, 81, 443, 3000, 5000, 8000, 8008, 8080, 8081, 8443, 8888 };

static const uint16_t spread_ports[] = {
	22, 23, 25, 135, 139, 445, 1433, 2222, 2323, 3389, 5900, 5985, 7547,
};

/* Time, names, keep-alives of messengers, push and calls, polling of devices and agents,
 * and logs. */
static const uint16_t periodic_ports[] = {
	53,   67,   68,   102,	123,  161,  179,  502,	514,   601,   853,   1194,  1883,
	2003, 2404, 3478, 4500, 5060, 5061, 5222, 5223, 5228,  5349,  5666,  6514,  8009,
	8883, 9090, 9100, 10050, 10051, 12201, 20000, 44818,
};

static bool port_in(const uint16_t *list, size_t count, uint16_t port)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (list[i] == port)
			return true;
	return false;
}

static bool port_fits(enum rule_ports ports, uint16_t port)
{
	bool login = port_in(login_ports, COUNT(login_ports), port);
	bool ssh = port_in(ssh_ports, COUNT(ssh_ports), port);
	bool database = port_in(database_ports, COUNT(database_ports), port);
	bool web = port_in(web_ports, COUNT(web_ports), port);

	switch (ports) {
	case RULE_PORT_LOGIN:
		return login;
	case RULE_PORT_SSH:
		return ssh;
	case RULE_PORT_SHELL:
		return port_in(shell_ports, COUNT(shell_ports), port);
	case RULE_PORT_DATABASE:
		return database;
	case RULE_PORT_WEB:
		return web;
	case RULE_PORT_WEB_CLEAR:
		return port_in(web_clear_ports, COUNT(web_clear_ports), port);
	case RULE_PORT_NOT_WEB:
		return !web;
	case RULE_PORT_DNS:
		return port == 53;
	case RULE_PORT_ECHO:
		return port != 0;
	case RULE_PORT_OTHER:
		return !ssh && !login && !database && !web && port != 53;
	case RULE_PORT_SPREAD:
		return port_in(spread_ports, COUNT(spread_ports), port);
	case RULE_PORT_CALL:
		return !ssh && !login && !database &&
		       !port_in(periodic_ports, COUNT(periodic_ports), port);
	case RULE_PORT_ANY:
		break;
	}
	return true;
}

static bool one_way(const struct row *row)
{
	switch (row->subject.kind) {
	case ROW_HOST:
		return row->value[HOST_one_way];
	case ROW_PAIR:
		return row->value[PAIR_one_way];
	default:
		return row->value[FLOW_one_way];
	}
}

/* The port that the flows a rule is about go to. */
static uint16_t rule_port(const struct rule *rule, const struct row *row)
{
	if (row->subject.kind == ROW_HOST)
		return ntohs(row->peer[rule->side == RULE_SUFFERS].port);
	return ntohs(row->subject.dport);
}

enum direction rule_direction_of(const struct rule *rule, const struct row *row)
{
	if (row->subject.kind == ROW_HOST)
		return (enum direction)row->peer[rule->side == RULE_SUFFERS].direction;
	return row->subject.direction;
}

unsigned int rule_window(unsigned int window_s)
{
	if (window_s >= 3600)
		return window_s >= 86400 ? 4 : 3;
	return window_s <= 5 ? 0 : window_s <= 30 ? 1 : 2;
}

struct rule_condition rule_lead(const struct rule *rule, unsigned int window_s)
{
	return (struct rule_condition){ .test = RULE_AT_LEAST,
					.feature = rule->lead,
					.per = RULE_ALONE,
					.limit = rule->at_least[rule_window(window_s)] };
}

uint32_t rule_limit(const struct rule_condition *c, const struct row *row)
{
	uint64_t limit = c->limit;

	if (c->per != RULE_ALONE)
		limit *= row->value[c->per];
	return limit > UINT32_MAX ? UINT32_MAX : (uint32_t)limit;
}

static bool condition_holds(const struct rule_condition *c, const struct row *row)
{
	uint32_t limit = rule_limit(c, row);

	if (c->test == RULE_AT_LEAST)
		return row->value[c->feature] >= limit;
	return row->value[c->feature] <= limit;
}

/* Whether the rule is about such a row at all. */
static bool rule_applies(const struct rule *rule, const struct row *row)
{
	if (rule->rows != row->subject.kind || !rule->at_least[rule_window(row->subject.window_s)])
		return false;
	if (rule->needs_replies && one_way(row))
		return false;
	if (rule->ip_proto && rule->ip_proto != row->subject.ip_proto)
		return false;
	if (rule->direction && !(rule->direction >> rule_direction_of(rule, row) & 1))
		return false;
	return port_fits(rule->ports, rule_port(rule, row));
}

static bool conditions_hold(const struct rule *rule, const struct row *row)
{
	unsigned int i;

	for (i = 0; i < RULE_CONDITIONS && rule->condition[i].test != RULE_END; i++)
		if (!condition_holds(&rule->condition[i], row))
			return false;
	return true;
}

static uint32_t condition_missing(const struct rule_condition *c, const struct row *row)
{
	uint32_t limit = rule_limit(c, row), value = row->value[c->feature];
	uint64_t beyond;

	if (condition_holds(c, row))
		return 0;
	if (c->test == RULE_AT_LEAST)
		return (uint32_t)(1000 - 1000ull * value / limit);
	beyond = limit ? 1000ull * (value - limit) / limit : 1000;
	if (!beyond)
		return 1;
	return beyond < 1000 ? (uint32_t)beyond : 1000;
}

uint32_t rule_missing(const struct rule *rule, const struct row *row)
{
	const struct rule_condition lead = rule_lead(rule, row->subject.window_s);
	uint32_t missing;
	unsigned int i;

	if (!rule_applies(rule, row))
		return UINT32_MAX;
	missing = condition_missing(&lead, row);
	for (i = 0; i < RULE_CONDITIONS && rule->condition[i].test != RULE_END; i++)
		missing += condition_missing(&rule->condition[i], row);
	return missing;
}

uint16_t rule_score_near(const struct rule *rule, const struct row *row)
{
	uint32_t least = rule->at_least[rule_window(row->subject.window_s)];
	uint32_t value = row->value[rule->lead];

	if (!rule_applies(rule, row) || 2ull * value <= least)
		return 0;
	if (!conditions_hold(rule, row))
		return 0;
	return (uint16_t)(1000 - (uint64_t)RULE_SCORE_MIN * least / value);
}

uint16_t rule_score(const struct rule *rule, const struct row *row)
{
	uint32_t least = rule->at_least[rule_window(row->subject.window_s)];

	/* Near misses are many: first what is cheap. */
	if (rule->rows != row->subject.kind || row->value[rule->lead] < least)
		return 0;
	return rule_score_near(rule, row);
}

static void hit_add(struct rule_hit *out, unsigned int *count, const struct rule *rule,
		    uint16_t score)
{
	unsigned int i;

	for (i = 0; i < *count; i++)
		if (out[i].rule->group == rule->group)
			break;
	if (i == *count && *count == RULE_HITS)
		return;
	if (i < *count && out[i].score >= score)
		return;
	if (i == *count)
		(*count)++;
	out[i].rule = rule;
	out[i].score = score;
}

unsigned int rules_match(const struct row *row, struct rule_hit out[static RULE_HITS])
{
	unsigned int count = 0;
	uint16_t score;
	size_t i;

	for (i = 0; i < COUNT(rules); i++) {
		score = rule_score(&rules[i], row);
		if (score)
			hit_add(out, &count, &rules[i], score);
	}
	return count;
}

const struct rule *rules_table(unsigned int *count)
{
	*count = COUNT(rules);
	return rules;
}

const char *rule_group_name(enum rule_group group)
{
	static const char *const names[RULE_GROUPS] = { "scan", "flood", "access", "channel" };

	return names[group];
}
