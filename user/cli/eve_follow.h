/* SPDX-License-Identifier: MIT */
/*
 * eve_follow.h - reads the events of a running sensor as they come, from its EVE socket.
 */
#ifndef WEIR_CLI_EVE_FOLLOW_H
#define WEIR_CLI_EVE_FOLLOW_H

#include <jansson.h>
#include <stdbool.h>

/* The descriptor, or a negative errno after one line on stderr. @kind: "flow", asked for
 * instead of what all readers get; NULL: those. */
int eve_follow_open(const char *path, const char *kind);

/* Each event of that type to @event until the sensor goes; closes @fd. An exit code:
 * EXIT_NOT_RUNNING at the end of it. @event: 0, or an exit code to end with. */
int eve_follow(int fd, const char *type, int (*event)(void *ctx, json_t *event), void *ctx);

#endif
