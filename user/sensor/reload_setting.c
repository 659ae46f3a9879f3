// SPDX-License-Identifier: MIT
/* Values that need no file: thresholds of alarms, the baseline's, bounds of captures, home,
 * statistics, log. */
#include "reload.h"

#include "../control/alert_setting.h"
#include "../log.h"
#include "state.h"

#include <string.h>

static void swap_settings(struct sensor *s, const struct config *before, void *made,
			  json_t *changed)
{
	const struct config *c = s->config;
	const struct alert_options alerts = alert_setting(c, &s->budget);
	const struct networks home = s->home;

	(void)made;
	(void)changed;
	log_set_level(c->log);
	pipeline_use_alerts(s->pipeline, &alerts);
	past_set(s->past, (uint16_t)c->baseline_quantile, c->baseline_keep);
	sensor_set_evidence(s);
	sensor_find_home(s);
	if (memcmp(&home, &s->home, sizeof(home)))
		pipeline_home_changed(s->pipeline);
	if (c->eve_stats_ns != before->eve_stats_ns)
		s->stats_at_ns = c->eve_stats_ns ? loop_now_ns() + c->eve_stats_ns : 0;
}

const struct reload_part reload_setting = { .name = "settings", .swap = swap_settings };
