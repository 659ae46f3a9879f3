// SPDX-License-Identifier: MIT
/* The files of a configuration, one after the other. */
#include "config_origin.h"
#include "ini_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEFAULT_FILE WEIR_SYSCONFDIR "/weir/weir.conf"
#define VENDOR_FOLDER WEIR_PREFIX "/lib/weir/weir.conf.d"

/* A config being filled from files. */
struct loading {
	struct config *config;
	struct config_origins *origins;
	char *error;
};

static int load_file(void *ctx, const char *path)
{
	const struct loading *l = ctx;
	char *text = NULL;
	size_t size = 0;
	int result;

	result = ini_file_read(path, INI_FILE_BYTES_MAX, &text, &size);
	if (result) {
		snprintf(l->error, CONFIG_ERROR_SIZE, "%s: %s", path, strerror(-result));
		return result;
	}
	result = config_parse_origins(l->config, l->origins, text, size, path, l->error);
	free(text);
	return result;
}

static int load_folder(struct loading *l, const char *folder)
{
	int result;

	l->error[0] = '\0';
	result = ini_file_folder(folder, ".conf", load_file, l);
	if (result && !l->error[0])
		snprintf(l->error, CONFIG_ERROR_SIZE, "%s: %s", folder, strerror(-result));
	return result;
}

int config_load_origins(const char *path, struct config *out, struct config_origins *o,
			char error[static CONFIG_ERROR_SIZE])
{
	const char *file = path ? path : DEFAULT_FILE;
	char folder[CONFIG_PATH_SIZE];
	struct config c;
	struct loading l = { &c, o, error };
	int result = 0;

	if (snprintf(folder, sizeof(folder), "%s.d", file) >= (int)sizeof(folder)) {
		snprintf(error, CONFIG_ERROR_SIZE, "%.100s...: path too long", file);
		return -EINVAL;
	}
	config_default(&c);
	if (o)
		memset(o, 0, sizeof(*o));
	if (!path)
		result = load_folder(&l, VENDOR_FOLDER);
	if (!result) {
		result = load_file(&l, file);
		/* The one that nobody named may be missing; it may not be unreadable. */
		if (result == -ENOENT && !path)
			result = 0;
	}
	if (!result)
		result = load_folder(&l, folder);
	if (!result)
		*out = c;
	return result == -ENAMETOOLONG || result == -EFBIG ? -EINVAL : result;
}

int config_load(const char *path, struct config *out, char error[static CONFIG_ERROR_SIZE])
{
	return config_load_origins(path, out, NULL, error);
}
