/* SPDX-License-Identifier: MIT */
/*
 * command.h - what a client of the control socket may ask: one row per command, one table
 * per area, in the file that answers it. The server (server.h) knows none of them but
 * command-list and help.
 */
#ifndef WEIR_CONTROL_COMMAND_H
#define WEIR_CONTROL_COMMAND_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#define CONTROL_NAME_SIZE 33

/* Who asks. */
struct control_peer {
	bool admin;   /* may change things */
	bool greeted; /* said its version */
	uid_t uid;
	char name[CONTROL_NAME_SIZE]; /* of the user, else the uid in digits */
};

/* Why there is no answer. */
struct control_error {
	/* -ENOENT, -EPERM, -EINVAL, -ENOTUNIQ and -EBUSY have a name in the answer, so that
	 * clients need not read the text; all else is just refused. */
	int code;
	const char *text; /* one line, holds until the next call; NULL: out of memory */
};

/*
 * One of run and text; use designated initializers. A command is done within 20 ms and its
 * answer stays below CONTROL_ANSWER_MAX: lists have a limit, and say when there is more.
 */
struct control_command {
	const char *name;
	bool admin;	       /* changes things */
	const char *arguments; /* for help: "ip=CIDR limit=N"; NULL: none */
	/* The answer's message, a new reference, or NULL with *error. @arguments: an object or
	 * NULL. */
	json_t *(*run)(void *ctx, const struct control_peer *peer, const json_t *arguments,
		       struct control_error *error);
	/* The same as JSON text in one line, for what is kept as text; the server frees it. */
	char *(*text)(void *ctx, const struct control_peer *peer, const json_t *arguments,
		      struct control_error *error);
};

/* A table, ended by a row without a name, and what its commands get as ctx. */
struct control_commands {
	const struct control_command *table;
	void *ctx;
};

#define CONTROL_ANSWER_MAX (1u << 20)

/* For a command's "return control_refuse(error, -EINVAL, "limit must be ...")": NULL. */
void *control_refuse(struct control_error *error, int code, const char *text);

/* The whole number of this name from @low to @high, *out as it was if there is none. False:
 * it is something else. */
bool control_number(const json_t *arguments, const char *name, uint64_t low, uint64_t high,
		    uint64_t *out);

#endif
