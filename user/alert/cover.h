/* SPDX-License-Identifier: MIT */
/*
 * cover.h - which open alarm has the cause of another one (cause.h). For alert.c.
 */
#ifndef WEIR_ALERT_COVER_H
#define WEIR_ALERT_COVER_H

#include "entry.h"

/* The alarm that has the cause of this one, or NULL. */
struct entry *entries_cover(const struct entries *t, const struct entry *e,
			    const struct devices *devices);

#endif
