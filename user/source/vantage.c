// SPDX-License-Identifier: MIT
#include "bpf.h"
#include "live.h"

#include <string.h>

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

void bpf_source_malformed(const struct bpf_source *s, unsigned int vantage,
			  uint64_t out[static WEIR_MALFORMED_MAX])
{
	const struct drain *d = &s->drain;
	unsigned int cpus = d->maps->cpus, pair, cpu, reason;

	memset(out, 0, WEIR_MALFORMED_MAX * sizeof(*out));
	for (pair = 0; pair < 2; pair++)
		for (cpu = 0; cpu < cpus; cpu++)
			for (reason = 0; reason < WEIR_MALFORMED_MAX; reason++)
				out[reason] += d->last[(pair * WEIR_VANTAGES + vantage) * cpus + cpu]
						       .malformed[reason]
						       .packets;
}
