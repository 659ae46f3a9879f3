/* SPDX-License-Identifier: MIT */
/*
 * journal_rate.h - how many entries of one kind the journal gets in a minute, so that a
 * flood of one kind does not bury the others; alerts of each severity are a kind of their
 * own. What is beyond is left out and counted, to be told once, when the minute is over.
 */
#ifndef WEIR_JOURNAL_RATE_H
#define WEIR_JOURNAL_RATE_H

#include "journal.h"

#define JOURNAL_RATE_SEVERITIES 4
#define JOURNAL_RATE_KINDS (JOURNAL_KINDS + JOURNAL_RATE_SEVERITIES)

struct journal_rate {
	uint32_t per_minute; /* 0: no limit */
	uint32_t pending;    /* kinds of which some were left out, and it is not told yet */
	struct {
		uint64_t since_ns; /* when its minute began */
		uint32_t taken;
		uint64_t left_out;
	} kind[JOURNAL_RATE_KINDS];
};

/* May an entry of @kind go? Else it is counted. @severity of an alert, 0: no alert. */
bool journal_rate_take(struct journal_rate *r, enum journal_kind kind, unsigned int severity,
		       uint64_t now);

/* A kind whose minute is over (or, @all, is not) and of which some were left out: true,
 * with its number; it is taken as told. */
bool journal_rate_told(struct journal_rate *r, bool all, uint64_t now, enum journal_kind *kind,
		       uint64_t *left_out);

#endif
