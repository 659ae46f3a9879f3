// SPDX-License-Identifier: MIT
#include "account.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define REASON_NAME(name) #name,
static const char *const malformed_names[] = { WEIR_MALFORMED_LIST(REASON_NAME) };
static const char *const overflow_names[] = { WEIR_OVERFLOW_LIST(REASON_NAME) };
static const char *const oddity_names[] = { WEIR_ODDITY_LIST(REASON_NAME) };

const char *account_malformed_name(unsigned int reason)
{
	return reason < WEIR_MALFORMED_COUNT ? malformed_names[reason] : NULL;
}

const char *account_overflow_name(unsigned int reason)
{
	return reason < WEIR_OVERFLOW_COUNT ? overflow_names[reason] : NULL;
}

const char *account_oddity_name(unsigned int oddity)
{
	return oddity < WEIR_ODDITY_COUNT ? oddity_names[oddity] : NULL;
}

static void tally_add(struct weir_tally *to, const struct weir_tally *from)
{
	to->packets += from->packets;
	to->bytes += from->bytes;
}

static void tally_add_growth(struct weir_tally *to, const struct weir_tally *now,
			     const struct weir_tally *before)
{
	to->packets += now->packets - before->packets;
	to->bytes += now->bytes - before->bytes;
}

static void not_ip_add(struct account *a, uint32_t ethertype, const struct weir_tally *t)
{
	unsigned int i;

	tally_add(&a->not_ip, t);
	for (i = 0; i < ACCOUNT_ETHERTYPES; i++) {
		struct weir_ethertype *slot = &a->not_ip_by[i];

		if (slot->used && slot->ethertype != ethertype)
			continue;
		slot->used = 1;
		slot->ethertype = ethertype;
		slot->packets += t->packets;
		slot->bytes += t->bytes;
		return;
	}
	tally_add(&a->not_ip_other, t);
}

static void not_ip_add_other(struct account *a, const struct weir_tally *t)
{
	tally_add(&a->not_ip, t);
	tally_add(&a->not_ip_other, t);
}

/* A counter set's slot keeps its ethertype for good, so growth is a plain difference. */
static void not_ip_add_growth(struct account *a, const struct weir_counters *now,
			      const struct weir_counters *before)
{
	struct weir_tally other = { 0, 0 };
	unsigned int i;

	for (i = 0; i < WEIR_ETHERTYPES; i++) {
		struct weir_tally grown = {
			now->not_ip[i].packets - before->not_ip[i].packets,
			now->not_ip[i].bytes - before->not_ip[i].bytes,
		};

		if (grown.packets)
			not_ip_add(a, now->not_ip[i].ethertype, &grown);
	}
	tally_add_growth(&other, &now->not_ip_other, &before->not_ip_other);
	not_ip_add_other(a, &other);
}

void account_add_counters(struct account *a, const struct weir_counters *now,
			  const struct weir_counters *before)
{
	unsigned int i;

	tally_add_growth(&a->seen, &now->seen, &before->seen);
	not_ip_add_growth(a, now, before);
	for (i = 0; i < WEIR_MALFORMED_MAX; i++)
		tally_add_growth(&a->malformed[i], &now->malformed[i], &before->malformed[i]);
	for (i = 0; i < WEIR_OVERFLOW_COUNT; i++)
		tally_add_growth(&a->overflow[i], &now->overflow[i], &before->overflow[i]);
	for (i = 0; i < WEIR_ODDITY_MAX; i++)
		a->oddity[i] += now->oddity[i] - before->oddity[i];
	a->ring_sent += now->ring_sent - before->ring_sent;
	a->ring_lost += now->ring_lost - before->ring_lost;
	a->frames_sent += now->frames_sent - before->frames_sent;
	a->frames_lost += now->frames_lost - before->frames_lost;
	a->frames_over += now->frames_over - before->frames_over;
}

void account_add(struct account *a, const struct account *b)
{
	unsigned int i;

	tally_add(&a->seen, &b->seen);
	tally_add(&a->accounted, &b->accounted);
	for (i = 0; i < ACCOUNT_ETHERTYPES && b->not_ip_by[i].used; i++) {
		const struct weir_ethertype *slot = &b->not_ip_by[i];
		struct weir_tally t = { slot->packets, slot->bytes };

		not_ip_add(a, slot->ethertype, &t);
	}
	not_ip_add_other(a, &b->not_ip_other);
	for (i = 0; i < WEIR_MALFORMED_MAX; i++)
		tally_add(&a->malformed[i], &b->malformed[i]);
	for (i = 0; i < WEIR_OVERFLOW_COUNT; i++)
		tally_add(&a->overflow[i], &b->overflow[i]);
	tally_add(&a->restart, &b->restart);
	for (i = 0; i < WEIR_ODDITY_MAX; i++)
		a->oddity[i] += b->oddity[i];
	a->ring_sent += b->ring_sent;
	a->ring_lost += b->ring_lost;
	a->frames_sent += b->frames_sent;
	a->frames_lost += b->frames_lost;
	a->frames_over += b->frames_over;
}

struct weir_tally account_malformed(const struct account *a)
{
	struct weir_tally sum = { 0, 0 };
	unsigned int i;

	for (i = 0; i < WEIR_MALFORMED_MAX; i++)
		tally_add(&sum, &a->malformed[i]);
	return sum;
}

struct weir_tally account_overflow(const struct account *a)
{
	struct weir_tally sum = { 0, 0 };
	unsigned int i;

	for (i = 0; i < WEIR_OVERFLOW_COUNT; i++)
		tally_add(&sum, &a->overflow[i]);
	return sum;
}

static struct weir_tally sum_of(const struct account *a)
{
	struct weir_tally malformed = account_malformed(a);
	struct weir_tally overflow = account_overflow(a);
	struct weir_tally sum = { 0, 0 };

	tally_add(&sum, &a->accounted);
	tally_add(&sum, &a->not_ip);
	tally_add(&sum, &malformed);
	tally_add(&sum, &overflow);
	tally_add(&sum, &a->restart);
	return sum;
}

int account_missing(const struct account *a, struct weir_tally *out)
{
	struct weir_tally sum = sum_of(a);

	if (sum.packets > a->seen.packets || sum.bytes > a->seen.bytes)
		return -EUCLEAN;
	out->packets = a->seen.packets - sum.packets;
	out->bytes = a->seen.bytes - sum.bytes;
	return 0;
}

bool account_holds(const struct account *a)
{
	struct weir_tally sum = sum_of(a);

	return sum.packets == a->seen.packets && sum.bytes == a->seen.bytes;
}

static int by_ethertype(const void *x, const void *y)
{
	const struct weir_ethertype *a = x, *b = y;

	return (a->ethertype > b->ethertype) - (a->ethertype < b->ethertype);
}

/*
 * The slots in use, sorted, so that the output does not depend on which ethertype came
 * first; @sorted has room for the rest too. Returns their number.
 */
static unsigned int sort_ethertypes(const struct account *a,
				    struct weir_ethertype sorted[static ACCOUNT_ETHERTYPES + 1])
{
	unsigned int i, count = 0;
	uint64_t other_packets = a->not_ip_other.packets, other_bytes = a->not_ip_other.bytes;

	for (i = 0; i < ACCOUNT_ETHERTYPES && a->not_ip_by[i].used; i++) {
		if (a->not_ip_by[i].ethertype == WEIR_ETHERTYPE_OTHER) {
			other_packets += a->not_ip_by[i].packets;
			other_bytes += a->not_ip_by[i].bytes;
		} else if (a->not_ip_by[i].packets) {
			sorted[count++] = a->not_ip_by[i];
		}
	}
	qsort(sorted, count, sizeof(sorted[0]), by_ethertype);
	if (other_packets) {
		sorted[count].ethertype = WEIR_ETHERTYPE_OTHER;
		sorted[count].packets = other_packets;
		sorted[count].bytes = other_bytes;
		sorted[count++].used = 1;
	}
	return count;
}

static json_t *tally_json(const struct weir_tally *t)
{
	return json_pack("{s:I,s:I}", "packets", (json_int_t)t->packets, "bytes",
			 (json_int_t)t->bytes);
}

/* The tally with @detail (stolen, also on failure) under @name. */
static json_t *detailed_json(const struct weir_tally *t, const char *name, json_t *detail)
{
	json_t *object = tally_json(t);

	if (!object) {
		json_decref(detail);
		return NULL;
	}
	if (json_object_set_new(object, name, detail)) {
		json_decref(object);
		return NULL;
	}
	return object;
}

static json_t *ethertypes_json(const struct account *a)
{
	struct weir_ethertype sorted[ACCOUNT_ETHERTYPES + 1];
	unsigned int i, count = sort_ethertypes(a, sorted);
	json_t *object = json_object();
	char name[12];

	for (i = 0; object && i < count; i++) {
		snprintf(name, sizeof(name), "0x%04x", sorted[i].ethertype);
		if (json_object_set_new(object, name, json_integer((json_int_t)sorted[i].packets))) {
			json_decref(object);
			return NULL;
		}
	}
	return object;
}

static json_t *reasons_json(const struct weir_tally *by, unsigned int count,
			    const char *const *names)
{
	json_t *object = json_object();
	unsigned int i;

	for (i = 0; object && i < count; i++) {
		if (!by[i].packets)
			continue;
		if (json_object_set_new(object, names[i],
					json_integer((json_int_t)by[i].packets))) {
			json_decref(object);
			return NULL;
		}
	}
	return object;
}

json_t *account_json(const struct account *a)
{
	struct weir_tally malformed = account_malformed(a);
	struct weir_tally overflow = account_overflow(a);
	json_t *object = json_object();
	int failed;

	if (!object)
		return NULL;
	failed = json_object_set_new(object, "seen", tally_json(&a->seen));
	failed |= json_object_set_new(object, "accounted", tally_json(&a->accounted));
	failed |= json_object_set_new(object, "not_ip",
				      detailed_json(&a->not_ip, "by_ethertype",
						    ethertypes_json(a)));
	failed |= json_object_set_new(object, "malformed",
				      detailed_json(&malformed, "by_reason",
						    reasons_json(a->malformed, WEIR_MALFORMED_COUNT,
								 malformed_names)));
	failed |= json_object_set_new(object, "overflow",
				      detailed_json(&overflow, "by_reason",
						    reasons_json(a->overflow, WEIR_OVERFLOW_COUNT,
								 overflow_names)));
	failed |= json_object_set_new(object, "restart", tally_json(&a->restart));
	if (failed) {
		json_decref(object);
		return NULL;
	}
	return object;
}

static void print_tally(FILE *out, const char *name, const struct weir_tally *t)
{
	fprintf(out, "%-12s %14" PRIu64 " packets %18" PRIu64 " bytes\n", name,
		(uint64_t)t->packets, (uint64_t)t->bytes);
}

static void print_reasons(FILE *out, const struct weir_tally *by, unsigned int count,
			  const char *const *names)
{
	unsigned int i;

	for (i = 0; i < count; i++)
		if (by[i].packets)
			fprintf(out, "  %-26s %" PRIu64 "\n", names[i], (uint64_t)by[i].packets);
}

static void print_ethertypes(FILE *out, const struct account *a)
{
	struct weir_ethertype sorted[ACCOUNT_ETHERTYPES + 1];
	unsigned int i, count = sort_ethertypes(a, sorted);

	for (i = 0; i < count; i++) {
		const char *name = "";

		if (sorted[i].ethertype == WEIR_ETHERTYPE_LLC)
			name = " (802.3 LLC)";
		else if (sorted[i].ethertype == WEIR_ETHERTYPE_OTHER)
			name = " (other)";
		fprintf(out, "  0x%04x%-20s %" PRIu64 "\n", sorted[i].ethertype, name,
			(uint64_t)sorted[i].packets);
	}
}

void account_print(const struct account *a, void *out)
{
	struct weir_tally malformed = account_malformed(a);
	struct weir_tally overflow = account_overflow(a);
	unsigned int i;

	print_tally(out, "seen", &a->seen);
	print_tally(out, "accounted", &a->accounted);
	print_tally(out, "not IP", &a->not_ip);
	print_ethertypes(out, a);
	print_tally(out, "malformed", &malformed);
	print_reasons(out, a->malformed, WEIR_MALFORMED_COUNT, malformed_names);
	print_tally(out, "overflow", &overflow);
	print_reasons(out, a->overflow, WEIR_OVERFLOW_COUNT, overflow_names);
	print_tally(out, "restart", &a->restart);
	for (i = 0; i < WEIR_ODDITY_COUNT; i++)
		if (a->oddity[i])
			fprintf(out, "  oddity %-19s %" PRIu64 "\n", oddity_names[i],
				(uint64_t)a->oddity[i]);
	fprintf(out, "account %s\n", account_holds(a) ? "holds" : "DOES NOT HOLD");
}
