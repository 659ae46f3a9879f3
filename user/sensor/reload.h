/* SPDX-License-Identifier: MIT */
/*
 * reload.h - another configuration for a running sensor, whole or not at all.
 *
 * SIGHUP and the command `reload` begin one. First everything is read and checked, beside
 * the loop (worker.h): the files of the configuration, with what the command line said
 * over them, then what they name (models, rules). Then, in the loop, what has to be opened
 * is opened. Only when nothing can fail any more each part takes its new values, at once.
 * An error leaves everything as it was: one line, with file and line where it has one,
 * goes to the client, to the log and to the journal (config-rejected).
 *
 * Keys marked in config_key.c (restart) keep the value the sensor began with; the answer
 * names them: "needs a restart: Sensor.memory (96M -> 64M)".
 *
 * To make something reloadable: a row in config_key.c without restart, and a part here.
 */
#ifndef WEIR_RELOAD_H
#define WEIR_RELOAD_H

#include "../control/config_origin.h"
#include "worker.h"

#include <jansson.h>

#define RELOAD_ERROR_SIZE 640

struct sensor;

struct reload_part {
	const char *name;
	/*
	 * Reads and checks the files that @next names; *made is the part's own, or NULL. In a
	 * thread beside the loop: of @s it reads only what changes in this part's swap(). @s
	 * NULL: `weir check-config`, no sensor. 0 or -errno with one line in @error. NULL: it
	 * has no files.
	 */
	int (*read)(const struct sensor *s, const struct config *next, void **made,
		    char error[static RELOAD_ERROR_SIZE]);
	/* Opens sockets and files to write beside those in use, where they differ. In the loop:
	 * without waiting. *made is what read() made. As read(). NULL: nothing to open. */
	int (*open)(struct sensor *s, const struct config *next, void **made,
		    char error[static RELOAD_ERROR_SIZE]);
	/* s->config is the new one now, @before what held until now. Cannot fail. Takes @made
	 * and drops what was in use. Adds what changed beside keys of the configuration to
	 * @changed by reload_note(), such as the model's name. NULL: nothing to do. */
	void (*swap)(struct sensor *s, const struct config *before, void *made, json_t *changed);
	/* Another part failed. NULL: read() and open() make nothing. */
	void (*drop)(void *made);
};

/* In the order in which they are read and swapped; reload_part.c. */
#define RELOAD_PARTS_MAX 16
extern const struct reload_part *const reload_parts[];
extern const unsigned int reload_part_count;
extern const struct reload_part reload_model; /* model_use.c */
extern const struct reload_part reload_rule; /* reload_rule.c */
extern const struct reload_part reload_sink; /* reload_sink.c */
extern const struct reload_part reload_setting; /* reload_setting.c */

/* One change: {"what","from","to"}. */
void reload_note(json_t *changed, const char *what, const char *from, const char *to);

/* Reads what the configuration names, as a reload would, and drops it. 0 or -errno with
 * one line in @error. */
int reload_check(const struct config *c, char error[static RELOAD_ERROR_SIZE]);

enum reload_kind { RELOAD_CONFIG, RELOAD_MODEL };

/* A part of struct sensor. */
struct reload {
	struct worker worker;
	enum reload_kind kind; /* of the last one that was begun */
	bool again;	       /* asked for while one goes on */
	uint64_t number;       /* begun so far */
	uint64_t reloaded;     /* configurations taken over, and not */
	uint64_t rejected;
	char why[RELOAD_ERROR_SIZE]; /* the last one was not; "": it was */
	char waits[RELOAD_ERROR_SIZE]; /* what of it waits for a restart, "": nothing */
	json_t *last; /* how the last one ended, NULL: none yet */
};

int reload_init(struct sensor *s);
void reload_fini(struct sensor *s);

/* Begins to read the configuration anew; while one goes on, another follows it. 0, -EAGAIN
 * or -ENOMEM, -EOPNOTSUPP: the sensor does not know from where. */
int reload_begin(struct sensor *s);
/* The same for a model that is used until the sensor ends or is told otherwise. -EBUSY. */
int reload_model_begin(struct sensor *s, const char *path);
/* In the loop, when the worker's descriptor is readable. */
void reload_handle(void *ctx);

/* {"job":N,"what":"reload"|"model-load","state":"reading"|"done"|"rejected"|"none",
 * "message":...,"changed":[...],"restart":[...]} of the one that goes on or was the last. */
json_t *reload_state(const struct sensor *s);

#endif
