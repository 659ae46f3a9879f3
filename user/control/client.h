/* SPDX-License-Identifier: MIT */
/*
 * client.h - asks a running sensor over its control socket.
 */
#ifndef WEIR_CONTROL_CLIENT_H
#define WEIR_CONTROL_CLIENT_H

#include <jansson.h>
#include <stddef.h>

#define CLIENT_ERROR_SIZE 256
#define CLIENT_TIMEOUT_S 10

/* A connected blocking UNIX stream socket with CLIENT_TIMEOUT_S on each call, or
 * -ECONNREFUSED (nobody there), -EACCES, other errors of connect(2). */
int client_connect(const char *path);
/* What one line says of an error of it, and what to do; @err. */
int client_explain(int err, const char *path, char error[static CLIENT_ERROR_SIZE]);

/*
 * Sends one command (@arguments: NULL or an object, stays the caller's) and waits for its
 * answer; *message gets what it said, a new reference. -ECONNREFUSED not running, -EACCES
 * no permission, -ENOENT no such thing, -EINVAL wrong arguments, -EREMOTEIO refused,
 * -EPROTO no sense, -ETIMEDOUT; @error: one line.
 */
int client_ask(const char *path, const char *command, json_t *arguments, json_t **message,
	       char error[static CLIENT_ERROR_SIZE]);

#endif
