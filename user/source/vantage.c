// SPDX-License-Identifier: MIT
#include "bpf.h"
#include "live.h"

void bpf_source_seen(const struct bpf_source *s, unsigned int vantage, struct weir_tally *out)
{
	const struct drain *d = &s->drain;
	unsigned int cpus = d->maps->cpus, pair, cpu;
	struct weir_tally sum = { 0 };

	for (pair = 0; pair < 2; pair++) {
		const struct weir_counters *c = d->last + (pair * WEIR_VANTAGES + vantage) * cpus;

		for (cpu = 0; cpu < cpus; cpu++) {
			sum.packets += c[cpu].seen.packets;
			sum.bytes += c[cpu].seen.bytes;
		}
	}
	*out = sum;
}
