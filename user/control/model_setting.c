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

static int find_file(const char *path, struct model_file *out,
		     char error[static MODEL_SETTING_ERROR_SIZE])
{
	struct stat st;
	int result = 0;

	if (strlen(path) >= sizeof(out->path))
		result = -ENAMETOOLONG;
	else if (stat(path, &st))
		result = -errno;
	if (result) {
		snprintf(error, MODEL_SETTING_ERROR_SIZE, "model %.400s: cannot be read: %s", path,
			 strerror(-result));
		return result;
	}
	memset(out, 0, sizeof(*out));
	strcpy(out->path, path);
	out->device = st.st_dev;
	out->inode = st.st_ino;
	out->size = st.st_size;
	out->changed_ns = (int64_t)st.st_mtim.tv_sec * 1000000000 + st.st_mtim.tv_nsec;
	return 0;
}

bool model_file_same(const struct model_file *a, const struct model_file *b)
{
	return !strcmp(a->path, b->path) && a->device == b->device && a->inode == b->inode &&
	       a->size == b->size && a->changed_ns == b->changed_ns;
}

int model_file_load(const struct model_file *f, struct models **out,
		    char error[static MODEL_SETTING_ERROR_SIZE])
{
	char why[MODELS_ERROR_SIZE] = "";
	int result = 0;

	*out = NULL;
	if (f->path[0])
		result = models_load(f->path, out, why);
	if (result)
		snprintf(error, MODEL_SETTING_ERROR_SIZE, "model %.300s: %s", f->path, why);
	return result;
}

/* -ENOENT where the folder holds no model. */
static int find_in_folder(const char *folder, struct model_file *out,
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
		result = find_file(found.gl_pathv[found.gl_pathc - 1], out, error);
	globfree(&found);
	return result;
}

static int is_folder(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISDIR(st.st_mode);
}

static int find_shipped(struct model_file *out, char error[static MODEL_SETTING_ERROR_SIZE])
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
			result = find_in_folder(folder, out, error);
	}
	if (result == -ENOENT && is_folder(WEIR_PREFIX "/share/weir/models"))
		result = find_in_folder(WEIR_PREFIX "/share/weir/models", out, error);
	if (result == -ENOENT) {
		memset(out, 0, sizeof(*out));
		return 0;
	}
	return result;
}

int model_setting_find(const char *setting, struct model_file *out,
		       char error[static MODEL_SETTING_ERROR_SIZE])
{
	if (!strcmp(setting, "none")) {
		memset(out, 0, sizeof(*out));
		return 0;
	}
	if (!setting[0])
		return find_shipped(out, error);
	if (is_folder(setting))
		return find_in_folder(setting, out, error);
	return find_file(setting, out, error);
}

int model_setting_load(const char *setting, struct models **out,
		       char error[static MODEL_SETTING_ERROR_SIZE])
{
	struct model_file file;
	int result = model_setting_find(setting, &file, error);

	return result ? result : model_file_load(&file, out, error);
}
