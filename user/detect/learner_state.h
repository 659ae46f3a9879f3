/* SPDX-License-Identifier: MIT */
/* learner_state.h - what learner.c and learner_file.c share. Nobody else includes it. */
#ifndef WEIR_LEARNER_STATE_H
#define WEIR_LEARNER_STATE_H

#include "iforest_train.h"
#include "learner.h"

struct learner {
	struct reservoir sample[BASELINE_FORESTS]; /* short windows, long ones */
	unsigned int window_s[BASELINE_FORESTS];   /* of its rows; 0: none yet */
	struct iforest_train *train;
	struct baseline *making;  /* NULL: not training */
	struct learner_term term; /* of the baseline in the making */
	uint16_t quantile;
	unsigned int next; /* sample to train after this one */
};

#endif
