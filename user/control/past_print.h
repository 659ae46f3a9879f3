/* SPDX-License-Identifier: MIT */
/*
 * past_print.h - what is known of the site's baseline, as JSON and for people.
 */
#ifndef WEIR_PAST_PRINT_H
#define WEIR_PAST_PRINT_H

#include "../detect/anomaly.h"

#include <stdio.h>

#define PAST_LEARN_MAX_S (90u * 86400) /* the longest that may be asked for */

/* Filled by the owner on demand; pointers stay its own. */
struct past_state {
	const char *state;		     /* "none", "learning", "training", "in use" */
	const struct baseline *baseline;     /* in use, or NULL */
	const struct learner_term *learning; /* NULL: not learning */
	uint32_t rows;			     /* in the smallest sample */
	uint64_t seen;			     /* rows offered to the samples */
	struct anomaly_stats stats;
	struct anomaly_day day;
	const char *rejected; /* why a version is not used; "" */
	const char *folder;
};

/* New references, NULL on lack of memory. */
json_t *past_status(const struct past_state *s);
json_t *past_versions(const char *folder);

/* What those made. Take any JSON: what is missing or of another type is left out. */
void past_print_status(const json_t *status, FILE *out);
/* Of a baseline that was just made, and written to @path. */
void past_print_learned(const json_t *status, const char *path, FILE *out);
void past_print_versions(const json_t *versions, FILE *out);

#endif
