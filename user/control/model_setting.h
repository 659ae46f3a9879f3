/* SPDX-License-Identifier: MIT */
/*
 * model_setting.h - from the `model` setting of weir.conf (or --model) to a loaded model.
 */
#ifndef WEIR_MODEL_SETTING_H
#define WEIR_MODEL_SETTING_H

#include "../detect/models.h"

#include <stdbool.h>

#define MODEL_SETTING_ERROR_SIZE 640
#define MODEL_SETTING_PATH_SIZE 512

/* A model's file, and which content it had when it was found. */
struct model_file {
	char path[MODEL_SETTING_PATH_SIZE]; /* "": no model, rules only */
	uint64_t device;
	uint64_t inode;
	int64_t size;
	int64_t changed_ns; /* since 1970 */
};

/*
 * @setting: a file; a folder, whose last *.json by name is taken; "none"; or "": the
 * shipped one, from the models folder of the source tree this program was built in, else
 * WEIR_PREFIX/share/weir/models. "none", or nothing shipped: 0 and no file, *out NULL, so
 * rules only. Errors of models_load(), -ENOENT for a folder without a model; one line in @error.
 * The caller frees *out.
 */
int model_setting_find(const char *setting, struct model_file *out,
		       char error[static MODEL_SETTING_ERROR_SIZE]);
/* The same file with, by all that stat(2) tells, the same content. */
bool model_file_same(const struct model_file *a, const struct model_file *b);
int model_file_load(const struct model_file *f, struct models **out,
		    char error[static MODEL_SETTING_ERROR_SIZE]);

/* Finds and loads. */
int model_setting_load(const char *setting, struct models **out,
		       char error[static MODEL_SETTING_ERROR_SIZE]);

#endif
