// SPDX-License-Identifier: MIT
/* The account: growth of counters, sums, the identity, its JSON. */
#include "tap.h"

#include "user/control/account.h"

#include <string.h>

static struct weir_counters sample(void)
{
	struct weir_counters c = { .epoch = 0 };

	c.seen = (struct weir_tally){ 10, 1000 };
	c.not_ip[0] = (struct weir_ethertype){ 2, 120, 0x0806, 1 };
	c.not_ip[1] = (struct weir_ethertype){ 1, 60, WEIR_ETHERTYPE_LLC, 1 };
	c.not_ip_other = (struct weir_tally){ 1, 60 };
	c.malformed[WEIR_MALFORMED_ipv4_header_truncated] = (struct weir_tally){ 2, 50 };
	c.overflow[WEIR_OVERFLOW_map_full] = (struct weir_tally){ 1, 70 };
	c.oddity[WEIR_ODDITY_fragment] = 3;
	c.ring_sent = 4;
	c.ring_lost = 5;
	c.frames_sent = 6;
	c.frames_lost = 7;
	c.frames_over = 8;
	return c;
}

static void test_growth(void)
{
	struct weir_counters before = sample(), now = sample();
	struct account a = { .seen = { 0, 0 } };

	account_add_counters(&a, &now, &before);
	tap_is(a.seen.packets + a.not_ip.packets + a.oddity[WEIR_ODDITY_fragment], 0,
	       "no growth adds nothing");
	tap_is(a.not_ip_by[0].used, 0, "and names no ethertype");
	now.seen.packets += 7;
	now.seen.bytes += 700;
	now.not_ip[1].packets += 1;
	now.not_ip[1].bytes += 64;
	now.malformed[0].packets += 6;
	now.malformed[0].bytes += 636;
	account_add_counters(&a, &now, &before);
	tap_is(a.seen.packets, 7, "growth of seen");
	tap_is(a.not_ip_by[0].ethertype, WEIR_ETHERTYPE_LLC, "ethertype of the slot that grew");
	tap_is(a.not_ip_by[0].bytes, 64, "its bytes");
	tap_is(account_malformed(&a).packets, 6, "malformed packets");
	tap_ok(account_holds(&a), "the identity holds");
	a.malformed[0].bytes--;
	tap_ok(!account_holds(&a), "and fails by one byte");
	a.malformed[0].bytes++;
	a.seen.packets++;
	tap_ok(!account_holds(&a), "and by one packet");
}

static void test_identity_of_every_bucket(void)
{
	struct weir_counters zero = { .epoch = 0 }, now = sample();
	struct account a = { .seen = { 0, 0 } }, twice = { .seen = { 0, 0 } };

	account_add_counters(&a, &now, &zero);
	tap_ok(!account_holds(&a), "3 packets are missing");
	a.accounted = (struct weir_tally){ 2, 600 };
	a.restart = (struct weir_tally){ 1, 40 };
	tap_ok(account_holds(&a), "accounted and restart complete the sum");
	account_add(&twice, &a);
	account_add(&twice, &a);
	tap_ok(account_holds(&twice), "a sum of accounts holds");
	tap_is(twice.seen.bytes, 2000, "twice the bytes");
	tap_is(twice.not_ip.packets, 8, "twice not IP");
	tap_is(twice.not_ip_by[0].packets, 4, "by ethertype too");
	tap_is(twice.not_ip_other.packets, 2, "and the rest");
	tap_is(twice.overflow[WEIR_OVERFLOW_map_full].bytes, 140, "overflow");
	tap_is(twice.oddity[WEIR_ODDITY_fragment], 6, "oddities");
	tap_is(twice.ring_lost, 10, "ring");
	tap_ok(twice.frames_sent == 12 && twice.frames_lost == 14 && twice.frames_over == 16,
	       "frames");
}

static void test_many_ethertypes(void)
{
	struct account a = { .seen = { 0, 0 } };
	unsigned int round, i;

	for (round = 0; round < 6; round++) {
		struct weir_counters zero = { .epoch = 0 }, now = { .epoch = 0 };

		for (i = 0; i < WEIR_ETHERTYPES; i++)
			now.not_ip[i] = (struct weir_ethertype){ 1, 60, 0x7000 + round * 100 + i, 1 };
		now.seen = (struct weir_tally){ WEIR_ETHERTYPES, 60 * WEIR_ETHERTYPES };
		account_add_counters(&a, &now, &zero);
	}
	tap_is(a.not_ip.packets, 96, "all ethertypes are counted");
	tap_is(a.not_ip_other.packets, 96 - ACCOUNT_ETHERTYPES, "those without a slot as other");
	tap_ok(account_holds(&a), "the identity holds");
}

static void test_json(void)
{
	static const char *const expected =
		"{\"seen\":{\"packets\":10,\"bytes\":1000},"
		"\"accounted\":{\"packets\":2,\"bytes\":600},"
		"\"not_ip\":{\"packets\":4,\"bytes\":240,"
		"\"by_ethertype\":{\"0x0000\":1,\"0x0806\":2,\"0xffff\":1}},"
		"\"malformed\":{\"packets\":2,\"bytes\":50,"
		"\"by_reason\":{\"ipv4_header_truncated\":2}},"
		"\"overflow\":{\"packets\":1,\"bytes\":70,\"by_reason\":{\"map_full\":1}},"
		"\"restart\":{\"packets\":1,\"bytes\":40}}";
	struct weir_counters zero = { .epoch = 0 }, now = sample();
	struct account a = { .seen = { 0, 0 } };
	json_t *object;
	char *text;

	account_add_counters(&a, &now, &zero);
	a.accounted = (struct weir_tally){ 2, 600 };
	a.restart = (struct weir_tally){ 1, 40 };
	object = account_json(&a);
	text = json_dumps(object, JSON_COMPACT | JSON_PRESERVE_ORDER);
	tap_ok(text && !strcmp(text, expected), "the documented JSON");
	if (text && strcmp(text, expected))
		printf("# %s\n", text);
	free(text);
	json_decref(object);
}

static void test_print(void)
{
	struct account a = { .seen = { 1, 60 } };
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	account_print(&a, out);
	fflush(out);
	tap_ok(strstr(text, "DOES NOT HOLD\n") != NULL, "a broken account says so");
	a.accounted = a.seen;
	rewind(out);
	account_print(&a, out);
	fclose(out);
	tap_ok(strstr(text, "account holds\n") != NULL, "a whole one holds");
	free(text);
}

static void test_names(void)
{
	tap_ok(!strcmp(account_malformed_name(0), "ethernet_truncated"), "malformed name");
	tap_ok(!strcmp(account_overflow_name(0), "map_full"), "overflow name");
	tap_ok(!strcmp(account_oddity_name(WEIR_ODDITY_fragment), "fragment"), "oddity name");
	tap_ok(!account_malformed_name(WEIR_MALFORMED_COUNT) &&
		       !account_overflow_name(WEIR_OVERFLOW_COUNT) &&
		       !account_oddity_name(WEIR_ODDITY_COUNT),
	       "none beyond the lists");
}

int main(void)
{
	test_growth();
	test_identity_of_every_bucket();
	test_many_ethertypes();
	test_json();
	test_print();
	test_names();
	return tap_done();
}
