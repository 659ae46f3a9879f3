// SPDX-License-Identifier: MIT
#include "state.h"
#include "../control/rule_setting.h"
#include "../device/observe.h"
#include "../log.h"
#include "../source/frames.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#define EVENTS_AT_ONCE 256
#define RULES_EVERY_NS (60 * NS_PER_S)
#define FRAMES_AT_ONCE 256
#define FRAMES_AT_LAST 16384
/* How long after its end a window may still be open before the watchdog is left to bite. */
#define WINDOW_LATE_MAX_NS (UINT64_C(15) * NS_PER_S)

static void take_event(void *ctx, const struct weir_event *event)
{
	struct sensor *s = ctx;

	if (event->kind == WEIR_EVENT_PRESSURE)
		cycle_pressure(&s->cycle, event->time_ns);
}

static void handle_events(void *ctx)
{
	struct sensor *s = ctx;

	bpf_source_events(s->source, take_event, s, EVENTS_AT_ONCE);
}

/* What names something is for the devices, what is watched for the evidence. */
static void take_frame(void *ctx, const struct weir_frame *frame)
{
	struct sensor *s = ctx;

	if ((frame->reasons & WEIR_FRAME_NAME) && s->naming.devices)
		devices_frame(s->naming.devices, frame, s->out.context.wall_offset_ns);
	if (frame->reasons & WEIR_FRAME_WATCH)
		evidence_frame(s->evidence, frame);
}

static void handle_frames(void *ctx)
{
	struct sensor *s = ctx;

	bpf_source_frames(s->source, take_frame, s, FRAMES_AT_ONCE);
}

void sensor_take_frames(struct sensor *s)
{
	bpf_source_frames(s->source, take_frame, s, FRAMES_AT_LAST);
}

static void handle_neighbours(void *ctx)
{
	naming_neighbours(&((struct sensor *)ctx)->naming, loop_now_ns());
}

static void handle_naming(void *ctx)
{
	naming_worked(&((struct sensor *)ctx)->naming, loop_now_ns());
}

static void interface_changed(void *ctx, const struct attachment *a, enum attach_event what)
{
	health_hook(&((struct sensor *)ctx)->health, a, what, loop_now_ns());
}

static void check_hooks(struct sensor *s)
{
	int error = attach_refresh(s->set, loop_now_ns(), interface_changed, s);

	if (error)
		log_error("cannot note who stands where (%s): a restart may give other slots",
			  strerror(-error));
}

static void handle_netlink(void *ctx)
{
	check_hooks(ctx);
}

static void handle_signal(void *ctx)
{
	struct sensor *s = ctx;
	struct signalfd_siginfo info;
	int error;

	if (read(s->signals, &info, sizeof(info)) != sizeof(info))
		return;
	if (info.ssi_signo == SIGHUP) {
		sensor_reopen(s);
		error = reload_begin(s);
		if (error)
			log_error("cannot reload: %s", strerror(-error));
	} else {
		s->stop = true;
		s->hand_over = info.ssi_signo == SIGUSR1;
	}
}

static void handle_window(void *ctx)
{
	loop_timer_take(((struct sensor *)ctx)->window_timer);
}

static void rule_over(void *ctx, const struct ruleset_rule *rule)
{
	const char *const fields[][2] = { { "WEIR_RULE", rule->name }, { NULL, NULL } };
	char message[512];

	snprintf(message, sizeof(message),
		 "the %s rule %s (%.250s) has expired: what it held back is reported again",
		 ruleset_effect_name(rule->effect), rule->name, rule->place);
	output_event_with(&((struct sensor *)ctx)->out, JOURNAL_RULE_EXPIRED, message, fields);
}

static void watch_rules(struct sensor *s, uint64_t now)
{
	rulebook_tick(&s->book, now);
	ruleset_expire(s->book.rules, sensor_wall_s(s), rule_over, s);
	if (now < s->rules_ns)
		return;
	s->rules_ns = now + RULES_EVERY_NS;
	marks_expire(s->book.marks, sensor_wall_s(s));
	/* Without the latest addresses the former ones go on. */
	rule_setting_self(s->config, true, s->book.rules);
}

static void handle_tick(void *ctx)
{
	struct sensor *s = ctx;
	uint64_t now = loop_now_ns();

	loop_timer_take(s->tick_timer);
	loop_timer_set(s->tick_timer, now + NS_PER_S);
	/* A window that does not end means that nothing is drained: then it must not go on. */
	if (s->notify.watchdog && now < pipeline_window_end(s->pipeline) + WINDOW_LATE_MAX_NS)
		notify_send(&s->notify, "WATCHDOG=1");
	if (s->stats_at_ns && now >= s->stats_at_ns) {
		output_stats(&s->out, &s->cycle.account, pipeline_stats(s->pipeline),
			     (now - s->start_ns) / NS_PER_S, now);
		s->stats_at_ns = now + s->config->eve_stats_ns;
	}
	sensor_follow_clock(s);
	check_hooks(s);
	health_tick(&s->health);
	evidence_tick(s->evidence, now);
	past_tick(s->past, now, sensor_wall_s(s));
	sink_watch_look(&s->sinks, &s->out, sensor_wall_s(s));
	metrics_out_tick(&s->metrics, s->config->metrics_textfile, now);
	watch_rules(s, now);
	first_week_tick(&s->first_week, (int64_t)time(NULL), (now - s->start_ns) / NS_PER_S);
	naming_tick(&s->naming, s->config, now);
	if (s->stop_at_ns && now >= s->stop_at_ns)
		s->stop = true;
}

static int watch(struct sensor *s, int fd, void (*handle)(void *ctx))
{
	return fd < 0 ? fd : loop_add(s->loop, fd, handle, s);
}

int sensor_watch(struct sensor *s)
{
	int result = watch(s, s->signals, handle_signal);

	if (!result)
		result = watch(s, s->window_timer, handle_window);
	if (!result)
		result = watch(s, s->tick_timer, handle_tick);
	if (!result)
		result = watch(s, bpf_source_event_fd(s->source), handle_events);
	if (!result)
		result = watch(s, bpf_source_frame_fd(s->source), handle_frames);
	if (!result)
		result = watch(s, attach_netlink_fd(s->set), handle_netlink);
	if (!result && s->naming.devices)
		result = watch(s, s->naming.neighbours, handle_neighbours);
	if (!result && s->naming.devices)
		result = watch(s, worker_fd(&s->naming.worker), handle_naming);
	if (!result)
		result = output_watch(&s->out, s->loop);
	return result ? result : metrics_out_watch(&s->metrics, s->loop);
}
