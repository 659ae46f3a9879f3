/* SPDX-License-Identifier: MIT */
/*
 * rules.h - threshold detectors: one table (rules_table.h) of conditions on a row.
 *
 * A rule has a leading condition (feature at least so much in a window of 5, 30 or
 * 180 s, an hour or a day) and others that must hold beside it. Its score is 500 at the
 * leading threshold and nears 1000 as the value grows: 1000 - 500 * threshold / value.
 */
#ifndef WEIR_RULES_H
#define WEIR_RULES_H

#include "../alert/class.h"
#include "row.h"

#define RULE_CONDITIONS 10
#define RULE_WINDOWS 5 /* up to 5 s, up to 30 s, longer; an hour, a day */
#define RULE_SCORE_MIN 500
#define RULE_HITS 4 /* of one row: at most one per group */

enum rule_side {
	RULE_ACTS, /* the row's src is the attacker */
	RULE_SUFFERS, /* the row's src (a host row) is the victim */
};

/* Classes that are names for one event: a row gives at most one finding of a group. */
enum rule_group {
	RULE_GROUP_SCAN,
	RULE_GROUP_FLOOD,
	RULE_GROUP_ACCESS,
	RULE_GROUP_CHANNEL,
	RULE_GROUPS
};

enum rule_ports {
	RULE_PORT_ANY,
	RULE_PORT_SSH,
	RULE_PORT_LOGIN, /* other services that ask people for a password */
	RULE_PORT_SHELL, /* those that let in a person at a time, SSH too */
	RULE_PORT_DATABASE, /* those that ask programs */
	RULE_PORT_WEB,
	RULE_PORT_WEB_CLEAR, /* of those, the ones without TLS */
	RULE_PORT_NOT_WEB,
	RULE_PORT_DNS,
	RULE_PORT_ECHO, /* any that there is: of ICMP, what asks for an echo */
	RULE_PORT_OTHER, /* none of the above */
	RULE_PORT_SPREAD, /* those by which malware goes from host to host */
	RULE_PORT_CALL, /* neither a login nor a service that is used periodically */
};

/* Where the flows a rule is about go, as bits. Transit is where home is not known: either
 * of its ends may be inside, so a rule about inside and outside takes it in. */
enum rule_direction {
	RULE_OUTBOUND = 1 << DIRECTION_OUT | 1 << DIRECTION_TRANSIT,
	RULE_INBOUND = 1 << DIRECTION_IN | 1 << DIRECTION_TRANSIT,
	RULE_LATERAL = 1 << DIRECTION_LATERAL,
	RULE_FROM_INSIDE = RULE_OUTBOUND | RULE_LATERAL,
	RULE_TO_INSIDE = RULE_INBOUND | RULE_LATERAL,
};

enum rule_test { RULE_END, RULE_AT_LEAST, RULE_AT_MOST };

#define RULE_ALONE 0xff
struct rule_condition {
	uint8_t test; /* enum rule_test */
	uint8_t feature; /* index for the rule's row kind */
	uint8_t per; /* RULE_ALONE, or the limit is times the value of this feature */
	uint32_t limit;
};

struct rule {
	const char *name;
	enum alert_class class;
	enum rule_group group;
	enum row_kind rows;
	enum rule_side side;
	enum rule_ports ports; /* of the row's dport; host rows: the busiest, 0 if none is */
	uint8_t ip_proto; /* pair rows; 0: any */
	uint8_t direction; /* enum rule_direction, of most of those flows; 0: any */
	bool needs_replies; /* undefined, so silent, in one_way rows */
	bool whole_peer; /* about all that goes on between the two, whatever the port */
	uint8_t lead;
	uint32_t at_least[RULE_WINDOWS]; /* of the leading feature; 0: not in this window */
	struct rule_condition condition[RULE_CONDITIONS];
};

struct rule_hit {
	const struct rule *rule;
	uint16_t score; /* RULE_SCORE_MIN..1000 */
};

/* The strongest rule of each group that fires; returns how many of @out were filled. */
unsigned int rules_match(const struct row *row, struct rule_hit out[static RULE_HITS]);

/* Whether one rule fires, and its score; 0 if not. */
uint16_t rule_score(const struct rule *rule, const struct row *row);

/* The same on a longer scale, for calibration: also when the leading feature falls short by
 * less than half, with 1..499 (1000 - 500 * threshold / value goes on). */
uint16_t rule_score_near(const struct rule *rule, const struct row *row);

/* How much is missing for the rule to fire: the sum over its conditions, each 0 (holds) to
 * 1000 (nowhere near). UINT32_MAX: the rule is not about such rows. */
uint32_t rule_missing(const struct rule *rule, const struct row *row);

const char *rule_group_name(enum rule_group group);

/* The leading condition in a window of that length. */
struct rule_condition rule_lead(const struct rule *rule, unsigned int window_s);

/* The limit of a condition for this row: limit, or limit * row[per]; saturates. */
uint32_t rule_limit(const struct rule_condition *c, const struct row *row);

/* Of the flows the rule is about; host rows: of most that the host opened or received. */
enum direction rule_direction_of(const struct rule *rule, const struct row *row);

unsigned int rule_window(unsigned int window_s); /* 0..RULE_WINDOWS - 1 */

/* The table, for tests and documentation. */
const struct rule *rules_table(unsigned int *count);

#endif
