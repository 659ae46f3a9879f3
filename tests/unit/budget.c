// SPDX-License-Identifier: MIT
#include "tap.h"
#include "user/control/budget.h"

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

int main(void)
{
	test_sizes();
	test_growth();
	return tap_done();
}
