/* SPDX-License-Identifier: MIT */
/*
 * replay_output.h - what `weir replay` prints: EVE lines, or text for people; progress on
 * a terminal.
 */
#ifndef WEIR_REPLAY_OUTPUT_H
#define WEIR_REPLAY_OUTPUT_H

#include "../control/config.h"
#include "../detect/models.h"
#include "../evidence/evidence.h"
#include "../replay.h"
#include "../sink/event.h"

#include <stdbool.h>

struct replay_output {
	struct event_context event;
	bool json;
	bool flows;
	bool failed; /* no memory to make a line */
	bool progress; /* a progress line stands on the terminal */
	uint64_t shown_ns; /* when it was last drawn, monotonic */
	uint64_t alerts; /* over all files */
	struct evidence *evidence; /* captures of the packets that follow; NULL: none */
	char host[256];
};

/* @config and @models outlive it. @flows: finished flows are wanted too. */
void replay_output_init(struct replay_output *o, const struct config *config,
			const struct models *models, bool json, bool flows);
/* Sets the callbacks of @options. */
void replay_output_connect(struct replay_output *o, struct replay_options *options);

/* Captures of the packets that follow an alarm, to files in @folder, bounded as @config
 * says; before replay_output_connect(). 0, or an exit code after one line on stderr. */
int replay_output_evidence(struct replay_output *o, const struct config *config,
			   const char *folder);
void replay_output_fini(struct replay_output *o);

void replay_output_begin(struct replay_output *o, const char *path);
/* The run's stats event or summary; with @account the account as JSON after it. */
void replay_output_end(struct replay_output *o, const struct replay_result *result,
		       bool account);
/* In place of replay_output_end() for a run that did not start. */
void replay_output_abandon(struct replay_output *o);

#endif
