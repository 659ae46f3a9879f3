// SPDX-License-Identifier: MIT
#include "learner_state.h"

#include "feature.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
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

static void put(struct stream *s, const void *data, size_t size)
{
	s->sum = sum_of(s->sum, data, size);
	if (fwrite(data, 1, size, s->file) != size)
		s->error = -EIO;
}

static void take(struct stream *s, void *data, size_t size)
{
	if (s->error || fread(data, 1, size, s->file) != size)
		s->error = -EINVAL;
	else
		s->sum = sum_of(s->sum, data, size);
}

static void put_all(struct stream *s, const struct learner *l, const struct learner_term *term)
{
	struct header header;
	unsigned int i;

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
	put(s, &header, sizeof(header));
	for (i = 0; i < BASELINE_FORESTS; i++) {
		put(s, l->sample[i].stamp, l->sample[i].rows * sizeof(uint64_t));
		put(s, l->sample[i].row, (size_t)l->sample[i].rows * l->sample[i].width);
	}
	if (fwrite(&s->sum, 1, sizeof(s->sum), s->file) != sizeof(s->sum))
		s->error = -EIO;
}

int learner_save(const struct learner *l, const struct learner_term *term, const char *path)
{
	char beside[PATH_MAX];
	struct stream s = {0};

	if ((size_t)snprintf(beside, sizeof(beside), "%s.new", path) >= sizeof(beside))
		return -ENAMETOOLONG;
	s.file = fopen(beside, "we");
	if (!s.file)
		return -errno;
	put_all(&s, l, term);
	if (fclose(s.file) && !s.error)
		s.error = -errno;
	if (!s.error && rename(beside, path))
		s.error = -errno;
	if (s.error)
		remove(beside);
	return s.error;
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
