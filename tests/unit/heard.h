/* SPDX-License-Identifier: MIT */
/* A pipeline fed by hand, and what it says. */
#ifndef WEIR_HEARD_H
#define WEIR_HEARD_H

#include "record.h"
#include "user/pipeline.h"

#include <stdlib.h>
#include <weir/features.h>

#define SECOND 1000000000ull
#define BASE (5 * SECOND)
#define START (1000 * SECOND) /* begins a window of every length but the long one */

/* What a pipeline says, summed and hashed. */
struct heard {
	uint64_t packets, bytes, ip_bytes, payload;
	uint64_t flows, rows, alerts;
	uint64_t reasons[3];
	uint32_t contacts, opened_share; /* of the latest pair row */
	uint32_t open_idle; /* most of any host row */
	uint64_t judged; /* outcomes, over the base windows' host rows of who opened */
	uint64_t digest; /* of rows and flows in order */
	struct flow_life last;
};

static struct networks home;

static void digest(struct heard *h, const void *data, size_t size)
{
	const unsigned char *at = data;
	size_t i;

	for (i = 0; i < size; i++)
		h->digest = (h->digest ^ at[i]) * 0x100000001b3ull;
}

static void hear_flow(void *ctx, const struct flow_life *life)
{
	struct heard *h = ctx;

	h->packets += life->packets[0] + life->packets[1];
	h->bytes += life->bytes[0] + life->bytes[1];
	h->ip_bytes += life->ip_bytes[0] + life->ip_bytes[1];
	h->payload += life->payload_bytes[0] + life->payload_bytes[1];
	h->flows++;
	h->reasons[life->reason]++;
	h->last = *life;
	digest(h, life, sizeof(*life));
}

static void hear_row(void *ctx, const struct row *row)
{
	struct heard *h = ctx;

	h->rows++;
	if (row->subject.kind == ROW_HOST && row->value[HOST_in_open_idle] > h->open_idle)
		h->open_idle = row->value[HOST_in_open_idle];
	if (row->subject.kind == ROW_HOST && row->subject.window_s == 5)
		h->judged += row->value[HOST_out_judged];
	if (row->subject.kind == ROW_PAIR) {
		h->contacts = row->value[PAIR_contacts];
		h->opened_share = row->value[PAIR_contact_opened_share];
	}
	digest(h, row, sizeof(*row));
}

static void hear_alert(void *ctx, const struct alert *alert)
{
	struct heard *h = ctx;

	h->alerts += alert->stage == ALERT_NEW;
}

static struct pipeline *start(struct heard *h, uint32_t lives, bool score)
{
	struct pipeline_options o = {
		.base_ns = BASE,
		.home = &home,
		.score = score,
		.alert = { .alerts_max = 64, .update_every_ns = 60 * SECOND,
			   .quiet_ns = 180 * SECOND },
		.output = { NULL, hear_alert, hear_flow, hear_row, h },
	};
	struct pipeline *p;

	memset(h, 0, sizeof(*h));
	h->digest = 0xcbf29ce484222325ull;
	if (budget_from_bytes(8 << 20, &o.budget))
		abort();
	o.budget.lives_max = lives;
	if (pipeline_new(&o, &p))
		abort();
	return p;
}

static void close_window(struct pipeline *p)
{
	if (pipeline_close(p, pipeline_window_end(p)) < 0)
		abort();
	while (pipeline_step(p, 1) > 0)
		;
}

static void stop(struct pipeline *p)
{
	pipeline_finish(p, pipeline_window_end(p));
	pipeline_free(p);
}

static void feed(struct pipeline *p, const struct fed *r)
{
	if (pipeline_flow(p, &r->key, &r->flow))
		abort();
}

#endif
