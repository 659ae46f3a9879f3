// SPDX-License-Identifier: MIT
#include "store.h"
#include "pcapng.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define ENDING ".pcapng"
#define PART ".part"
#define PART_NAME_SIZE (STORE_NAME_SIZE + sizeof(PART))
#define TIME_LENGTH 20 /* 20261120T183307.123Z */
#define ID_LENGTH 32

static bool is_time(const char *text)
{
	static const char pattern[] = "########T######.###Z";
	int i;

	for (i = 0; i < TIME_LENGTH; i++)
		if (pattern[i] == '#' ? !isdigit((unsigned char)text[i]) : text[i] != pattern[i])
			return false;
	return true;
}

static bool is_id(const char *id, size_t length)
{
	if (length == strlen(STORE_ON_DEMAND) && !strncmp(id, STORE_ON_DEMAND, length))
		return true;
	return length == ID_LENGTH && strspn(id, "0123456789abcdef") >= length;
}

bool store_name_is(const char *name)
{
	size_t length = strnlen(name, STORE_NAME_SIZE);
	size_t ends = strlen(ENDING);

	if (length >= STORE_NAME_SIZE || length < TIME_LENGTH + 1 + ends ||
	    strcmp(name + length - ends, ENDING))
		return false;
	return is_time(name) && name[TIME_LENGTH] == '-' &&
	       is_id(name + TIME_LENGTH + 1, length - ends - TIME_LENGTH - 1);
}

void store_name(char out[static STORE_NAME_SIZE], int64_t wall_ns, const char *id)
{
	time_t seconds = (time_t)(wall_ns / 1000000000);
	struct tm tm;
	size_t at;

	gmtime_r(&seconds, &tm);
	at = strftime(out, STORE_NAME_SIZE, "%Y%m%dT%H%M%S", &tm);
	snprintf(out + at, STORE_NAME_SIZE - at, ".%03dZ-%.32s" ENDING,
		 (int)(wall_ns / 1000000 % 1000), id);
}

void store_name_id(const char *name, char out[static STORE_NAME_SIZE])
{
	snprintf(out, STORE_NAME_SIZE, "%s", name + TIME_LENGTH + 1);
	out[strcspn(out, ".")] = '\0';
}

int64_t store_name_time(const char *name)
{
	struct tm tm = { 0 };

	if (sscanf(name, "%4d%2d%2dT%2d%2d%2d", &tm.tm_year, &tm.tm_mon, &tm.tm_mday, &tm.tm_hour,
		   &tm.tm_min, &tm.tm_sec) != 6)
		return 0;
	tm.tm_year -= 1900;
	tm.tm_mon--;
	return timegm(&tm);
}

static void part_name(char out[static PART_NAME_SIZE], const char *name)
{
	snprintf(out, PART_NAME_SIZE, "%s" PART, name);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct store_file *)a)->name, ((const struct store_file *)b)->name);
}

static void remove_oldest(struct store *s)
{
	unlinkat(s->folder, s->file[0].name, 0);
	s->used -= s->file[0].bytes;
	s->count--;
	s->removed++;
	memmove(s->file, s->file + 1, s->count * sizeof(*s->file));
}

static void keep_within(struct store *s)
{
	while (s->count && s->used > s->total)
		remove_oldest(s);
}

/* Sorted in, oldest first. @keep: files that no longer fit the list are only forgotten. */
static void add(struct store *s, const char *name, uint64_t bytes, bool keep)
{
	unsigned int at;

	if (s->count == STORE_FILES_MAX && keep) {
		if (strcmp(name, s->file[0].name) < 0)
			return;
		s->used -= s->file[0].bytes;
		memmove(s->file, s->file + 1, --s->count * sizeof(*s->file));
	} else if (s->count == STORE_FILES_MAX) {
		remove_oldest(s);
	}
	for (at = s->count; at && strcmp(s->file[at - 1].name, name) > 0; at--)
		;
	memmove(s->file + at + 1, s->file + at, (s->count - at) * sizeof(*s->file));
	snprintf(s->file[at].name, sizeof(s->file[at].name), "%s", name);
	s->file[at].bytes = bytes;
	s->used += bytes;
	s->count++;
}

/* A file that was being written when its process died: as far as its blocks are whole. */
static void mend(struct store *s, const char *part)
{
	char name[STORE_NAME_SIZE];
	uint64_t bytes, packets;
	int fd;

	snprintf(name, sizeof(name), "%.*s", (int)(strlen(part) - strlen(PART)), part);
	fd = openat(s->folder, part, O_RDWR | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return;
	if (pcapng_whole(fd, &bytes, &packets) || ftruncate(fd, (off_t)bytes) ||
	    renameat(s->folder, part, s->folder, name))
		unlinkat(s->folder, part, 0);
	close(fd);
}

static bool is_part(const char *name)
{
	size_t length = strlen(name), ends = strlen(PART);
	char whole[STORE_NAME_SIZE];

	if (length <= ends || length - ends >= sizeof(whole) || strcmp(name + length - ends, PART))
		return false;
	snprintf(whole, sizeof(whole), "%.*s", (int)(length - ends), name);
	return store_name_is(whole);
}

static void mend_all(struct store *s)
{
	DIR *folder = fdopendir(openat(s->folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
	const struct dirent *e;

	while (folder && (e = readdir(folder)))
		if (is_part(e->d_name))
			mend(s, e->d_name);
	if (folder)
		closedir(folder);
}

static int list(struct store *s, bool keep)
{
	int fd = openat(s->folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *folder = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *e;
	struct stat status;

	if (!folder)
		return -errno;
	while ((e = readdir(folder)))
		if (store_name_is(e->d_name) &&
		    !fstatat(s->folder, e->d_name, &status, AT_SYMLINK_NOFOLLOW) &&
		    S_ISREG(status.st_mode))
			add(s, e->d_name, (uint64_t)status.st_size, keep);
	closedir(folder);
	qsort(s->file, s->count, sizeof(*s->file), by_name);
	return 0;
}

static int open_folder(struct store *s, const char *path)
{
	memset(s, 0, sizeof(*s));
	s->folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (s->folder < 0)
		return -errno;
	s->file = calloc(STORE_FILES_MAX, sizeof(*s->file));
	if (!s->file) {
		store_close(s);
		return -ENOMEM;
	}
	return 0;
}

/* Who may not do that leaves it as it is. */
static void give_to_group(int fd, gid_t group)
{
	if (fchown(fd, (uid_t)-1, group))
		return;
}

int store_open(struct store *s, const char *path, uint64_t total, const char *group)
{
	bool made = !mkdir(path, 0750);
	const struct group *members;
	int error;

	if (!made && errno != EEXIST)
		return -errno;
	error = open_folder(s, path);
	if (error)
		return error;
	if (made && (members = getgrnam(group)))
		give_to_group(s->folder, members->gr_gid);
	s->total = total;
	mend_all(s);
	error = list(s, false);
	if (error)
		store_close(s);
	else
		keep_within(s);
	return error;
}

int store_look(struct store *s, const char *path)
{
	int error = open_folder(s, path);

	if (error)
		return error;
	error = list(s, true);
	if (error)
		store_close(s);
	return error;
}

void store_close(struct store *s)
{
	if (s->folder >= 0)
		close(s->folder);
	free(s->file);
	s->folder = -1;
	s->file = NULL;
	s->count = 0;
}

int store_begin(struct store *s, const char *name)
{
	char part[PART_NAME_SIZE];
	struct stat folder;
	int fd;

	part_name(part, name);
	if (!faccessat(s->folder, name, F_OK, AT_SYMLINK_NOFOLLOW))
		return -EEXIST;
	fd = openat(s->folder, part, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0640);
	if (fd < 0)
		return -errno;
	if (!fstat(s->folder, &folder))
		give_to_group(fd, folder.st_gid);
	fchmod(fd, 0640); /* whatever the umask */
	return fd;
}

int store_room(struct store *s, uint64_t bytes)
{
	while (s->count && s->used + bytes > s->total)
		remove_oldest(s);
	if (s->used + bytes > s->total)
		return -ENOSPC;
	s->used += bytes;
	return 0;
}

void store_return(struct store *s, uint64_t bytes)
{
	s->used -= bytes;
}

int store_finish(struct store *s, const char *name, uint64_t bytes)
{
	char part[PART_NAME_SIZE];

	part_name(part, name);
	s->used -= bytes;
	if (renameat(s->folder, part, s->folder, name)) {
		int error = -errno;

		unlinkat(s->folder, part, 0);
		return error;
	}
	add(s, name, bytes, false);
	return 0;
}

void store_drop(struct store *s, const char *name, uint64_t bytes)
{
	char part[PART_NAME_SIZE];

	part_name(part, name);
	unlinkat(s->folder, part, 0);
	s->used -= bytes;
}

void store_set_total(struct store *s, uint64_t total)
{
	s->total = total;
	keep_within(s);
}

const struct store_file *store_find(const struct store *s, const char *text)
{
	size_t length = strlen(text);
	unsigned int i;

	for (i = s->count; i--;)
		if (!strcmp(s->file[i].name, text) ||
		    (length >= STORE_ID_MIN &&
		     !strncmp(s->file[i].name + TIME_LENGTH + 1, text, length)))
			return &s->file[i];
	return NULL;
}

int store_read(const struct store *s, const char *name)
{
	int fd;

	if (!store_name_is(name))
		return -EINVAL;
	fd = openat(s->folder, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}
