/* SPDX-License-Identifier: MIT */
/*
 * anomaly.h - rows of home hosts that are unlike the site's own past (baseline.h), and no
 * rule explains.
 *
 * One strange window is no alarm: of the last ANOMALY_WINDOWS windows of one length those
 * over the threshold must have ANOMALY_MIN points together. Such a window has one, or two
 * if it is far over: by a quarter of what lies between median and threshold. A host is
 * explained, and so neither judged nor learned from, for ANOMALY_EXPLAINED_NS after another
 * detector named it or the peer it deals with most. A fixed number of hosts is remembered; a new one takes the place of
 * the longest silent of its few. Of two hosts that are strange together one is reported.
 *
 * Drift: the threshold promises to let all but a small share of rows pass. When over a
 * day that share is ANOMALY_DRIFT_TIMES as large in at least ANOMALY_DRIFT_HOURS hours of
 * the last 24, not counting hosts that are reported already, or when more than
 * ANOMALY_DRIFT_ALARMS hosts were reported in them, it is the site that has changed, and
 * anomalies are held back until it is learned again or the day is over.
 */
#ifndef WEIR_ANOMALY_H
#define WEIR_ANOMALY_H

#include "../alert/finding.h"
#include "baseline.h"
#include "learner.h"

#define ANOMALY_WINDOWS 10
#define ANOMALY_MIN 3
#define ANOMALY_EXPLAINED_NS 180000000000ull
#define ANOMALY_HOURS 24
#define ANOMALY_DRIFT_TIMES 10
#define ANOMALY_DRIFT_HOURS 3
#define ANOMALY_DRIFT_ROWS 100 /* of an hour, for it to count */
#define ANOMALY_DRIFT_ALARMS 10

struct anomaly_stats {
	uint64_t scored;    /* rows */
	uint64_t over;	    /* of those, over the threshold */
	uint64_t reported;  /* hosts, each time anew */
	uint64_t held_back; /* findings, because of drift */
};

struct anomaly_day {
	uint64_t rows; /* of the last 24 hours, without those of reported hosts */
	uint64_t over;
	uint32_t alarms;
	bool drifted;
};

struct anomaly;

int anomaly_new(struct anomaly **out);
void anomaly_free(struct anomaly *a);

/* From now on rows are judged by @b and taken in by @l; both outlive that, NULL: not. A
 * new baseline begins with no drift. While one learns, nothing is judged. */
void anomaly_use(struct anomaly *a, const struct baseline *b);
void anomaly_learn(struct anomaly *a, struct learner *l);
const struct baseline *anomaly_baseline(const struct anomaly *a);

/* Forgets all hosts and the day: before another capture. */
void anomaly_forget(struct anomaly *a);

/*
 * Takes a row in, with the findings that others made of it; @now as in verdict.h. Returns
 * true if it is an anomaly to report: then *score is set. For host rows that a baseline
 * knows, *forest and *score say what it thinks of the row; else *forest is NULL.
 */
bool anomaly_row(struct anomaly *a, const struct row *row, const struct finding *finding,
		 unsigned int count, uint64_t now, const struct iforest **forest, uint16_t *score);

/* The reasons of an anomaly, strongest first: what each feature, set to the site's median,
 * takes off the score. Those outside the site's range, if there are such. */
void anomaly_explain(const struct iforest *forest, const struct row *row, struct finding *f);

const struct anomaly_stats *anomaly_stats(const struct anomaly *a);
void anomaly_day(const struct anomaly *a, struct anomaly_day *out);

#endif
