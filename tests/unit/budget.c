// SPDX-License-Identifier: MIT
#include "tap.h"
#include "user/alert/record.h"
#include "user/control/budget.h"
#include "user/detect/learner.h"
#include "user/device/device.h"
#include "user/flow/host.h"
#include "user/flow/pair.h"
#include "user/flow/site.h"
#include "user/flow/sort.h"
#include "user/flow/table.h"
#include "user/flow/traffic.h"
#include <weir/abi.h>

#include <errno.h>
#include <stdbool.h>

static struct budget budget_of(uint64_t mib)
{
	struct budget b = { 0 };

	if (budget_from_bytes(mib << 20, &b))
		abort();
	return b;
}

static void test_sizes(void)
{
	struct budget b = { .flows_max = 7 };

	tap_is(budget_from_bytes((8u << 20) - 1, &b), -EINVAL, "under 8 MiB is refused");
	tap_is(b.flows_max, 7, "and leaves the result alone");
	tap_is(budget_of(8).flows_max, 2048, "8 MiB: 2 Ki flows");
	tap_is(budget_of(16).flows_max, 8192, "16 MiB: 8 Ki flows");
	tap_is(budget_of(BUDGET_DEFAULT_BYTES >> 20).flows_max, 65536, "default: 64 Ki flows");
	tap_is(budget_of(1 << 20).flows_max, 4 << 20, "1 TiB: the limit");
}

static void test_growth(void)
{
	bool grows = true, whole = true;
	uint32_t last = 0;
	uint64_t mib;

	for (mib = 8; mib < 4096; mib++) {
		struct budget b = budget_of(mib);

		grows = grows && b.flows_max >= last;
		last = b.flows_max;
		whole = whole && !(b.ring_bytes & (b.ring_bytes - 1)) && b.ring_bytes >= 65536 &&
			b.lives_max >= b.flows_max && b.hosts_max && b.pairs_max && b.alerts_max;
	}
	tap_ok(grows, "more memory never means fewer flows");
	tap_ok(whole, "no table is empty, the ring is a power of two");
}

/* Everything but the process itself and the models, which have what is left. */
static uint64_t tables_of(const struct budget *b)
{
	const uint64_t element = 48 + sizeof(struct weir_key) + sizeof(struct weir_flow);
	const uint64_t processors = 4;
	uint32_t subjects = b->hosts_max > b->pairs_max ? b->hosts_max : b->pairs_max;

	return 2 * (element + 16) * b->flows_max + 2 * b->ring_bytes +
	       2 * processors * WEIR_VANTAGES * sizeof(struct weir_counters) +
	       2 * processors * WEIR_VICTIMS * sizeof(struct weir_victim) +
	       flow_table_bytes(b->lives_max) + sizeof(uint32_t) * b->lives_max +
	       host_table_bytes(b->hosts_max) + pair_table_bytes(b->pairs_max) +
	       memory_bytes(SITE_MEMORIES(b->pairs_max)) +
	       slow_bytes(SITE_SLOWS(b->hosts_max)) +
	       rhythm_table_bytes(SITE_RHYTHMS(b->pairs_max)) +
	       names_table_bytes(SITE_NAMES(b->pairs_max)) +
	       sort_bytes(b->lives_max) + sort_bytes(subjects) + alert_table_bytes(b->alerts_max) +
	       records_bytes(b->alerts_max) + devices_bytes(b->devices_max, b->peers_max);
}

static void test_fits(void)
{
	static const unsigned int sizes[] = { 8,  12, 16, 24,  31,  32, 33,
					      48, 64, 96, 128, 192, 1000 };
	size_t i;

	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct budget b = budget_of(sizes[i]);
		uint64_t left = b.bytes - tables_of(&b);

		tap_ok(tables_of(&b) < b.bytes && left >= (7ull << 19) + b.bytes / 16,
		       "%u MiB: %u flows in %.1f MiB of tables", sizes[i], b.flows_max,
		       (double)tables_of(&b) / (1 << 20));
	}
}

/* What a baseline is learned of has its part of what is left for models. */
static void test_sample(void)
{
	tap_ok(learner_bytes(budget_of(8).sample_rows) < (8u << 20) / 60 &&
		       budget_of(8).sample_rows > 512,
	       "8 MiB: %u rows", budget_of(8).sample_rows);
	tap_is(budget_of(96).sample_rows, 4096, "default: 4 Ki rows");
	tap_ok(learner_bytes(4096) < 1u << 20, "in a MiB");
}

/* So does the traffic of the last windows. */
static void test_traffic(void)
{
	static const unsigned int sizes[] = { 8, 16, 96, 1000 };

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		const struct budget b = budget_of(sizes[i]);
		const size_t bytes = traffic_bytes(traffic_rows(b.lives_max));

		tap_ok(bytes < b.bytes / 16 / 10, "%u MiB: %zu bytes of traffic", sizes[i], bytes);
	}
}

int main(void)
{
	test_sample();
	test_traffic();
	test_sizes();
	test_growth();
	test_fits();
	return tap_done();
}
