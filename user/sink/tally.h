/* SPDX-License-Identifier: MIT */
/*
 * tally.h - alarms by what they are: those that went to the sinks, each counted once, when
 * it began.
 */
#ifndef WEIR_TALLY_H
#define WEIR_TALLY_H

#include "../alert/alert.h"

#define TALLY_SEVERITIES 3

struct tally {
	uint64_t count[ALERT_CLASSES][TALLY_SEVERITIES][DETECTORS];
};

static inline void tally_alert(struct tally *t, const struct alert *a)
{
	unsigned int severity = a->severity - 1;

	if (a->stage == ALERT_NEW && severity < TALLY_SEVERITIES)
		t->count[a->finding.class][severity][a->finding.detector]++;
}

#endif
