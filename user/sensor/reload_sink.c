// SPDX-License-Identifier: MIT
/* Other sinks: opened beside those in use, then exchanged. */
#include "reload.h"

#include "state.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int open_sinks(struct sensor *s, const struct config *next, void **made,
		      char error[static RELOAD_ERROR_SIZE])
{
	struct output_sinks *sinks = calloc(1, sizeof(*sinks));
	int result;

	if (!sinks) {
		snprintf(error, RELOAD_ERROR_SIZE, "out of memory");
		return -ENOMEM;
	}
	result = output_sinks_open(&s->out, s->config, next, sinks, error);
	if (result)
		free(sinks);
	else
		*made = sinks;
	return result;
}

static void swap_sinks(struct sensor *s, const struct config *before, void *made, json_t *changed)
{
	(void)changed;
	output_sinks_use(&s->out, before, s->config, made);
	free(made);
}

static void drop_sinks(void *made)
{
	output_sinks_close(made);
	free(made);
}

const struct reload_part reload_sink = {
	.name = "sinks",
	.open = open_sinks,
	.swap = swap_sinks,
	.drop = drop_sinks,
};
