// SPDX-License-Identifier: MIT
#include "naming.h"
#include "../device/device_file.h"
#include "../device/given.h"
#include "../device/lease.h"
#include "../durable.h"
#include "../log.h"
#include "../source/neighbour.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NEIGHBOURS_AT_ONCE 256
#define ASK_AGAIN_NS 10000000000ull
#define ASK_EVERY_NS (60ull * 1000000000)
#define STATE_FILE_BYTES (32u << 20)

static uint32_t wall_s(const struct naming *n, uint64_t now_ns)
{
	return (uint32_t)(((int64_t)now_ns + n->wall_offset_ns) / 1000000000);
}

/* A regular file of at most @max bytes, what lies beyond left out; the caller frees *out. */
static int read_whole(const char *path, size_t max, struct stat *st, char **out, size_t *size)
{
	/* O_NONBLOCK: a FIFO in the file's place must not hang the sensor. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK), error = 0;
	ssize_t got = 0;

	*out = NULL;
	*size = 0;
	if (fd < 0)
		return -errno;
	if (fstat(fd, st))
		error = -errno;
	else if (!S_ISREG(st->st_mode))
		error = -EINVAL;
	else if (!(*out = malloc((size_t)st->st_size < max ? (size_t)st->st_size + 1 : max)))
		error = -ENOMEM;
	max = (size_t)st->st_size < max ? (size_t)st->st_size : max;
	while (!error && *size < max && (got = read(fd, *out + *size, max - *size)) > 0)
		*size += (size_t)got;
	if (!error && got < 0)
		error = -errno;
	close(fd);
	if (error) {
		free(*out);
		*out = NULL;
	}
	return error;
}

static bool is_same(const struct stat *a, const struct stat *b)
{
	return a->st_ino == b->st_ino && a->st_dev == b->st_dev && a->st_size == b->st_size &&
	       a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/* Of the worker: reads the file if it is another than before. */
static void look_at(struct naming_file *f)
{
	struct stat st = {.st_ino = 0};
	bool was_there = f->seen.st_ino;

	f->changed = false;
	f->error = 0;
	if (!*f->path)
		return;
	if (stat(f->path, &st)) {
		f->error = -errno;
		f->changed = was_there && f->error == -ENOENT;
		memset(&f->seen, 0, sizeof(f->seen));
		return;
	}
	if (was_there && is_same(&st, &f->seen))
		return;
	f->error = read_whole(f->path, LEASE_FILE_BYTES, &st, &f->text, &f->size);
	f->changed = !f->error;
	f->seen = st;
}

static void work_look(void *job)
{
	struct naming_work *w = job;

	for (unsigned int i = 0; i < NAMING_FILES; i++)
		look_at(&w->file[i]);
}

static void work_save(void *job)
{
	struct naming_work *w = job;

	w->save_error = durable_write(w->path, w->saving, w->saving_size, 0600);
}

static bool is_default(const char *path)
{
	return strstr(CONFIG_NAMES " " CONFIG_LEASES, path);
}

static void complain(struct naming_file *f)
{
	bool expected = f->error == -ENOENT && is_default(f->path);

	if (f->error && !f->complained && !expected)
		log_warning("%s: cannot be read (%s): devices go without the names in it", f->path,
			    strerror(-f->error));
	f->complained = f->error;
}

static void take_files(struct naming *n, uint32_t now_s)
{
	for (unsigned int i = 0; i < NAMING_FILES; i++) {
		struct naming_file *f = &n->work.file[i];
		uint32_t wrong = 0;

		complain(f);
		if (f->changed && !i)
			wrong = devices_give(n->devices, f->text ? f->text : "", f->size);
		else if (f->changed && f->text)
			wrong = devices_lease(n->devices, f->text, f->size, now_s);
		if (wrong)
			log_warning("%s: %u lines are none of a file of %s", f->path, wrong,
				    i ? "leases" : "names");
		free(f->text);
		f->text = NULL;
		f->size = 0;
		f->changed = false;
	}
}

/* Another path is another file. */
static void set_path(struct naming_file *f, const char *path, size_t length)
{
	if (strlen(f->path) == length && !memcmp(f->path, path, length))
		return;
	memset(f, 0, sizeof(*f));
	memcpy(f->path, path, length);
}

static void set_paths(struct naming *n, const struct config *c)
{
	const char *at = c->device_leases;
	bool named = *n->work.file[0].path;

	set_path(&n->work.file[0], c->device_names, strlen(c->device_names));
	/* No file of names any more: then none of its names. */
	if (named && !*n->work.file[0].path)
		devices_give(n->devices, "", 0);
	for (unsigned int i = 1; i < NAMING_FILES; i++) {
		size_t length;

		at += strspn(at, " \t");
		length = strcspn(at, " \t");
		set_path(&n->work.file[i], at, length);
		at += length;
	}
}

void naming_init(struct naming *n)
{
	memset(n, 0, sizeof(*n));
	n->neighbours = -1;
	n->worker.fd = -1;
}

static void load(struct naming *n)
{
	char why[DEVICE_FILE_ERROR_SIZE] = "", aside[sizeof(n->work.path) + 8], *data = NULL;
	struct stat st;
	size_t size;
	int error = read_whole(n->work.path, STATE_FILE_BYTES, &st, &data, &size);

	if (error == -ENOENT)
		return;
	if (!error)
		error = device_file_read(n->devices, data, size, why);
	free(data);
	if (!error)
		return;
	snprintf(aside, sizeof(aside), "%s.broken", n->work.path);
	if (!*why)
		log_warning("%s: cannot be read (%s): devices are new", n->work.path,
			    strerror(-error));
	else if (rename(n->work.path, aside))
		log_warning("%s: %s: devices are new", n->work.path, why);
	else
		log_warning("%s: %s: kept as %s, devices are new", n->work.path, why, aside);
}

struct meeting {
	struct devices *devices;
	uint32_t now_s;
};

static void meet(void *ctx, const uint8_t mac[static 6], const struct weir_addr *addr, bool fresh)
{
	const struct meeting *m = ctx;

	devices_bind(m->devices, mac, addr, DEVICE_ON_LINK, fresh ? m->now_s : 0);
}

static void ask_all(struct naming *n, uint64_t now_ns)
{
	struct meeting m = {n->devices, wall_s(n, now_ns)};
	int error = neighbour_all(meet, &m);

	/* The kernel tells of an entry when it changes, not that it goes on being used. */
	n->ask_ns = error == -EINTR ? now_ns + ASK_AGAIN_NS : error ? 0 : now_ns + ASK_EVERY_NS;
	if (error && error != -EINTR)
		log_warning("the kernel's neighbour table cannot be read (%s): devices are known "
			    "by their packets only",
			    strerror(-error));
}

int naming_start(struct naming *n, const struct config *c, const struct budget *b,
		 const struct networks *home, int64_t wall_offset_ns, uint64_t now_ns)
{
	int error;

	if (!c->devices)
		return 0;
	error = devices_new(b->devices_max, b->peers_max, home, &n->devices);
	if (!error)
		error = worker_init(&n->worker);
	if (error)
		return error;
	n->wall_offset_ns = wall_offset_ns;
	snprintf(n->work.path, sizeof(n->work.path), "%s/" DEVICE_FILE, c->state);
	load(n);
	set_paths(n, c);
	work_look(&n->work);
	take_files(n, wall_s(n, now_ns));
	n->look_ns = now_ns + NAMING_LOOK_NS;
	n->save_ns = now_ns + NAMING_SAVE_NS;
	n->neighbours = neighbour_watch();
	if (n->neighbours < 0)
		return n->neighbours;
	ask_all(n, now_ns);
	return 0;
}

void naming_neighbours(struct naming *n, uint64_t now_ns)
{
	struct meeting m = {n->devices, wall_s(n, now_ns)};

	if (neighbour_read(n->neighbours, NEIGHBOURS_AT_ONCE, meet, &m) == -ENOBUFS &&
	    (!n->ask_ns || n->ask_ns > now_ns + ASK_AGAIN_NS))
		n->ask_ns = now_ns + ASK_AGAIN_NS;
}

static void note_save(struct naming *n)
{
	n->saved += !n->work.save_error;
	n->failed += n->work.save_error != 0;
	if (n->work.save_error && !n->failing)
		log_warning("%s: cannot be saved (%s): a restart forgets what is new of devices",
			    n->work.path, strerror(-n->work.save_error));
	n->failing = n->work.save_error;
	free(n->work.saving);
	n->work.saving = NULL;
}

static void take_work(struct naming *n, uint32_t now_s)
{
	if (n->work.saving)
		note_save(n);
	else
		take_files(n, now_s);
}

void naming_worked(struct naming *n, uint64_t now_ns)
{
	if (worker_take(&n->worker))
		take_work(n, wall_s(n, now_ns));
}

static int begin_save(struct naming *n)
{
	n->work.saving = malloc(device_file_bytes(devices_stats(n->devices)->devices));
	if (!n->work.saving)
		return -ENOMEM;
	n->work.saving_size = device_file_write(n->devices, n->work.saving);
	return 0;
}

void naming_tick(struct naming *n, const struct config *c, uint64_t now_ns)
{
	if (!n->devices)
		return;
	if (n->ask_ns && now_ns >= n->ask_ns)
		ask_all(n, now_ns);
	if (worker_busy(&n->worker))
		return;
	if (now_ns >= n->save_ns && !begin_save(n)) {
		n->save_ns = now_ns + NAMING_SAVE_NS;
		if (worker_start(&n->worker, work_save, &n->work)) {
			n->work.save_error = -EAGAIN;
			note_save(n);
		}
	} else if (now_ns >= n->look_ns) {
		n->look_ns = now_ns + NAMING_LOOK_NS;
		set_paths(n, c);
		worker_start(&n->worker, work_look, &n->work);
	}
}

void naming_stop(struct naming *n)
{
	if (!n->devices)
		return;
	if (worker_wait(&n->worker))
		take_work(n, 0);
	if (begin_save(n))
		return;
	work_save(&n->work);
	note_save(n);
}

void naming_free(struct naming *n)
{
	if (n->worker.fd >= 0) {
		if (worker_wait(&n->worker))
			take_work(n, 0);
		worker_fini(&n->worker);
	}
	if (n->neighbours >= 0)
		close(n->neighbours);
	devices_free(n->devices);
	n->devices = NULL;
}
