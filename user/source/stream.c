// SPDX-License-Identifier: MIT
#include "stream.h"

#include "snaplen.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#define STREAM_BUFFER (256u << 10)

struct stream {
	gzFile gz; /* also reads what is not packed */
	FILE *file;
	uint64_t size;
	struct snaplen snaplen;
	uint64_t given; /* bytes given to the stdio buffer */
	bool failed;
	char error[128];
	char buffer[STREAM_BUFFER];
};

static ssize_t stream_read(void *cookie, char *to, size_t size)
{
	struct stream *s = cookie;
	int got = gzread(s->gz, to, size > 1u << 30 ? 1u << 30 : (unsigned int)size);
	int code = Z_OK;

	/* A packed file that was cut gives what it has, then ends with Z_BUF_ERROR. */
	if (got <= 0) {
		const char *text = gzerror(s->gz, &code), *after = strstr(text, ": ");

		s->failed = code != Z_OK && code != Z_STREAM_END;
		if (s->failed)
			snprintf(s->error, sizeof(s->error), "%s",
				 code == Z_ERRNO ? strerror(errno) : after ? after + 2 : text);
		return s->failed ? -1 : 0;
	}
	snaplen_lift(&s->snaplen, (uint8_t *)to, (size_t)got);
	s->given += (uint64_t)got;
	return got;
}

/* Only tells where it is: enough for ftello(). */
static int stream_seek(void *cookie, off64_t *offset, int whence)
{
	const struct stream *s = cookie;

	if (whence != SEEK_CUR || *offset)
		return -1;
	*offset = (off64_t)s->given;
	return 0;
}

/* Whoever closed the stdio stream: stream_close() must not do so again. */
static int stream_closed(void *cookie)
{
	struct stream *s = cookie;

	s->file = NULL;
	return 0;
}

static int open_path(const char *path)
{
	int fd = strcmp(path, "-") ? open(path, O_RDONLY | O_CLOEXEC) :
				     fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0);

	return fd < 0 ? -errno : fd;
}

int stream_open(const char *path, struct stream **out)
{
	static const cookie_io_functions_t functions = {
		.read = stream_read,
		.seek = stream_seek,
		.close = stream_closed,
	};
	struct stream *s = calloc(1, sizeof(*s));
	struct stat st;
	int fd, error;

	if (!s)
		return -ENOMEM;
	fd = open_path(path);
	error = fd;
	if (fd < 0)
		goto out_free;
	if (!fstat(fd, &st) && S_ISREG(st.st_mode))
		s->size = (uint64_t)st.st_size;
	error = -ENOMEM;
	s->gz = gzdopen(fd, "rb");
	if (!s->gz) {
		close(fd);
		goto out_free;
	}
	gzbuffer(s->gz, STREAM_BUFFER / 2);
	s->file = fopencookie(s, "rb", functions);
	if (!s->file)
		goto out_close;
	setvbuf(s->file, s->buffer, _IOFBF, sizeof(s->buffer));
	*out = s;
	return 0;
out_close:
	gzclose_r(s->gz);
out_free:
	free(s);
	return error;
}

FILE *stream_file(const struct stream *s)
{
	return s->file;
}

uint64_t stream_offset(const struct stream *s)
{
	off_t at = ftello(s->file);

	return at < 0 ? s->given : (uint64_t)at;
}

void stream_position(const struct stream *s, uint64_t *done, uint64_t *size)
{
	off_t at = gzoffset(s->gz);

	*done = at < 0 ? 0 : (uint64_t)at;
	*size = s->size;
}

const char *stream_error(const struct stream *s)
{
	return s->failed ? s->error : NULL;
}

void stream_close(struct stream *s)
{
	if (!s)
		return;
	if (s->file)
		fclose(s->file);
	gzclose_r(s->gz);
	free(s);
}
