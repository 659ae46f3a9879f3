/* SPDX-License-Identifier: MIT */
/*
 * evidence.h - captures of the packets that follow an alarm, or that an admin asks for:
 * bounded in packets, bytes of each, time and number, one pcapng file each (store.h).
 *
 * A capture is of one subject (subject.h). An alarm whose packets an open capture has
 * already begins none; its report names that one. A packet goes into one file: that of the
 * narrowest subject with packets left. The same live, where the kernel programs pick the
 * frames by their watch map, and in replay, where evidence_watch() does.
 *
 * When a file cannot be written, what is in it stays readable, its capture ends, one event
 * says so, and no alarm begins another for EVIDENCE_PAUSE_NS.
 */
#ifndef WEIR_EVIDENCE_H
#define WEIR_EVIDENCE_H

#include "store.h"
#include "subject.h"

#define EVIDENCE_OPEN_MAX 16 /* captures at once */
#define EVIDENCE_PAUSE_NS UINT64_C(60000000000)
#define EVIDENCE_PACKETS_MAX 1000000u
#define EVIDENCE_NS_MAX (UINT64_C(3600) * 1000000000)

/* Bounds of one capture. */
struct evidence_bounds {
	uint32_t packets; /* 1 to EVIDENCE_PACKETS_MAX */
	uint32_t bytes; /* of each, 1 to WEIR_FRAME_MAX */
	uint64_t ns; /* above 0, to EVIDENCE_NS_MAX */
};

struct evidence_options {
	const char *folder;
	const char *group; /* of a folder that has to be made */
	uint64_t total; /* bytes of all files */
	bool alerts; /* false: only what is asked for */
	struct evidence_bounds bounds; /* with an alarm */
	int64_t wall_offset_ns; /* wall clock minus the source's */
	/* How the source is told; all NULL in replay. */
	int (*watch)(void *ctx, const struct weir_key *key, const struct weir_watch *watch);
	void (*unwatch)(void *ctx, const struct weir_key *key);
	void (*watching)(void *ctx, uint32_t kinds); /* bits of enum weir_watching */
	const char *(*ifname)(void *ctx, uint8_t slot); /* NULL, or a NULL result: not known */
	void (*failed)(void *ctx, const char *message); /* one line for people */
	void *ctx;
};

struct evidence_stats {
	uint64_t begun; /* captures */
	uint64_t finished;
	uint64_t empty; /* of these without a packet: none came */
	uint64_t covered; /* alarms whose packets another capture had */
	uint64_t refused; /* alarms without one: EVIDENCE_OPEN_MAX were open, or the pause */
	uint64_t failed; /* that could not be written to their end */
	uint64_t packets; /* written */
	uint64_t stray; /* frames that no open capture wanted: they came after its end */
	uint64_t removed; /* files, to keep within the total */
	uint32_t open; /* now */
	uint32_t files;
	uint64_t bytes; /* of all files */
};

/* One that is open, for people. */
struct evidence_capture {
	const char *name; /* of its file */
	char subject[SUBJECT_TEXT_SIZE];
	uint32_t packets;
	uint32_t packets_max;
	uint64_t bytes;
	uint64_t left_ns;
};

struct evidence;

/* Opens nothing yet. -ENOMEM. Texts that @o points to outlive it. */
int evidence_new(const struct evidence_options *o, struct evidence **out);

/* Opens the folder; else the first capture does, which may lack the rights to make it. */
int evidence_open(struct evidence *e);

/* The wall clock was set: names and packets have the new time from now on. */
void evidence_use_clock(struct evidence *e, int64_t wall_offset_ns);
/* Other bounds and another total from now on; open captures keep theirs. */
void evidence_set(struct evidence *e, bool alerts, const struct evidence_bounds *bounds,
		  uint64_t total);

/*
 * An alarm is about to be reported: begins a capture with its first report, where that is
 * wanted, and writes the file's name to a->capture, in later reports too.
 */
void evidence_alert(struct evidence *e, struct alert *a);
/* And now it has been: what its file shall say of it. @eve: its event, NULL: none. */
void evidence_describe(struct evidence *e, const struct alert *a, const char *eve);

/*
 * What an admin asks for; @who goes into the file. The file's name, which holds until the
 * capture ends, or NULL and *error: -EBUSY (EVIDENCE_OPEN_MAX are open), -EEXIST (one of
 * this subject is), or why the folder, the file or the map cannot be used.
 */
const char *evidence_start(struct evidence *e, const struct subject *s,
			   const struct evidence_bounds *bounds, const char *who, uint64_t now,
			   int *error);
/* Ends the captures that @text means (a name, or an alarm's id and its first digits), or
 * all (NULL); how many. */
unsigned int evidence_stop(struct evidence *e, const char *text);

/* A frame that the source says is watched. Any bytes. */
void evidence_frame(struct evidence *e, const struct weir_frame *frame);
/* Replay: the entry this packet belongs to, or NULL; frame_consumer.watch, ctx: evidence. */
const struct weir_watch *evidence_watch(void *ctx, const struct weir_packet *p);

/* Once a second or so: ends what is over, writes what is held. @now: the source's clock. */
void evidence_tick(struct evidence *e, uint64_t now);

/* The @index-th open capture; false: there is none. */
bool evidence_capture(const struct evidence *e, unsigned int index, uint64_t now,
		      struct evidence_capture *out);
/* The finished ones; NULL: the folder is not open. */
const struct store *evidence_store(const struct evidence *e);
const struct evidence_stats *evidence_stats(struct evidence *e);

bool evidence_wants_alerts(const struct evidence *e);

/* Ends all captures, and begins none any more: alarms are still told their files. */
void evidence_finish(struct evidence *e);

/* The same, and frees it. Accepts NULL. */
void evidence_free(struct evidence *e);

#endif
