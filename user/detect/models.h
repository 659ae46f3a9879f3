/* SPDX-License-Identifier: MIT */
/*
 * models.h - the forests of one model file, checked whole before anyone sees them.
 */
#ifndef WEIR_MODELS_H
#define WEIR_MODELS_H

#include "calibration.h"
#include "forest.h"

#include <jansson.h>

struct models;

#define MODELS_ERROR_SIZE 256

/*
 * Reads and checks the file: structure, bounds, checksum, every score vector. 0, or
 * -ENOENT, -EACCES and the like (cannot be read), -EINVAL (not a good model), -ENOMEM;
 * then @error names what is wrong and *out is untouched, so that a bad file never
 * replaces a good one. The caller frees *out.
 */
int models_load(const char *path, struct models **out, char error[static MODELS_ERROR_SIZE]);

/* The same from text in memory. */
int models_parse(const char *text, size_t size, struct models **out,
		 char error[static MODELS_ERROR_SIZE]);

/* NULL is the absence of a model: id "none", revision 0, no forests. */
const char *models_id(const struct models *m);
unsigned int models_rev(const struct models *m);
unsigned int models_count(const struct models *m);
/* @index below models_count(m). */
const struct forest *models_forest(const struct models *m, unsigned int index);

/* Strings about data, seed and versions; borrowed. @m is not NULL. */
const json_t *models_provenance(const struct models *m);

/* Rows of such windows hold fewer features: a forest for any window is not for them. */
#define MODELS_SLOW_S 3600

/* The forest for rows of @kind with this window length, or NULL. */
const struct forest *models_find(const struct models *m, enum row_kind kind,
				 unsigned int window_s);

/* What a raw score of a group's rule is worth (calibration.h); without a model or a stair
 * for that group, itself. */
uint16_t models_calibrate(const struct models *m, enum rule_group group, uint16_t raw);

void models_free(struct models *m);

#endif
