/* SPDX-License-Identifier: MIT */
/*
 * model_json.h - values of a model file within bounds, or one line about what is wrong.
 * @error has MODEL_ERROR_SIZE bytes.
 */
#ifndef WEIR_MODEL_JSON_H
#define WEIR_MODEL_JSON_H

#include "model.h"

#include <stdbool.h>

/* Fills @error; returns -EINVAL. */
__attribute__((format(printf, 2, 3))) int model_wrong(char *error, const char *format, ...);

/* An integer within bounds; false for anything else, and *out is untouched. */
bool model_number(const json_t *value, int64_t least, int64_t most, int64_t *out);

/* Array @key of @object with @least..@most elements, or NULL and @error. */
const json_t *model_list(const json_t *object, const char *key, size_t least, size_t most,
			 char *error);

#endif
