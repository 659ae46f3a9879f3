/* SPDX-License-Identifier: MIT */
/*
 * state.h - the inside of struct sensor, for the files of this folder alone.
 */
#ifndef WEIR_SENSOR_STATE_H
#define WEIR_SENSOR_STATE_H

#include "../control/command_stats.h"
#include "../evidence/evidence.h"
#include "cycle.h"
#include "first_week.h"
#include "health.h"
#include "metrics_out.h"
#include "model_use.h"
#include "naming.h"
#include "notify.h"
#include "output.h"
#include "past.h"
#include "reload.h"
#include "remember.h"
#include "rulebook.h"
#include "sensor.h"
#include "sink_watch.h"

#define NS_PER_S UINT64_C(1000000000)
#define SENSOR_COMMANDS_MAX 16 /* tables of control commands */

struct sensor {
	struct sensor_options options;
	struct config own; /* what it goes by */
	const struct config *config; /* the same, to read */
	struct config configured; /* as last read, with what needs a restart */
	struct config_origins origins;
	struct reload reload;
	struct model_use model;
	struct budget budget;
	struct networks home;
	struct bpf_source *source;
	struct attach_set *set;
	struct pipeline *pipeline;
	struct traffic *traffic; /* of the last windows, for top */
	struct records *records; /* of alarms, for explain */
	struct evidence *evidence;
	char evidence_folder[CONFIG_PATH_SIZE + 16];
	struct output out;
	struct sink_watch sinks;
	struct metrics_out metrics;
	struct loop *loop;
	struct cycle cycle;
	struct health health;
	struct past *past;
	char past_folder[CONFIG_PATH_SIZE + 16];
	struct remember remember; /* the site memory, over restarts */
	struct rulebook book; /* rules against false alarms */
	uint64_t rules_ns; /* when their times and the own addresses are looked at */
	char said[256]; /* error of the last command that has one of its own */
	struct naming naming; /* the devices */
	uint32_t flow_map_capacity;
	int signals; /* descriptors, -1: not open */
	int window_timer;
	int tick_timer;
	uint64_t start_ns;
	int64_t model_loaded_s; /* wall clock, when the model in use was loaded */
	struct first_week first_week;
	uint64_t gentle_until_ns; /* end of the first week at this site */
	uint64_t stop_at_ns; /* 0: when told */
	uint64_t stats_at_ns;
	uint64_t seen; /* packets, when the last window was closed */
	struct notify notify; /* the service manager */
	bool ready; /* told systemd */
	bool stop;
	bool hand_over; /* when it stops, hooks and maps stay for the next sensor */
	struct stats_source stats_source;
	struct control_commands commands[SENSOR_COMMANDS_MAX + 1];
};

/* Seconds since 1970. */
int64_t sensor_wall_s(const struct sensor *s);

/* clock.c: the wall clock minus CLOCK_MONOTONIC, and what follows when it has been set: a
 * gateway may start years before NTP tells it the time. Called every second. */
int64_t clock_wall_offset_ns(void);
void sensor_follow_clock(struct sensor *s);

/* answer.c: what clients of the control socket may ask and tell, all tables. */
const struct control_commands *sensor_commands(struct sensor *s);
/* One table per answer_AREA.c, each with the sensor as ctx. */
extern const struct control_command answer_baseline[];
extern const struct control_command answer_devices[];
extern const struct control_command answer_flows[];
extern const struct control_command answer_reload[];
extern const struct control_command answer_marks[];
extern const struct control_command answer_rules[];
extern const struct control_command answer_evidence[];
extern const struct control_command answer_run[];
extern const struct control_command answer_top[];
extern const struct control_command answer_view[];
/* Name of the interface in the slot, or NULL; @ctx: the sensor. */
const char *sensor_slot_name(void *ctx, uint8_t slot);
/* answer_run.c: opens log files again. 0 or -errno. */
int sensor_reopen(struct sensor *s);

/* reload.c: judges by s->model.now, and tells so. */
void sensor_use_model(struct sensor *s, enum journal_kind kind);
/* answer_marks.c: adds "mark" to what is answered about the alarm of this id. @answer, which
 * may be NULL, or NULL. */
json_t *sensor_add_mark(const struct sensor *s, json_t *answer, const char *id);
/* answer_rules.c: adds the rule, which is gone then in any case, for a client. The answer's
 * message or NULL with *error. */
struct ruleset_rule;
void *sensor_add_rule(struct sensor *s, const struct control_peer *peer,
		      struct ruleset_rule *rule, struct control_error *error);
/* witness.c: captures of what alarms are about; the source is there. What keeps alarms from
 * having them is told and not an error. */
int sensor_open_evidence(struct sensor *s, char error[static SENSOR_ERROR_SIZE]);
struct evidence_bounds sensor_evidence_bounds(const struct config *c);
/* After a reload. */
void sensor_set_evidence(struct sensor *s);

/* place.c: which interfaces, and what is inside. */
void sensor_find_home(struct sensor *s);
int sensor_attach(struct sensor *s, const struct sensor_options *o,
		  char error[static SENSOR_ERROR_SIZE]);

/* react.c: adds every descriptor to the loop, with what is done when it is readable. */
int sensor_watch(struct sensor *s);
/* What still waits in the ring of frames, before the end. */
void sensor_take_frames(struct sensor *s);

#endif
