// SPDX-License-Identifier: MIT
#include "state.h"

#include <errno.h>

static json_t *state_of(const struct sensor *s)
{
	struct past_state state;

	past_view(s->past, &state);
	return past_status(&state);
}

/* The state after what was done, or why it was not. */
static json_t *done(const struct sensor *s, int result, struct control_error *error)
{
	if (!result)
		return state_of(s);
	return control_refuse(error, result == -ERANGE ? -EINVAL : result,
			      result == -ERANGE ? "version is a positive number, seconds one up to "
						  "7776000 (90 days)"
						: past_error(s->past));
}

static int start_learning(struct sensor *s, const json_t *arguments)
{
	json_t *seconds = json_object_get(arguments, "seconds");
	uint64_t learn_s = PAST_LEARN_S;

	if (seconds && (!json_is_integer(seconds) || json_integer_value(seconds) < 1 ||
			json_integer_value(seconds) > PAST_LEARN_MAX_S))
		return -ERANGE;
	if (seconds)
		learn_s = (uint64_t)json_integer_value(seconds);
	return past_start(s->past, learn_s, loop_now_ns(), sensor_wall_s(s));
}

static int roll_back(struct sensor *s, const json_t *arguments)
{
	json_t *version = json_object_get(arguments, "version");

	if (version && (!json_is_integer(version) || json_integer_value(version) < 1 ||
			json_integer_value(version) > INT32_MAX))
		return -ERANGE;
	return past_rollback(s->past, (unsigned int)json_integer_value(version));
}

static int stop_learning(struct sensor *s, const json_t *arguments)
{
	(void)arguments;
	return past_stop(s->past);
}

static int reset(struct sensor *s, const json_t *arguments)
{
	(void)arguments;
	return past_reset(s->past);
}

#define RUN(name)                                                                                  \
	static json_t *run_##name(void *ctx, const struct control_peer *peer,                      \
				  const json_t *arguments, struct control_error *error)            \
	{                                                                                          \
		(void)peer;                                                                        \
		return done(ctx, name(ctx, arguments), error);                                     \
	}

RUN(start_learning)
RUN(stop_learning)
RUN(reset)
RUN(roll_back)

static json_t *run_status(void *ctx, const struct control_peer *peer, const json_t *arguments,
			  struct control_error *error)
{
	(void)peer;
	(void)arguments;
	(void)error;
	return state_of(ctx);
}

static json_t *run_list(void *ctx, const struct control_peer *peer, const json_t *arguments,
			struct control_error *error)
{
	const struct sensor *s = ctx;

	(void)peer;
	(void)arguments;
	(void)error;
	return past_versions(s->past_folder);
}

const struct control_command answer_baseline[] = {
	{.name = "baseline-status", .run = run_status},
	{.name = "baseline-list", .run = run_list},
	{.name = "baseline-start",
	 .admin = true,
	 .arguments = "[seconds=N]",
	 .run = run_start_learning},
	{.name = "baseline-stop", .admin = true, .run = run_stop_learning},
	{.name = "baseline-reset", .admin = true, .run = run_reset},
	{.name = "baseline-rollback",
	 .admin = true,
	 .arguments = "[version=N]",
	 .run = run_roll_back},
	{.name = NULL},
};
