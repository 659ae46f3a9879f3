// SPDX-License-Identifier: MIT
#include "cause.h"

static bool same_yields(enum alert_class weaker, enum alert_class stronger)
{
	if (weaker == CLASS_ANOMALY)
		return stronger != CLASS_ANOMALY && stronger != CLASS_TEST;
	if (weaker == CLASS_PORTSCAN)
		return stronger == CLASS_HOSTSCAN;
	if (stronger == CLASS_WORM)
		return weaker == CLASS_HOSTSCAN || weaker == CLASS_LATERAL;
	return stronger == CLASS_REFLECTION && weaker == CLASS_FLOOD;
}

bool cause_yields(enum alert_class weaker, enum alert_class stronger, enum cause_host host)
{
	switch (host) {
	case CAUSE_SAME:
		return same_yields(weaker, stronger);
	case CAUSE_SUFFERS:
		return class_is_dos(stronger) && weaker == CLASS_ANOMALY;
	case CAUSE_PEER_SUFFERS:
		if (weaker == CLASS_BRUTEFORCE)
			return stronger == CLASS_BRUTEFORCE;
		return class_is_dos(stronger) && (weaker == CLASS_ANOMALY || class_is_scan(weaker));
	case CAUSE_ACTS:
		return weaker == CLASS_FLOOD && class_is_scan(stronger);
	case CAUSE_PEER_ACTS:
		return weaker == CLASS_FLOOD && stronger == CLASS_PORTSCAN;
	default:
		return false;
	}
}
