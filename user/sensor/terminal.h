/* SPDX-License-Identifier: MIT */
/*
 * terminal.h - alerts and a status line for who looks on, on standard output; colour and
 * the status line only where that is a terminal. Never blocks: while the reader takes
 * nothing (a stopped terminal, a full pipe), lines are left out, counted and owned up to.
 */
#ifndef WEIR_TERMINAL_H
#define WEIR_TERMINAL_H

#include "../alert/alert.h"

struct terminal {
	bool tty;
	bool quiet; /* no alerts: standard output is the journal, which gets them anyway */
	bool shown; /* a status line stands on the last line */
	uint64_t lost; /* alerts not shown since the last that was */
};

/* @journal: alerts go to the journal too. */
void terminal_init(struct terminal *t, bool journal);

/* One line. @wall_ns: time of the alert since the epoch. */
void terminal_alert(struct terminal *t, const struct alert *a, int64_t wall_ns);

/* Replaces the status line; nothing where there is no terminal. */
void terminal_status(struct terminal *t, const char *text);

/* Takes the status line away, so that something else can be printed. */
void terminal_clear(struct terminal *t);

#endif
