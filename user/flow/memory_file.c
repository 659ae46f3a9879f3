// SPDX-License-Identifier: MIT
#include "memory_file.h"

#include "../durable.h"

#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#define MAGIC "weirmem1"
#define ENTRIES_MAX (4u << 20)
#define SLICE 4096
#define CHUNK 128 /* records written at once */

struct head {
	char magic[8];
	uint32_t count;
	uint32_t crc;
	uint64_t seed;
	uint64_t zero;
};

struct record {
	uint32_t id[2];
	uint32_t first_s;
	uint32_t last_s;
	uint32_t bytes;
	uint16_t contacts;
	uint16_t days;
	uint32_t home;
};

_Static_assert(sizeof(struct head) == 32 && sizeof(struct record) == 28, "as on disk");

static int path_of(const char *state, const char *tail, char out[static PATH_MAX])
{
	int length = snprintf(out, PATH_MAX, "%s/memory%s", state, tail);

	return length < PATH_MAX ? 0 : -ENAMETOOLONG;
}

void memory_save_init(struct memory_save *s, const char *state)
{
	memset(s, 0, sizeof(*s));
	s->fd = -1;
	snprintf(s->state, sizeof(s->state), "%s", state);
}

void memory_save_fini(struct memory_save *s)
{
	char beside[PATH_MAX];

	if (s->fd < 0)
		return;
	close(s->fd);
	s->fd = -1;
	if (!path_of(s->state, ".new", beside))
		unlink(beside);
}

/* The head stays zero until the rest is written: no reader takes half a file for one. */
static int begin(struct memory_save *s)
{
	static const struct head none;
	char beside[PATH_MAX];
	int error = path_of(s->state, ".new", beside);

	if (error)
		return error;
	s->fd = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (s->fd < 0)
		return -errno;
	s->cursor = 0;
	s->count = 0;
	s->written = false;
	s->crc = (uint32_t)crc32(0, NULL, 0);
	return durable_put(s->fd, &none, sizeof(none));
}

static int write_chunk(struct memory_save *s, const struct memory *m, uint32_t end)
{
	struct record record[CHUNK];
	uint32_t count = 0;
	size_t size;

	for (; s->cursor < end && count < CHUNK; s->cursor++) {
		const struct memory_entry *e = &m->entry[s->cursor];

		if (!e->days)
			continue;
		record[count++] = (struct record){
			.id = {htole32((uint32_t)e->id), htole32((uint32_t)(e->id >> 32))},
			.first_s = htole32(e->first_s),
			.last_s = htole32(e->last_s),
			.bytes = htole32(e->bytes),
			.contacts = htole16(e->contacts),
			.days = htole16(e->days),
			.home = htole32(m->ranked.home[s->cursor])};
	}
	size = sizeof(record[0]) * count;
	s->count += count;
	s->crc = (uint32_t)crc32_z(s->crc, (const unsigned char *)record, size);
	return durable_put(s->fd, record, size);
}

static int write_slice(struct memory_save *s, const struct memory *m)
{
	uint32_t end =
		m->ranked.keyed.max - s->cursor > SLICE ? s->cursor + SLICE : m->ranked.keyed.max;
	int error = 0;

	while (!error && s->cursor < end)
		error = write_chunk(s, m, end);
	return error;
}

/* What follows the CRC is covered by it. */
static uint32_t crc_of_head(uint32_t crc, const struct head *head)
{
	return (uint32_t)crc32_z(crc, (const unsigned char *)&head->seed, 16);
}

static int write_head(struct memory_save *s, const struct memory *m)
{
	struct head head = {.magic = MAGIC, .count = htole32(s->count), .seed = htole64(m->seed)};

	head.crc = htole32(crc_of_head(s->crc, &head));
	if (pwrite(s->fd, &head, sizeof(head), 0) != sizeof(head))
		return -EIO;
	s->written = true;
	return 0;
}

int memory_save_step(struct memory_save *s, const struct memory *m)
{
	int error;

	if (s->fd < 0)
		error = begin(s);
	else if (s->cursor < m->ranked.keyed.max)
		error = write_slice(s, m);
	else
		error = write_head(s, m);
	if (error)
		memory_save_fini(s);
	return error ? error : !s->written;
}

int memory_save_end(struct memory_save *s)
{
	char path[PATH_MAX];
	int error = path_of(s->state, "", path), fd = s->fd;

	if (error) {
		memory_save_fini(s);
		return error;
	}
	s->fd = -1;
	return durable_finish(fd, path);
}

int memory_save_all(struct memory_save *s, const struct memory *m)
{
	int more;

	memory_save_fini(s);
	do {
		more = memory_save_step(s, m);
	} while (more > 0);
	return more ? more : memory_save_end(s);
}

static int broken(char *error, const char *why)
{
	snprintf(error, MEMORY_FILE_ERROR_SIZE, "%s", why);
	return -EINVAL;
}

static int by_last(const void *a, const void *b)
{
	const struct record *x = a, *y = b;

	if (x->last_s != y->last_s)
		return le32toh(x->last_s) < le32toh(y->last_s) ? -1 : 1;
	return memcmp(x->id, y->id, sizeof(x->id));
}

static void restore(struct memory *m, const struct record *r)
{
	struct memory_entry e = {.id = (uint64_t)le32toh(r->id[1]) << 32 | le32toh(r->id[0]),
				 .first_s = le32toh(r->first_s),
				 .last_s = le32toh(r->last_s),
				 .bytes = le32toh(r->bytes),
				 .contacts = le16toh(r->contacts),
				 .days = le16toh(r->days)};

	if (e.days && e.first_s <= e.last_s)
		memory_restore(m, &e, le32toh(r->home));
}

int memory_parse(struct memory *m, const void *data, size_t size,
		 char error[static MEMORY_FILE_ERROR_SIZE])
{
	struct record *record;
	struct head head;
	uint32_t count, crc, i;

	if (size < sizeof(head))
		return broken(error, "too short");
	memcpy(&head, data, sizeof(head));
	count = le32toh(head.count);
	if (memcmp(head.magic, MAGIC, sizeof(head.magic)) != 0)
		return broken(error, "not a memory of this version");
	if (count > ENTRIES_MAX || size - sizeof(head) != sizeof(*record) * (size_t)count)
		return broken(error, "another size than it says");
	crc = (uint32_t)crc32_z(crc32(0, NULL, 0), (const unsigned char *)data + sizeof(head),
				size - sizeof(head));
	if (crc_of_head(crc, &head) != le32toh(head.crc))
		return broken(error, "its checksum is wrong");
	record = malloc(sizeof(*record) * (count ? count : 1));
	if (!record)
		return -ENOMEM;
	memcpy(record, (const char *)data + sizeof(head), sizeof(*record) * count);
	qsort(record, count, sizeof(*record), by_last);
	m->seed = le64toh(head.seed);
	for (i = 0; i < count; i++)
		restore(m, &record[i]);
	free(record);
	m->loaded = m->ranked.keyed.used;
	return 0;
}

/* The whole file; *out is the caller's to free. */
static int read_file(const char *path, void **out, size_t *size)
{
	const size_t max = sizeof(struct head) + sizeof(struct record) * (size_t)ENTRIES_MAX;
	struct stat st;
	ssize_t got = -1;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK), error = 0; /* FIFO: no wait */

	if (fd < 0)
		return -errno;
	*out = NULL;
	if (fstat(fd, &st))
		error = -errno;
	else if (!S_ISREG(st.st_mode) || (uint64_t)st.st_size > max)
		error = -EFBIG;
	else if (!(*out = malloc((size_t)st.st_size + 1)))
		error = -ENOMEM;
	else if ((got = read(fd, *out, (size_t)st.st_size)) != st.st_size)
		error = got < 0 ? -errno : -EIO;
	close(fd);
	*size = (size_t)got;
	if (error)
		free(*out);
	return error;
}

int memory_load(struct memory *m, const char *state, char error[static MEMORY_FILE_ERROR_SIZE])
{
	char path[PATH_MAX];
	size_t size = 0;
	void *data = NULL;
	int result = path_of(state, "", path);

	if (!result)
		result = read_file(path, &data, &size);
	if (result == -ENOENT)
		return 0;
	if (result) {
		snprintf(error, MEMORY_FILE_ERROR_SIZE, "%s",
			 result == -EFBIG ? "too large, or not a file" : strerror(-result));
		return result == -EFBIG ? -EINVAL : result;
	}
	result = memory_parse(m, data, size, error);
	if (result == -ENOMEM)
		snprintf(error, MEMORY_FILE_ERROR_SIZE, "out of memory");
	free(data);
	return result;
}

int memory_set_aside(const char *state)
{
	char path[PATH_MAX], aside[PATH_MAX];
	int error = path_of(state, "", path);

	if (!error)
		error = path_of(state, ".broken", aside);
	if (!error && rename(path, aside))
		error = -errno;
	return error;
}
