// SPDX-License-Identifier: MIT
#include "metrics_part.h"

static const char *const detectors[DETECTORS] = {
	[DETECTOR_THRESHOLD] = "threshold", [DETECTOR_RF] = "rf", [DETECTOR_IFOREST] = "iforest"};

static void write_scored(struct metrics_text *t, const struct stats_view *v)
{
	if (!v->pipeline)
		return;
	metrics_family(t, "weir_scored_total", COUNTER,
		       "Rows of features of flows, hosts and pairs that were scored.");
	metrics_sample(t, v->pipeline->rows_scored, "detector", detectors[DETECTOR_THRESHOLD],
		       NULL);
	metrics_sample(t, v->pipeline->rows_forest, "detector", detectors[DETECTOR_RF], NULL);
	if (v->has_past)
		metrics_sample(t, v->past.stats.scored, "detector", detectors[DETECTOR_IFOREST],
			       NULL);
}

/* With those that never were: a series that begins with its first alarm has no increase. */
static bool worth_a_sample(uint64_t count, enum alert_class class, enum detector detector)
{
	return count || (detector == DETECTOR_IFOREST) == (class == CLASS_ANOMALY);
}

static void write_alerts(struct metrics_text *t, const struct tally *tally)
{
	static const char *const severities[TALLY_SEVERITIES] = {"high", "medium", "low"};
	unsigned int class, severity, detector;

	if (!tally)
		return;
	metrics_family(t, "weir_alerts_total", COUNTER, "Alarms that began and were reported.");
	for (class = 0; class < ALERT_CLASSES; class++)
		for (severity = 0; severity < TALLY_SEVERITIES; severity++)
			for (detector = 0; detector < DETECTORS; detector++) {
				uint64_t count = tally->count[class][severity][detector];

				if (worth_a_sample(count, class, detector))
					metrics_sample(t, count, "class", class_info(class)->name,
						       "severity", severities[severity], "detector",
						       detectors[detector], NULL);
			}
}

static void write_suppressed(struct metrics_text *t, const struct stats_view *v)
{
	const struct alert_stats *a = v->alert;

	if (!a)
		return;
	metrics_family(t, "weir_alerts_suppressed_total", COUNTER,
		       "Alarms, or findings that might have become some, that were not reported.");
	metrics_sample(t, a->held_back, "reason", "budget", NULL);
	metrics_sample(t, a->absorbed, "reason", "same_cause", NULL);
	metrics_sample(t, a->table_full, "reason", "table_full", NULL);
	metrics_sample(t, a->suppressed, "reason", "rule_suppress", NULL);
	metrics_sample(t, a->allowed, "reason", "rule_allow", NULL);
	metrics_sample(t, a->acknowledged, "reason", "acknowledged", NULL);
	for (int role = 0; role < NAMED_ROLES; role++)
		metrics_sample(t, a->named[role], "reason", named_role_name((enum named_role)role),
			       NULL);
	if (v->has_past)
		metrics_sample(t, v->past.stats.held_back, "reason", "baseline_drift", NULL);
}

void metrics_write_alerts(struct metrics_text *t, const struct stats_view *v)
{
	write_scored(t, v);
	write_alerts(t, v->reported);
	write_suppressed(t, v);
}
