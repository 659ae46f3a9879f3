// SPDX-License-Identifier: MIT
#include "mark.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct marks {
	unsigned int count;
	uint64_t changes;
	struct mark mark[MARKS_MAX]; /* the first count are in use */
};

const char *mark_kind_name(enum mark_kind kind)
{
	static const char *const names[] = { "acknowledged", "false" };

	return names[kind];
}

int marks_new(struct marks **out)
{
	struct marks *m = calloc(1, sizeof(*m));

	if (!m)
		return -ENOMEM;
	*out = m;
	return 0;
}

void marks_free(struct marks *m)
{
	free(m);
}

size_t marks_bytes(void)
{
	return sizeof(struct marks);
}

static struct mark *find(const struct marks *m, const char *id)
{
	for (unsigned int i = 0; m && i < m->count; i++)
		if (!strcmp(m->mark[i].id, id))
			return (struct mark *)&m->mark[i];
	return NULL;
}

static struct mark *longest_silent(struct marks *m)
{
	struct mark *oldest = &m->mark[0];

	for (unsigned int i = 1; i < m->count; i++)
		if (m->mark[i].seen_s < oldest->seen_s)
			oldest = &m->mark[i];
	return oldest;
}

void marks_set(struct marks *m, const struct mark *mark)
{
	struct mark *to = find(m, mark->id);

	if (!to)
		to = m->count < MARKS_MAX ? &m->mark[m->count++] : longest_silent(m);
	*to = *mark;
	m->changes++;
}

static void drop(struct marks *m, struct mark *mark)
{
	*mark = m->mark[--m->count];
	m->changes++;
}

int marks_remove(struct marks *m, const char *id)
{
	struct mark *mark = find(m, id);

	if (!mark)
		return -ENOENT;
	drop(m, mark);
	return 0;
}

const struct mark *marks_find(const struct marks *m, const char *id)
{
	return find(m, id);
}

bool marks_quiet(struct marks *m, const char *id, unsigned int severity, int64_t wall_s)
{
	struct mark *mark = find(m, id);

	if (!mark || severity < mark->severity || wall_s - mark->seen_s > MARK_AWAY_S)
		return false;
	if (wall_s > mark->seen_s)
		mark->seen_s = wall_s;
	m->changes++;
	return true;
}

unsigned int marks_count(const struct marks *m)
{
	return m->count;
}

const struct mark *marks_get(const struct marks *m, unsigned int index)
{
	return &m->mark[index];
}

void marks_expire(struct marks *m, int64_t wall_s)
{
	for (unsigned int i = m->count; i-- > 0;)
		if (wall_s - m->mark[i].seen_s > MARK_KEEP_S)
			drop(m, &m->mark[i]);
}

uint64_t marks_changes(const struct marks *m)
{
	return m->changes;
}
