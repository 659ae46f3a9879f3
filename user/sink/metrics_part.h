/* SPDX-License-Identifier: MIT */
/*
 * metrics_part.h - families of metrics by what they are about; for metrics.c alone.
 */
#ifndef WEIR_METRICS_PART_H
#define WEIR_METRICS_PART_H

#include "../control/stats.h"
#include "metrics_text.h"

#define COUNTER "counter"
#define GAUGE "gauge"

/* Rows scored, alarms reported and not. */
void metrics_write_alerts(struct metrics_text *t, const struct stats_view *v);
/* What is known of the site: baseline, memory, devices; evidence. */
void metrics_write_site(struct metrics_text *t, const struct stats_view *v);
void metrics_write_sinks(struct metrics_text *t, const struct stats_view *v);

#endif
