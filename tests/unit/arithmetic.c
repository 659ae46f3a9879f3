// SPDX-License-Identifier: MIT
/* Shares and deviations, in whole numbers, against floating point. */
#include "tap.h"
#include "user/detect/features.h"

#include <math.h>

static void test_arithmetic(void)
{
	double worst = 0;
	uint64_t i, n, sum, squares;

	tap_is(features_share(1, 3), 333, "a third");
	tap_is(features_share(5, 3), 1000, "never over all");
	tap_is(features_share(0, 0), 0, "of nothing");
	tap_is(features_deviation(2, 300, 100 * 100 + 200 * 200), 50, "100 and 200: 50");
	tap_is(features_deviation(0, 0, 0), 0, "of nothing: 0");
	tap_is(features_deviation(2, UINT64_MAX, 5), 0, "of a saturated sum: 0");
	for (n = 2; n < 2000; n += 7) {
		double mean, d = 0;

		sum = squares = 0;
		for (i = 0; i < n; i++) {
			uint64_t x = (i * i * 2654435761u) % 60000000;

			sum += x;
			squares += x * x;
		}
		mean = (double)sum / (double)n;
		for (i = 0; i < n; i++)
			d += pow((double)((i * i * 2654435761u) % 60000000) - mean, 2);
		d = sqrt(d / (double)n) - features_deviation(n, sum, squares);
		if (fabs(d - 0.5) > worst)
			worst = fabs(d - 0.5);
	}
	tap_ok(worst < 0.51, "deviations are exact, rounded down (%.4f)", worst);
}

int main(void)
{
	test_arithmetic();
	return tap_done();
}
