/* SPDX-License-Identifier: MIT */
/*
 * notify.h - the service manager's notification socket (sd_notify(3)), without ever
 * blocking: libsystemd's sd_notify waits while nobody reads.
 */
#ifndef WEIR_NOTIFY_H
#define WEIR_NOTIFY_H

#include <stdbool.h>

struct notify {
	int fd; /* -1: nobody wants to know */
	bool watchdog; /* wants WATCHDOG=1 */
};

/* From NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID of the environment. */
void notify_init(struct notify *n);

/* One message, lines of NAME=VALUE. What does not go at once is lost: the next status
 * replaces it, and a manager that reads nothing cannot be helped. */
void notify_send(const struct notify *n, const char *message);

void notify_fini(struct notify *n);

#endif
