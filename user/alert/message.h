/* SPDX-License-Identifier: MIT */
/*
 * message.h - an alert as one sentence for people: what, who, why, and what to do next.
 * The same alert always gives the same sentence.
 */
#ifndef WEIR_MESSAGE_H
#define WEIR_MESSAGE_H

#include "alert.h"

/* What an admin does about alarms of a class: "find the program that ...". */
const char *message_next(enum alert_class class);

/* Fills a->message from the other fields; cut at its size if it must be. */
void message_write(struct alert *a);

#endif
