// SPDX-License-Identifier: MIT
#include "learner_state.h"

#include "feature.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define MAGIC 0x314c4257u /* "WBL1", little endian */

/* The machine's own byte order: the file stays on the box that wrote it. */
struct header {
	uint32_t magic;
	uint32_t names; /* checksum of the features' names: another list, another file */
	struct learner_term term;
	struct {
		uint64_t seen;
		uint64_t chance;
		uint32_t rows;
		uint32_t window_s;
	} sample[BASELINE_FORESTS];
};

static uint32_t sum_of(uint32_t sum, const void *data, size_t size)
{
	return (uint32_t)crc32_z(sum, data, size);
}

static uint32_t names_sum(void)
{
	uint32_t sum = 0;
	const char *name;
	unsigned int i;

	for (i = 0; i < HOST_FEATURE_COUNT; i++) {
		name = feature_info(ROW_HOST, i)->name;
		sum = sum_of(sum, name, strlen(name) + 1);
	}
	return sum;
}

struct stream {
	FILE *file;
	uint32_t sum; /* of all that passed */
	int error;
};

static void take(struct stream *s, void *data, size_t size)
{
	if (s->error || fread(data, 1, size, s->file) != size)
		s->error = -EINVAL;
	else
		s->sum = sum_of(s->sum, data, size);
}

static size_t packed_bytes(const struct learner *l)
{
	size_t bytes = sizeof(struct header) + sizeof(uint32_t);
	unsigned int i;

	for (i = 0; i < BASELINE_FORESTS; i++)
		bytes += l->sample[i].rows * (sizeof(uint64_t) + l->sample[i].width);
	return bytes;
}

static char *put(char *at, const void *data, size_t size)
{
	memcpy(at, data, size);
	return at + size;
}

int learner_pack(const struct learner *l, const struct learner_term *term, void **data,
		 size_t *size)
{
	size_t bytes = packed_bytes(l);
	struct header header;
	char *start = malloc(bytes), *at = start;
	unsigned int i;
	uint32_t sum;

	if (!start)
		return -ENOMEM;
	memset(&header, 0, sizeof(header));
	header.magic = MAGIC;
	header.names = names_sum();
	header.term = *term;
	for (i = 0; i < BASELINE_FORESTS; i++) {
		header.sample[i].seen = l->sample[i].seen;
		header.sample[i].chance = l->sample[i].chance;
		header.sample[i].rows = l->sample[i].rows;
		header.sample[i].window_s = l->window_s[i];
	}
	at = put(at, &header, sizeof(header));
	for (i = 0; i < BASELINE_FORESTS; i++) {
		at = put(at, l->sample[i].stamp, l->sample[i].rows * sizeof(uint64_t));
		at = put(at, l->sample[i].row, (size_t)l->sample[i].rows * l->sample[i].width);
	}
	sum = sum_of(0, start, bytes - sizeof(sum));
	put(at, &sum, sizeof(sum));
	*data = start;
	*size = bytes;
	return 0;
}

static void take_all(struct stream *s, struct learner *l, struct learner_term *term)
{
	struct header header;
	unsigned int i;
	uint32_t sum;

	take(s, &header, sizeof(header));
	if (s->error || header.magic != MAGIC || header.names != names_sum()) {
		s->error = -EINVAL;
		return;
	}
	*term = header.term;
	for (i = 0; i < BASELINE_FORESTS && !s->error; i++) {
		struct reservoir *r = &l->sample[i];

		if (header.sample[i].rows > r->rows_max ||
		    header.sample[i].seen < header.sample[i].rows)
			s->error = -EINVAL;
		else
			r->rows = header.sample[i].rows;
		r->seen = header.sample[i].seen;
		r->chance = header.sample[i].chance;
		l->window_s[i] = header.sample[i].window_s;
		take(s, r->stamp, r->rows * sizeof(uint64_t));
		take(s, r->row, (size_t)r->rows * r->width);
	}
	if (!s->error && (fread(&sum, 1, sizeof(sum), s->file) != sizeof(sum) || sum != s->sum))
		s->error = -EINVAL;
}

int learner_load(struct learner *l, struct learner_term *term, const char *path)
{
	struct stream s = {.file = fopen(path, "re")};

	if (!s.file)
		return -errno;
	learner_begin(l, 0);
	take_all(&s, l, term);
	fclose(s.file);
	if (s.error)
		learner_begin(l, 0);
	return s.error;
}
