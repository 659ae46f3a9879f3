/* SPDX-License-Identifier: MIT */
/*
 * baseline.h - what is usual at one site, learned on the box: for the host rows of each
 * learned window length an isolation forest (iforest.h), the threshold that its hold-out
 * gave, and the range of every feature. Read-only once made.
 *
 * The file is JSON, at most BASELINE_FILE_MAX bytes:
 *   schema        BASELINE_SCHEMA
 *   kind          "baseline"
 *   version       its number, shown in status
 *   learned       object: from and to (seconds since 1970), seconds (of learning), seed
 *   checksum      "crc32:xxxxxxxx" of the canonical text of the file's object without
 *                 this key: compact, keys sorted, ASCII
 *   forests       array of:
 *     rows, window_s   whose rows, as in a model file
 *     features      names of features.h, in the order trees use
 *     ranges        per feature [low, median, high]: 1st, 50th and 99th percentile
 *     sample        rows of which a tree is made
 *     trees         per tree a text: its nodes from the root, left branch first, separated
 *                   by blanks: "F<B" goes left when feature F's bin (iforest.h) is below
 *                   B; "=N" is a leaf that N rows of the sample reached
 *     trained, held_out   rows the trees were made of; rows kept apart from them
 *     quantile      share of the hold-out, per 10,000, that the threshold lets pass
 *     threshold     thousandths; a row that scores more is unlike the site
 *     scores        of the hold-out: [median, 90 %, 99 %, 99.9 %, highest]
 *     vectors       array of {"bins": [bin per feature], "score": thousandths}
 */
#ifndef WEIR_BASELINE_H
#define WEIR_BASELINE_H

#include "iforest.h"

#include <jansson.h>

#define BASELINE_SCHEMA 1
#define BASELINE_FILE_MAX (4u << 20)
#define BASELINE_FORESTS 2 /* host rows of 30 s and of 180 s */
#define BASELINE_ERROR_SIZE 256

struct baseline {
	unsigned int version; /* 0: none given yet */
	int64_t from_s;	      /* learned from and to, seconds since 1970 */
	int64_t to_s;
	uint64_t learned_s; /* of that, while learning went on */
	uint32_t seed;
	unsigned int count;
	struct iforest forest[BASELINE_FORESTS];
};

/* An empty one with room for forests to be trained. 0 or -ENOMEM. */
int baseline_new(struct baseline **out);
/* Gives back the room that its forests, now trained, do not need. */
void baseline_trim(struct baseline *b);

/*
 * Reads and checks the file whole: structure, bounds, checksum, every score vector. 0, or
 * -ENOENT, -EACCES and the like (cannot be read), -EINVAL (not a good baseline), -ENOMEM;
 * then @error says what is wrong and *out is untouched. The caller frees *out.
 */
int baseline_load(const char *path, struct baseline **out, char error[static BASELINE_ERROR_SIZE]);
int baseline_parse(const char *text, size_t size, struct baseline **out,
		   char error[static BASELINE_ERROR_SIZE]);

/* The file's text, to be freed by the caller; NULL on lack of memory. The same baseline
 * gives the same bytes on every machine. */
char *baseline_text(const struct baseline *b);

/* The forest for rows of this kind and window length; NULL: none, or @b is NULL. */
const struct iforest *baseline_forest(const struct baseline *b, enum row_kind kind,
				      unsigned int window_s);

/*
 * The site's usual range of a feature (an index for @kind): 1st to 99th percentile, true
 * to an eighth of a power of two. False, and *lo and *hi untouched, where the baseline
 * does not know it, or @b is NULL.
 */
bool baseline_range(const struct baseline *b, enum row_kind kind, unsigned int window_s,
		    unsigned int feature, uint32_t *lo, uint32_t *hi);

void baseline_free(struct baseline *b);

#endif
