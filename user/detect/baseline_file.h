/* SPDX-License-Identifier: MIT */
/*
 * baseline_file.h - a baseline to and from the object of its file (baseline.h), checked
 * whole. For baseline.c only.
 */
#ifndef WEIR_BASELINE_FILE_H
#define WEIR_BASELINE_FILE_H

#include "baseline.h"

/* Fills an empty *b; on failure (-EINVAL with @error, -ENOMEM) baseline_free() still takes
 * what is in it. */
int baseline_file_read(const json_t *object, struct baseline *b,
		       char error[static BASELINE_ERROR_SIZE]);

/* New reference, NULL on lack of memory. */
json_t *baseline_file_write(const struct baseline *b);

#endif
