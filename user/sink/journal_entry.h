/* SPDX-License-Identifier: MIT */
/*
 * journal_entry.h - an entry of the journal's native protocol as bytes: fields NAME=value,
 * or NAME, a length of 64 bits (little-endian) and the bytes where these hold a newline.
 */
#ifndef WEIR_JOURNAL_ENTRY_H
#define WEIR_JOURNAL_ENTRY_H

#include "journal.h"

struct journal_entry {
	char *data; /* the maker's */
	size_t size;
	size_t used;
	bool full; /* a field did not fit, the entry is not usable */
};

/* @name as journal_event() wants it; else nothing is added and the result is false. */
bool journal_entry_add(struct journal_entry *e, const char *name, const void *value,
		       size_t length);
void journal_entry_text(struct journal_entry *e, const char *name, const char *value);
__attribute__((format(printf, 3, 4))) void
journal_entry_format(struct journal_entry *e, const char *name, const char *format, ...);

/* MESSAGE, MESSAGE_ID, PRIORITY (@priority < 0: the kind's), SYSLOG_IDENTIFIER,
 * WEIR_EVENT. */
void journal_entry_start(struct journal_entry *e, enum journal_kind kind, int priority,
			 const char *message);

/* Every field of an alert but those above. */
void journal_entry_alert(struct journal_entry *e, const struct event_context *c,
			 const struct alert *a, const char *eve);

#endif
