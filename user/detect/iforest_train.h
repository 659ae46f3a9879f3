/* SPDX-License-Identifier: MIT */
/*
 * iforest_train.h - from a sample of rows to an isolation forest and its threshold, step
 * by step. Only integers and a stored seed: the same sample gives the same forest.
 *
 * Beside the published method: a split is drawn not only between the lowest and the
 * highest bin of the rows at hand, but up to IFOREST_MARGIN bins beyond; and a feature in
 * which all of them agree is drawn too, one time in IFOREST_CONSTANT. Otherwise a value
 * that this site never had, or a feature that was always 0, would look like the nearest
 * that it had.
 *
 * Of the rows in order of time, 64 equal parts are made, and every fourth is held out: the
 * threshold comes of times that the trees have not seen, spread over all hours of the day.
 */
#ifndef WEIR_IFOREST_TRAIN_H
#define WEIR_IFOREST_TRAIN_H

#include "iforest.h"
#include "reservoir.h"

#define IFOREST_MARGIN 16
#define IFOREST_CONSTANT 8
#define IFOREST_ROWS_MIN 64  /* of a sample, with the hold-out */
#define IFOREST_ROOM 5	     /* thousandths between quantile and threshold, and beside them */
#define IFOREST_ROOM_SHARE 8 /* one part in so many of what lies between median and quantile */

struct iforest_train;

/* @rows_max: of any sample later. Takes all its memory. */
int iforest_train_new(uint32_t rows_max, struct iforest_train **out);
size_t iforest_train_bytes(uint32_t rows_max);

/*
 * Begins. @out (feature lists empty, its node array for IFOREST_NODES_MAX at hand) and the
 * sample stay untouched by others until the end. The sample's rows are bins of all
 * features of @kind. @quantile: share of the hold-out, per 10,000, that is to pass.
 * -ENODATA: fewer than IFOREST_ROWS_MIN rows.
 */
int iforest_train_begin(struct iforest_train *t, const struct reservoir *sample, enum row_kind kind,
			unsigned int window_s, uint16_t quantile, uint64_t seed,
			struct iforest *out);

/* One tree, or the score of some rows of the hold-out: well below a millisecond. 1: there
 * is more, 0: the forest is done. */
int iforest_train_step(struct iforest_train *t);

void iforest_train_free(struct iforest_train *t);

#endif
