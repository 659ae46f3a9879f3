/* SPDX-License-Identifier: MIT */
/*
 * finding.h - what user/detect hands to user/alert: a verdict about a row and why.
 */
#ifndef WEIR_FINDING_H
#define WEIR_FINDING_H

#include "../detect/row.h"
#include "class.h"

#define FINDING_REASONS 5

enum detector { DETECTOR_THRESHOLD, DETECTOR_RF, DETECTOR_IFOREST, DETECTORS };

/* A feature that moved the verdict; names and units are those of features.h. */
struct reason {
	const char *feature; /* static string */
	uint32_t value;
	uint32_t expected_lo;
	uint32_t expected_hi;
	uint16_t contribution; /* thousandths of the score, largest first */
};

struct finding {
	struct row_subject subject; /* src: attacker, dst: victim, where known */
	enum alert_class class;
	enum detector detector; /* the layer that decided */
	uint16_t score; /* fused, thousandths (0..1000) */
	uint16_t threshold; /* what it had to reach, thousandths */
	uint16_t layer[DETECTORS]; /* each layer's own score, thousandths */
	uint8_t certainty; /* 0..3, for severity */
	uint8_t reason_count;
	struct reason reason[FINDING_REASONS];
	/* what happened, for the alert's flow object */
	uint64_t packets[2]; /* by src, by dst */
	uint64_t bytes[2];
};

#endif
