/* SPDX-License-Identifier: MIT */
/*
 * suppress.h - the hour's budget of new alarms, and what was held back by it.
 */
#ifndef WEIR_SUPPRESS_H
#define WEIR_SUPPRESS_H

#include "finding.h"

#define SUPPRESS_HOUR_NS 3600000000000ull

struct suppress_class {
	uint64_t held; /* alarms held back this hour */
	uint64_t first_ns; /* of all of them */
	uint64_t last_ns;
	struct finding strongest;
};

struct suppress {
	uint32_t per_hour; /* 0: no limit */
	uint32_t raised; /* this hour */
	uint64_t hour_ns; /* start of the hour; valid while @open */
	bool open;
	struct suppress_class class[ALERT_CLASSES];
};

void suppress_init(struct suppress *s, uint32_t per_hour);

/* Whether a new alarm of @severity (1..3) may be raised at @now; if so it is counted.
 * The hour begins with its first alarm. */
bool suppress_allow(struct suppress *s, unsigned int severity, uint64_t now);

/* Counts an alarm that was not allowed. */
void suppress_hold(struct suppress *s, const struct finding *f, uint64_t first_ns,
		   uint64_t last_ns);

/* Whether the hour is over at @now; then the owner reports class[] and resets. */
bool suppress_over(const struct suppress *s, uint64_t now);
void suppress_reset(struct suppress *s);

#endif
