// SPDX-License-Identifier: MIT
#include "ini_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ini.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The first failure of a file is the one that is told. */
bool ini_file_fail(struct ini_file *f, const char *what, const char *wrong, const char *right)
{
	char place[INI_FILE_PATH_SIZE / 2 + 16] = "";

	if (f->failed)
		return false;
	f->failed = true;
	if (f->name)
		snprintf(place, sizeof(place), "%s:%u: ", f->name, f->line);
	snprintf(f->error, INI_FILE_ERROR_SIZE, "%s%s '%.100s'%s%s", place, what, wrong,
		 right ? "; " : "", right ? right : "");
	return false;
}

bool ini_file_split(const char *section, char kind[static INI_FILE_WORD_SIZE],
		    char name[static INI_FILE_WORD_SIZE])
{
	const char *quote = strchr(section, '"');
	size_t length = quote ? (size_t)(quote - section) : strlen(section), rest;

	name[0] = '\0';
	while (length && (section[length - 1] == ' ' || section[length - 1] == '\t'))
		length--;
	if (length >= INI_FILE_WORD_SIZE)
		return false;
	memcpy(kind, section, length);
	kind[length] = '\0';
	if (!quote)
		return true;
	rest = strlen(quote + 1);
	if (rest < 2 || rest > INI_FILE_WORD_SIZE || quote[rest] != '"')
		return false;
	memcpy(name, quote + 1, rest - 1);
	name[rest - 1] = '\0';
	return !strchr(name, '"');
}

/* inih's handler: 1 to go on, 0 for an error in this line. */
static int take_key(void *user, const char *section, const char *name, const char *value)
{
	struct ini_file *f = user;

	return !f->failed && f->key(f, section, name, value);
}

/* A section with nothing in it never reaches inih's handler. */
static void check_header(struct ini_file *f, const char *line)
{
	const char *close = strchr(line, ']');
	char text[64];

	if (line[0] != '[' || !close || !f->section)
		return;
	snprintf(text, sizeof(text), "%.*s", (int)(close - line - 1), line + 1);
	f->section(f, text);
}

static bool is_control(char c)
{
	return (unsigned char)c < ' ' && c != '\t' && c != '\r' && c != '\n';
}

/*
 * inih's reader, as fgets(). Indentation is taken off, since inih would make an indented
 * key a continuation of the value above; a line it would cut silently is an error.
 */
static char *read_line(char *line, int size, void *user)
{
	struct ini_file *f = user;
	const char *newline;
	size_t length, i;

	if (f->failed || f->at >= f->end)
		return NULL;
	f->line++;
	newline = memchr(f->at, '\n', (size_t)(f->end - f->at));
	length = (size_t)((newline ? newline + 1 : f->end) - f->at);
	for (i = 0; i < length; i++)
		if (is_control(f->at[i])) {
			ini_file_fail(f, "control character in", "line", NULL);
			return NULL;
		}
	while (length && (*f->at == ' ' || *f->at == '\t')) {
		f->at++;
		length--;
	}
	if (length >= (size_t)size) {
		ini_file_fail(f, "line too long:", "line", "lists may be given in several lines");
		return NULL;
	}
	memcpy(line, f->at, length);
	line[length] = '\0';
	f->at += length;
	check_header(f, line);
	return line;
}

int ini_file_parse(struct ini_file *f, const char *text, size_t size)
{
	int wrong;

	f->at = text;
	f->end = text + size;
	f->line = 0;
	f->failed = false;
	wrong = ini_parse_stream(read_line, f, take_key, f);
	if (wrong < 0) {
		snprintf(f->error, INI_FILE_ERROR_SIZE, "%s: %s", f->name, strerror(ENOMEM));
		return -ENOMEM;
	}
	if (wrong && (!f->failed || (unsigned int)wrong < f->line)) {
		f->failed = false;
		f->line = (unsigned int)wrong;
		ini_file_fail(f, "neither a section nor", "key = value", NULL);
	}
	return f->failed ? -EINVAL : 0;
}

int ini_file_read(const char *path, size_t max, char **text, size_t *size)
{
	/* O_NONBLOCK: a FIFO in the file's place must hang nobody. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK), result = 0;
	char *buffer = NULL;
	size_t length = 0;
	ssize_t got = 1;

	if (fd < 0)
		return -errno;
	buffer = malloc(max + 1);
	if (!buffer) {
		result = -ENOMEM;
		goto out;
	}
	while (got && length <= max) {
		got = read(fd, buffer + length, max + 1 - length);
		if (got < 0) {
			result = -errno;
			goto out;
		}
		length += (size_t)got;
	}
	if (length > max)
		result = -EFBIG;
out:
	close(fd);
	if (result) {
		free(buffer);
		return result;
	}
	*text = buffer;
	*size = length;
	return 0;
}

static bool has_suffix(const char *name, const char *suffix)
{
	size_t length = strlen(name), tail = strlen(suffix);

	return name[0] != '.' && length > tail && !strcmp(name + length - tail, suffix);
}

int ini_file_folder(const char *folder, const char *suffix,
		    int (*each)(void *ctx, const char *path), void *ctx)
{
	char path[INI_FILE_PATH_SIZE];
	struct dirent **entries;
	int count, i, result = 0;

	count = scandir(folder, &entries, NULL, alphasort);
	if (count < 0)
		return errno == ENOENT || errno == ENOTDIR ? 0 : -errno;
	for (i = 0; i < count; i++) {
		int length = snprintf(path, sizeof(path), "%s/%s", folder, entries[i]->d_name);

		if (!result && has_suffix(entries[i]->d_name, suffix))
			result = length < (int)sizeof(path) ? each(ctx, path) : -ENAMETOOLONG;
		free(entries[i]);
	}
	free(entries);
	return result;
}
