/* SPDX-License-Identifier: MIT */
/*
 * rule_key.h - the keys of a rule (alert/ruleset.h), as a rule file has them and as
 * `weir suppress add` takes them:
 *
 *   device, peer    addresses, networks, MACs, names, self; peer also *.NAME
 *   network         addresses, networks, self
 *   role            source or target
 *   port            numbers and ranges: 22, 8000-8100
 *   protocol        tcp, udp, icmp, icmpv6, sctp, gre, esp or numbers
 *   class           names of classes, or of groups: scan (portscan, hostscan), dos (flood,
 *                   ddos-reflection, dos-http), access (bruteforce, lateral, worm), channel
 *                   (c2-beacon, dns-tunnel, c2-dga, exfil, icmp-tunnel)
 *   direction       in, out, lateral, transit
 *   hours           spans of local time: 22:00-06:00, 12-13
 *   days            mon .. sun and ranges: mon-fri
 *   expires         2026-12-31, "2026-12-31 18:00", or 7d, 12h from when the rule was made
 *   comment, added  text
 *
 * Lists are separated by commas or blanks, and add up if given again.
 */
#ifndef WEIR_RULE_KEY_H
#define WEIR_RULE_KEY_H

#include "../alert/ruleset.h"

#define RULE_VALUE_MAX 160 /* bytes; a longer list is given in several lines */
#define RULE_TEXT_MAX 8192 /* of all keys of a rule */

/*
 * Sets one key and adds the line to rule->text. @made_s: when the rule was made, for
 * relative times. NULL, or what would be right: a static text that completes "KEY takes
 * ...". After a failure the rule is good for ruleset_rule_fini() alone.
 */
const char *rule_key_set(struct ruleset_rule *rule, const char *key, const char *value,
			 int64_t made_s);
bool rule_key_known(const char *key);
/* What was probably meant, or NULL. */
const char *rule_key_nearest(const char *wrong);
/* All keys by index, NULL behind the last. */
const char *rule_key_name(unsigned int index);

/* A name of 1 to RULESET_NAME_SIZE - 1 letters, digits and .-_ */
bool rule_name_is_good(const char *name);
/* Whether the rule says whom or what it is about; one for everything is none. */
bool rule_is_about_something(const struct ruleset_rule *rule);

#endif
