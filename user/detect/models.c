// SPDX-License-Identifier: MIT
#include "models.h"

#include "model.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

struct models {
	char id[MODEL_ID_MAX + 1];
	unsigned int rev;
	json_t *provenance;
	struct calibration calibration;
	unsigned int count;
	struct forest *forest[MODEL_FORESTS_MAX];
};

__attribute__((format(printf, 2, 3))) static int wrong(char *error, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(error, MODELS_ERROR_SIZE, format, arguments);
	va_end(arguments);
	return -EINVAL;
}

/* The checksum stands over the canonical text of everything but itself. */
static int check_checksum(json_t *root, char *error)
{
	const char *given = json_string_value(json_object_get(root, "checksum"));
	char claimed[32], sum[32];
	char *text;

	if (!given || strlen(given) >= sizeof(claimed))
		return wrong(error, "checksum: none");
	snprintf(claimed, sizeof(claimed), "%s", given);
	json_object_del(root, "checksum");
	text = json_dumps(root, JSON_COMPACT | JSON_SORT_KEYS | JSON_ENSURE_ASCII);
	if (!text) {
		wrong(error, "out of memory");
		return -ENOMEM;
	}
	snprintf(sum, sizeof(sum), "crc32:%08lx",
		 crc32_z(crc32_z(0, NULL, 0), (const unsigned char *)text, strlen(text)));
	free(text);
	if (strcmp(sum, claimed))
		return wrong(error, "checksum: %s, but the content has %s", claimed, sum);
	return 0;
}

static int read_header(const json_t *root, struct models *m, char *error)
{
	const json_t *schema = json_object_get(root, "schema");
	const json_t *revision = json_object_get(root, "revision");
	const char *id = json_string_value(json_object_get(root, "id"));

	if (!json_is_integer(schema) || json_integer_value(schema) != MODEL_SCHEMA)
		return wrong(error, "schema: not %d", MODEL_SCHEMA);
	if (!id || !*id || strlen(id) > MODEL_ID_MAX)
		return wrong(error, "id: not 1 to %d characters", MODEL_ID_MAX);
	snprintf(m->id, sizeof(m->id), "%s", id);
	if (!json_is_integer(revision) || json_integer_value(revision) < 1 ||
	    json_integer_value(revision) > INT32_MAX)
		return wrong(error, "revision: not a positive number");
	m->rev = (unsigned int)json_integer_value(revision);
	m->provenance = json_object_get(root, "provenance");
	if (!json_is_object(m->provenance)) {
		m->provenance = NULL;
		return wrong(error, "provenance: none");
	}
	json_incref(m->provenance);
	return 0;
}

static int read_forests(const json_t *root, struct models *m, char *error)
{
	const json_t *forests = json_object_get(root, "forests");
	size_t count = json_array_size(forests);
	char why[MODEL_ERROR_SIZE];
	const struct forest *f;
	int err;

	if (!count || count > MODEL_FORESTS_MAX)
		return wrong(error, "forests: not 1 to %d", MODEL_FORESTS_MAX);
	for (; m->count < count; m->count++) {
		err = model_forest_read(json_array_get(forests, m->count), &m->forest[m->count],
					why);
		if (err) {
			wrong(error, "forest %u: %s", m->count, why);
			return err;
		}
		f = m->forest[m->count];
		if (models_find(m, f->rows, f->window_s)) {
			forest_free(m->forest[m->count]);
			return wrong(error, "forest %u: a second one for the same rows", m->count);
		}
	}
	return 0;
}

static int read_calibration(const json_t *root, struct models *m, char *error)
{
	char why[MODEL_ERROR_SIZE];
	int err;

	err = calibration_read(json_object_get(root, "calibration"), &m->calibration, why);
	return err ? wrong(error, "%s", why) : 0;
}

int models_parse(const char *text, size_t size, struct models **out,
		 char error[static MODELS_ERROR_SIZE])
{
	struct models *m = calloc(1, sizeof(*m));
	json_error_t where;
	json_t *root;
	char *quote;
	int err;

	if (!m) {
		wrong(error, "out of memory");
		return -ENOMEM;
	}
	root = json_loadb(text, size, JSON_REJECT_DUPLICATES, &where);
	if (!json_is_object(root)) {
		/* Not what stands there: who names the file need not be one who may read it. */
		quote = strstr(where.text, " near ");
		if (quote)
			*quote = '\0';
		err = wrong(error, "not a JSON object: line %d: %s", where.line,
			    root ? "another type" : where.text);
		goto out;
	}
	err = read_header(root, m, error);
	if (!err)
		err = check_checksum(root, error);
	if (!err)
		err = read_calibration(root, m, error);
	if (!err)
		err = read_forests(root, m, error);
out:
	json_decref(root);
	if (err)
		models_free(m);
	else
		*out = m;
	return err;
}

/* Reads at most MODEL_FILE_MAX bytes; -EFBIG beyond. */
static int descriptor_read(int fd, char *text, size_t *size)
{
	ssize_t n;

	*size = 0;
	do {
		n = read(fd, text + *size, MODEL_FILE_MAX + 1 - *size);
		if (n < 0)
			return -errno;
		*size += (size_t)n;
	} while (n && *size <= MODEL_FILE_MAX);
	return *size > MODEL_FILE_MAX ? -EFBIG : 0;
}

int models_load(const char *path, struct models **out, char error[static MODELS_ERROR_SIZE])
{
	char *text = NULL;
	size_t size = 0;
	int fd, err;

	/* O_NONBLOCK: a FIFO in the model's place must not hang the sensor. */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0) {
		err = -errno;
		goto out;
	}
	text = malloc(MODEL_FILE_MAX + 1);
	err = text ? descriptor_read(fd, text, &size) : -ENOMEM;
out:
	if (err)
		wrong(error, "cannot be read: %s", strerror(-err));
	else
		err = models_parse(text, size, out, error);
	free(text);
	if (fd >= 0)
		close(fd);
	return err;
}

const char *models_id(const struct models *m)
{
	return m ? m->id : "none";
}

unsigned int models_rev(const struct models *m)
{
	return m ? m->rev : 0;
}

unsigned int models_count(const struct models *m)
{
	return m ? m->count : 0;
}

const struct forest *models_forest(const struct models *m, unsigned int index)
{
	return m->forest[index];
}

const json_t *models_provenance(const struct models *m)
{
	return m->provenance;
}

const struct forest *models_find(const struct models *m, enum row_kind kind,
				 unsigned int window_s)
{
	const struct forest *f;
	unsigned int i;

	for (i = 0; i < models_count(m); i++) {
		f = m->forest[i];
		if (f->rows == kind &&
		    (f->window_s ? f->window_s == window_s : window_s < MODELS_SLOW_S))
			return f;
	}
	return NULL;
}

uint16_t models_calibrate(const struct models *m, enum rule_group group, uint16_t raw)
{
	return m ? calibration_score(&m->calibration, group, raw) : raw;
}

void models_free(struct models *m)
{
	unsigned int i;

	if (!m)
		return;
	for (i = 0; i < m->count; i++)
		forest_free(m->forest[i]);
	json_decref(m->provenance);
	free(m);
}
