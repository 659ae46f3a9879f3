/* SPDX-License-Identifier: MIT */
/*
 * screen.h - a terminal as a screen: drawn anew each time, read key by key, and left as it
 * was found however the program ends, but for SIGKILL.
 *
 * ANSI sequences alone (xterm's alternate screen, no line wrap, hidden cursor). One screen in
 * a process, without threads: signals come by screen_wait().
 */
#ifndef WEIR_CLI_SCREEN_H
#define WEIR_CLI_SCREEN_H

#include <signal.h>
#include <stdio.h>
#include <termios.h>

enum screen_event {
	SCREEN_TIMEOUT,
	SCREEN_KEY, /* screen->key */
	SCREEN_RESIZED,
	SCREEN_ENDED, /* screen->signal, or 0: the terminal is gone */
};

struct screen {
	struct termios before;
	sigset_t signals_before;
	int signals; /* descriptor */
	int signal;
	char key;
	unsigned int rows;
	unsigned int columns;
	char *text; /* of what is being drawn */
	size_t size;
};

/* stdin and stdout are terminals. */
int screen_possible(void);
/* 0 or a negative errno, then nothing has changed. */
int screen_open(struct screen *s);
/* Up to @timeout_ms, -1 for ever. */
enum screen_event screen_wait(struct screen *s, int timeout_ms);
/* Lines printed to it show at screen_end(), as many as there are rows. NULL: no memory. */
FILE *screen_begin(struct screen *s);
void screen_end(struct screen *s, FILE *out);
/* Restores the terminal; then, if a signal ended it, lets that one end the process. */
void screen_close(struct screen *s);

#endif
