/* SPDX-License-Identifier: MIT */
/*
 * baseline_learn.h - weir baseline learn: a baseline of captures, by the same code as live.
 */
#ifndef WEIR_BASELINE_LEARN_H
#define WEIR_BASELINE_LEARN_H

#include <stdbool.h>

struct baseline_learn_options {
	const char *output; /* file to write */
	const char *config; /* NULL: the default one */
};

/* Exit code, after saying what is wrong. @paths: captures, NULL at the end. */
int baseline_learn(const struct baseline_learn_options *o, bool json, char **paths);

#endif
