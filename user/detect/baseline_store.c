// SPDX-License-Identifier: MIT
#include "baseline_store.h"

#include "../durable.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CURRENT "current"

static int path_of(const char *folder, const char *name, char out[static PATH_MAX])
{
	int length = snprintf(out, PATH_MAX, "%s/%s", folder, name);

	return length < 0 || length >= PATH_MAX ? -ENAMETOOLONG : 0;
}

/* The number of "N.json", or 0. */
static unsigned int version_of(const char *name)
{
	size_t digits = strspn(name, "0123456789");

	if (!digits || digits > 9 || *name == '0' || strcmp(name + digits, ".json"))
		return 0;
	return (unsigned int)strtoul(name, NULL, 10);
}

static unsigned int current_of(const char *folder)
{
	char path[PATH_MAX], target[64];
	ssize_t length;

	if (path_of(folder, CURRENT, path))
		return 0;
	length = readlink(path, target, sizeof(target) - 1);
	if (length < 0)
		return 0;
	target[length] = '\0';
	return version_of(target);
}

static int newest_first(const void *a, const void *b)
{
	const struct baseline_version *one = a, *other = b;

	return one->version > other->version ? -1 : 1;
}

static void look_at(const char *folder, const char *name, unsigned int current,
		    struct baseline_version *out)
{
	char path[PATH_MAX];
	struct stat status;

	memset(out, 0, sizeof(*out));
	out->version = version_of(name);
	out->current = out->version == current;
	if (path_of(folder, name, path) || stat(path, &status))
		return;
	out->made_s = status.st_mtime;
	out->bytes = status.st_size;
}

int baseline_store_list(const char *folder, struct baseline_version out[static BASELINE_STORE_MAX])
{
	unsigned int current = current_of(folder);
	DIR *dir = opendir(folder);
	struct dirent *entry;
	int count = 0;

	if (!dir)
		return errno == ENOENT ? 0 : -errno;
	while (count < BASELINE_STORE_MAX && (entry = readdir(dir)) != NULL)
		if (version_of(entry->d_name))
			look_at(folder, entry->d_name, current, &out[count++]);
	closedir(dir);
	qsort(out, (size_t)count, sizeof(*out), newest_first);
	return count;
}

static int make_current(const char *folder, unsigned int version)
{
	char path[PATH_MAX], beside[PATH_MAX], target[32];
	int error = path_of(folder, CURRENT, path);

	if (!error)
		error = path_of(folder, CURRENT ".new", beside);
	if (error)
		return error;
	snprintf(target, sizeof(target), "%u.json", version);
	remove(beside);
	if (symlink(target, beside))
		return -errno;
	if (!rename(beside, path))
		return 0;
	error = -errno;
	remove(beside);
	return error;
}

static void remove_old(const char *folder, unsigned int keep)
{
	struct baseline_version list[BASELINE_STORE_MAX];
	int count = baseline_store_list(folder, list), i;
	char name[32], path[PATH_MAX];

	for (i = (int)keep; i < count; i++) {
		snprintf(name, sizeof(name), "%u.json", list[i].version);
		if (!list[i].current && !path_of(folder, name, path))
			remove(path);
	}
}

int baseline_store_add(const char *folder, struct baseline *b, unsigned int keep)
{
	struct baseline_version list[BASELINE_STORE_MAX];
	char path[PATH_MAX], name[32], *text;
	int count, error;

	if (mkdir(folder, 0750) && errno != EEXIST)
		return -errno;
	count = baseline_store_list(folder, list);
	if (count < 0)
		return count;
	b->version = count ? list[0].version + 1 : 1;
	snprintf(name, sizeof(name), "%u.json", b->version);
	text = baseline_text(b);
	error = text ? path_of(folder, name, path) : -ENOMEM;
	if (!error) {
		size_t length = strlen(text);

		text[length] = '\n';
		error = durable_write(path, text, length + 1, 0666);
	}
	if (!error)
		error = make_current(folder, b->version);
	if (!error)
		error = durable_folder(path);
	free(text);
	if (!error)
		remove_old(folder, keep);
	return error;
}

static int load(const char *folder, unsigned int version, struct baseline **out,
		char error[static BASELINE_ERROR_SIZE])
{
	char path[PATH_MAX], name[32];
	int err;

	snprintf(name, sizeof(name), "%u.json", version);
	err = path_of(folder, name, path);
	if (err) {
		snprintf(error, BASELINE_ERROR_SIZE, "%s", strerror(-err));
		return err;
	}
	return baseline_load(path, out, error);
}

int baseline_store_use(const char *folder, unsigned int version, struct baseline **out,
		       char error[static BASELINE_ERROR_SIZE])
{
	struct baseline_version list[BASELINE_STORE_MAX];
	unsigned int current = current_of(folder);
	int count = baseline_store_list(folder, list), i, err;

	for (i = 0; i < count; i++)
		if (version ? list[i].version == version : list[i].version < current || !current)
			break;
	if (i >= count) {
		snprintf(error, BASELINE_ERROR_SIZE, "there is no such version");
		return -ENOENT;
	}
	err = load(folder, list[i].version, out, error);
	if (err)
		return err;
	err = make_current(folder, list[i].version);
	if (err) {
		snprintf(error, BASELINE_ERROR_SIZE, "cannot be made current: %s", strerror(-err));
		baseline_free(*out);
		*out = NULL;
	}
	return err;
}

int baseline_store_load(const char *folder, struct baseline **out,
			char error[static BASELINE_ERROR_SIZE])
{
	struct baseline_version list[BASELINE_STORE_MAX];
	unsigned int current = current_of(folder);
	char ignored[BASELINE_ERROR_SIZE];
	int err, count, i;

	*out = NULL;
	if (!current) {
		snprintf(error, BASELINE_ERROR_SIZE, "no version is in use");
		return -ENOENT;
	}
	err = load(folder, current, out, error);
	count = err ? baseline_store_list(folder, list) : 0;
	for (i = 0; i < count && !*out; i++)
		if (list[i].version < current)
			baseline_store_use(folder, list[i].version, out, ignored);
	return err == -ENOENT ? -EINVAL : err;
}

int baseline_store_clear(const char *folder)
{
	char path[PATH_MAX];
	int error = path_of(folder, CURRENT, path);

	if (error)
		return error;
	return remove(path) && errno != ENOENT ? -errno : 0;
}
