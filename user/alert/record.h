/* SPDX-License-Identifier: MIT */
/*
 * record.h - what is kept of each recent alarm so that it can be explained: its last
 * report with all the evidence, and what its host did in the base windows around it.
 *
 * All memory is taken at start. A record is kept until the place is needed: then that of
 * the alarm over for longest goes, else the one silent for longest. Windows before an
 * alarm come from a ring of the latest host rows of the whole site, so on a busy one they
 * go back less far.
 */
#ifndef WEIR_ALERT_RECORD_H
#define WEIR_ALERT_RECORD_H

#include "alert.h"

#define ALERT_RECORDS_MAX 256
#define RECORD_BEFORE 12 /* windows up to the one that raised the alarm */
#define RECORD_AFTER 24 /* the latest since */
#define RECORD_UNKNOWN UINT16_MAX
#define RECORD_ID_MIN 4 /* digits that an abbreviated id has at least */

/* What a host opened, or what was opened to it, in one base window. */
struct record_window {
	uint64_t start_ns;
	uint32_t flows;
	uint32_t peers;
	uint32_t ports;
	uint32_t packets; /* of who opened them */
	uint32_t ip_bytes;
	uint16_t unanswered; /* thousandths, RECORD_UNKNOWN where replies cannot be seen */
	uint8_t slot; /* of the interface: one that two see has a window of each */
	uint8_t zero;
};

struct record {
	struct alert alert; /* the last report */
	uint64_t sequence; /* of its first report, rising; 0: free */
	uint64_t host; /* key of its host, 0: none (a summary) */
	uint32_t before;
	uint32_t after; /* ever, the last RECORD_AFTER of them are there */
	struct record_window window[RECORD_BEFORE + RECORD_AFTER];
};

struct records;

/* For that many open alarms: half as many records, at most ALERT_RECORDS_MAX. -ENOMEM. */
int records_new(uint32_t alerts_max, struct records **out);
void records_free(struct records *r);
size_t records_bytes(uint32_t alerts_max);

/* Takes in a host row of a base window; rows of a window before the alarms it raised. */
void records_row(struct records *r, const struct row *row);
/* Takes in a report. */
void records_alert(struct records *r, const struct alert *a);
/* What is said of the alarm of this id from its next report on, holds for what is kept. */
void records_acknowledge(struct records *r, const char *id, bool acknowledged);

/*
 * The record whose id begins with @id, at least RECORD_ID_MIN hex digits in lower case.
 * Borrowed until the next records_alert(). -ENOENT: none, -ENOTUNIQ: several.
 */
int records_find(const struct records *r, const char *id, const struct record **out);

uint32_t records_count(const struct records *r);
/* Those in use, in the order of their first reports; how many. Borrowed as above. */
uint32_t records_list(const struct records *r, const struct record *out[static ALERT_RECORDS_MAX]);

/* The windows that are kept, oldest first; @index below record_windows(). */
uint32_t record_windows(const struct record *r);
const struct record_window *record_window_get(const struct record *r, uint32_t index);

#endif
