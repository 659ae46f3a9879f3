// SPDX-License-Identifier: MIT
#include "remember.h"
#include "../log.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static void set_aside(const char *state, const char *why)
{
	int error = memory_set_aside(state);

	if (error)
		log_warning("%s/memory: %s, and it cannot be kept aside (%s): starting without "
			    "what the site has always done",
			    state, why, strerror(-error));
	else
		log_warning("%s/memory: %s: kept as memory.broken, starting without what the "
			    "site has always done",
			    state, why);
}

void remember_start(struct remember *r, struct memory *m, const char *state, uint64_t now)
{
	char why[MEMORY_FILE_ERROR_SIZE];
	int error;

	r->memory = m;
	r->next_ns = now + REMEMBER_EVERY_NS;
	memory_save_init(&r->save, state);
	/* Without it no save can end; that is told then. */
	worker_init(&r->worker);
	error = memory_load(m, state, why);
	if (error == -EINVAL)
		set_aside(state, why);
	else if (error)
		log_warning("%s/memory: cannot be read (%s): starting without what the site has "
			    "always done",
			    state, why);
}

void remember_check(const struct remember *r)
{
	if (access(r->save.state, W_OK | X_OK))
		log_warning("%s: cannot be written (%s), so a restart forgets what the site has "
			    "always done",
			    r->save.state, strerror(errno));
}

static void note(struct remember *r, int result)
{
	r->saved += !result;
	r->failed += result < 0;
	/* Told once until it works again. */
	if (result < 0 && !r->failing)
		log_warning("%s/memory: cannot be saved (%s): the old one stays, if there is one",
			    r->save.state, strerror(-result));
	r->failing = result < 0;
}

static void end_save(void *ctx)
{
	struct remember *r = ctx;

	r->result = memory_save_end(&r->save);
}

void remember_tick(struct remember *r, uint64_t now)
{
	int result;

	if (worker_busy(&r->worker)) {
		if (worker_take(&r->worker))
			note(r, r->result);
		return;
	}
	if (!memory_save_busy(&r->save)) {
		if (now < r->next_ns)
			return;
		r->next_ns = now + REMEMBER_EVERY_NS;
	}
	result = memory_save_step(&r->save, r->memory);
	if (!result)
		result = worker_start(&r->worker, end_save, r);
	if (result < 0) {
		memory_save_fini(&r->save);
		note(r, result);
	}
}

void remember_stop(struct remember *r)
{
	if (!r->memory)
		return;
	if (worker_wait(&r->worker))
		note(r, r->result);
	note(r, memory_save_all(&r->save, r->memory));
}

void remember_fini(struct remember *r)
{
	if (!r->memory)
		return;
	worker_wait(&r->worker);
	worker_fini(&r->worker);
	memory_save_fini(&r->save);
}
