// SPDX-License-Identifier: MIT
#include "alert.h"

#define HIGH 1
#define LOW 3

/* What an inside host does to one after the other; a scan has many peers by nature. */
static bool spreads(enum alert_class class)
{
	return class == CLASS_BRUTEFORCE || class == CLASS_LATERAL || class == CLASS_WORM ||
	       class == CLASS_EXFIL || class == CLASS_BEACON;
}

/* The victim still answers at least half of what it gets. */
static bool flood_fails(const struct finding *f)
{
	return f->class == CLASS_FLOOD && f->subject.kind == ROW_HOST &&
	       !f->value[HOST_one_way] && !f->value[HOST_overflow_packets] &&
	       f->value[HOST_in_judged] && f->value[HOST_in_unanswered_share] <= 500;
}

static int reach(const struct finding *f, uint32_t peers)
{
	enum direction d = f->subject.direction;

	if (class_is_scan(f->class))
		return d == DIRECTION_LATERAL ? -1 : d == DIRECTION_IN ? 1 : 0;
	if (flood_fails(f))
		return 1;
	if (spreads(f->class) && d != DIRECTION_IN && peers >= ALERT_PEERS_WIDE)
		return -1;
	return 0;
}

unsigned int alert_severity(const struct finding *f, uint32_t peers, bool gentle)
{
	int severity = (int)class_info(f->class)->severity + reach(f, peers);

	severity += f->certainty >= 2 ? 0 : 2 - f->certainty;
	severity += f->subject.began_before != 0;
	severity += gentle;
	return severity < HIGH ? HIGH : severity > LOW ? LOW : (unsigned int)severity;
}
