/* SPDX-License-Identifier: MIT */
/*
 * config_show.h - a configuration as JSON and as a file of its own, and what differs
 * between two.
 */
#ifndef WEIR_CONFIG_SHOW_H
#define WEIR_CONFIG_SHOW_H

#include "config_origin.h"

#include <jansson.h>
#include <stdio.h>

/*
 * [{"section":"Sensor","key":"memory","value":"96M","origin":"default","restart":true}, ...]
 * in the order of the table. Of [Interface "NAME"] also "interface":"NAME"; the value of a
 * list is an array of its words. "restart": a running sensor keeps what it began with.
 * @o NULL: without origin. @section, @name NULL: all of them. New reference, NULL on lack
 * of memory.
 */
json_t *config_settings(const struct config *c, const struct config_origins *o, const char *section,
			const char *name);

/* "Sensor" or "Sensor.memory" into the two of config_settings(); *name NULL: all of the
 * section. -ENOENT with one line in @error: there is no such thing. The result points into
 * the table. */
int config_settings_find(const char *text, const char **section, const char **name,
			 char error[static CONFIG_ERROR_SIZE]);

/* What config_settings() made, as a file that gives the same configuration; where each
 * value comes from stands behind it as a comment. Takes any JSON. */
void config_settings_print(const json_t *settings, FILE *out);

/* [{"what":"Sensor.memory","from":"96M","to":"64M"}, ...]: keys whose values differ, those
 * marked @restart or the others. New reference, NULL on lack of memory. */
json_t *config_changes(const struct config *from, const struct config *to, bool restart);

/* @next, but what is marked restart stays as in @c; into @c. */
void config_take_live(struct config *c, const struct config *next);

#endif
