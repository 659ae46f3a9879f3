/* SPDX-License-Identifier: MIT */
/*
 * ruleset.h - the admin's rules against false alarms, and what they hold back.
 *
 *   allow      the finding is not scored: it never becomes an alarm (as with the hosts
 *              that named.h knows, it still explains lesser findings of the same cause)
 *   suppress   the alarm is made, counted and kept, but no sink reports it
 *
 * All conditions that a rule gives must hold; of a list, one entry is enough:
 *
 *   device      one end: an address, a network, a MAC, a device's id or name, or "self"
 *   peer        the other end: the same, or the DNS name that led to it ("*.debian.org")
 *   network     either end
 *   role        who the device is: source (who acts) or target (to whom it is done); with
 *               peer alone, the peer is the other one
 *   port        of the service: that of the alarm's victim
 *   protocol, class, direction
 *   hours, days local time (of the capture's clock in a replay); a span across midnight
 *               belongs to the day it begins on
 *   expires     from then on the rule does not hold
 *
 * Both directions and both families are alike. What an alarm does not know, or what is
 * not the same in all its findings, holds no condition: an alarm about many ports is not
 * covered by a rule for one, and one about several peers only if all of them are known and
 * all match. So a rule that covers an alarm as it ended also covered it when it began.
 *
 * The first rule that holds, in the order they were added, counts the hit.
 */
#ifndef WEIR_RULESET_H
#define WEIR_RULESET_H

#include "finding.h"
#include "netset.h"
#include "peers.h"

#define RULESET_RULES_MAX 1024
#define RULESET_NETWORKS_MAX 16384 /* of all rules */
#define RULESET_NAME_SIZE 41
#define RULESET_COMMENT_SIZE 121
#define RULESET_PORTS 16
#define RULESET_HOURS 4
#define RULESET_PROTOCOLS 4

struct alert; /* alert.h */

enum ruleset_effect { RULESET_ALLOW, RULESET_SUPPRESS, RULESET_EFFECTS };
enum ruleset_origin {
	RULESET_VENDOR, /* shipped: PREFIX/lib/weir */
	RULESET_FILE, /* the admin's drop-in */
	RULESET_ADDED, /* by weir suppress|allow add, weir fp --apply */
};
enum ruleset_role { RULESET_ANY, RULESET_SOURCE, RULESET_TARGET };

/* One end: networks, and words (MAC, id, name, DNS name) in lower case, each with its
 * NUL, one behind the other. */
struct ruleset_ends {
	bool given;
	bool self; /* the word "self" is among them */
	uint16_t words;
	uint32_t bytes; /* of text */
	char *text;
	struct netset nets;
};

struct ruleset_rule {
	char name[RULESET_NAME_SIZE]; /* one of its kind among rules of its effect */
	char comment[RULESET_COMMENT_SIZE];
	uint8_t effect; /* enum ruleset_effect */
	uint8_t origin; /* enum ruleset_origin */
	uint8_t role; /* enum ruleset_role */
	uint8_t directions; /* bits by enum direction, 0: any */
	uint8_t days; /* bits, 0: Sunday; none: any */
	bool expired; /* ruleset_expire() has told it */
	uint32_t classes; /* bits by enum alert_class, 0: any */
	struct ruleset_ends device, peer, network;
	uint8_t protocol_count;
	uint8_t protocol[RULESET_PROTOCOLS];
	uint8_t port_count;
	struct { uint16_t low, high; } port[RULESET_PORTS];
	uint8_t hour_count;
	struct { uint16_t from, to; } hour[RULESET_HOURS]; /* minutes of the day, [from, to) */
	int64_t expires_s; /* seconds since 1970, 0: never */
	uint32_t networks; /* given in all */
	char *text; /* "key = value" lines as given, expires as a date; heap */
	char *place; /* "FILE:LINE", or who added it and when; heap */
	uint64_t hits; /* allow: findings; suppress: alarms */
	int64_t last_hit_s; /* 0: none */
};

/* What is known of a host besides its address; NULL: nothing. Borrowed until the next call. */
struct ruleset_host {
	const char *id;
	const char *name;
	const uint8_t *mac; /* 6 bytes */
	const char *dns; /* the name whose answer led to it */
};
typedef void (*ruleset_host_fn)(void *ctx, const struct weir_addr *addr, uint8_t ip_v,
				struct ruleset_host *out);

/* Who is who, for what rules say by name. All zero: nobody knows. */
struct ruleset_names {
	ruleset_host_fn host; /* or NULL */
	void *ctx;
	const struct netset *self; /* addresses of the gateway, or NULL */
};

/* What a rule is asked about. count 0: many hosts, or not all of them known. */
struct ruleset_case {
	enum alert_class class;
	enum direction direction;
	uint8_t ip_v;
	uint8_t ip_proto; /* 0: several */
	uint16_t port; /* host order, 0: several */
	struct {
		unsigned int count;
		struct weir_addr addr[PEERS_NAMED];
	} end[2]; /* source, target */
	int64_t wall_s;
};

void ruleset_case_of_finding(const struct finding *f, int64_t wall_s, struct ruleset_case *out);
void ruleset_case_of_alert(const struct alert *a, int64_t wall_s, struct ruleset_case *out);

struct ruleset;

/* Empty; all memory but what rules bring along. -ENOMEM. */
int ruleset_new(struct ruleset **out);
void ruleset_free(struct ruleset *s); /* its rules too; accepts NULL */

/* Who tells names and DNS names of hosts from now on; NULL: nobody. */
void ruleset_name_hosts(struct ruleset *s, ruleset_host_fn host, void *ctx);
/* The addresses that the word "self" stands for; copied. -ENOMEM. */
struct networks;
int ruleset_set_self(struct ruleset *s, const struct networks *self);

/*
 * Takes the rule over, with what hangs on it; *rule is zeroed. -EEXIST: there is one of the
 * name (*rule is untouched, as on every failure), -ENOSPC: RULESET_RULES_MAX, -E2BIG:
 * RULESET_NETWORKS_MAX.
 */
int ruleset_add(struct ruleset *s, struct ruleset_rule *rule);
/* -ENOENT. */
int ruleset_remove(struct ruleset *s, enum ruleset_effect effect, const char *name);
void ruleset_rule_fini(struct ruleset_rule *rule); /* frees what hangs on it, zeroes it */

unsigned int ruleset_count(const struct ruleset *s);
/* In order of adding; good until the next add or remove. */
struct ruleset_rule *ruleset_get(const struct ruleset *s, unsigned int index);
struct ruleset_rule *ruleset_find(const struct ruleset *s, enum ruleset_effect effect,
				  const char *name);

/* The first rule of this effect that holds, or NULL. Counts nothing. */
struct ruleset_rule *ruleset_match(const struct ruleset *s, enum ruleset_effect effect,
				   const struct ruleset_case *c);
/* Of one that ruleset_add() took or netset_close() was called for. */
bool ruleset_rule_holds(const struct ruleset_names *names, const struct ruleset_rule *rule,
			const struct ruleset_case *c);
const struct ruleset_names *ruleset_names(const struct ruleset *s);
/* Hits of rules of the same effect and name go over from @old, as does what was told. */
void ruleset_inherit(struct ruleset *s, const struct ruleset *old);
/* Marks rules whose time is over and calls @told once for each. @told NULL: only marks. */
void ruleset_expire(struct ruleset *s, int64_t wall_s,
		    void (*told)(void *ctx, const struct ruleset_rule *rule), void *ctx);

const char *ruleset_effect_name(enum ruleset_effect effect); /* "allow", "suppress" */
const char *ruleset_origin_name(enum ruleset_origin origin); /* "vendor", "file", "added" */

#endif
