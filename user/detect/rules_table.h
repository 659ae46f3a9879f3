/* SPDX-License-Identifier: MIT */
/*
 * rules_table.h - the thresholds of every threshold detector, once. Included by rules.c.
 * The rules themselves are in rules_scan.h, rules_flood.h, rules_access.h, rules_channel.h.
 *
 * LEAD(feature, 5 s, 30 s, 180 s, 1 h, 24 h): what the leading feature must reach in a
 * window of that length (0 or left out: not judged there). MIN and MAX: conditions beside
 * it. MIN_PER(a, n, b): a is at least n times b; MAX_PER: at most. Shares are per mille.
 * REPLIES: the rule rests on replies and is silent where only one direction was seen.
 */
#ifndef WEIR_RULES_TABLE_H
#define WEIR_RULES_TABLE_H

#define HOST_RULE(n, c, g, s) .name = n, .class = CLASS_##c, .group = RULE_GROUP_##g, \
	.rows = ROW_HOST, .side = RULE_##s
#define PAIR_RULE(n, c, g, p, port) .name = n, .class = CLASS_##c, .group = RULE_GROUP_##g, \
	.rows = ROW_PAIR, .side = RULE_ACTS, .ip_proto = p, .ports = RULE_PORT_##port
#define FLOW_RULE(n, c, g, p, port) .name = n, .class = CLASS_##c, .group = RULE_GROUP_##g, \
	.rows = ROW_FLOW, .side = RULE_ACTS, .ip_proto = p, .ports = RULE_PORT_##port
#define LEAD(f, ...) .lead = f, .at_least = { __VA_ARGS__ }
#define MIN(f, n) { RULE_AT_LEAST, f, RULE_ALONE, n }
#define MAX(f, n) { RULE_AT_MOST, f, RULE_ALONE, n }
#define MIN_PER(f, n, b) { RULE_AT_LEAST, f, b, n }
#define MAX_PER(f, n, b) { RULE_AT_MOST, f, b, n }
#define REPLIES .needs_replies = true
/* Where the flows go: towards outside, from outside, within home; where home is not known
 * (transit), as if outside were on the other end. Without any of them: wherever. */
#define OUTBOUND .direction = RULE_OUTBOUND
#define INBOUND .direction = RULE_INBOUND
#define LATERAL .direction = RULE_LATERAL
#define FROM_INSIDE .direction = RULE_FROM_INSIDE
#define TO_INSIDE .direction = RULE_TO_INSIDE

static const struct rule rules[] = {
#include "rules_scan.h"
#include "rules_flood.h"
#include "rules_access.h"
#include "rules_channel.h"
};

#endif
