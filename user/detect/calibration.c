// SPDX-License-Identifier: MIT
#include "calibration.h"

#include "model_json.h"

#include <errno.h>
#include <string.h>

#define SCORE_MAX 1000

static int group_find(const char *name)
{
	int i;

	for (i = 0; i < RULE_GROUPS; i++)
		if (!strcmp(rule_group_name((enum rule_group)i), name))
			return i;
	return -1;
}

static int read_stair(const json_t *steps, const char *name, struct calibration_stair *out,
		      char *error)
{
	int64_t raw = RULE_SCORE_MIN, score = RULE_SCORE_MIN;
	const json_t *step;
	size_t i;

	if (!json_array_size(steps) || json_array_size(steps) > CALIBRATION_STEPS_MAX)
		return model_wrong(error, "calibration: %.20s: not 1 to %d steps", name,
				   CALIBRATION_STEPS_MAX);
	for (i = 0; i < json_array_size(steps); i++) {
		step = json_array_get(steps, i);
		if (json_array_size(step) != 2 ||
		    !model_number(json_array_get(step, 0), i ? raw + 1 : RULE_SCORE_MIN,
				  i ? SCORE_MAX : RULE_SCORE_MIN, &raw) ||
		    !model_number(json_array_get(step, 1), score, SCORE_MAX, &score))
			return model_wrong(error, "calibration: %.20s: step %zu does not rise",
					   name, i);
		out->step[i].raw = (uint16_t)raw;
		out->step[i].score = (uint16_t)score;
	}
	out->count = (unsigned int)i;
	return 0;
}

int calibration_read(const json_t *object, struct calibration *out, char *error)
{
	const char *name;
	json_t *steps;
	int group, err;

	memset(out, 0, sizeof(*out));
	if (object && !json_is_object(object))
		return model_wrong(error, "calibration: not an object");
	json_object_foreach((json_t *)object, name, steps) {
		group = group_find(name);
		if (group < 0)
			return model_wrong(error, "calibration: no group \"%.40s\"", name);
		err = read_stair(steps, name, &out->stair[group], error);
		if (err)
			return err;
	}
	return 0;
}

uint16_t calibration_score(const struct calibration *c, enum rule_group group, uint16_t raw)
{
	const struct calibration_stair *stair = &c->stair[group];
	unsigned int i = stair->count;

	while (i && stair->step[i - 1].raw > raw)
		i--;
	return i ? stair->step[i - 1].score : raw;
}
