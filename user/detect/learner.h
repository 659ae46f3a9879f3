/* SPDX-License-Identifier: MIT */
/*
 * learner.h - learns what is usual at a site: an even sample of the rows of its hosts, for
 * each window length, and from that a baseline. All memory is taken at the start; neither
 * taking a row in nor a step of training takes longer than a millisecond.
 */
#ifndef WEIR_LEARNER_H
#define WEIR_LEARNER_H

#include "baseline.h"

/* How long it has learned, and for whom the sample file is: the owner's. */
struct learner_term {
	int64_t from_s; /* when it began and was last at it, seconds since 1970 */
	int64_t to_s;
	uint64_t learned_s; /* how long so far */
	uint64_t goal_s;    /* how long in all */
	uint32_t seed;
};

struct learner;

/* @rows_max: of the sample of each window length. */
int learner_new(uint32_t rows_max, struct learner **out);
size_t learner_bytes(uint32_t rows_max);
void learner_free(struct learner *l);

/* Begins anew, without rows. */
void learner_begin(struct learner *l, uint32_t seed);

/* Takes in a row that is of a host and of a window of 16 s to 450 s; passes by all others.
 * Rows come in order of time. */
void learner_row(struct learner *l, const struct row *row);

/* Rows seen so far, and how many of them are in the smallest sample that has any. */
uint64_t learner_seen(const struct learner *l);
uint32_t learner_rows(const struct learner *l);

/* Begins to make a baseline of what was sampled; no row may be taken in until the end.
 * @quantile: as in iforest_train.h. -ENODATA: fewer than IFOREST_ROWS_MIN rows. -ENOMEM. */
int learner_train_begin(struct learner *l, const struct learner_term *term, uint16_t quantile);
/* 1: there is more; 0: *out is the baseline, the caller's to free. */
int learner_train_step(struct learner *l, struct baseline **out);

/* The sample and its term as the bytes of a file, for durable_write(); the caller frees
 * *data. 0 or -ENOMEM. */
int learner_pack(const struct learner *l, const struct learner_term *term, void **data,
		 size_t *size);
/* From such a file. -ENOENT, -EINVAL (damaged, or of another version of weir); the learner is
 * empty then. */
int learner_load(struct learner *l, struct learner_term *term, const char *path);

#endif
