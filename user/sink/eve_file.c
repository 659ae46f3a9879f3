// SPDX-License-Identifier: MIT
#include "eve_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

struct eve_file {
	char *path;
	int fd;
	bool torn; /* the file ends in part of a line that could not be cut off */
	struct eve_file_stats stats;
};

/* O_NONBLOCK: a FIFO without a reader is an error and not a stall. */
static int open_file(const char *path)
{
	int fd =
		open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0640);

	return fd < 0 ? -errno : fd;
}

int eve_file_new(const char *path, struct eve_file **out)
{
	struct eve_file *f = calloc(1, sizeof(*f));
	int err;

	if (!f)
		return -ENOMEM;
	f->path = strdup(path);
	err = f->fd = f->path ? open_file(path) : -ENOMEM;
	if (err < 0) {
		eve_file_free(f);
		return err;
	}
	*out = f;
	return 0;
}

static void lose(struct eve_file *f, int error)
{
	f->stats.lost++;
	f->stats.error = error;
}

/* Takes the first @written bytes of a line off the file again. */
static void cut_off(struct eve_file *f, ssize_t written)
{
	struct stat st;

	if (fstat(f->fd, &st) || !S_ISREG(st.st_mode) || st.st_size < written ||
	    ftruncate(f->fd, st.st_size - written))
		f->torn = true;
}

void eve_file_write(struct eve_file *f, const char *line, size_t length)
{
	const struct iovec part[3] = { { (void *)"\n", f->torn },
				       { (void *)line, length },
				       { (void *)"\n", 1 } };
	ssize_t whole = (ssize_t)(length + 1 + f->torn), n;

	do
		n = writev(f->fd, part, 3);
	while (n < 0 && errno == EINTR);
	if (n == whole) {
		f->torn = false;
		f->stats.written++;
		f->stats.error = 0;
		return;
	}
	lose(f, n < 0 ? errno : ENOSPC);
	if (n > 0)
		cut_off(f, n);
}

int eve_file_reopen(struct eve_file *f)
{
	int fd = open_file(f->path);

	if (fd < 0)
		return fd;
	close(f->fd);
	f->fd = fd;
	f->torn = false;
	return 0;
}

const struct eve_file_stats *eve_file_stats(const struct eve_file *f)
{
	return &f->stats;
}

void eve_file_free(struct eve_file *f)
{
	if (!f)
		return;
	if (f->fd >= 0)
		close(f->fd);
	free(f->path);
	free(f);
}
