/* SPDX-License-Identifier: MIT */
/*
 * model_compare.h - two models on the same captures: how often their forests decide alike,
 * which alarms each raises, and, where captures are labelled, who is right.
 */
#ifndef WEIR_MODEL_COMPARE_H
#define WEIR_MODEL_COMPARE_H

#include "../detect/models.h"
#include "verb.h"

struct compare_options {
	const struct models *model[2]; /* NULL: rules only */
	const char *data; /* folder with train/ and labels/train/ (labels.h), or NULL */
	char **captures; /* without labels, up to NULL */
	const char *config; /* NULL: the usual one */
	bool json;
};

/* An exit code. Says on stderr what cannot be read, and compares on the rest. */
int model_compare(const struct compare_options *o);

#endif
