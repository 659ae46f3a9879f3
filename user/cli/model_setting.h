/* SPDX-License-Identifier: MIT */
/*
 * model_setting.h - from the `model` setting of weir.conf (or --model) to a loaded model.
 */
#ifndef WEIR_MODEL_SETTING_H
#define WEIR_MODEL_SETTING_H

#include "../detect/models.h"

#define MODEL_SETTING_ERROR_SIZE 640

/*
 * @setting: a file; a folder, whose last *.json by name is taken; "none"; or "": the
 * shipped one, from the models folder of the source tree this program was built in, else
 * WEIR_PREFIX/share/weir/models. "none", or nothing shipped: 0 and *out NULL, so rules
 * only. Errors of models_load(), -ENOENT for a folder without a model; one line in @error.
 * The caller frees *out.
 */
int model_setting_load(const char *setting, struct models **out,
		       char error[static MODEL_SETTING_ERROR_SIZE]);

#endif
