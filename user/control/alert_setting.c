// SPDX-License-Identifier: MIT
#include "alert_setting.h"

struct alert_options alert_setting(const struct config *c, const struct budget *b)
{
	return (struct alert_options){ .alerts_max = b->alerts_max,
				       .budget_per_hour = c->alert_budget,
				       .update_every_ns = c->alert_update_ns,
				       .quiet_ns = c->alert_quiet_ns,
				       .named = &c->named };
}
