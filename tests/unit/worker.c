/* SPDX-License-Identifier: MIT */
/* Work beside the loop: handed over, done, given back once. */
#include "tap.h"

#include "user/sensor/worker.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

struct job {
	int pipe[2]; /* the work waits until something can be read */
	int sum;
};

static void work(void *ctx)
{
	struct job *job = ctx;
	char c;

	if (read(job->pipe[0], &c, 1) == 1)
		job->sum += c;
}

static bool rings(const struct worker *w, int timeout_ms)
{
	struct pollfd p = { .fd = worker_fd(w), .events = POLLIN };

	return poll(&p, 1, timeout_ms) == 1;
}

int main(void)
{
	struct job job = { .sum = 1 }, other = { .sum = 0 };
	struct worker w;

	if (pipe(job.pipe))
		abort();
	tap_is(worker_init(&w), 0, "a worker");
	tap_ok(!worker_busy(&w) && !worker_take(&w) && !worker_wait(&w), "is idle");
	tap_is(worker_start(&w, work, &job), 0, "takes a job");
	tap_ok(worker_busy(&w) && !rings(&w, 0) && !worker_take(&w), "and is at it");
	tap_is(worker_start(&w, work, &other), -EBUSY, "takes no other meanwhile");
	tap_is(write(job.pipe[1], "\x04", 1), 1, "what it waited for comes");
	tap_ok(rings(&w, 30000), "it rings");
	tap_ok(worker_take(&w) == &job, "and gives the job back");
	tap_is(job.sum, 5, "done");
	tap_ok(!worker_busy(&w) && !rings(&w, 0) && !worker_take(&w), "once");
	tap_is(worker_start(&w, work, &job), 0, "the next job");
	tap_is(write(job.pipe[1], "\x01", 1), 1, "comes");
	tap_ok(worker_wait(&w) == &job && job.sum == 6, "and is waited for");
	tap_ok(!rings(&w, 0), "then it is silent");
	worker_fini(&w);
	return tap_done();
}
