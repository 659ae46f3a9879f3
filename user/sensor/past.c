// SPDX-License-Identifier: MIT
#include "past.h"
#include "worker.h"

#include "../control/config.h"
#include "../detect/baseline_store.h"
#include "../detect/iforest_train.h"
#include "../durable.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define NS_PER_S 1000000000ull

enum state { NOT_LEARNING, LEARNING, TRAINING, STORING };

/* What waits for the disk: a new version, or the sample so far. */
struct past_job {
	const char *folder;
	struct baseline *baseline; /* NULL: the sample */
	uint32_t keep;
	void *sample;
	size_t size;
	int result;
};

struct past {
	struct past_options o;
	enum state state;
	struct anomaly *anomaly;
	struct learner *learner;
	struct baseline *baseline; /* in use, or NULL */
	struct learner_term term;  /* of what is being learned */
	uint64_t since_ns;	   /* up to when term.learned_s counts */
	uint64_t saved_ns;
	struct baseline *made; /* while it is stored */
	struct worker worker;
	struct past_job job; /* the worker's while that is busy */
	bool drifted;			/* as told */
	char rejected[PAST_ERROR_SIZE]; /* a version that was not good; "" */
	char error[PAST_ERROR_SIZE];
};

__attribute__((format(printf, 3, 4))) static void tell(const struct past *p, enum journal_kind kind,
						       const char *format, ...)
{
	char message[PAST_ERROR_SIZE + 64];
	va_list arguments;

	if (!p->o.event)
		return;
	va_start(arguments, format);
	vsnprintf(message, sizeof(message), format, arguments);
	va_end(arguments);
	p->o.event(p->o.ctx, kind, message);
}

__attribute__((format(printf, 3, 4))) static int fail(struct past *p, int error, const char *format,
						      ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(p->error, sizeof(p->error), format, arguments);
	va_end(arguments);
	return error;
}

/* Of the sample that is being learned. */
static void sample_path(const char *folder, char out[static PATH_MAX])
{
	snprintf(out, PATH_MAX, "%s/sample", folder);
}

/* NULL: none any more. */
static void use(struct past *p, struct baseline *b)
{
	anomaly_use(p->anomaly, b);
	baseline_free(p->baseline);
	p->baseline = b;
	p->drifted = false;
}

static void reject(struct past *p, const char *why)
{
	snprintf(p->rejected, sizeof(p->rejected), "%s", why);
	tell(p, JOURNAL_BASELINE_REJECTED, "the site's baseline in %s is not used: %s", p->o.folder,
	     why);
}

/* The current version, else the newest good one before it. */
static void load_current(struct past *p)
{
	char error[BASELINE_ERROR_SIZE];
	struct baseline *b = NULL;
	int err = baseline_store_load(p->o.folder, &b, error);

	if (err && err != -ENOENT)
		reject(p, error);
	if (b)
		use(p, b);
}

static void go_on_learning(struct past *p, uint64_t now)
{
	char path[PATH_MAX];
	int err;

	sample_path(p->o.folder, path);
	err = learner_load(p->learner, &p->term, path);
	if (err == -ENOENT)
		return;
	if (err) {
		remove(path);
		tell(p, JOURNAL_BASELINE_REJECTED,
		     "what was learned so far cannot be read (%s): start learning anew",
		     strerror(-err));
		return;
	}
	p->state = LEARNING;
	p->since_ns = p->saved_ns = now;
	anomaly_learn(p->anomaly, p->learner);
}

int past_new(const struct past_options *o, uint64_t now, struct past **out)
{
	struct past *p = calloc(1, sizeof(*p));
	int err;

	if (!p)
		return -ENOMEM;
	err = worker_init(&p->worker);
	if (!err)
		err = anomaly_new(&p->anomaly);
	if (!err) {
		p->o = *o;
		err = learner_new(o->rows_max, &p->learner);
	}
	if (err) {
		past_free(p);
		return err;
	}
	load_current(p);
	go_on_learning(p, now);
	*out = p;
	return 0;
}

void past_free(struct past *p)
{
	if (!p)
		return;
	worker_wait(&p->worker);
	worker_fini(&p->worker);
	free(p->job.sample);
	anomaly_free(p->anomaly);
	learner_free(p->learner);
	baseline_free(p->baseline);
	baseline_free(p->made);
	free(p);
}

void past_set(struct past *p, uint16_t quantile, uint32_t keep)
{
	p->o.quantile = quantile;
	p->o.keep = keep;
}

struct anomaly *past_anomaly(struct past *p)
{
	return p->anomaly;
}

const char *past_error(const struct past *p)
{
	return p->error;
}

static void count_time(struct past *p, uint64_t now, int64_t wall_s)
{
	uint64_t seconds = (now - p->since_ns) / NS_PER_S;

	p->term.learned_s += seconds;
	p->since_ns += seconds * NS_PER_S;
	p->term.to_s = wall_s > p->term.from_s ? wall_s : p->term.from_s;
}

static void forget_sample(const struct past *p)
{
	char path[PATH_MAX];

	sample_path(p->o.folder, path);
	remove(path);
}

/* In the worker. */
static void do_job(void *ctx)
{
	struct past_job *job = ctx;
	char path[PATH_MAX];

	if (job->baseline) {
		job->result = baseline_store_add(job->folder, job->baseline, job->keep);
		return;
	}
	sample_path(job->folder, path);
	job->result = durable_write(path, job->sample, job->size, 0640);
}

/* Of what was learned so far, for the worker. 0 or -errno. */
static int pack_sample(struct past *p, uint64_t now, int64_t wall_s)
{
	count_time(p, now, wall_s);
	p->saved_ns = now;
	if (mkdir(p->o.folder, 0750) && errno != EEXIST)
		return -errno;
	p->job = (struct past_job){ .folder = p->o.folder };
	return learner_pack(p->learner, &p->term, &p->job.sample, &p->job.size);
}

static void drop_sample(struct past *p)
{
	free(p->job.sample);
	p->job.sample = NULL;
}

static void tell_unsaved(const struct past *p, int error)
{
	tell(p, JOURNAL_BASELINE_REJECTED, "what was learned so far cannot be saved in %s: %s",
	     p->o.folder, strerror(-error));
}

static void save_sample(struct past *p, uint64_t now, int64_t wall_s)
{
	int error = pack_sample(p, now, wall_s);

	if (!error)
		error = worker_start(&p->worker, do_job, &p->job);
	if (!error)
		return;
	drop_sample(p);
	tell_unsaved(p, error);
}

#define BUSY "the baseline is being made or saved just now: try again"

/* What the worker writes then is not to be undone by what a command wants. */
static bool is_busy(const struct past *p)
{
	return p->state == TRAINING || p->state == STORING || worker_busy(&p->worker);
}

int past_start(struct past *p, uint64_t learn_s, uint64_t now, int64_t wall_s)
{
	char time[CONFIG_VALUE_SIZE];

	if (is_busy(p))
		return fail(p, -EBUSY, BUSY);
	if (mkdir(p->o.folder, 0750) && errno != EEXIST)
		return fail(p, -errno, "%s cannot be made: %s", p->o.folder, strerror(errno));
	if (access(p->o.folder, W_OK | X_OK))
		return fail(p, -errno, "%s cannot be written: %s", p->o.folder, strerror(errno));
	p->term = (struct learner_term){
		.from_s = wall_s > 0 ? wall_s : 0, .goal_s = learn_s, .seed = (uint32_t)wall_s};
	p->term.to_s = p->term.from_s;
	forget_sample(p);
	learner_begin(p->learner, p->term.seed);
	anomaly_learn(p->anomaly, p->learner);
	p->state = LEARNING;
	p->since_ns = p->saved_ns = now;
	config_duration_text(learn_s * NS_PER_S, time);
	tell(p, JOURNAL_BASELINE_STARTED,
	     "learning what is usual at this site, for %s; no alarms of class anomaly until then",
	     time);
	return 0;
}

static void stop_learning(struct past *p)
{
	anomaly_learn(p->anomaly, NULL);
	p->state = NOT_LEARNING;
}

int past_stop(struct past *p)
{
	int err;

	if (p->state != LEARNING)
		return fail(p, -EALREADY, "nothing is being learned");
	err = learner_train_begin(p->learner, &p->term, p->o.quantile);
	if (err == -ENODATA)
		return fail(p, err, "too few rows so far: %" PRIu32 " of %d",
			    learner_rows(p->learner), IFOREST_ROWS_MIN);
	if (err)
		return fail(p, err, "no memory to make the baseline");
	anomaly_learn(p->anomaly, NULL);
	p->state = TRAINING;
	return 0;
}

int past_reset(struct past *p)
{
	int err;

	if (p->state == STORING || worker_busy(&p->worker))
		return fail(p, -EBUSY, BUSY);
	err = baseline_store_clear(p->o.folder);
	learner_begin(p->learner, 0);
	stop_learning(p);
	forget_sample(p);
	use(p, NULL);
	p->rejected[0] = '\0';
	return err ? fail(p, err, "%s: %s", p->o.folder, strerror(-err)) : 0;
}

int past_rollback(struct past *p, unsigned int version)
{
	char error[BASELINE_ERROR_SIZE];
	struct baseline *b = NULL;
	int err;

	if (p->state == STORING || worker_busy(&p->worker))
		return fail(p, -EBUSY, BUSY);
	err = baseline_store_use(p->o.folder, version, &b, error);
	if (err)
		return fail(p, err, "%s", error);
	use(p, b);
	p->rejected[0] = '\0';
	return 0;
}

/* The worker has stored it, or could not. */
static void finish(struct past *p, int err)
{
	struct baseline *b = p->made;

	p->made = NULL;
	stop_learning(p);
	use(p, b);
	p->rejected[0] = '\0';
	/* The sample stays then: a restart makes the baseline of it anew. */
	if (err) {
		tell(p, JOURNAL_BASELINE_REJECTED,
		     "the new baseline is in use but cannot be kept in %s: %s", p->o.folder,
		     strerror(-err));
		return;
	}
	forget_sample(p);
	tell(p, JOURNAL_BASELINE_READY,
	     "version %u of the site's baseline is learned, of %" PRIu64 " rows", b->version,
	     learner_seen(p->learner));
}

/* Once the worker is free. */
static void store(struct past *p)
{
	int error;

	if (worker_busy(&p->worker))
		return;
	p->job = (struct past_job){
		.folder = p->o.folder, .baseline = p->made, .keep = p->o.keep };
	error = worker_start(&p->worker, do_job, &p->job);
	if (error)
		finish(p, error);
}

static void end_job(struct past *p)
{
	drop_sample(p);
	if (p->job.baseline)
		finish(p, p->job.result);
	else if (p->job.result)
		tell_unsaved(p, p->job.result);
}

static uint64_t clock_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * NS_PER_S + (uint64_t)now.tv_nsec;
}

static void train(struct past *p)
{
	uint64_t begin = clock_ns();
	struct baseline *b;

	do {
		if (learner_train_step(p->learner, &b))
			continue;
		p->made = b;
		p->state = STORING;
		store(p);
		return;
	} while (clock_ns() - begin < PAST_SLICE_NS);
}

static void learn(struct past *p, uint64_t now, int64_t wall_s)
{
	count_time(p, now, wall_s);
	/* With too few rows it goes on until there are enough. */
	if (p->term.learned_s >= p->term.goal_s && !past_stop(p))
		return;
	if (now - p->saved_ns >= PAST_SAVE_NS && !worker_busy(&p->worker))
		save_sample(p, now, wall_s);
}

int past_save(struct past *p, uint64_t now, int64_t wall_s)
{
	int error;

	if (worker_wait(&p->worker))
		end_job(p);
	if (p->state == STORING) {
		p->job = (struct past_job){
			.folder = p->o.folder, .baseline = p->made, .keep = p->o.keep };
		do_job(&p->job);
		end_job(p);
	}
	if (p->state != LEARNING)
		return 0;
	error = pack_sample(p, now, wall_s);
	if (error)
		return error;
	do_job(&p->job);
	drop_sample(p);
	return p->job.result;
}

static void look_for_drift(struct past *p)
{
	struct anomaly_day day;

	anomaly_day(p->anomaly, &day);
	if (day.drifted && !p->drifted)
		tell(p, JOURNAL_BASELINE_DRIFT,
		     "the site has changed since it was learned: %" PRIu64 " of %" PRIu64
		     " rows of the last day are unlike it; anomalies are held back; learn anew: "
		     "weir baseline start",
		     day.over, day.rows);
	p->drifted = day.drifted;
}

void past_tick(struct past *p, uint64_t now, int64_t wall_s)
{
	if (worker_take(&p->worker))
		end_job(p);
	if (p->state == TRAINING)
		train(p);
	else if (p->state == STORING)
		store(p);
	else if (p->state == LEARNING)
		learn(p, now, wall_s);
	else if (p->baseline)
		look_for_drift(p);
}

static const char *state_name(const struct past *p)
{
	if (p->state == LEARNING)
		return "learning";
	if (p->state == TRAINING || p->state == STORING)
		return "training";
	return p->baseline ? "in use" : "none";
}

void past_view(const struct past *p, struct past_state *out)
{
	memset(out, 0, sizeof(*out));
	out->state = state_name(p);
	out->baseline = p->baseline;
	out->learning = p->state == LEARNING ? &p->term : NULL;
	out->rows = learner_rows(p->learner);
	out->seen = learner_seen(p->learner);
	out->stats = *anomaly_stats(p->anomaly);
	anomaly_day(p->anomaly, &out->day);
	out->rejected = p->rejected;
	out->folder = p->o.folder;
}
