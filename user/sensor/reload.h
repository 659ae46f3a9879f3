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

#include "../control/config.h"

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
	/* @next holds from now on; s->config still has what held before. Cannot fail. Takes
	 * @made and drops what was in use. Adds what changed beside keys of the configuration
	 * to @changed by reload_note(), such as the model's name. */
	void (*swap)(struct sensor *s, const struct config *next, void *made, json_t *changed);
	/* Another part failed. NULL: read() and open() make nothing. */
	void (*drop)(void *made);
};

/* In the order in which they are read and swapped; reload_parts.c. */
#define RELOAD_PARTS_MAX 8
extern const struct reload_part *const reload_parts[];
extern const unsigned int reload_part_count;

/* One change: {"what","from","to"}. */
void reload_note(json_t *changed, const char *what, const char *from, const char *to);

/* Reads what the configuration names, as a reload would, and drops it. 0 or -errno with
 * one line in @error. */
int reload_check(const struct config *c, char error[static RELOAD_ERROR_SIZE]);

#endif
