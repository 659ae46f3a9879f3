// SPDX-License-Identifier: MIT
#include "sealed.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#define CANONICAL (JSON_COMPACT | JSON_SORT_KEYS | JSON_ENSURE_ASCII)
#define SUM_SIZE 32

__attribute__((format(printf, 2, 3))) static int wrong(char *error, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(error, SEALED_ERROR_SIZE, format, arguments);
	va_end(arguments);
	return -EINVAL;
}

/* Of an object without the key. */
static int sum_of(const json_t *object, char sum[static SUM_SIZE])
{
	char *text = json_dumps(object, CANONICAL);

	if (!text)
		return -ENOMEM;
	snprintf(sum, SUM_SIZE, "crc32:%08lx",
		 crc32_z(crc32_z(0, NULL, 0), (const unsigned char *)text, strlen(text)));
	free(text);
	return 0;
}

static int check_sum(json_t *object, char *error)
{
	const char *given = json_string_value(json_object_get(object, "checksum"));
	char claimed[SUM_SIZE], sum[SUM_SIZE];

	if (!given || strlen(given) >= sizeof(claimed))
		return wrong(error, "checksum: none");
	snprintf(claimed, sizeof(claimed), "%s", given);
	json_object_del(object, "checksum");
	if (sum_of(object, sum)) {
		wrong(error, "out of memory");
		return -ENOMEM;
	}
	if (strcmp(sum, claimed))
		return wrong(error, "checksum: %s, but the content has %s", claimed, sum);
	return 0;
}

int sealed_parse(const char *text, size_t size, json_t **out, char error[static SEALED_ERROR_SIZE])
{
	json_error_t where;
	json_t *object = json_loadb(text, size, JSON_REJECT_DUPLICATES, &where);
	int err;

	if (json_is_object(object))
		err = check_sum(object, error);
	else
		err = wrong(error, "not a JSON object: line %d: %s", where.line,
			    object ? "another type" : where.text);
	if (err)
		json_decref(object);
	else
		*out = object;
	return err;
}

static int descriptor_read(int fd, char *text, size_t bytes_max, size_t *size)
{
	ssize_t n;

	*size = 0;
	do {
		n = read(fd, text + *size, bytes_max + 1 - *size);
		if (n < 0)
			return -errno;
		*size += (size_t)n;
	} while (n && *size <= bytes_max);
	return *size > bytes_max ? -EFBIG : 0;
}

int sealed_load(const char *path, size_t bytes_max, json_t **out,
		char error[static SEALED_ERROR_SIZE])
{
	/* O_NONBLOCK: a FIFO in the file's place must not hang the sensor. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK), err = fd < 0 ? -errno : 0;
	char *text = err ? NULL : malloc(bytes_max + 1);
	size_t size;

	if (!err)
		err = text ? descriptor_read(fd, text, bytes_max, &size) : -ENOMEM;
	if (err)
		wrong(error, "cannot be read: %s", strerror(-err));
	else
		err = sealed_parse(text, size, out, error);
	free(text);
	if (fd >= 0)
		close(fd);
	return err;
}

char *sealed_text(json_t *object)
{
	char sum[SUM_SIZE];

	json_object_del(object, "checksum");
	if (sum_of(object, sum) || json_object_set_new(object, "checksum", json_string(sum)))
		return NULL;
	return json_dumps(object, CANONICAL);
}
