/* SPDX-License-Identifier: MIT */
/*
 * model_use.h - the model in use, and the one before it, to go back to. Both are in
 * memory: a file that is written over takes nothing back.
 */
#ifndef WEIR_MODEL_USE_H
#define WEIR_MODEL_USE_H

#include "../control/model_setting.h"

#include <jansson.h>

enum model_from { MODEL_CONFIGURED, MODEL_BY_HAND };

struct model_held {
	struct models *models; /* NULL: none, rules only */
	struct model_file file;
	enum model_from from;
	int64_t loaded_s; /* seconds since 1970 */
};

struct model_use {
	struct model_held now;
	struct model_held before;
	bool has_before;
	struct model_file configured; /* what the configuration named, when it was last read */
};

/* @m becomes its own. */
void model_use_init(struct model_use *u, struct models *m, const char *setting, int64_t wall_s);
void model_use_fini(struct model_use *u);

/* Takes what @next holds; what was in use is the one before now. */
void model_use_take(struct model_use *u, const struct model_held *next);
/* Swaps the two. -ENOENT: there is none before. */
int model_use_back(struct model_use *u);

/* {"models":[{"id","revision","file","use":"now"|"before"|"","from","loaded"}...]}: those two,
 * and what else is in the folder of the configured one, by its file alone. */
json_t *model_use_list(const struct model_use *u);

#endif
