/* SPDX-License-Identifier: MIT */
/*
 * cause.h - one cause, one alarm: which class says less about what another says more
 * precisely, when both are found in the same windows.
 *
 *   anomaly            yields to every other class about the same host, and to a denial of
 *                      service that the host suffers or takes part in
 *   hostscan, lateral  to worm of the same host: the spread begins with a search
 *   flood              to reflection on the same victim; to the scan that its only source
 *                      makes; to the victim's own scan, whose answers it is
 *   portscan, hostscan to a denial of service by many against the host that is scanned
 *   portscan           of many hosts, to hostscan by the same
 *   bruteforce         by one of many sources, to that against their victim
 */
#ifndef WEIR_CAUSE_H
#define WEIR_CAUSE_H

#include "class.h"

/* Where the stronger alarm's host is found in the weaker one. */
enum cause_host {
	CAUSE_SAME, /* it is the weaker's own, in the same role */
	CAUSE_SUFFERS, /* it is the weaker's own, as the victim */
	CAUSE_ACTS, /* it is the weaker's own, as the attacker */
	CAUSE_PEER_SUFFERS, /* it is the weaker's only peer, as the victim */
	CAUSE_PEER_ACTS, /* it is the weaker's only peer, as the attacker */
	CAUSE_HOSTS
};

bool cause_yields(enum alert_class weaker, enum alert_class stronger, enum cause_host host);

#endif
