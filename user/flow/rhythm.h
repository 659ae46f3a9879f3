/* SPDX-License-Identifier: MIT */
/*
 * rhythm.h - how a client has been dealing with a service for minutes or days: when it
 * got in touch and how much was said, the last RHYTHM_CONTACTS times. It outlives the
 * windows and the connections.
 *
 * A contact is a burst of payload from the client, with what the server says to it: one
 * that began over RHYTHM_QUIET_NS after the last payload of either. It does not matter
 * whether it opens a connection or goes on in an old one. Payload that the server sends
 * unasked after such a silence is a notice. Without payload there is neither, and whom
 * nobody answers is not remembered, so scans and floods leave no trace here. Base windows
 * see a connection's first and last packet in them only, so shorter gaps within one
 * connection are told by the window.
 *
 * When the table is full, the longest silent makes room (ranked.h), those with under
 * RHYTHM_KNOWN contacts and notices first: passing traffic cannot drive out what lasts, but
 * for an eighth, in which others may begin to last. Foreign clients have at most half, and
 * push out no home one.
 */
#ifndef WEIR_RHYTHM_H
#define WEIR_RHYTHM_H

#include "network.h"
#include "pair.h"
#include "ranked.h"

#define RHYTHM_CONTACTS 16
#define RHYTHM_NOTICES 8
#define RHYTHM_KNOWN 4
#define RHYTHM_QUIET_NS 1000000000ull
#define RHYTHM_WALK 64 /* services of one address looked at */

struct rhythm_contact {
	uint32_t gap_ms;     /* since the start of the one before */
	uint16_t payload[2]; /* client, server; saturate */
};

struct rhythm {
	struct pair_key key;
	uint64_t first_ns; /* start of the first contact or notice */
	uint64_t start_ns; /* of the latest contact */
	uint64_t end_ns;   /* latest payload */
	uint32_t contacts; /* in all */
	uint32_t notices;
	uint16_t opened;   /* bit i: contact[i] came with a connection of its own */
	uint8_t in_notice; /* the latest payload belongs to a notice */
	bool used;
	uint16_t notice[RHYTHM_NOTICES];		/* payload, saturates */
	struct rhythm_contact contact[RHYTHM_CONTACTS]; /* ring: the latest at contacts - 1 */
	uint32_t pad;
};

enum rhythm_end { RHYTHM_CLIENT, RHYTHM_SERVER };

struct rhythm_table {
	const struct networks *home;
	struct rhythm *rhythm;
	struct ranked ranked;
	uint64_t seed;
	struct list *heads[2]; /* by enum rhythm_end: those of one address, by hash */
	struct list_link *beside[2];
};

/* What a part of a flow adds: payload of client and server from @start_ns to @end_ns.
 * @opened: the connection's first payload. @answered: the flow has packets both ways, or
 * replies do not show there. */
struct rhythm_note {
	uint64_t start_ns;
	uint64_t end_ns;
	uint64_t payload[2];
	bool opened;
	bool answered;
};

/*
 * Medians and spreads are of the last RHYTHM_CONTACTS contacts (RHYTHM_NOTICES notices). A
 * spread says within how much of the median four of five lie, in thousandths of it: 400
 * for a period with uniform jitter of +-50 %, over 1000 for what comes by chance
 * (exponential gaps). Medians and quantiles, since one missed or long contact must not
 * hide the rest.
 */
struct rhythm_facts {
	uint32_t contacts;
	uint32_t gap_ms;
	uint32_t gap_spread;
	uint32_t payload[2];
	uint32_t payload_spread[2];
	uint32_t opened_share; /* thousandths */
	uint32_t age_s;	       /* from the first to the latest contact or notice */
	uint32_t notices;
	uint32_t notice_payload;
	uint32_t notice_spread;
	uint32_t clients; /* that deal with the service, this one too; up to RHYTHM_WALK */
	uint32_t servers; /* with that port that the client keeps in touch with at about the
			   * same rate, this one too */
	uint32_t services; /* the same with any port; a question for a name before each contact
			    * is none */
};

/* What a server is to others, as far as remembered. */
struct rhythm_server {
	uint32_t mappers; /* clients that asked its endpoint mapper (135), if this one did
			   * since then; 0 if not */
	bool directory; /* it answers for names or accounts (53, 88, 389), or whatever very
			 * many ask */
};

/* @home: the home networks; outlive the table. */
int rhythm_table_init(struct rhythm_table *t, uint32_t max, const struct networks *home);
void rhythm_table_fini(struct rhythm_table *t);
size_t rhythm_table_bytes(uint32_t max);

/* Of one pair, in the order of their starts within a window, windows in order. */
void rhythm_note(struct rhythm_table *t, const struct pair_key *key,
		 const struct rhythm_note *note);
/* All zero if the pair has had no contact. */
void rhythm_facts(const struct rhythm_table *t, const struct pair_key *key,
		  struct rhythm_facts *out);
/* The pair itself need not be remembered. */
void rhythm_server(const struct rhythm_table *t, const struct pair_key *key, uint64_t since_ns,
		   struct rhythm_server *out);

#endif
