/* SPDX-License-Identifier: MIT */
/*
 * model_show.h - what weir model info and weir model importance print, for people or as one
 * JSON object. Each returns an exit code (verb.h).
 */
#ifndef WEIR_MODEL_SHOW_H
#define WEIR_MODEL_SHOW_H

#include "../detect/models.h"
#include "verb.h"

int model_info(const struct models *m, bool json);
int model_importance(const struct models *m, bool json);

/* Prints and frees @object; NULL: EXIT_FAILED. */
int model_json_show(json_t *object);

#endif
