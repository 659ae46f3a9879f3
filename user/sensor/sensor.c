// SPDX-License-Identifier: MIT
#include "state.h"
#include "../control/alert_setting.h"
#include "../control/privileges.h"
#include "../flow/traffic.h"
#include "../log.h"
#include "../source/programs.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

static int open_signals(void)
{
	sigset_t set;
	int fd;

	/* A shell's background job inherits them ignored, and then none would arrive. */
	signal(SIGINT, SIG_DFL);
	signal(SIGHUP, SIG_DFL);
	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGUSR1);
	if (sigprocmask(SIG_BLOCK, &set, NULL))
		return -errno;
	signal(SIGPIPE, SIG_IGN);
	fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

static int open_output(struct sensor *s, const struct sensor_options *o,
		       char error[static SENSOR_ERROR_SIZE])
{
	const struct output_options options = {
		.wall_offset_ns = clock_wall_offset_ns(),
		.config = s->config,
		.journal = o->journal,
		.model_id = models_id(o->models),
		.model_rev = models_rev(o->models),
		.commands = sensor_commands(s),
		.ifname = sensor_slot_name,
		.ctx = s,
	};

	int result = output_open(&s->out, &options, error);

	return result ? result : metrics_out_open(&s->metrics, o->config, &s->stats_source, error);
}

static int open_source(struct sensor *s, const struct sensor_options *o,
		       char error[static SENSOR_ERROR_SIZE])
{
	const struct bpf_options options = { .bpffs = o->config->bpffs,
					     .flows_max = o->budget.flows_max,
					     .ring_bytes = o->budget.ring_bytes,
					     .events = (uint8_t)(1u << WEIR_EVENT_PRESSURE |
								 1u << WEIR_EVENT_WATCH |
								 o->config->devices
									 << WEIR_EVENT_NAMES) };
	int result = bpf_source_new(&options, &s->source, error);

	if (result)
		return result;
	s->flow_map_capacity = o->budget.flows_max;
	result = attach_set_new(s->source, &s->set);
	if (result)
		snprintf(error, SENSOR_ERROR_SIZE, "cannot watch interfaces: %s",
			 strerror(-result));
	return result;
}

/* While a site is new to the sensor, more of what it sees is only new to the sensor. */
static void recall_first_start(struct sensor *s, const char *state)
{
	int64_t now = (int64_t)loop_now_ns() + s->out.context.wall_offset_ns;
	uint64_t left;
	int error = first_week_begin(&s->first_week, state, now / (int64_t)NS_PER_S, &left);

	if (error)
		log_warning("%s: cannot keep when the sensor first ran (%s), so severity is "
			    "not held low in the first week",
			    state, strerror(-error));
	s->gentle_until_ns = loop_now_ns() + left;
}

static void past_event(void *ctx, enum journal_kind kind, const char *message)
{
	output_event(&((struct sensor *)ctx)->out, kind, "", message);
}

static int open_past(struct sensor *s, const struct sensor_options *o,
		     char error[static SENSOR_ERROR_SIZE])
{
	const struct past_options options = {
		.folder = s->past_folder,
		.rows_max = o->budget.sample_rows,
		.quantile = (uint16_t)o->config->baseline_quantile,
		.keep = o->config->baseline_keep,
		.event = past_event,
		.ctx = s,
	};
	int result;

	snprintf(s->past_folder, sizeof(s->past_folder), "%s/baseline", o->config->state);
	result = past_new(&options, loop_now_ns(), &s->past);
	if (result)
		snprintf(error, SENSOR_ERROR_SIZE, "no memory for the site's baseline");
	return result;
}

static int open_pipeline(struct sensor *s, const struct sensor_options *o,
			 char error[static SENSOR_ERROR_SIZE])
{
	const struct config *c = s->config;
	struct pipeline_options options = {
		.base_ns = c->window_ns,
		.wall_offset_ns = (uint64_t)s->out.context.wall_offset_ns,
		.budget = o->budget,
		.home = &s->home,
		.models = o->models,
		.anomaly = past_anomaly(s->past),
		.alert = alert_setting(c, &o->budget),
		.output = { .prepare = output_prepare,
			    .alert = output_alert,
			    .flow = output_flow,
			    .ctx = &s->out },
		.score = true,
	};
	int result;

	options.alert.rules = s->book.rules;
	options.alert.marks = s->book.marks;
	recall_first_start(s, c->state);
	options.alert.gentle_until_ns = s->gentle_until_ns;
	sensor_find_home(s);
	result = naming_start(&s->naming, c, &o->budget, &s->home, s->out.context.wall_offset_ns,
			      loop_now_ns());
	options.devices = s->naming.devices;
	if (!result)
		result = records_new(o->budget.alerts_max, &s->records);
	options.records = s->records;
	if (!result)
		result = traffic_new(traffic_rows(o->budget.lives_max), &s->home, &s->traffic);
	options.traffic = s->traffic;
	if (!result)
		result = pipeline_new(&options, &s->pipeline);
	if (result)
		snprintf(error, SENSOR_ERROR_SIZE,
			 "no memory for the flow tables (%s): set a smaller memory budget",
			 strerror(-result));
	else
		remember_start(&s->remember, pipeline_memory(s->pipeline), c->state, loop_now_ns());
	return result;
}

static int open_rules(struct sensor *s, const struct sensor_options *o,
		      char error[static SENSOR_ERROR_SIZE])
{
	int result = rulebook_open(&s->book, o->rules, o->config->state, loop_now_ns());

	if (result) {
		snprintf(error, SENSOR_ERROR_SIZE, "cannot keep rules: %s", strerror(-result));
		ruleset_free(o->rules);
	}
	return result;
}

static int open_loop(struct sensor *s, char error[static SENSOR_ERROR_SIZE])
{
	int result = loop_new(&s->loop);

	s->window_timer = loop_timer();
	s->tick_timer = loop_timer();
	if (!result)
		result = sensor_watch(s);
	if (!result)
		result = reload_init(s);
	if (result)
		snprintf(error, SENSOR_ERROR_SIZE, "cannot set up the event loop: %s",
			 strerror(-result));
	return result;
}

/* Reads and writes a map, as every window does. */
static bool maps_work(void *ctx)
{
	struct sensor *s = ctx;
	struct weir_vantage v;

	return !bpf_source_vantage(s->source, 0, &v) && !bpf_source_set_vantage(s->source, 0, &v);
}

static int give_up_rights(struct sensor *s, char error[static SENSOR_ERROR_SIZE])
{
	const struct privileges_options o = { .net_admin = attach_needs_net_admin(s->set),
					      .works = maps_work,
					      .ctx = s };

	return privileges_drop(&o, error);
}

static void describe(const struct sensor *s, const struct sensor_options *o)
{
	const struct account *taken = bpf_source_takeover(s->source);
	unsigned int i;

	for (i = 0; i < attach_count(s->set); i++) {
		const struct attachment *a = attach_get(s->set, i);

		if (a->awaited) {
			printf("%s: awaited: it is attached when it comes\n", a->ifname);
			continue;
		}
		printf("%s: attached, ingress %s, egress %s (%s)%s\n", a->ifname,
		       attach_mode_name(a->ingress), attach_mode_name(a->egress), a->why,
		       a->exact ? "" : "; counts are inexact");
	}
	if (taken->seen.packets)
		printf("taken over from the sensor before: %" PRIu64 " packets, %" PRIu64
		       " of them lost with it\n",
		       (uint64_t)taken->seen.packets, (uint64_t)taken->restart.packets);
	printf("model: %s; windows of %" PRIu64 " s; %u flows at most in one\n",
	       o->models ? models_id(o->models) : "none, rules only",
	       (uint64_t)(o->config->window_ns / NS_PER_S), o->budget.flows_max);
	printf("alerts: here");
	if (s->out.journal)
		printf(", journald%s", journal_stats(s->out.journal)->up ? "" : " (not there yet)");
	if (s->out.eve)
		printf(", %s", o->config->eve_socket);
	if (s->out.file)
		printf(", %s", o->config->eve_file);
	if (s->out.connect)
		printf(", %s%s", o->config->eve_connect,
		       eve_connect_stats(s->out.connect)->error ? " (not there yet)" : "");
	putchar('\n');
}

/* Of a start that failed nothing stays, nor of the sensor that died before it: without the
 * maps, whose pins go now, nobody could find the filters it left. */
static void abandon(struct sensor *s)
{
	uint64_t taken = s->source ? bpf_source_takeover(s->source)->seen.packets : 0;

	if (s->set)
		attach_prune(s->set);
	if (taken)
		log_warning("what a sensor that died had counted, %" PRIu64 " packets, goes with "
			    "this start",
			    taken);
	sensor_free(s);
}

int sensor_new(const struct sensor_options *o, struct sensor **out,
	       char error[static SENSOR_ERROR_SIZE])
{
	struct sensor *s = calloc(1, sizeof(*s));
	uint64_t counted_since;
	int result;

	if (!s) {
		models_free(o->models);
		ruleset_free(o->rules);
		snprintf(error, SENSOR_ERROR_SIZE, "out of memory");
		return -ENOMEM;
	}
	s->options = *o;
	s->own = s->configured = *o->config;
	s->config = &s->own;
	if (o->origins)
		s->origins = *o->origins;
	s->budget = o->budget;
	s->reload.worker.fd = s->first_week.worker.fd = -1;
	model_use_init(&s->model, o->models, o->config->model, (int64_t)time(NULL));
	s->window_timer = s->tick_timer = -1;
	naming_init(&s->naming);
	/* First: who stops it now leaves nothing half attached either. */
	s->signals = open_signals();
	notify_init(&s->notify);
	result = open_rules(s, o, error);
	if (!result)
		result = open_output(s, o, error);
	counted_since = loop_now_ns();
	if (!result)
		result = open_source(s, o, error);
	if (!result)
		result = sensor_open_evidence(s, error);
	if (!result)
		result = open_past(s, o, error);
	if (!result)
		result = open_pipeline(s, o, error);
	if (!result)
		result = open_loop(s, error);
	if (!result)
		result = sensor_attach(s, o, error);
	if (!result)
		health_init(&s->health, s->source, s->set, &s->out);
	if (!result && !o->keep_capabilities)
		result = give_up_rights(s, error);
	if (result) {
		abandon(s);
		return result;
	}
	s->start_ns = loop_now_ns();
	s->model_loaded_s = o->models ? sensor_wall_s(s) : 0;
	s->stop_at_ns = o->duration_ns ? s->start_ns + o->duration_ns : 0;
	s->stats_at_ns = o->config->eve_stats_ns ? s->start_ns + o->config->eve_stats_ns : 0;
	remember_check(&s->remember);
	cycle_init(&s->cycle, s->source, s->pipeline, counted_since, s->start_ns);
	s->seen = s->cycle.account.seen.packets;
	describe(s, o);
	*out = s;
	return 0;
}

static void window_closed(struct sensor *s, uint64_t now)
{
	const struct pipeline_stats *p = pipeline_stats(s->pipeline);
	const struct alert_stats *a = pipeline_alert_stats(s->pipeline);
	uint64_t packets = s->cycle.account.seen.packets - s->seen;
	char text[128], message[160];

	s->seen = s->cycle.account.seen.packets;
	remember_tick(&s->remember, now);
	health_look(&s->health, &s->cycle.account, p, s->cycle.drain_errors, now);
	snprintf(text, sizeof(text),
		 "%" PRIu64 " packets/s, %u live flows, %" PRIu64 " windows, %" PRIu64 " alerts",
		 packets * NS_PER_S / s->config->window_ns, p->flows_live, p->windows, a->raised);
	terminal_status(&s->out.terminal, text);
	snprintf(message, sizeof(message), "%sSTATUS=%s", s->ready ? "" : "READY=1\n", text);
	notify_send(&s->notify, message);
	s->ready = true;
}

int sensor_run(struct sensor *s)
{
	int result = 0;

	loop_timer_set(s->tick_timer, s->start_ns + NS_PER_S);
	loop_timer_set(s->window_timer, pipeline_window_end(s->pipeline));
	while (!s->stop && result >= 0) {
		uint64_t now = loop_now_ns();

		if (cycle_busy(&s->cycle, now))
			result = cycle_step(&s->cycle, now);
		if (result > 0) {
			window_closed(s, now);
			loop_timer_set(s->window_timer, pipeline_window_end(s->pipeline));
			result = 0;
		}
		if (!result)
			result = loop_turn(s->loop, cycle_busy(&s->cycle, loop_now_ns()) ? 0 : -1);
	}
	return result;
}

int64_t sensor_wall_s(const struct sensor *s)
{
	return ((int64_t)loop_now_ns() + s->out.context.wall_offset_ns) / (int64_t)NS_PER_S;
}

int sensor_stop(struct sensor *s, struct account *a)
{
	int result, error;

	notify_send(&s->notify, "STOPPING=1");
	terminal_clear(&s->out.terminal);
	if (!s->hand_over)
		attach_set_detach(s->set);
	sensor_take_frames(s);
	evidence_finish(s->evidence);
	result = cycle_finish(&s->cycle, loop_now_ns());
	remember_stop(&s->remember);
	naming_stop(&s->naming);
	*a = s->cycle.account;
	error = past_save(s->past, loop_now_ns(), sensor_wall_s(s));
	if (error)
		log_warning("%s: what was learned so far is lost: %s", s->past_folder,
			    strerror(-error));
	return result;
}

void sensor_free(struct sensor *s)
{
	if (!s)
		return;
	reload_fini(s);
	notify_fini(&s->notify);
	health_fini(&s->health);
	metrics_out_close(&s->metrics);
	remember_fini(&s->remember);
	first_week_fini(&s->first_week);
	evidence_free(s->evidence);
	s->out.evidence = NULL;
	output_close(&s->out);
	pipeline_free(s->pipeline);
	naming_free(&s->naming);
	past_free(s->past);
	rulebook_close(&s->book);
	records_free(s->records);
	model_use_fini(&s->model);
	traffic_free(s->traffic);
	loop_free(s->loop);
	if (s->signals >= 0)
		close(s->signals);
	if (s->window_timer >= 0)
		close(s->window_timer);
	if (s->tick_timer >= 0)
		close(s->tick_timer);
	attach_set_free(s->set, !s->hand_over);
	bpf_source_free(s->source, !s->hand_over);
	free(s);
}
