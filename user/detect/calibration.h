/* SPDX-License-Identifier: MIT */
/*
 * calibration.h - what a score is worth: per group of rules a rising staircase from the
 * raw score (rule and forest fused) to how many of a thousand such alarms were right, on
 * networks that were not learned from. It is part of the model file (include/weir/model.h).
 */
#ifndef WEIR_CALIBRATION_H
#define WEIR_CALIBRATION_H

#include "rules.h"

#include <jansson.h>

#define CALIBRATION_STEPS_MAX 16

struct calibration {
	struct calibration_stair {
		unsigned int count; /* 0: the raw score stands */
		struct {
			uint16_t raw; /* from here on */
			uint16_t score;
		} step[CALIBRATION_STEPS_MAX];
	} stair[RULE_GROUPS];
};

/* @object: the file's "calibration", NULL for none. 0, or -EINVAL with one line in @error
 * (MODEL_ERROR_SIZE bytes): an unknown group, a stair that does not begin at the rules'
 * threshold, falls, or leaves 500..1000. */
int calibration_read(const json_t *object, struct calibration *out, char *error);

/* @raw: RULE_SCORE_MIN..1000, and so is the result; more is never less. */
uint16_t calibration_score(const struct calibration *c, enum rule_group group, uint16_t raw);

#endif
