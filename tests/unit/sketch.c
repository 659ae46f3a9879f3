// SPDX-License-Identifier: MIT
#include "tap.h"
#include "user/flow/hash.h"
#include "user/flow/leader.h"
#include "user/flow/sketch.h"

#include <arpa/inet.h>
#include <math.h>
#include <string.h>

#define TRIALS 40

/* Distinct 40-byte keys, so that the hash is tested with the sketch. */
static uint64_t thing(uint64_t trial, uint64_t i)
{
	uint64_t words[5] = { trial, 0, i, 0, 0 };

	return hash_words(words, sizeof(words), HASH_FIXED_SEED);
}

/* Root of the mean square error of @n things, in thousandths of n. */
static double error_of(uint64_t n, double *bias)
{
	double sum = 0, squares = 0;
	uint64_t trial, i;

	for (trial = 0; trial < TRIALS; trial++) {
		struct sketch s = { { 0 } };
		double off;

		for (i = 0; i < n; i++)
			sketch_add(&s, thing(trial, i));
		off = ((double)sketch_count(&s) - (double)n) / (double)n;
		sum += off;
		squares += off * off;
	}
	*bias = sum / TRIALS;
	return sqrt(squares / TRIALS);
}

/* A scan takes ports one after the other. */
static void test_ports_in_a_row(void)
{
	double sum = 0;
	uint32_t first, i;

	for (first = 0; first < 40000; first += 1000) {
		struct sketch s = { { 0 } };

		for (i = 1; i <= 1000; i++)
			sketch_add(&s, hash_number(htons((uint16_t)(first + i)), HASH_FIXED_SEED));
		sum += sketch_count(&s);
	}
	tap_ok(sum > 40 * 940 && sum < 40 * 1060, "1000 ports in a row: %.0f on average", sum / 40);
}

static void test_error(void)
{
	static const struct {
		uint64_t n;
		double most;
	} cases[] = {
		{ 1, 0.0 },	 { 5, 0.15 },	  { 10, 0.12 },	   { 20, 0.12 },    { 50, 0.12 },
		{ 100, 0.12 },	 { 300, 0.14 },	  { 1000, 0.14 },
		{ 10000, 0.14 }, { 100000, 0.14 },
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		double bias, error = error_of(cases[i].n, &bias);

		tap_ok(error <= cases[i].most && fabs(bias) < 0.06,
		       "%d things: error %.3f (at most %.2f), bias %.3f", (int)cases[i].n, error,
		       cases[i].most, bias);
	}
}

static void test_algebra(void)
{
	struct sketch all = { { 0 } }, half[2] = { { { 0 } }, { { 0 } } }, back = { { 0 } };
	uint64_t i;

	tap_is(sketch_count(&all), 0, "nothing is 0");
	for (i = 0; i < 5000; i++) {
		sketch_add(&all, thing(1, i));
		sketch_add(&half[i % 3 == 0], thing(1, i));
		sketch_add(&back, thing(1, 4999 - i));
		sketch_add(&back, thing(1, 4999 - i));
	}
	tap_ok(!memcmp(&all, &back, sizeof(all)), "order and repetition do not matter");
	sketch_merge(&half[0], &half[1]);
	tap_ok(!memcmp(&all, &half[0], sizeof(all)), "merged parts are the whole");
	sketch_merge(&half[0], &half[0]);
	tap_ok(!memcmp(&all, &half[0], sizeof(all)), "merging again changes nothing");
	sketch_add(&all, 0);
	sketch_add(&all, ~0ull);
	tap_ok(sketch_count(&all) >= sketch_count(&back), "extreme hashes");
}

static struct weir_addr addr_of(uint32_t n)
{
	struct weir_addr addr = { { 0, 0, 0, n } };

	return addr;
}

static void test_leader(void)
{
	struct leader_addr a = { .votes = 0 }, b = { .votes = 0 };
	struct leader_port p = { .votes = 0 };
	struct weir_addr one = addr_of(7), other;
	uint32_t i;

	for (i = 0; i < 100; i++) {
		other = addr_of(1000 + i);
		leader_addr_vote(&a, i % 10 < 7 ? &one : &other, i % 10 < 7 ? 7 : i);
		leader_addr_vote(&b, i % 10 < 2 ? &one : &other, i % 10 < 2 ? 7 : i);
	}
	tap_ok(!memcmp(&a.value, &one, sizeof(one)), "seven of ten lead");
	tap_ok(a.votes >= 40, "by 40 votes or more (%d)", (int)a.votes);
	tap_ok(leader_top(a.cell) >= 70 && leader_top(a.cell) <= 80, "its count, from above");
	leader_addr_merge(&a, &b);
	tap_ok(leader_top(a.cell) >= 90, "counts merge");
	leader_addr_merge(&b, &a);
	for (i = 0; i < 70000; i++)
		leader_port_vote(&p, 22, 5);
	tap_is(leader_top(p.cell), 65535, "a full cell stays full");
	tap_is(p.votes, 70000, "votes go on");
	tap_is(p.value, 22, "for the one port");
}

static void test_small(void)
{
	struct sketch_small all = { { 0 } }, half[2] = { { { 0 } }, { { 0 } } };
	uint64_t i;

	tap_is(sketch_small_count(&all), 0, "small: nothing is 0");
	for (i = 0; i < 10; i++)
		sketch_small_add(&all, thing(2, i));
	tap_ok(sketch_small_count(&all) >= 9 && sketch_small_count(&all) <= 11, "small: ten");
	for (; i < 128; i++) {
		sketch_small_add(&all, thing(2, i));
		sketch_small_add(&all, thing(2, i));
	}
	tap_ok(sketch_small_count(&all) > 104 && sketch_small_count(&all) < 152, "small: 128 (%d)",
	       (int)sketch_small_count(&all));
	for (i = 0; i < 128; i++)
		sketch_small_add(&half[i % 3 == 0], thing(2, i));
	sketch_small_merge(&half[0], &half[1]);
	tap_ok(!memcmp(&all, &half[0], sizeof(all)), "small: merged parts are the whole");
	for (i = 0; i < 10000; i++)
		sketch_small_add(&all, thing(3, i));
	tap_is(sketch_small_count(&all), 621, "small: full");
}

int main(void)
{
	test_error();
	test_ports_in_a_row();
	test_algebra();
	test_leader();
	test_small();
	return tap_done();
}
