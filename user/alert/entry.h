/* SPDX-License-Identifier: MIT */
/*
 * entry.h - the open alarms, in a table of fixed size found by identity. For alert.c.
 */
#ifndef WEIR_ALERT_ENTRY_H
#define WEIR_ALERT_ENTRY_H

#include "alert.h"

#define ENTRY_NONE UINT32_MAX

struct identity {
	struct weir_addr host;
	uint8_t ip_v;
	uint8_t class;
	uint8_t victim; /* 1: host is the victim */
	uint8_t zero;
};

enum entry_state {
	ENTRY_PENDING, /* found in this window, not yet decided on */
	ENTRY_OPEN, /* reported */
	ENTRY_HELD, /* not reported: the budget was used up */
	ENTRY_LEFT, /* not reported: the work of a named host, or allowed by a rule */
};

struct entry {
	bool used;
	bool due; /* in the list of what this window may raise */
	bool summed; /* held back and counted in a summary */
	bool told; /* reported as new to who is not kept from it by a rule */
	bool suppressed; /* counted as such */
	bool many_peers; /* once they were many, no one is named */
	enum entry_state state;
	struct identity identity;
	struct finding strongest;
	struct row_subject agreed; /* what all findings agree on, but for the peer */
	struct peers peers;
	uint32_t window_s; /* longest window of its findings */
	uint64_t count;
	uint64_t reported; /* count in the last report */
	uint64_t first_ns;
	uint64_t last_ns;
	uint64_t found_ns; /* now of the last finding */
	uint64_t reported_ns;
};

struct entries {
	uint32_t max;
	uint32_t mask; /* of index */
	uint32_t high; /* [high, max) were never used */
	struct entry *entry;
	uint32_t *index; /* by identity, linear probing; ENTRY_NONE or an entry */
};

/* @max: 1..2^24. -EINVAL, -ENOMEM. */
int entries_init(struct entries *t, uint32_t max);
void entries_fini(struct entries *t);
/* Beside struct entries itself. */
size_t entries_bytes(uint32_t max);

/* NULL: there is none. */
struct entry *entries_find(const struct entries *t, const struct identity *id);
/* A new, empty one, which must not be there yet; NULL: the table is full. */
struct entry *entries_open(struct entries *t, const struct identity *id);
void entries_drop(struct entries *t, struct entry *e);

/* The host is what stands for its device; @devices NULL: itself. */
struct identity identity_of(const struct finding *f, const struct devices *devices);
/* 32 hex digits, the same in every run. */
void identity_name(const struct identity *id, char out[static 33]);

#endif
