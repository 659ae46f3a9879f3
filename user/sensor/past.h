/* SPDX-License-Identifier: MIT */
/*
 * past.h - the life of the site's baseline: started, learned for a time, trained, stored,
 * in use, rolled back. It owns what the pipeline judges by (struct anomaly), and keeps
 * versions and the sample that is being learned in a folder over restarts. A baseline that
 * cannot be stored is used, and its sample stays, so that the next start makes it anew.
 *
 * Works in slices: past_tick() is called about once a second and takes PAST_SLICE_NS at
 * most; files are written by a worker (worker.h).
 */
#ifndef WEIR_PAST_H
#define WEIR_PAST_H

#include "../control/past_print.h"
#include "../sink/journal.h"

#define PAST_SLICE_NS 20000000ull
#define PAST_SAVE_NS 900000000000ull /* between saves of the sample */
#define PAST_LEARN_S 86400u	     /* when nobody says how long */
#define PAST_ERROR_SIZE 320

struct past_options {
	const char *folder; /* STATE/baseline, made when first needed */
	uint32_t rows_max;  /* of each sample */
	uint16_t quantile;  /* per 10,000 */
	uint32_t keep;	    /* versions */
	/* What the journal is to know; NULL: nobody. */
	void (*event)(void *ctx, enum journal_kind kind, const char *message);
	void *ctx;
};

struct past;

/* Loads the version in use and goes on with what was being learned. A damaged one is told
 * as an event and not used; then the newest good one before it. @now: ns, monotonic. The
 * folder's name outlives it. 0 or -ENOMEM. */
int past_new(const struct past_options *o, uint64_t now, struct past **out);

/* For baselines that are made from now on; as in past_options. */
void past_set(struct past *p, uint16_t quantile, uint32_t keep);

/* For pipeline_options; the past's own. */
struct anomaly *past_anomaly(struct past *p);

/* @wall_s: seconds since 1970. */
void past_tick(struct past *p, uint64_t now, int64_t wall_s);
/* Saves what is being learned: before the end. 0 or -errno. */
int past_save(struct past *p, uint64_t now, int64_t wall_s);
void past_free(struct past *p);

/* Commands: 0, or a negative errno with one line in past_error(). */
int past_start(struct past *p, uint64_t learn_s, uint64_t now, int64_t wall_s);
int past_stop(struct past *p);	/* -EALREADY: does not learn; -ENODATA: too few rows yet */
int past_reset(struct past *p); /* learns no more, uses none; versions stay */
int past_rollback(struct past *p, unsigned int version); /* 0: the one before */
const char *past_error(const struct past *p);

/* Valid until the next call. */
void past_view(const struct past *p, struct past_state *out);

#endif
