// SPDX-License-Identifier: MIT
#include "reload.h"

#include "../control/config_show.h"
#include "../control/text_json.h"
#include "../log.h"
#include "state.h"

#include <errno.h>
#include <inttypes.h>
#include <malloc.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MESSAGE_SIZE 1024

/* What the worker has while it reads. */
struct reload_job {
	const struct sensor *sensor; /* see reload_part.read */
	enum reload_kind kind;
	struct config next;
	struct config_origins origins;
	void *made[RELOAD_PARTS_MAX];
	struct model_held model; /* of RELOAD_MODEL */
	int result;
	char error[RELOAD_ERROR_SIZE];
};

static void drop_all(struct reload_job *job)
{
	unsigned int i;

	for (i = 0; i < reload_part_count; i++)
		if (job->made[i] && reload_parts[i]->drop)
			reload_parts[i]->drop(job->made[i]);
	memset(job->made, 0, sizeof(job->made));
}

static void read_config(struct reload_job *job)
{
	const struct sensor_options *o = &job->sensor->options;
	unsigned int i;

	job->result = o->load(o->load_ctx, &job->next, &job->origins, job->error) ? -EINVAL : 0;
	for (i = 0; i < reload_part_count && !job->result; i++)
		if (reload_parts[i]->read)
			job->result = reload_parts[i]->read(job->sensor, &job->next, &job->made[i],
							    job->error);
}

static void read_model(struct reload_job *job)
{
	char path[MODEL_SETTING_PATH_SIZE];

	/* The path that was given becomes the file as it is now. */
	memcpy(path, job->model.file.path, sizeof(path));
	job->result = model_setting_find(path, &job->model.file, job->error);
	if (!job->result)
		job->result = model_file_load(&job->model.file, &job->model.models, job->error);
}

static void work(void *ctx)
{
	struct reload_job *job = ctx;

	if (job->kind == RELOAD_CONFIG)
		read_config(job);
	else
		read_model(job);
	/* What reading took beside what it made: a model's text takes several times its size. */
	malloc_trim(0);
}

static void tell_manager(struct sensor *s, bool begins)
{
	char message[80];

	if (!s->ready)
		return;
	snprintf(message, sizeof(message), "RELOADING=1\nMONOTONIC_USEC=%" PRIu64,
		 loop_now_ns() / 1000);
	notify_send(&s->notify, begins ? message : "READY=1");
}

static int start(struct sensor *s, enum reload_kind kind, const char *path)
{
	struct reload *r = &s->reload;
	struct reload_job *job = calloc(1, sizeof(*job));
	int result;

	if (!job)
		return -ENOMEM;
	job->sensor = s;
	job->kind = kind;
	if (kind == RELOAD_MODEL) {
		job->model.from = MODEL_BY_HAND;
		snprintf(job->model.file.path, sizeof(job->model.file.path), "%s", path);
	}
	result = worker_start(&r->worker, work, job);
	if (result) {
		free(job);
		return result;
	}
	r->number++;
	r->kind = kind;
	if (kind == RELOAD_CONFIG)
		tell_manager(s, true);
	return 0;
}

int reload_begin(struct sensor *s)
{
	if (!s->options.load)
		return -EOPNOTSUPP;
	if (!worker_busy(&s->reload.worker))
		return start(s, RELOAD_CONFIG, NULL);
	/* What goes on may have read the files before they were what they are now. */
	s->reload.again = true;
	return 0;
}

int reload_model_begin(struct sensor *s, const char *path)
{
	if (worker_busy(&s->reload.worker))
		return -EBUSY;
	return start(s, RELOAD_MODEL, path);
}

__attribute__((format(printf, 3, 4))) static void append(char *text, size_t size,
							 const char *format, ...)
{
	size_t length = strlen(text);
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text + length, size - length, format, arguments);
	va_end(arguments);
}

/* ": A.b (1 -> 2), C.d (x -> y)" */
static void append_changes(char *text, size_t size, const char *head, const json_t *list)
{
	size_t i;

	for (i = 0; i < json_array_size(list); i++) {
		const json_t *change = json_array_get(list, i);

		append(text, size, "%s%s (%s -> %s)", i ? ", " : head,
		       json_string_value(json_object_get(change, "what")),
		       json_string_value(json_object_get(change, "from")),
		       json_string_value(json_object_get(change, "to")));
	}
}

/* How it ended, for who asks. Takes @changed and @restart, which may be NULL. */
static void keep(struct reload *r, const char *state, const char *message, json_t *changed,
		 json_t *restart)
{
	json_decref(r->last);
	r->last = json_pack("{s:I,s:s,s:s,s:o,s:o*,s:o*}", "job", (json_int_t)r->number, "what",
			    r->kind == RELOAD_CONFIG ? "reload" : "model-load", "state", state,
			    "message", text_json(message), "changed", changed, "restart", restart);
}

static void reject(struct sensor *s, const struct reload_job *job)
{
	char message[MESSAGE_SIZE];
	bool model = job->kind == RELOAD_MODEL;

	if (!model) {
		s->reload.rejected++;
		memcpy(s->reload.why, job->error, sizeof(s->reload.why));
	}
	snprintf(message, sizeof(message), "%s not taken over: %s", model ? "model" : "configuration",
		 job->error);
	output_event(&s->out, model ? JOURNAL_MODEL_REJECTED : JOURNAL_CONFIG_REJECTED, "", message);
	keep(&s->reload, "rejected", job->error, NULL, NULL);
}

/* Everything is at hand: from here on nothing fails. */
static void take_over(struct sensor *s, struct reload_job *job)
{
	json_t *changed = config_changes(s->config, &job->next, false);
	json_t *restart = config_changes(s->config, &job->next, true);
	const struct config before = *s->config;
	char message[MESSAGE_SIZE] = "configuration reloaded";
	unsigned int i;

	config_take_live(&s->own, &job->next);
	s->configured = job->next;
	s->origins = job->origins;
	for (i = 0; i < reload_part_count; i++)
		if (reload_parts[i]->swap)
			reload_parts[i]->swap(s, &before, job->made[i], changed);
	if (!json_array_size(changed))
		append(message, sizeof(message), ": nothing changed");
	append_changes(message, sizeof(message), ": ", changed);
	append_changes(message, sizeof(message), "; needs a restart: ", restart);
	s->reload.waits[0] = s->reload.why[0] = '\0';
	append_changes(s->reload.waits, sizeof(s->reload.waits), "", restart);
	s->reload.reloaded++;
	output_event(&s->out, JOURNAL_CONFIG_RELOADED, "", message);
	keep(&s->reload, "done", message, changed, restart);
}

static void end_config(struct sensor *s, struct reload_job *job)
{
	unsigned int i;

	for (i = 0; i < reload_part_count && !job->result; i++)
		if (reload_parts[i]->open)
			job->result = reload_parts[i]->open(s, &job->next, &job->made[i],
							    job->error);
	if (job->result) {
		drop_all(job);
		reject(s, job);
	} else {
		take_over(s, job);
	}
	tell_manager(s, false);
}

static void end_model(struct sensor *s, struct reload_job *job)
{
	char message[MESSAGE_SIZE];

	if (job->result) {
		reject(s, job);
		return;
	}
	job->model.loaded_s = sensor_wall_s(s);
	model_use_take(&s->model, &job->model);
	sensor_use_model(s, JOURNAL_MODEL_LOADED);
	snprintf(message, sizeof(message), "model %s, revision %u, is in use until the sensor ends",
		 models_id(s->model.now.models), models_rev(s->model.now.models));
	keep(&s->reload, "done", message, NULL, NULL);
}

void reload_handle(void *ctx)
{
	struct sensor *s = ctx;
	struct reload_job *job = worker_take(&s->reload.worker);
	int result;

	if (!job)
		return;
	if (job->kind == RELOAD_CONFIG)
		end_config(s, job);
	else
		end_model(s, job);
	free(job);
	if (!s->reload.again)
		return;
	s->reload.again = false;
	result = start(s, RELOAD_CONFIG, NULL);
	if (result)
		log_error("cannot reload: %s", strerror(-result));
}

json_t *reload_state(const struct sensor *s)
{
	const struct reload *r = &s->reload;

	if (worker_busy(&r->worker))
		return json_pack("{s:I,s:s,s:s}", "job", (json_int_t)r->number, "what",
				 r->kind == RELOAD_CONFIG ? "reload" : "model-load", "state",
				 "reading");
	if (r->last)
		return json_incref(r->last);
	return json_pack("{s:i,s:s}", "job", 0, "state", "none");
}

int reload_init(struct sensor *s)
{
	int result = worker_init(&s->reload.worker);

	return result ? result : loop_add(s->loop, worker_fd(&s->reload.worker), reload_handle, s);
}

void reload_fini(struct sensor *s)
{
	struct reload_job *job = worker_wait(&s->reload.worker);

	if (job) {
		drop_all(job);
		models_free(job->model.models);
		free(job);
	}
	worker_fini(&s->reload.worker);
	json_decref(s->reload.last);
	s->reload.last = NULL;
}

void sensor_use_model(struct sensor *s, enum journal_kind kind)
{
	const struct models *m = s->model.now.models;
	const char *const fields[][2] = { { "WEIR_MODEL", models_id(m) }, { NULL, NULL } };
	char message[MODEL_SETTING_PATH_SIZE + 128];

	pipeline_use_models(s->pipeline, m);
	s->out.context.model_id = models_id(m);
	s->out.context.model_rev = models_rev(m);
	s->model_loaded_s = m ? s->model.now.loaded_s : 0;
	snprintf(message, sizeof(message), "model %s, revision %u, is in use%s%s", models_id(m),
		 models_rev(m), s->model.now.file.path[0] ? ": " : "", s->model.now.file.path);
	output_event_with(&s->out, kind, message, fields);
}
