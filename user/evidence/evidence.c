// SPDX-License-Identifier: MIT
#include "evidence.h"
#include "capture_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ALARM_ID_SIZE sizeof(((struct alert *)0)->id)
#define MESSAGE_SIZE 512
#define WHO_SIZE 256

struct capture {
	bool open;
	char alarm[ALARM_ID_SIZE]; /* "": asked for */
	struct subject subject;
	struct weir_watch watch; /* sent: as counted here */
	uint64_t until_ns;
	struct capture_file file;
};

struct evidence {
	struct evidence_options o;
	bool store_open;
	bool finished;
	struct store store;
	uint32_t next_id;
	uint64_t pause_until_ns; /* source clock */
	bool failing; /* told of, until a capture is whole again */
	uint32_t watching;
	struct evidence_stats stats;
	struct capture capture[EVIDENCE_OPEN_MAX];
};

int evidence_new(const struct evidence_options *o, struct evidence **out)
{
	struct evidence *e = calloc(1, sizeof(*e));

	if (!e)
		return -ENOMEM;
	e->o = *o;
	e->store.folder = -1;
	e->next_id = 1;
	*out = e;
	return 0;
}

int evidence_open(struct evidence *e)
{
	int error;

	if (e->store_open)
		return 0;
	error = store_open(&e->store, e->o.folder, e->o.total, e->o.group);
	e->store_open = !error;
	return error;
}

void evidence_use_clock(struct evidence *e, int64_t wall_offset_ns)
{
	e->o.wall_offset_ns = wall_offset_ns;
}

void evidence_set(struct evidence *e, bool alerts, const struct evidence_bounds *bounds,
		  uint64_t total)
{
	e->o.alerts = alerts;
	e->o.bounds = *bounds;
	e->o.total = total;
	if (e->store_open)
		store_set_total(&e->store, total);
}

static void tell_watching(struct evidence *e)
{
	uint32_t kinds = 0, i;

	for (i = 0; i < EVIDENCE_OPEN_MAX; i++)
		if (e->capture[i].open)
			kinds |= subject_watching(&e->capture[i].subject);
	if (kinds != e->watching && e->o.watching)
		e->o.watching(e->o.ctx, kinds);
	e->watching = kinds;
}

static void tell_failure(struct evidence *e, const char *name, int error, uint64_t now)
{
	char message[MESSAGE_SIZE];

	e->stats.failed++;
	e->pause_until_ns = now + EVIDENCE_PAUSE_NS;
	if (!e->failing && e->o.failed) {
		snprintf(message, sizeof(message),
			 "cannot write the capture %s%s%s: %s; alarms get none for a while, all "
			 "else goes on",
			 e->o.folder, *name ? "/" : "", name, strerror(-error));
		e->o.failed(e->o.ctx, message);
	}
	e->failing = true;
}

/* @error: why it could not be written, 0: it is over. */
static void end(struct evidence *e, struct capture *c, int error, uint64_t now)
{
	char name[STORE_NAME_SIZE];
	int close_error;

	memcpy(name, c->file.name, sizeof(name));
	e->stats.empty += !c->file.packets;
	close_error = capture_file_close(&c->file, error);
	c->open = false;
	if (e->o.unwatch)
		e->o.unwatch(e->o.ctx, &c->subject.key);
	tell_watching(e);
	if (!error)
		error = close_error;
	if (error)
		tell_failure(e, name, error, now);
	else
		e->failing = false;
	e->stats.finished++;
}

static struct capture *free_place(struct evidence *e)
{
	unsigned int i;

	for (i = 0; i < EVIDENCE_OPEN_MAX; i++)
		if (!e->capture[i].open)
			return &e->capture[i];
	return NULL;
}

static struct capture *find_key(struct evidence *e, const struct weir_key *key)
{
	unsigned int i;

	for (i = 0; i < EVIDENCE_OPEN_MAX; i++)
		if (e->capture[i].open &&
		    !memcmp(&e->capture[i].subject.key, key, sizeof(*key)))
			return &e->capture[i];
	return NULL;
}

static int watch(struct evidence *e, struct capture *c)
{
	return e->o.watch ? e->o.watch(e->o.ctx, &c->subject.key, &c->watch) : 0;
}

/* 0 or -errno; nothing is left of a failed one. */
static int begin(struct evidence *e, const struct subject *s, const struct evidence_bounds *bounds,
		 const char *alarm, uint64_t now, struct capture **out)
{
	struct capture *c = free_place(e);
	char name[STORE_NAME_SIZE];
	int error = evidence_open(e);

	if (error)
		return error;
	if (!c || e->finished)
		return -EBUSY;
	c->subject = *s;
	c->until_ns = now + bounds->ns;
	snprintf(c->alarm, sizeof(c->alarm), "%s", alarm);
	c->watch = (struct weir_watch){ .packets = bounds->packets, .bytes = bounds->bytes,
					.id = e->next_id, .slots = s->slots };
	store_name(name, (int64_t)now + e->o.wall_offset_ns, *alarm ? alarm : STORE_ON_DEMAND);
	error = capture_file_open(&c->file, &e->store, name, bounds->bytes, e->o.watch);
	if (error)
		return error;
	error = watch(e, c);
	if (error) {
		capture_file_close(&c->file, true);
		return error;
	}
	e->next_id = e->next_id == UINT32_MAX ? 1 : e->next_id + 1;
	c->open = true;
	e->stats.begun++;
	tell_watching(e);
	*out = c;
	return 0;
}

/* An open capture that has the packets of @s already. One of the same key on other
 * interfaces comes to have them. */
static struct capture *covering(struct evidence *e, const struct subject *s)
{
	struct capture *c = find_key(e, &s->key);
	unsigned int i;

	if (c && (c->subject.slots & s->slots) != s->slots) {
		c->subject.slots |= s->slots;
		c->watch.slots = c->subject.slots;
		watch(e, c);
	}
	for (i = 0; i < EVIDENCE_OPEN_MAX && !c; i++)
		if (e->capture[i].open && subject_covers(&e->capture[i].subject, s))
			c = &e->capture[i];
	return c;
}

static struct capture *of_alarm(struct evidence *e, const char *alarm)
{
	unsigned int i;

	for (i = 0; i < EVIDENCE_OPEN_MAX; i++)
		if (e->capture[i].open && !strcmp(e->capture[i].alarm, alarm))
			return &e->capture[i];
	return NULL;
}

/* The capture of this time's alarm, not of one of the same id long ago. */
static const char *finished_name(const struct evidence *e, const struct alert *a)
{
	const struct store_file *file = e->store_open ? store_find(&e->store, a->id) : NULL;
	int64_t first_s = ((int64_t)a->first_ns + e->o.wall_offset_ns) / 1000000000;

	return file && store_name_time(file->name) >= first_s ? file->name : NULL;
}

static struct capture *begin_for(struct evidence *e, const struct subject *s,
				 const struct alert *a)
{
	struct capture *c = NULL;
	int error;

	if (!e->o.alerts || e->finished || a->suppressed)
		return NULL;
	if (a->now_ns < e->pause_until_ns) {
		e->stats.refused++;
		return NULL;
	}
	error = begin(e, s, &e->o.bounds, a->id, a->now_ns, &c);
	if (error == -EBUSY)
		e->stats.refused++;
	else if (error)
		tell_failure(e, "", error, a->now_ns);
	return c;
}

void evidence_alert(struct evidence *e, struct alert *a)
{
	struct capture *c = of_alarm(e, a->id);
	const char *name = NULL;
	struct subject s;

	if (!subject_of_alert(a, &s) && !c) {
		c = covering(e, &s);
		e->stats.covered += c && a->stage == ALERT_NEW;
		if (!c && a->stage == ALERT_NEW)
			c = begin_for(e, &s, a);
	}
	name = c ? c->file.name : a->stage == ALERT_NEW ? NULL : finished_name(e, a);
	snprintf(a->capture, sizeof(a->capture), "%s", name ? name : "");
}

void evidence_describe(struct evidence *e, const struct alert *a, const char *eve)
{
	const char *const comments[] = { a->message, eve, NULL };
	struct capture *c = of_alarm(e, a->id);
	int error;

	if (!c || c->file.begun)
		return;
	error = capture_file_describe(&c->file, comments);
	if (error)
		end(e, c, error, a->now_ns);
}

const char *evidence_start(struct evidence *e, const struct subject *s,
			   const struct evidence_bounds *bounds, const char *who, uint64_t now,
			   int *error)
{
	char text[SUBJECT_TEXT_SIZE], comment[WHO_SIZE + SUBJECT_TEXT_SIZE];
	const char *const comments[] = { comment, NULL };
	struct capture *c = find_key(e, &s->key);

	*error = c ? -EEXIST : begin(e, s, bounds, "", now, &c);
	if (*error)
		return NULL;
	subject_text(s, text);
	snprintf(comment, sizeof(comment), "weir capture start by %.*s: %s", WHO_SIZE - 32, who,
		 text);
	*error = capture_file_describe(&c->file, comments);
	if (!*error)
		return c->file.name;
	end(e, c, *error, now);
	return NULL;
}

static bool is_meant(const struct capture *c, const char *text)
{
	size_t length = strlen(text);

	return !strcmp(c->file.name, text) ||
	       (length >= STORE_ID_MIN && !strncmp(c->alarm, text, length));
}

unsigned int evidence_stop(struct evidence *e, const char *text)
{
	unsigned int i, stopped = 0;

	for (i = 0; i < EVIDENCE_OPEN_MAX; i++) {
		if (!e->capture[i].open || (text && !is_meant(&e->capture[i], text)))
			continue;
		end(e, &e->capture[i], 0, 0);
		stopped++;
	}
	return stopped;
}

static const char *name_of(const struct evidence *e, const struct weir_frame *frame)
{
	const char *name =
		e->o.ifname ? e->o.ifname(e->o.ctx, (uint8_t)(frame->vantage / 2)) : NULL;

	return name ? name : "";
}

void evidence_frame(struct evidence *e, const struct weir_frame *frame)
{
	struct capture *c = NULL;
	unsigned int i;
	int result;

	for (i = 0; i < EVIDENCE_OPEN_MAX; i++)
		if (e->capture[i].open && e->capture[i].watch.id == frame->watch)
			c = &e->capture[i];
	if (c && frame->time_ns >= c->until_ns) {
		end(e, c, 0, frame->time_ns);
		c = NULL;
	}
	result = c ? capture_file_add(&c->file, frame, name_of(e, frame), e->o.wall_offset_ns) : 1;
	if (result > 0) {
		e->stats.stray++;
		return;
	}
	e->stats.packets += !result;
	if (result || c->file.packets >= c->watch.packets)
		end(e, c, result, frame->time_ns);
}

/* In the order of the kernel's look-ups; -1: it is not of it. */
static int rank(const struct capture *c, const struct weir_packet *p)
{
	if (!c->open || c->watch.sent >= c->watch.packets || !subject_has(&c->subject, p, 0))
		return -1;
	if (c->subject.kind == SUBJECT_HOST)
		return memcmp(&c->subject.key.lo, &p->src, sizeof(p->src)) ? 3 : 2;
	return (int)c->subject.kind;
}

const struct weir_watch *evidence_watch(void *ctx, const struct weir_packet *p)
{
	struct evidence *e = ctx;
	struct capture *best = NULL;
	int best_rank = INT32_MAX, i, r;

	if (!e->watching)
		return NULL;
	for (i = 0; i < EVIDENCE_OPEN_MAX; i++) {
		r = rank(&e->capture[i], p);
		if (r >= 0 && r < best_rank) {
			best = &e->capture[i];
			best_rank = r;
		}
	}
	if (!best)
		return NULL;
	best->watch.sent++;
	return &best->watch;
}

void evidence_tick(struct evidence *e, uint64_t now)
{
	unsigned int i;
	int error;

	for (i = 0; i < EVIDENCE_OPEN_MAX; i++) {
		struct capture *c = &e->capture[i];

		if (!c->open)
			continue;
		error = capture_file_flush(&c->file);
		if (error || now >= c->until_ns)
			end(e, c, error, now);
	}
}

bool evidence_capture(const struct evidence *e, unsigned int index, uint64_t now,
		      struct evidence_capture *out)
{
	const struct capture *c = NULL;
	unsigned int i;

	for (i = 0; i < EVIDENCE_OPEN_MAX && !c; i++)
		if (e->capture[i].open && !index--)
			c = &e->capture[i];
	if (!c)
		return false;
	out->name = c->file.name;
	subject_text(&c->subject, out->subject);
	out->packets = c->file.packets;
	out->packets_max = c->watch.packets;
	out->bytes = c->file.written + c->file.held;
	out->left_ns = c->until_ns > now ? c->until_ns - now : 0;
	return true;
}

const struct store *evidence_store(const struct evidence *e)
{
	return e->store_open ? &e->store : NULL;
}

const struct evidence_stats *evidence_stats(struct evidence *e)
{
	unsigned int i;

	e->stats.open = 0;
	for (i = 0; i < EVIDENCE_OPEN_MAX; i++)
		e->stats.open += e->capture[i].open;
	e->stats.removed = e->store.removed;
	e->stats.files = e->store.count;
	e->stats.bytes = e->store.used;
	return &e->stats;
}

bool evidence_wants_alerts(const struct evidence *e)
{
	return e->o.alerts;
}

void evidence_finish(struct evidence *e)
{
	evidence_stop(e, NULL);
	e->finished = true;
}

void evidence_free(struct evidence *e)
{
	if (!e)
		return;
	evidence_stop(e, NULL);
	if (e->store_open)
		store_close(&e->store);
	free(e);
}
