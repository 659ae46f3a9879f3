// SPDX-License-Identifier: MIT
#include "replay_output.h"
#include "verb.h"
#include "when.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define SECOND_NS UINT64_C(1000000000)
#define PROGRESS_EVERY_NS UINT64_C(200000000)

static void clear_progress(struct replay_output *o)
{
	if (o->progress)
		fputs("\r\033[K", stderr);
	o->progress = false;
}

static void show_progress(void *ctx, uint64_t done_bytes, uint64_t size_bytes)
{
	struct replay_output *o = ctx;
	struct timespec now;
	uint64_t now_ns;

	clock_gettime(CLOCK_MONOTONIC, &now);
	now_ns = (uint64_t)now.tv_sec * SECOND_NS + (uint64_t)now.tv_nsec;
	if (now_ns - o->shown_ns < PROGRESS_EVERY_NS)
		return;
	o->shown_ns = now_ns;
	o->progress = true;
	if (size_bytes)
		fprintf(stderr, "\r%s: %" PRIu64 " %% of %" PRIu64 " MB\033[K",
			o->event.pcap_filename, done_bytes * 100 / size_bytes,
			size_bytes / 1000000);
	else
		fprintf(stderr, "\r%s: %" PRIu64 " MB\033[K", o->event.pcap_filename,
			done_bytes / 1000000);
}

/* Prints and frees the event. */
static void print_event(struct replay_output *o, json_t *event)
{
	char *text = event ? eve_text(event) : NULL;

	clear_progress(o);
	if (text)
		puts(text);
	else
		o->failed = true;
	free(text);
	json_decref(event);
}

static void prepare_alert(void *ctx, struct alert *alert)
{
	evidence_alert(((struct replay_output *)ctx)->evidence, alert);
}

static void describe(struct replay_output *o, const struct alert *alert)
{
	json_t *event = eve_alert(&o->event, alert);
	char *text = event ? eve_text(event) : NULL;

	evidence_describe(o->evidence, alert, text);
	free(text);
	json_decref(event);
}

static void take_alert(void *ctx, const struct alert *alert)
{
	struct replay_output *o = ctx;
	static const char *const severities[] = {"?", "high", "medium", "low"};
	char stamp[EVE_TIME_SIZE], when[WHEN_TEXT_SIZE];

	if (alert->suppressed)
		return;
	if (alert->stage == ALERT_NEW || alert->stage == ALERT_SUMMARY)
		o->alerts++;
	if (o->evidence && alert->capture[0])
		describe(o, alert);
	if (o->json) {
		print_event(o, eve_alert(&o->event, alert));
		return;
	}
	if (alert->stage == ALERT_UPDATE)
		return;
	clear_progress(o);
	eve_time((int64_t)alert->now_ns, stamp);
	when_day(stamp, when);
	printf("%s  %-6s  %s\n", when, severities[alert->severity < 4 ? alert->severity : 0],
	       alert->message);
}

static void print_flow(const struct flow_life *f)
{
	static const char *const states[] = { "new", "established", "closed" };
	char src[ADDR_TEXT_SIZE], dst[ADDR_TEXT_SIZE], proto[EVE_PROTO_SIZE], when[EVE_TIME_SIZE];

	addr_text(&f->src, f->ip_v, src);
	addr_text(&f->dst, f->ip_v, dst);
	eve_proto(f->ip_proto, proto);
	eve_time((int64_t)f->start_ns, when);
	printf("%s  %-9s %s %u > %s %u  packets %" PRIu64 " < %" PRIu64 "  bytes %" PRIu64
	       " < %" PRIu64 "  %s\n",
	       when, proto, src, __builtin_bswap16(f->sport), dst, __builtin_bswap16(f->dport),
	       f->packets[0], f->packets[1], f->bytes[0], f->bytes[1], states[f->state]);
}

static void take_flow(void *ctx, const struct flow_life *life)
{
	struct replay_output *o = ctx;

	if (o->json) {
		print_event(o, eve_flow(&o->event, life));
		return;
	}
	clear_progress(o);
	print_flow(life);
}

void replay_output_init(struct replay_output *o, const struct config *config,
			const struct models *models, bool json, bool flows)
{
	memset(o, 0, sizeof(*o));
	o->json = json;
	o->flows = flows;
	o->event.model_id = models_id(models);
	o->event.model_rev = models_rev(models);
	o->event.host = config->name;
	if (!config->name[0]) {
		gethostname(o->host, sizeof(o->host) - 1);
		o->event.host = o->host;
	}
}

static void take_frame(void *ctx, const struct weir_frame *frame)
{
	evidence_frame(ctx, frame);
}

static void evidence_failed(void *ctx, const char *message)
{
	clear_progress(ctx);
	fprintf(stderr, "weir: %s\n", message);
}

void replay_output_fini(struct replay_output *o)
{
	evidence_free(o->evidence);
	o->evidence = NULL;
}

int replay_output_evidence(struct replay_output *o, const struct config *config,
			   const char *folder)
{
	const struct evidence_options options = {
		.folder = folder,
		.group = config->control_admins,
		.total = config->evidence_total_bytes,
		.alerts = true,
		.bounds = { config->evidence_packets, config->evidence_bytes,
			    config->evidence_seconds * SECOND_NS },
		.failed = evidence_failed,
		.ctx = o,
	};
	int error = evidence_new(&options, &o->evidence);

	if (!error)
		error = evidence_open(o->evidence);
	if (!error)
		return EXIT_OK;
	replay_output_fini(o);
	fprintf(stderr, "weir: %s: %s\n", folder, strerror(-error));
	return exit_code_of(error);
}

void replay_output_connect(struct replay_output *o, struct replay_options *options)
{
	struct pipeline_output *to = &options->pipeline.output;

	to->alert = take_alert;
	to->flow = o->flows ? take_flow : NULL;
	to->ctx = o;
	if (o->evidence) {
		to->prepare = prepare_alert;
		options->frames.watch = evidence_watch;
		options->frames.frame = take_frame;
		options->frames.ctx = o->evidence;
	}
	if (isatty(STDERR_FILENO)) {
		options->progress = show_progress;
		options->progress_ctx = o;
	}
}

void replay_output_begin(struct replay_output *o, const char *path)
{
	o->event.pcap_filename = path;
	o->shown_ns = 0;
}

void replay_output_abandon(struct replay_output *o)
{
	clear_progress(o);
}

static void print_summary(const struct replay_output *o, const struct replay_result *r)
{
	uint64_t span_ns = r->last_ns - r->first_ns;

	printf("%s: %" PRIu64 " packets in %" PRIu64 ".%03" PRIu64 " s, %" PRIu64 " flows, %" PRIu64
	       " alert%s\n",
	       o->event.pcap_filename, (uint64_t)r->account.seen.packets, span_ns / SECOND_NS,
	       span_ns % SECOND_NS / 1000000, r->pipeline.flows_created, r->alerts.raised,
	       r->alerts.raised == 1 ? "" : "s");
	if (r->alerts.suppressed || r->alerts.allowed)
		printf("by rules: %" PRIu64 " alarms suppressed, %" PRIu64 " findings allowed\n",
		       r->alerts.suppressed, r->alerts.allowed);
	account_print(&r->account, stdout);
}

static void print_account(struct replay_output *o, const struct account *a)
{
	json_t *object = account_json(a);
	char *text = object ? eve_text(object) : NULL;

	if (text)
		puts(text);
	else
		o->failed = true;
	free(text);
	json_decref(object);
}

void replay_output_end(struct replay_output *o, const struct replay_result *result, bool account)
{
	uint64_t span_s = (result->last_ns - result->first_ns) / SECOND_NS;

	clear_progress(o);
	if (o->evidence)
		evidence_stop(o->evidence, NULL);
	if (o->json)
		print_event(o, eve_stats(&o->event, &result->account, &result->pipeline, span_s,
					 result->last_ns));
	else
		print_summary(o, result);
	if (account)
		print_account(o, &result->account);
}
