/* SPDX-License-Identifier: MIT */
/*
 * model.h - one forest of a model file: from JSON, checked whole.
 */
#ifndef WEIR_DETECT_MODEL_H
#define WEIR_DETECT_MODEL_H

#include "forest.h"

#include <jansson.h>

#define MODEL_ERROR_SIZE 192

/*
 * 0, or -EINVAL (a limit of include/weir/model.h, a name, a bound, a cycle, a sum or a
 * score vector is wrong; @error says which) or -ENOMEM. *out is untouched on failure;
 * the caller frees it by forest_free().
 */
int model_forest_read(const json_t *object, struct forest **out,
		      char error[static MODEL_ERROR_SIZE]);

#endif
