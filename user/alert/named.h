/* SPDX-License-Identifier: MIT */
/*
 * named.h - hosts whose work looks like an attack, as the admin names them ([Network]
 * scanner=, backup=, monitoring=), and what is left out about them:
 *
 *   scanner      scans by it
 *   backup       unusual uploads by it and to it
 *   monitoring   by it: scans, beacons, and password guessing, which short logins as a
 *                check of health look like; to it: beacons, which agents that report are
 *
 * All else is judged for them as for any host. What is left out is counted and told.
 */
#ifndef WEIR_NAMED_H
#define WEIR_NAMED_H

#include "../flow/network.h"
#include "finding.h"

enum named_role { NAMED_SCANNER, NAMED_BACKUP, NAMED_MONITORING, NAMED_ROLES };

struct named_hosts {
	struct networks role[NAMED_ROLES];
};

const char *named_role_name(enum named_role role); /* as the key of weir.conf */

/* The role for which the finding is left out, or -1; @host gets the named end of it. */
int named_role_of(const struct named_hosts *n, const struct finding *f, struct weir_addr *host);

#endif
