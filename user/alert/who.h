/* SPDX-License-Identifier: MIT */
/*
 * who.h - the ends of an alarm by what is known of them beside their addresses.
 */
#ifndef WEIR_ALERT_WHO_H
#define WEIR_ALERT_WHO_H

#include "alert.h"

/* Fills a->device and a->peer_name from the subject; @devices NULL: nothing is known. */
void who_fill(struct alert *a, const struct devices *devices);

#endif
