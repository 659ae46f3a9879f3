/* SPDX-License-Identifier: MIT */
/*
 * account.h - every packet seen, and where it went.
 *
 * seen = accounted + not_ip + malformed + overflow + restart, in packets and bytes.
 * Sources add to it from their counter sets; nobody else does. No field is computed
 * from another.
 */
#ifndef WEIR_ACCOUNT_TOTALS_H
#define WEIR_ACCOUNT_TOTALS_H

#include <weir/abi.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#define ACCOUNT_ETHERTYPES 64

struct account {
	struct weir_tally seen;
	struct weir_tally accounted;
	struct weir_tally not_ip; /* sum of not_ip_by and not_ip_other */
	struct weir_ethertype not_ip_by[ACCOUNT_ETHERTYPES];
	struct weir_tally not_ip_other;
	struct weir_tally malformed[WEIR_MALFORMED_MAX];
	struct weir_tally overflow[WEIR_OVERFLOW_COUNT];
	struct weir_tally restart;
	/* beside the account */
	uint64_t oddity[WEIR_ODDITY_MAX];
	uint64_t ring_sent;
	uint64_t ring_lost;
	uint64_t frames_sent; /* frames that somebody wanted to see (weir/frame.h) */
	uint64_t frames_lost;
	uint64_t frames_over;
};

/* Adds what @now has grown by over @before (one vantage of one CPU; both host order). */
void account_add_counters(struct account *a, const struct weir_counters *now,
			  const struct weir_counters *before);

/* Adds every field of @b to @a. */
void account_add(struct account *a, const struct account *b);

struct weir_tally account_malformed(const struct account *a);
struct weir_tally account_overflow(const struct account *a);

/* What seen has more than the sum of the others; -EUCLEAN where it has less. */
int account_missing(const struct account *a, struct weir_tally *out);

/* seen == sum of the others, packets and bytes. */
bool account_holds(const struct account *a);

/* The object of design 7: seen, accounted, not_ip{by_ethertype}, malformed{by_reason},
 * overflow{by_reason}, restart. New reference, NULL on lack of memory. Reasons and
 * ethertypes with no packet are left out; "0x0000" is 802.3 LLC, "0xffff" all
 * ethertypes that found no slot. by_ethertype and by_reason count packets. */
json_t *account_json(const struct account *a);

/* The same for people, a line per bucket, "holds" or "DOES NOT HOLD" last.
 * @out: an open stdio stream. */
void account_print(const struct account *a, void *out);

const char *account_malformed_name(unsigned int reason); /* NULL beyond the list */
const char *account_overflow_name(unsigned int reason);
const char *account_oddity_name(unsigned int oddity);

#endif
