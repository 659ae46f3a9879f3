/* SPDX-License-Identifier: MIT */
/*
 * model_remote.h - the models of a running sensor: which it has, another one, the one before.
 * Each returns an exit code (verb.h).
 */
#ifndef WEIR_MODEL_REMOTE_H
#define WEIR_MODEL_REMOTE_H

#include "remote.h"

int model_remote_list(const struct remote *r);
int model_remote_load(const struct remote *r, const char *file);
int model_remote_rollback(const struct remote *r);

#endif
