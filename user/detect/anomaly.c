// SPDX-License-Identifier: MIT
#include "anomaly.h"

#include "../flow/hash.h"
#include "../flow/network.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define BUCKETS 256
#define WAYS 4
#define HOUR_NS 3600000000000ull
#define NS_PER_S 1000000000ull
#define WINDOWS_MASK ((1u << ANOMALY_WINDOWS) - 1)
#define FAR_SHARE 4

struct entry {
	uint64_t key; /* of the address; 0: free */
	uint64_t seen_ns;
	uint64_t explained_ns;		   /* 0: never */
	uint64_t window[BASELINE_FORESTS]; /* start of the last one over the threshold */
	uint16_t over[BASELINE_FORESTS];   /* it and those before it, a bit each */
	uint16_t far[BASELINE_FORESTS];	   /* those of them that are far over */
	bool reported;			   /* still unlike the past since then */
};

struct hour {
	uint64_t number; /* since the clock began */
	uint64_t rows;
	uint64_t over;
	uint32_t alarms;
};

struct anomaly {
	const struct baseline *baseline;
	struct learner *learner;
	struct anomaly_stats stats;
	bool drifted;
	uint64_t hour_number; /* of the last row */
	struct hour hour[ANOMALY_HOURS];
	struct entry entry[BUCKETS][WAYS];
};

int anomaly_new(struct anomaly **out)
{
	*out = calloc(1, sizeof(**out));
	return *out ? 0 : -ENOMEM;
}

void anomaly_free(struct anomaly *a)
{
	free(a);
}

static void day_forget(struct anomaly *a)
{
	memset(a->hour, 0, sizeof(a->hour));
	a->drifted = false;
}

void anomaly_use(struct anomaly *a, const struct baseline *b)
{
	unsigned int i, k;

	a->baseline = b;
	day_forget(a);
	for (i = 0; i < BUCKETS; i++)
		for (k = 0; k < WAYS; k++) {
			memset(a->entry[i][k].over, 0, sizeof(a->entry[i][k].over));
			memset(a->entry[i][k].far, 0, sizeof(a->entry[i][k].far));
			a->entry[i][k].reported = false;
		}
}

void anomaly_learn(struct anomaly *a, struct learner *l)
{
	a->learner = l;
}

const struct baseline *anomaly_baseline(const struct anomaly *a)
{
	return a ? a->baseline : NULL;
}

void anomaly_forget(struct anomaly *a)
{
	memset(a->entry, 0, sizeof(a->entry));
	day_forget(a);
}

static uint64_t addr_key(const struct weir_addr *addr)
{
	return hash_words(addr, sizeof(*addr), HASH_FIXED_SEED) | 1;
}

static struct entry *bucket_find(struct entry *way, uint64_t key)
{
	unsigned int i;

	for (i = 0; i < WAYS; i++)
		if (way[i].key == key)
			return &way[i];
	return NULL;
}

/* The host's own entry, else the longest silent one's place. */
static struct entry *entry_of(struct anomaly *a, const struct weir_addr *addr, uint64_t now)
{
	uint64_t key = addr_key(addr);
	struct entry *way = a->entry[(key >> 1) % BUCKETS], *e = bucket_find(way, key);
	unsigned int i;

	if (!e) {
		e = way;
		for (i = 1; i < WAYS; i++)
			if (way[i].seen_ns < e->seen_ns)
				e = &way[i];
		*e = (struct entry){.key = key};
	}
	e->seen_ns = now;
	return e;
}

/* Whether the other end of what this row is about is reported for it already. */
static bool peer_is_reported(struct anomaly *a, const struct row *row)
{
	uint64_t key = addr_key(&row->subject.dst);
	const struct entry *e = bucket_find(a->entry[(key >> 1) % BUCKETS], key);

	return e && e->reported && !addr_is_zero(&row->subject.dst);
}

static bool is_explained(struct anomaly *a, const struct weir_addr *addr, uint64_t now)
{
	uint64_t key = addr_key(addr);
	const struct entry *e = bucket_find(a->entry[(key >> 1) % BUCKETS], key);

	return e && e->explained_ns && now < e->explained_ns + ANOMALY_EXPLAINED_NS;
}

static void note_findings(struct anomaly *a, const struct finding *finding, unsigned int count,
			  uint64_t now)
{
	unsigned int i;

	for (i = 0; i < count; i++) {
		const struct row_subject *s = &finding[i].subject;

		if (!addr_is_zero(&s->src))
			entry_of(a, &s->src, now)->explained_ns = now;
		if (!addr_is_zero(&s->dst))
			entry_of(a, &s->dst, now)->explained_ns = now;
	}
}

/* Of a host of the home networks, and not of all of them at once. */
static bool is_home(const struct row_subject *s)
{
	return (s->direction == DIRECTION_OUT || s->direction == DIRECTION_LATERAL) &&
	       !addr_is_multicast(&s->src, s->ip_v);
}

static bool row_explained(struct anomaly *a, const struct row *row, uint64_t now)
{
	return is_explained(a, &row->subject.src, now) ||
	       is_explained(a, &row->peer[0].addr, now) || is_explained(a, &row->peer[1].addr, now);
}

static struct hour *hour_of(struct anomaly *a, uint64_t now)
{
	uint64_t number = now / HOUR_NS;
	struct hour *h = &a->hour[number % ANOMALY_HOURS];

	if (h->number != number)
		*h = (struct hour){.number = number};
	return h;
}

/* Whether so many of an hour's rows were over that the promise is broken by far. */
static bool hour_drifts(const struct hour *h, const struct iforest *f)
{
	uint64_t promised = 10000u - f->quantile;

	return h->rows >= ANOMALY_DRIFT_ROWS &&
	       h->over * 10000 >= h->rows * (promised ? promised : 1) * ANOMALY_DRIFT_TIMES;
}

static void look_for_drift(struct anomaly *a, uint64_t now)
{
	uint64_t number = now / HOUR_NS;
	unsigned int hours = 0, alarms = 0, i;

	for (i = 0; i < ANOMALY_HOURS; i++) {
		const struct hour *h = &a->hour[i];

		if (h->number + ANOMALY_HOURS <= number)
			continue;
		hours += hour_drifts(h, &a->baseline->forest[0]);
		alarms += h->alarms;
	}
	a->drifted = hours >= ANOMALY_DRIFT_HOURS || alarms > ANOMALY_DRIFT_ALARMS;
}

/* Points of the last windows of this length, with this one. */
static unsigned int note_over(struct entry *e, unsigned int which, const struct row_subject *s,
			      bool far)
{
	uint64_t length = (uint64_t)s->window_s * NS_PER_S;
	uint64_t ago = (s->start_ns - e->window[which] + length / 2) / length;

	if (s->start_ns < e->window[which] || ago >= ANOMALY_WINDOWS)
		ago = ANOMALY_WINDOWS;
	e->over[which] = (uint16_t)(((e->over[which] << ago) & WINDOWS_MASK) | 1);
	e->far[which] = (uint16_t)(((e->far[which] << ago) & WINDOWS_MASK) | far);
	e->window[which] = s->start_ns;
	return (unsigned int)__builtin_popcount(e->over[which]) +
	       (unsigned int)__builtin_popcount(e->far[which]);
}

static bool is_far(const struct iforest *f, uint16_t score)
{
	return score > f->threshold + (f->threshold - f->score[0]) / FAR_SHARE;
}

/* A host is reported until none of its last windows was over. */
static bool is_over(const struct entry *e, const struct baseline *b, uint64_t now)
{
	unsigned int i;

	for (i = 0; i < b->count; i++)
		if (e->over[i] &&
		    now < e->window[i] + (ANOMALY_WINDOWS + 1) * NS_PER_S * b->forest[i].window_s)
			return true;
	return false;
}

/* The row is over the threshold of its forest. */
static bool judge_over(struct anomaly *a, const struct row *row, struct entry *e,
		       const struct iforest *f, uint16_t score, uint64_t now)
{
	unsigned int which = (unsigned int)(f - a->baseline->forest);

	a->stats.over++;
	if (note_over(e, which, &row->subject, is_far(f, score)) < ANOMALY_MIN ||
	    (!e->reported && peer_is_reported(a, row)))
		return false;
	if (!e->reported) {
		e->reported = true;
		a->stats.reported++;
		hour_of(a, now)->alarms++;
	}
	look_for_drift(a, now);
	a->stats.held_back += a->drifted;
	return !a->drifted;
}

/* A new hour may end the drift. */
static bool hour_begins(struct anomaly *a, uint64_t now)
{
	bool begins = a->hour_number != now / HOUR_NS;

	a->hour_number = now / HOUR_NS;
	return begins;
}

static bool judge(struct anomaly *a, const struct row *row, uint64_t now, const struct iforest *f,
		  uint16_t score)
{
	struct entry *e = entry_of(a, &row->subject.src, now);
	struct hour *h = hour_of(a, now);
	bool over = score > f->threshold;

	a->stats.scored++;
	if (e->reported && !is_over(e, a->baseline, now))
		e->reported = false;
	if (!e->reported) {
		h->rows++;
		h->over += over;
	}
	if (hour_begins(a, now) || over)
		look_for_drift(a, now);
	return over && judge_over(a, row, e, f, score, now);
}

bool anomaly_row(struct anomaly *a, const struct row *row, const struct finding *finding,
		 unsigned int count, uint64_t now, const struct iforest **forest, uint16_t *score)
{
	uint8_t bin[FEATURES_MAX];
	const struct iforest *f;

	*forest = NULL;
	note_findings(a, finding, count, now);
	if (row->subject.kind != ROW_HOST || !is_home(&row->subject))
		return false;
	f = baseline_forest(a->baseline, ROW_HOST, row->subject.window_s);
	if (f && !a->learner) {
		iforest_bins(f, row, bin);
		*score = iforest_score(f, iforest_length(f, bin));
		*forest = f;
	}
	if (row_explained(a, row, now))
		return false;
	if (a->learner)
		learner_row(a->learner, row);
	return *forest && judge(a, row, now, f, *score);
}

const struct anomaly_stats *anomaly_stats(const struct anomaly *a)
{
	return &a->stats;
}

void anomaly_day(const struct anomaly *a, struct anomaly_day *out)
{
	uint64_t newest = 0;
	unsigned int i;

	*out = (struct anomaly_day){.drifted = a->drifted};
	for (i = 0; i < ANOMALY_HOURS; i++)
		if (a->hour[i].number > newest)
			newest = a->hour[i].number;
	for (i = 0; i < ANOMALY_HOURS; i++) {
		if (a->hour[i].number + ANOMALY_HOURS <= newest)
			continue;
		out->rows += a->hour[i].rows;
		out->over += a->hour[i].over;
		out->alarms += a->hour[i].alarms;
	}
}
