// SPDX-License-Identifier: MIT
#include "tap.h"
#include "user/evidence/pcapng.h"
#include "user/evidence/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ID "0123456789abcdef0123456789abcdef"
#define SECOND_NS 1000000000ll

static char folder[] = "/tmp/weir-store-XXXXXX";
static char path[256];

static const char *in_folder(const char *name)
{
	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static bool exists(const char *name)
{
	return !access(in_folder(name), F_OK);
}

static void put(const char *name, const void *data, size_t size)
{
	int fd = open(in_folder(name), O_WRONLY | O_CREAT | O_TRUNC, 0600);

	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	close(fd);
}

static void test_names(void)
{
	static const char *const wrong[] = {
		"", "x", "20261120T183307.123Z-capture.pcapng.part", "20261120T183307.123Z.pcapng",
		"20261120T183307.123Z-.pcapng", "20261120T183307.123Z-../a.pcapng",
		"20261120T183307.123Z-0123.pcapng", "20261120T183307.123Z-" ID "0.pcapng",
		"20261120T183307.123Z-0123456789ABCDEF0123456789abcdef.pcapng",
		"20261120T18330x.123Z-capture.pcapng", "20261120T183307.123Z-captures.pcapng",
		"./20261120T183307.123Z-capture.pcapng",
	};
	char name[STORE_NAME_SIZE], id[STORE_NAME_SIZE];
	unsigned int taken = 0, i;

	store_name(name, 1795199587 * SECOND_NS + 123456789, ID);
	tap_ok(!strcmp(name, "20261120T183307.123Z-" ID ".pcapng"), "%s", name);
	tap_ok(store_name_is(name), "is one");
	store_name_id(name, id);
	tap_ok(!strcmp(id, ID), "of the alarm");
	tap_is(store_name_time(name), 1795199587, "and the time");
	store_name(name, 0, STORE_ON_DEMAND);
	tap_ok(store_name_is(name) && !strcmp(name, "19700101T000000.000Z-capture.pcapng"),
	       "one that was asked for: %s", name);
	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		taken += store_name_is(wrong[i]);
	tap_is(taken, 0, "%u others are none", i);
}

/* A file of @bytes that begins at @second, written as a capture is. */
static int make(struct store *s, int64_t second, const char *id, uint64_t bytes)
{
	static const char zero[4096];
	char name[STORE_NAME_SIZE];
	int fd, error;

	store_name(name, second * SECOND_NS, id);
	fd = store_begin(s, name);
	if (fd < 0)
		return fd;
	error = store_room(s, bytes);
	if (write(fd, zero, bytes) != (ssize_t)bytes)
		abort();
	close(fd);
	if (!error)
		return store_finish(s, name, bytes);
	store_drop(s, name, 0);
	return error;
}

static void test_cap(void)
{
	char name[STORE_NAME_SIZE];
	const struct store_file *found;
	struct stat status;
	struct store s;
	int i;

	tap_is(store_open(&s, folder, 1000, "nobody-has-this-group"), 0, "folder");
	for (i = 1; i <= 4; i++)
		tap_is(make(&s, i, i == 2 ? ID : STORE_ON_DEMAND, 300), 0, "file %d", i);
	tap_ok(s.count == 3 && s.used == 900 && s.removed == 1 &&
		       !exists("19700101T000001.000Z-capture.pcapng"), "the oldest went");
	tap_is(make(&s, 3, STORE_ON_DEMAND, 1), -EEXIST, "a name is taken once");
	tap_is(make(&s, 5, STORE_ON_DEMAND, 1001), -ENOSPC, "more than all is refused");
	tap_ok(s.count == 0 && s.used == 0, "after all others have gone");
	for (i = 6; i <= 8; i++)
		make(&s, i, i == 7 ? ID : STORE_ON_DEMAND, 300);
	found = store_find(&s, "0123");
	tap_ok(found && strstr(found->name, "T000007"), "found by how its id begins");
	tap_ok(!store_find(&s, "012") && !store_find(&s, "ffff") && !store_find(&s, ""), "or not");
	found = store_find(&s, "capture");
	tap_ok(found && strstr(found->name, "T000008"), "the newest of several");
	tap_ok(!stat(in_folder(found->name), &status) && (status.st_mode & 0777) == 0640,
	       "for its group to read");
	store_name(name, 6 * SECOND_NS, STORE_ON_DEMAND);
	i = store_read(&s, name);
	tap_ok(i >= 0, "read");
	close(i);
	tap_is(store_read(&s, "../../etc/passwd"), -EINVAL, "nothing else is");
	store_set_total(&s, 400);
	tap_ok(s.count == 1 && exists("19700101T000008.000Z-capture.pcapng"), "a smaller total");
	store_close(&s);
}

/* What was there before: files of ours, one half written, one that is nothing, others. */
static void test_left(void)
{
	static const char *const none[] = { NULL };
	uint8_t section[256];
	size_t size = pcapng_section(section, sizeof(section) - 8, "w", none);
	struct store s;

	put("notes.txt", "x", 1);
	put("20200101T000000.000Z-capture.pcapng.part", section, size + 5);
	put("20200101T000001.000Z-capture.pcapng.part", "what is this", 12);
	put("other.part", "x", 1);
	if (symlink("/etc/passwd", in_folder("20200101T000002.000Z-capture.pcapng")))
		abort();
	tap_is(store_look(&s, folder), 0, "looked at");
	tap_ok(s.count == 1 && exists("20200101T000000.000Z-capture.pcapng.part"),
	       "which changes nothing");
	store_close(&s);
	tap_is(store_open(&s, folder, 1u << 20, "x"), 0, "opened");
	tap_ok(s.count == 2 && s.used == 300 + size && s.file[1].bytes == size &&
		       !strcmp(s.file[1].name, "20200101T000000.000Z-capture.pcapng"),
	       "what was half written is whole as far as its blocks are");
	tap_ok(!exists("20200101T000001.000Z-capture.pcapng.part") &&
		       !exists("20200101T000001.000Z-capture.pcapng"), "what never was goes");
	tap_ok(exists("notes.txt") && exists("other.part") &&
		       exists("20200101T000002.000Z-capture.pcapng"), "the rest is not ours");
	tap_is(store_read(&s, "20200101T000002.000Z-capture.pcapng"), -ELOOP,
	       "nor followed elsewhere");
	store_close(&s);
	tap_is(store_open(&s, "/nowhere/at/all", 1, "x"), -ENOENT, "a folder that cannot be made");
	tap_is(store_look(&s, "/nowhere/at/all"), -ENOENT, "or looked at");
}

int main(void)
{
	char command[64];

	test_names();
	if (!mkdtemp(folder))
		tap_skip("no folder for files");
	test_cap();
	test_left();
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	return system(command) ? 1 : tap_done();
}
