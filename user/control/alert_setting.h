/* SPDX-License-Identifier: MIT */
/*
 * alert_setting.h - what weir.conf and the memory budget say of alarms.
 */
#ifndef WEIR_ALERT_SETTING_H
#define WEIR_ALERT_SETTING_H

#include "../alert/alert.h"
#include "budget.h"
#include "config.h"

/* @c outlives what is made of it. */
struct alert_options alert_setting(const struct config *c, const struct budget *b);

#endif
