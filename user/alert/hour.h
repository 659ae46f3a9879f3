/* SPDX-License-Identifier: MIT */
/*
 * hour.h - the hour's budget of new alarms, and what was held back by it.
 */
#ifndef WEIR_HOUR_H
#define WEIR_HOUR_H

#include "finding.h"

#define HOUR_NS 3600000000000ull

struct hour_class {
	uint64_t held; /* alarms held back this hour */
	uint64_t first_ns; /* of all of them */
	uint64_t last_ns;
	struct finding strongest;
};

struct hour {
	uint32_t per_hour; /* 0: no limit */
	uint32_t raised; /* this hour */
	uint64_t hour_ns; /* start of the hour; valid while @open */
	bool open;
	struct hour_class class[ALERT_CLASSES];
};

void hour_init(struct hour *s, uint32_t per_hour);

/* Whether a new alarm of @severity (1..3) may be raised at @now; if so it is counted.
 * The hour begins with its first alarm. */
bool hour_allow(struct hour *s, unsigned int severity, uint64_t now);

/* Counts an alarm that was not allowed. */
void hour_hold(struct hour *s, const struct finding *f, uint64_t first_ns,
		   uint64_t last_ns);

/* Whether the hour is over at @now; then the owner reports class[] and resets. */
bool hour_over(const struct hour *s, uint64_t now);
void hour_reset(struct hour *s);

#endif
