// SPDX-License-Identifier: MIT
#include "hour.h"

#include <string.h>

void hour_init(struct hour *s, uint32_t per_hour)
{
	memset(s, 0, sizeof(*s));
	s->per_hour = per_hour;
}

/* What is minor must not use up what the grave may need. */
static uint32_t share(uint32_t per_hour, unsigned int severity)
{
	return (uint32_t)(((uint64_t)per_hour * (5 - severity) + 3) / 4);
}

bool hour_allow(struct hour *s, unsigned int severity, uint64_t now)
{
	if (!s->open) {
		s->open = true;
		s->hour_ns = now;
		s->raised = 0;
	}
	if (s->per_hour && s->raised >= share(s->per_hour, severity))
		return false;
	s->raised++;
	return true;
}

void hour_hold(struct hour *s, const struct finding *f, uint64_t first_ns, uint64_t last_ns)
{
	struct hour_class *c = &s->class[f->class];

	if (!c->held || first_ns < c->first_ns)
		c->first_ns = first_ns;
	if (!c->held || last_ns > c->last_ns)
		c->last_ns = last_ns;
	if (!c->held || f->score > c->strongest.score)
		c->strongest = *f;
	c->held++;
}

bool hour_over(const struct hour *s, uint64_t now)
{
	return s->open && now >= s->hour_ns && now - s->hour_ns >= HOUR_NS;
}

void hour_reset(struct hour *s)
{
	s->open = false;
	s->raised = 0;
	memset(s->class, 0, sizeof(s->class));
}
