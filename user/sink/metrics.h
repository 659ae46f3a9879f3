/* SPDX-License-Identifier: MIT */
/*
 * metrics.h - a view of the running sensor as Prometheus' text. Base units, counters end
 * in _total and begin with the sensor; no label names a host. What does not exist (a sink
 * that is off, a baseline that was never learned) has no sample.
 */
#ifndef WEIR_METRICS_H
#define WEIR_METRICS_H

#include "../control/stats.h"
#include "process.h"

#define METRICS_SIZE (128u << 10) /* holds all of it with every interface slot taken */

/* Writes at most @size bytes, whole lines, to @out; their number. @p NULL: nothing of the
 * process. */
size_t metrics_write(const struct stats_view *v, const struct process *p, char *out, size_t size);

#endif
