/* SPDX-License-Identifier: MIT */
/*
 * sensor.h - the live sensor: source, hooks, pipeline, outputs and the loop around them,
 * in one process and one thread, but for files that are read or synced (worker.h).
 */
#ifndef WEIR_SENSOR_H
#define WEIR_SENSOR_H

#include "../alert/ruleset.h"
#include "../control/config_origin.h"
#include "../control/budget.h"
#include "../detect/models.h"

#define SENSOR_ERROR_SIZE 640

struct sensor_options {
	const struct config *config; /* copied */
	const struct config_origins *origins; /* of it, copied; NULL: unknown */
	/* The configuration anew, for a reload: 0, or one line in @error. In a thread beside the
	 * loop. NULL: it stays as it is. */
	int (*load)(void *ctx, struct config *out, struct config_origins *o,
		    char error[static CONFIG_ERROR_SIZE]);
	void *load_ctx;
	struct models *models; /* the sensor's own from now on; NULL: rules only */
	struct ruleset *rules; /* against false alarms; the sensor's own from now on */
	struct budget budget; /* of config->memory_bytes */
	const char *journal; /* path of journald's socket; "": its own */
	enum attach_want mode; /* of the default interfaces, where none is configured */
	bool named; /* the interfaces by whoever starts it: one that is not there is a mistake */
	uint64_t duration_ns; /* stop after; 0: when told */
	bool keep_capabilities; /* for debugging */
};

struct sensor;

/*
 * Opens the outputs, makes or takes over the maps, attaches to the configured (or the
 * default) interfaces, awaits those that may come later (a configured one while another is
 * there; ppp0, wg0, VLANs and the like always), gives up capabilities and prints what is attached where and why.
 * On failure nothing is left attached, pinned or open, and @error is one line that says
 * what to do: -EPERM or -EACCES (rights), -ENODEV (no such interface), -EBUSY, -ENOTSUP,
 * other negative errnos. What @o points to outlives the sensor.
 */
int sensor_new(const struct sensor_options *o, struct sensor **out,
	       char error[static SENSOR_ERROR_SIZE]);

/* Runs until SIGINT, SIGTERM, SIGUSR1, a client's shutdown or the end of the duration. 0, or
 * the negative errno that ended it. */
int sensor_run(struct sensor *s);

/* Takes the hooks off, drains what is left, ends flows and alerts; *@a gets the closing
 * account. 0, or a negative errno if not all could be drained. After SIGUSR1 the hooks stay
 * on and go on counting into the pinned maps, for the sensor that is started next. */
int sensor_stop(struct sensor *s, struct account *a);

/* Unpins and closes everything (after SIGUSR1, only closes). Accepts NULL. */
void sensor_free(struct sensor *s);

#endif
