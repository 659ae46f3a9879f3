/* SPDX-License-Identifier: MIT */
/*
 * finding.h - what user/detect hands to user/alert: a verdict about a row and why.
 */
#ifndef WEIR_FINDING_H
#define WEIR_FINDING_H

#include "../detect/row.h"
#include "class.h"

#include <weir/model.h>

#define FINDING_REASONS 5
#define FINDING_RULES 6

struct rule; /* detect/rules.h */

enum detector { DETECTOR_THRESHOLD, DETECTOR_RF, DETECTOR_IFOREST, DETECTORS };

/* Where a reason's expected range comes from. */
enum reason_basis {
	REASON_LIMIT, /* a fixed limit of a rule */
	REASON_SITE, /* the site's own past (baseline) */
	REASON_MODEL, /* what the forest was trained on */
};

/* A feature that moved the verdict; names and units are those of features.h. */
struct reason {
	const char *feature; /* static string */
	uint32_t value;
	uint32_t expected_lo;
	uint32_t expected_hi;
	uint16_t contribution; /* thousandths of the score, largest first */
	uint8_t basis; /* enum reason_basis */
};

/* A rule that fired, or nearly did. */
struct finding_rule {
	const struct rule *rule; /* of the table, static */
	uint16_t score; /* 500..1000, or 0: it did not fire, and was the nearest to */
};

/* What the random forest said, class by class. */
struct finding_forest {
	uint8_t class_count; /* 0: none for such rows, or not asked */
	int8_t class[MODEL_CLASSES_MAX]; /* enum alert_class, -1 benign */
	uint16_t share[MODEL_CLASSES_MAX]; /* thousandths of all votes */
	uint16_t threshold[MODEL_CLASSES_MAX]; /* to decide alone; MODEL_NEVER: it may not */
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
	/* the evidence: the row as it was judged, and every layer's own result */
	uint32_t value[FEATURES_MAX]; /* of subject.kind and subject.window_s */
	uint8_t rule_count;
	struct finding_rule rule[FINDING_RULES]; /* fired, strongest first; then the nearest */
	struct finding_forest forest;
	uint16_t iforest_threshold; /* what layer[DETECTOR_IFOREST] had to reach; 0: not asked */
};

#endif
