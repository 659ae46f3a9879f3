// SPDX-License-Identifier: MIT
#include "record.h"

#include "../flow/hash.h"
#include "../flow/network.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define ALERTS_PER_RECORD 2
#define ROWS_PER_ALERT 8
#define WATCHES 256

/* A host's base window, both sides. */
struct host_row {
	uint64_t host;
	struct record_window side[2]; /* what it opened, what was opened to it */
};

struct records {
	uint32_t max;
	uint32_t rows_max;
	uint64_t sequence;
	uint64_t rows; /* ever; the ring holds the last rows_max */
	struct record *record;
	struct host_row *ring;
	uint16_t watch[WATCHES]; /* live records by the last bits of their host's key */
};

static uint32_t records_for(uint32_t alerts_max)
{
	uint32_t max = alerts_max / ALERTS_PER_RECORD;

	return max < 1 ? 1 : max > ALERT_RECORDS_MAX ? ALERT_RECORDS_MAX : max;
}

size_t records_bytes(uint32_t alerts_max)
{
	return sizeof(struct records) + records_for(alerts_max) * sizeof(struct record) +
	       (size_t)alerts_max * ROWS_PER_ALERT * sizeof(struct host_row);
}

int records_new(uint32_t alerts_max, struct records **out)
{
	struct records *r = calloc(1, sizeof(*r));

	if (!r)
		return -ENOMEM;
	r->max = records_for(alerts_max);
	r->rows_max = alerts_max * ROWS_PER_ALERT;
	r->record = calloc(r->max, sizeof(*r->record));
	r->ring = calloc(r->rows_max, sizeof(*r->ring));
	if (!r->record || !r->ring) {
		records_free(r);
		return -ENOMEM;
	}
	*out = r;
	return 0;
}

void records_free(struct records *r)
{
	if (!r)
		return;
	free(r->record);
	free(r->ring);
	free(r);
}

static uint64_t host_key(const struct weir_addr *addr, uint8_t ip_v)
{
	if (addr_is_zero(addr))
		return 0;
	return hash_words(addr, sizeof(*addr), HASH_FIXED_SEED ^ ip_v) | 1;
}

static bool is_live(const struct record *r)
{
	return r->sequence && r->host && r->alert.stage != ALERT_END;
}

/* The first bit of a key says nothing. */
static uint16_t *watch_of(struct records *r, uint64_t host)
{
	return &r->watch[(host >> 1) % WATCHES];
}

static void window_add(struct record *r, const struct host_row *row)
{
	const struct record_window *w = &row->side[r->alert.of_victim];

	r->window[RECORD_BEFORE + r->after++ % RECORD_AFTER] = *w;
}

static void row_make(const struct row *row, uint64_t host, struct host_row *out)
{
	const uint32_t *x = row->value;

	*out = (struct host_row){
		.host = host,
		.side = { { .start_ns = row->subject.start_ns,
			    .slot = row->subject.slot,
			    .flows = x[HOST_out_flows],
			    .peers = x[HOST_out_peers],
			    .ports = x[HOST_out_services],
			    .packets = x[HOST_out_packets],
			    .ip_bytes = x[HOST_out_ip_bytes],
			    .unanswered = (uint16_t)x[HOST_out_unanswered_share] },
			  { .start_ns = row->subject.start_ns,
			    .slot = row->subject.slot,
			    .flows = x[HOST_in_flows],
			    .peers = x[HOST_in_peers],
			    .ports = x[HOST_in_ports],
			    .packets = x[HOST_in_packets],
			    .ip_bytes = x[HOST_in_ip_bytes],
			    .unanswered = (uint16_t)x[HOST_in_unanswered_share] } },
	};
	if (x[HOST_one_way] || !x[HOST_out_judged])
		out->side[0].unanswered = RECORD_UNKNOWN;
	if (x[HOST_one_way] || !x[HOST_in_judged])
		out->side[1].unanswered = RECORD_UNKNOWN;
}

void records_row(struct records *r, const struct row *row)
{
	uint64_t host = host_key(&row->subject.src, row->subject.ip_v);
	struct host_row *at = &r->ring[r->rows++ % r->rows_max];
	uint32_t i;

	row_make(row, host, at);
	if (!*watch_of(r, host))
		return;
	for (i = 0; i < r->max; i++)
		if (r->record[i].host == host && is_live(&r->record[i]))
			window_add(&r->record[i], at);
}

static struct record *record_of(struct records *r, const char *id)
{
	uint32_t i;

	for (i = 0; i < r->max; i++)
		if (r->record[i].sequence && !strcmp(r->record[i].alert.id, id))
			return &r->record[i];
	return NULL;
}

/* A free place, else that of an alarm that is over, else of any: the longest silent. */
static struct record *place_for(struct records *r)
{
	struct record *oldest = &r->record[0];
	uint32_t i;

	for (i = 0; i < r->max; i++) {
		struct record *at = &r->record[i];

		if (!at->sequence)
			return at;
		if (is_live(at) != is_live(oldest) ? is_live(oldest) :
						     at->alert.now_ns < oldest->alert.now_ns)
			oldest = at;
	}
	return oldest;
}

/* What the host did before, as far as the ring goes back; newest last. */
static void look_back(const struct records *r, struct record *to)
{
	uint64_t first = r->rows > r->rows_max ? r->rows - r->rows_max : 0, i;
	struct record_window *window = to->window;

	for (i = r->rows; i > first && to->before < RECORD_BEFORE; i--) {
		const struct host_row *row = &r->ring[(i - 1) % r->rows_max];

		if (row->host == to->host)
			window[RECORD_BEFORE - ++to->before] = row->side[to->alert.of_victim];
	}
	memmove(window, window + RECORD_BEFORE - to->before, to->before * sizeof(*window));
}

void records_alert(struct records *r, const struct alert *a)
{
	struct record *to = record_of(r, a->id);
	const struct row_subject *s = &a->finding.subject;
	bool fresh = !to || !is_live(to);

	if (!to)
		to = place_for(r);
	if (is_live(to))
		--*watch_of(r, to->host);
	if (fresh) {
		memset(to, 0, sizeof(*to));
		to->sequence = ++r->sequence;
	}
	to->alert = *a;
	if (fresh && a->stage != ALERT_SUMMARY) {
		to->host = host_key(a->of_victim ? &s->dst : &s->src, s->ip_v);
		look_back(r, to);
	}
	if (is_live(to))
		++*watch_of(r, to->host);
}

void records_acknowledge(struct records *r, const char *id, bool acknowledged)
{
	struct record *record = record_of(r, id);

	if (record)
		record->alert.acknowledged = acknowledged;
}

int records_find(const struct records *r, const char *id, const struct record **out)
{
	const struct record *found = NULL;
	size_t length = strlen(id);
	uint32_t i;

	if (length < RECORD_ID_MIN)
		return -ENOENT;
	for (i = 0; i < r->max; i++) {
		const struct record *at = &r->record[i];

		if (!at->sequence || strncmp(at->alert.id, id, length) != 0)
			continue;
		if (found)
			return -ENOTUNIQ;
		found = at;
	}
	if (!found)
		return -ENOENT;
	*out = found;
	return 0;
}

uint32_t records_count(const struct records *r)
{
	uint32_t i, count = 0;

	for (i = 0; i < r->max; i++)
		count += r->record[i].sequence != 0;
	return count;
}

static int by_sequence(const void *a, const void *b)
{
	const struct record *const *x = a, *const *y = b;

	return (*x)->sequence < (*y)->sequence ? -1 : (*x)->sequence > (*y)->sequence;
}

uint32_t records_list(const struct records *r, const struct record *out[static ALERT_RECORDS_MAX])
{
	uint32_t i, count = 0;

	for (i = 0; i < r->max; i++)
		if (r->record[i].sequence)
			out[count++] = &r->record[i];
	qsort(out, count, sizeof(*out), by_sequence);
	return count;
}

uint32_t record_windows(const struct record *r)
{
	return r->before + (r->after < RECORD_AFTER ? r->after : RECORD_AFTER);
}

const struct record_window *record_window_get(const struct record *r, uint32_t index)
{
	if (index < r->before)
		return &r->window[index];
	index -= r->before;
	if (r->after > RECORD_AFTER)
		index += r->after;
	return &r->window[RECORD_BEFORE + index % RECORD_AFTER];
}
