// SPDX-License-Identifier: MIT
/* Journal, EVE socket, file and consumer: opened at the start, and beside those in use for a
 * reload. */
#include "output.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static void handle_journal(void *ctx)
{
	journal_handle(ctx);
}

static void handle_eve(void *ctx)
{
	eve_socket_handle(ctx);
}

static void handle_connect(void *ctx)
{
	eve_connect_handle(ctx);
}

static int watch_sinks(struct loop *loop, const struct output_sinks *sinks)
{
	int error = 0;

	if (sinks->journal)
		error = loop_add(loop, journal_fd(sinks->journal), handle_journal, sinks->journal);
	if (!error && sinks->eve)
		error = loop_add(loop, eve_socket_fd(sinks->eve), handle_eve, sinks->eve);
	if (!error && sinks->connect)
		error = loop_add(loop, eve_connect_fd(sinks->connect), handle_connect,
				 sinks->connect);
	return error;
}

int output_fail(int error, const char *path, char text[static OUTPUT_ERROR_SIZE])
{
	if (error == -EADDRINUSE)
		snprintf(text, OUTPUT_ERROR_SIZE,
			 "another sensor serves %s: stop it, or give this one a --run-dir of its "
			 "own",
			 path);
	else
		snprintf(text, OUTPUT_ERROR_SIZE, "cannot open %s: %s", path, strerror(-error));
	return error;
}

/* Whether @next has another one than @now; @now NULL: there are none yet. */
static bool other_journal(const struct config *now, const struct config *next)
{
	return !now || now->journal != next->journal || now->journal_queue != next->journal_queue ||
	       now->journal_rate != next->journal_rate;
}

static bool other_socket(const struct config *now, const struct config *next)
{
	return !now || strcmp(now->eve_socket, next->eve_socket) ||
	       now->eve_queue_bytes != next->eve_queue_bytes;
}

static bool other_file(const struct config *now, const struct config *next)
{
	return !now || strcmp(now->eve_file, next->eve_file);
}

static bool other_connect(const struct config *now, const struct config *next)
{
	return !now || strcmp(now->eve_connect, next->eve_connect) ||
	       now->eve_queue_bytes != next->eve_queue_bytes;
}

static int open_journal(const struct output *out, const struct config *next,
			struct output_sinks *sinks, char error[static OUTPUT_ERROR_SIZE])
{
	const char *path = out->journal_path && *out->journal_path ? out->journal_path : NULL;
	const struct journal_options journal = { .path = path,
						 .entries_max = next->journal_queue,
						 .per_minute = next->journal_rate };
	int result;

	result = journal_new(&journal, &sinks->journal);
	return result ? output_fail(result, path ? path : JOURNAL_SOCKET, error) : 0;
}

/* Where the old one listens, the new one first listens beside it. */
static int open_socket(const struct config *now, const struct config *next,
		       struct output_sinks *sinks, char error[static OUTPUT_ERROR_SIZE])
{
	bool beside = now && !strcmp(now->eve_socket, next->eve_socket);
	char path[CONFIG_SOCKET_SIZE + 4];
	const struct eve_socket_options socket = { .path = path,
						   .group = (now ? now : next)->eve_group,
						   .queue_bytes = (size_t)next->eve_queue_bytes };
	int result;

	snprintf(path, sizeof(path), "%s%s", next->eve_socket, beside ? ".new" : "");
	result = eve_socket_new(&socket, &sinks->eve);
	return result ? output_fail(result, path, error) : 0;
}

int output_sinks_open(const struct output *out, const struct config *now, const struct config *next,
		      struct output_sinks *sinks, char error[static OUTPUT_ERROR_SIZE])
{
	int result = 0;

	memset(sinks, 0, sizeof(*sinks));
	if (next->journal && other_journal(now, next))
		result = open_journal(out, next, sinks, error);
	if (!result && next->eve_socket[0] && other_socket(now, next))
		result = open_socket(now, next, sinks, error);
	if (!result && next->eve_file[0] && other_file(now, next)) {
		result = eve_file_new(next->eve_file, &sinks->file);
		if (result)
			output_fail(result, next->eve_file, error);
	}
	if (!result && next->eve_connect[0] && other_connect(now, next)) {
		result = eve_connect_new(next->eve_connect, (size_t)next->eve_queue_bytes,
					 &sinks->connect);
		if (result)
			output_fail(result, next->eve_connect, error);
	}
	if (!result && out->loop) {
		sinks->loop = out->loop;
		result = watch_sinks(out->loop, sinks);
		if (result)
			output_fail(result, "another sink", error);
	}
	if (result)
		output_sinks_close(sinks);
	return result;
}

int output_watch_sinks(struct output *out)
{
	const struct output_sinks sinks = { .journal = out->journal,
					    .eve = out->eve,
					    .connect = out->connect };

	return watch_sinks(out->loop, &sinks);
}

static void end_journal(struct output *out, struct output_sinks *sinks)
{
	if (out->journal)
		loop_remove(out->loop, journal_fd(out->journal));
	journal_replace(out->journal, sinks->journal);
	out->journal = sinks->journal;
}

static void end_socket(struct output *out, struct output_sinks *sinks, const struct config *next)
{
	if (out->eve)
		loop_remove(out->loop, eve_socket_fd(out->eve));
	eve_socket_free(out->eve);
	out->eve = sinks->eve;
	if (out->eve)
		eve_socket_move(out->eve, next->eve_socket);
}

static void end_connect(struct output *out, struct output_sinks *sinks)
{
	if (out->connect)
		loop_remove(out->loop, eve_connect_fd(out->connect));
	eve_connect_free(out->connect);
	out->connect = sinks->connect;
}

void output_sinks_use(struct output *out, const struct config *before, const struct config *next,
		      struct output_sinks *sinks)
{
	if (other_journal(before, next))
		end_journal(out, sinks);
	if (other_socket(before, next))
		end_socket(out, sinks, next);
	if (other_connect(before, next))
		end_connect(out, sinks);
	if (other_file(before, next)) {
		if (out->file)
			eve_file_free(out->file);
		out->file = sinks->file;
	}
	memset(sinks, 0, sizeof(*sinks));
}

void output_sinks_close(struct output_sinks *sinks)
{
	if (sinks->loop && sinks->journal)
		loop_remove(sinks->loop, journal_fd(sinks->journal));
	if (sinks->loop && sinks->eve)
		loop_remove(sinks->loop, eve_socket_fd(sinks->eve));
	if (sinks->loop && sinks->connect)
		loop_remove(sinks->loop, eve_connect_fd(sinks->connect));
	eve_connect_free(sinks->connect);
	eve_socket_free(sinks->eve);
	if (sinks->file)
		eve_file_free(sinks->file);
	journal_free(sinks->journal);
	memset(sinks, 0, sizeof(*sinks));
}
