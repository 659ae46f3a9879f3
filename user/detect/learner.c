// SPDX-License-Identifier: MIT
#include "learner_state.h"

#include "feature.h"

#include <errno.h>
#include <stdlib.h>

#define SHORT_MIN_S 16
#define LONG_MIN_S 76
#define LONG_MAX_S 450

int learner_new(uint32_t rows_max, struct learner **out)
{
	struct learner *l = calloc(1, sizeof(*l));
	unsigned int i;
	int err = l ? iforest_train_new(rows_max, &l->train) : -ENOMEM;

	for (i = 0; i < BASELINE_FORESTS && !err; i++)
		err = reservoir_init(&l->sample[i], rows_max, FEATURES_MAX, 0);
	if (err)
		learner_free(l);
	else
		*out = l;
	return err;
}

size_t learner_bytes(uint32_t rows_max)
{
	return sizeof(struct learner) + iforest_train_bytes(rows_max) +
	       BASELINE_FORESTS * reservoir_bytes(rows_max, FEATURES_MAX);
}

void learner_free(struct learner *l)
{
	unsigned int i;

	if (!l)
		return;
	for (i = 0; i < BASELINE_FORESTS; i++)
		reservoir_fini(&l->sample[i]);
	iforest_train_free(l->train);
	baseline_free(l->making);
	free(l);
}

void learner_begin(struct learner *l, uint32_t seed)
{
	unsigned int i;

	baseline_free(l->making);
	l->making = NULL;
	for (i = 0; i < BASELINE_FORESTS; i++) {
		reservoir_reset(&l->sample[i], (uint64_t)seed * BASELINE_FORESTS + i);
		l->window_s[i] = 0;
	}
}

void learner_row(struct learner *l, const struct row *row)
{
	unsigned int seconds = row->subject.window_s, which = seconds >= LONG_MIN_S, i;
	uint8_t *place;

	if (row->subject.kind != ROW_HOST || seconds < SHORT_MIN_S || seconds > LONG_MAX_S ||
	    (l->window_s[which] && l->window_s[which] != seconds))
		return;
	l->window_s[which] = seconds;
	place = reservoir_offer(&l->sample[which]);
	for (i = 0; place && i < HOST_FEATURE_COUNT; i++)
		place[i] = iforest_bin(ROW_HOST, i, row->value[i]);
}

uint64_t learner_seen(const struct learner *l)
{
	uint64_t seen = 0;
	unsigned int i;

	for (i = 0; i < BASELINE_FORESTS; i++)
		seen += l->sample[i].seen;
	return seen;
}

uint32_t learner_rows(const struct learner *l)
{
	uint32_t rows = 0;
	unsigned int i;

	for (i = 0; i < BASELINE_FORESTS; i++)
		if (l->sample[i].rows && (!rows || l->sample[i].rows < rows))
			rows = l->sample[i].rows;
	return rows;
}

/* The next sample that has rows; 0 when there is none. */
static int train_next(struct learner *l)
{
	struct baseline *b = l->making;
	unsigned int i;
	int err;

	for (i = l->next; i < BASELINE_FORESTS && !l->sample[i].rows; i++)
		;
	if (i == BASELINE_FORESTS)
		return 0;
	err = iforest_train_begin(l->train, &l->sample[i], ROW_HOST, l->window_s[i], l->quantile,
				  l->term.seed, &b->forest[b->count]);
	l->next = i + 1;
	return err ? err : 1;
}

int learner_train_begin(struct learner *l, const struct learner_term *term, uint16_t quantile)
{
	int err;

	if (learner_rows(l) < IFOREST_ROWS_MIN)
		return -ENODATA;
	err = baseline_new(&l->making);
	if (err)
		return err;
	l->term = *term;
	l->quantile = quantile;
	l->next = 0;
	l->making->from_s = term->from_s;
	l->making->to_s = term->to_s > term->from_s ? term->to_s : term->from_s;
	l->making->learned_s = term->learned_s;
	l->making->seed = term->seed;
	return train_next(l) > 0 ? 0 : -ENODATA;
}

int learner_train_step(struct learner *l, struct baseline **out)
{
	if (iforest_train_step(l->train))
		return 1;
	l->making->count++;
	if (train_next(l) > 0)
		return 1;
	baseline_trim(l->making);
	*out = l->making;
	l->making = NULL;
	return 0;
}
