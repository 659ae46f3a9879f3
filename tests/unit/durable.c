/* SPDX-License-Identifier: MIT */
/* A file is replaced whole or not at all. */
#include "tap.h"

#include "user/durable.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/weir-durable-XXXXXX";
static char path[64];

static bool holds(const char *text)
{
	char got[64] = "";
	int fd = open(path, O_RDONLY);
	ssize_t length = fd < 0 ? -1 : read(fd, got, sizeof(got) - 1);

	if (fd >= 0)
		close(fd);
	return length == (ssize_t)strlen(text) && !memcmp(got, text, (size_t)length);
}

static bool is_alone(void)
{
	char beside[PATH_MAX];

	return !durable_beside(path, beside) && access(beside, F_OK);
}

static void test_write(void)
{
	struct stat st;

	umask(027);
	tap_is(durable_write(path, "one", 3, 0644), 0, "a new file");
	tap_ok(holds("one") && is_alone(), "is there, and nothing beside it");
	tap_is(stat(path, &st) ? 0 : st.st_mode & 0777, 0640, "its mode, less the umask");
	tap_is(durable_write(path, "another", 7, 0644), 0, "is replaced");
	tap_ok(holds("another") && is_alone(), "whole");
	tap_is(durable_write(path, "", 0, 0644), 0, "by an empty one, too");
	tap_ok(holds(""), "which is empty");
}

static void test_failures(void)
{
	char missing[80], beside[PATH_MAX], long_path[PATH_MAX];

	durable_write(path, "old", 3, 0644);
	snprintf(missing, sizeof(missing), "%s/none/file", folder);
	tap_is(durable_write(missing, "x", 1, 0644), -ENOENT, "no folder");
	memset(long_path, 'x', sizeof(long_path) - 1);
	long_path[sizeof(long_path) - 1] = '\0';
	tap_is(durable_write(long_path, "x", 1, 0644), -ENAMETOOLONG, "a name too long");
	durable_beside(path, beside);
	if (symlink("/tmp/weir-durable-elsewhere", beside))
		abort();
	tap_is(durable_write(path, "x", 1, 0644), -ELOOP, "a link beside it is not followed");
	unlink(beside);
	mkdir(beside, 0755);
	tap_is(durable_write(path, "x", 1, 0644), -EISDIR, "a folder in the way");
	rmdir(beside);
	tap_ok(holds("old"), "the old file is there still");
	tap_is(durable_finish(open("/dev/full", O_WRONLY), path), -EINVAL, "what cannot be synced");
	tap_ok(holds("old") && is_alone(), "leaves the old file, and nothing beside it");
	tap_is(durable_put(open("/dev/full", O_WRONLY), "x", 1), -ENOSPC, "a full disk");
}

int main(void)
{
	if (!mkdtemp(folder))
		abort();
	snprintf(path, sizeof(path), "%s/file", folder);
	test_write();
	test_failures();
	unlink(path);
	tap_is(rmdir(folder), 0, "cleaned up");
	return tap_done();
}
