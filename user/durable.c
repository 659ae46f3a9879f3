// SPDX-License-Identifier: MIT
#include "durable.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int durable_beside(const char *path, char out[static PATH_MAX])
{
	return snprintf(out, PATH_MAX, "%s.new", path) < PATH_MAX ? 0 : -ENAMETOOLONG;
}

int durable_put(int fd, const void *data, size_t size)
{
	const char *at = data;

	while (size) {
		ssize_t done = write(fd, at, size);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return done ? -errno : -EIO;
		at += done;
		size -= (size_t)done;
	}
	return 0;
}

int durable_folder(const char *path)
{
	const char *slash = strrchr(path, '/');
	char folder[PATH_MAX] = ".";
	int fd, error = 0;

	if (slash && snprintf(folder, sizeof(folder), "%.*s", (int)(slash - path) + 1, path) >=
			     (int)sizeof(folder))
		return -ENAMETOOLONG;
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (fsync(fd))
		error = -errno;
	close(fd);
	return error;
}

int durable_finish(int fd, const char *path)
{
	char beside[PATH_MAX];
	int error = durable_beside(path, beside);

	if (!error && fsync(fd))
		error = -errno;
	if (close(fd) && !error)
		error = -errno;
	if (!error && rename(beside, path))
		error = -errno;
	if (error) {
		unlink(beside);
		return error;
	}
	return durable_folder(path);
}

int durable_write(const char *path, const void *data, size_t size, mode_t mode)
{
	char beside[PATH_MAX];
	int error = durable_beside(path, beside), fd;

	if (error)
		return error;
	fd = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode);
	if (fd < 0)
		return -errno;
	error = durable_put(fd, data, size);
	if (!error)
		return durable_finish(fd, path);
	close(fd);
	unlink(beside);
	return error;
}
