// SPDX-License-Identifier: MIT
#include "journal_rate.h"

#define MINUTE_NS 60000000000ull

bool journal_rate_take(struct journal_rate *r, enum journal_kind kind, unsigned int severity,
		       uint64_t now)
{
	unsigned int i = severity ? JOURNAL_KINDS + severity % JOURNAL_RATE_SEVERITIES : kind;

	if (!r->per_minute || kind == JOURNAL_LEFT_OUT)
		return true;
	/* What was left out is told before the next minute begins. */
	if (now - r->kind[i].since_ns >= MINUTE_NS && !r->kind[i].left_out) {
		r->kind[i].since_ns = now;
		r->kind[i].taken = 0;
	}
	if (r->kind[i].taken < r->per_minute) {
		r->kind[i].taken++;
		return true;
	}
	r->pending += !r->kind[i].left_out++;
	return false;
}

bool journal_rate_told(struct journal_rate *r, bool all, uint64_t now, enum journal_kind *kind,
		       uint64_t *left_out)
{
	unsigned int i;

	for (i = 0; r->pending && i < JOURNAL_RATE_KINDS; i++) {
		if (!r->kind[i].left_out || (!all && now - r->kind[i].since_ns < MINUTE_NS))
			continue;
		*kind = i < JOURNAL_KINDS ? (enum journal_kind)i : JOURNAL_ALERT;
		*left_out = r->kind[i].left_out;
		r->kind[i].left_out = 0;
		r->pending--;
		return true;
	}
	return false;
}
