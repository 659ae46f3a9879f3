// SPDX-License-Identifier: MIT
#include "model_setting.h"

#include <errno.h>
#include <glob.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Builds put the program into DIR or DIR/DIR below the source tree. */
static const char *const above[] = { "/../models", "/../../models" };

static int load_file(const char *path, struct models **out,
		     char error[static MODEL_SETTING_ERROR_SIZE])
{
	char why[MODELS_ERROR_SIZE] = "";
	int result = models_load(path, out, why);

	if (result)
		snprintf(error, MODEL_SETTING_ERROR_SIZE, "model %s: %s", path, why);
	return result;
}

/* -ENOENT where the folder holds no model. */
static int load_folder(const char *folder, struct models **out,
		       char error[static MODEL_SETTING_ERROR_SIZE])
{
	char pattern[PATH_MAX];
	glob_t found;
	int result = -ENOENT;

	snprintf(pattern, sizeof(pattern), "%s/*.json", folder);
	if (glob(pattern, 0, NULL, &found)) {
		snprintf(error, MODEL_SETTING_ERROR_SIZE, "no model in folder %s", folder);
		return -ENOENT;
	}
	if (found.gl_pathc)
		result = load_file(found.gl_pathv[found.gl_pathc - 1], out, error);
	globfree(&found);
	return result;
}

static int is_folder(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISDIR(st.st_mode);
}

static int load_shipped(struct models **out, char error[static MODEL_SETTING_ERROR_SIZE])
{
	char program[PATH_MAX], folder[PATH_MAX + 16];
	ssize_t length = readlink("/proc/self/exe", program, sizeof(program) - 1);
	int result = -ENOENT;
	size_t i;
	char *name;

	program[length < 0 ? 0 : length] = '\0';
	name = strrchr(program, '/');
	if (name)
		*name = '\0';
	for (i = 0; result == -ENOENT && name && i < sizeof(above) / sizeof(above[0]); i++) {
		snprintf(folder, sizeof(folder), "%s%s", program, above[i]);
		if (is_folder(folder))
			result = load_folder(folder, out, error);
	}
	if (result == -ENOENT && is_folder(WEIR_PREFIX "/share/weir/models"))
		result = load_folder(WEIR_PREFIX "/share/weir/models", out, error);
	if (result == -ENOENT) {
		*out = NULL;
		return 0;
	}
	return result;
}

int model_setting_load(const char *setting, struct models **out,
		       char error[static MODEL_SETTING_ERROR_SIZE])
{
	if (!strcmp(setting, "none")) {
		*out = NULL;
		return 0;
	}
	if (!setting[0])
		return load_shipped(out, error);
	if (is_folder(setting))
		return load_folder(setting, out, error);
	return load_file(setting, out, error);
}
