// SPDX-License-Identifier: MIT
/* The site memory over a restart, as the sensor keeps it. */
#include "tap.h"
#include "user/sensor/remember.h"

#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#define SECOND 1000000000ull
#define NOW 1700000000u

static struct networks home;
static char folder[] = "/tmp/weir-remember-XXXXXX";

static char *path_of(const char *name)
{
	static char path[128];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static void meet(struct memory *m, uint32_t peer)
{
	struct memory_key key = { .client = home.list[0].addr, .ip_proto = 6, .ip_v = 4 };

	key.server.word[3] = peer;
	memory_meet(m, &key, NOW, 1, 100);
}

static struct memory *begin(struct memory *m, struct remember *r)
{
	memset(r, 0, sizeof(*r));
	if (memory_init(m, 64, &home))
		abort();
	remember_start(r, m, folder, 0);
	return m;
}

/* Until the disk has it. */
static void wait_saved(struct remember *r)
{
	struct pollfd done = { .fd = worker_fd(&r->worker), .events = POLLIN };

	if (worker_busy(&r->worker))
		poll(&done, 1, 30000);
	remember_tick(r, 0);
}

static void end(struct remember *r)
{
	remember_stop(r);
	remember_fini(r);
	memory_fini(r->memory);
}

int main(void)
{
	struct remember r = { 0 };
	struct memory m;
	unsigned int i;
	int fd;

	networks_default(&home);
	if (!mkdtemp(folder))
		tap_skip("no folder under /tmp");
	remember_stop(&r);
	tap_ok(access(path_of("memory"), F_OK), "one that never started saves nothing");
	begin(&m, &r);
	remember_check(&r);
	meet(&m, 1);
	for (i = 0; i < 59; i++)
		remember_tick(&r, i * 5 * SECOND);
	tap_ok(access(path_of("memory"), F_OK), "not before five minutes");
	for (i = 60; i < 70; i++)
		remember_tick(&r, i * 5 * SECOND);
	wait_saved(&r);
	tap_ok(!access(path_of("memory"), F_OK), "but then");
	tap_is(r.saved, 1, "once");
	meet(&m, 2);
	end(&r);
	tap_is(r.saved, 2, "and at the end");
	begin(&m, &r);
	tap_is(m.loaded, 3, "the next start has it all: two pairs and a use");
	end(&r);
	fd = open(path_of("memory"), O_WRONLY);
	tap_is(pwrite(fd, "x", 1, 40), 1, "a byte of the file is broken");
	close(fd);
	begin(&m, &r);
	tap_is(m.loaded, 0, "it is not taken");
	tap_ok(!access(path_of("memory.broken"), F_OK), "but kept aside");
	end(&r);
	begin(&m, &r);
	tap_is(m.loaded, 0, "and the next one is whole again");
	memory_fini(&m);
	memory_init(&m, 64, &home);
	memset(&r, 0, sizeof(r));
	remember_start(&r, &m, "/nonexistent", 0);
	remember_check(&r);
	for (i = 0; i < 190; i++)
		remember_tick(&r, i * 5 * SECOND);
	tap_is(r.failed, 3, "a folder that is not there is tried again and again");
	end(&r);
	unlink(path_of("memory.broken"));
	unlink(path_of("memory"));
	rmdir(folder);
	return tap_done();
}
