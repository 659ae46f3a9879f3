/* SPDX-License-Identifier: MIT */
/*
 * budget.h - one memory option decides the size of every table; nothing grows.
 */
#ifndef WEIR_BUDGET_H
#define WEIR_BUDGET_H

#include <stddef.h>
#include <stdint.h>

#define BUDGET_DEFAULT_BYTES (96u << 20) /* fits a 256 MB router */

struct budget {
	uint64_t bytes; /* what was asked for */
	uint32_t flows_max; /* entries of one kernel flow map, and of the native table */
	uint32_t lives_max; /* flow lifetime table */
	uint32_t hosts_max;
	uint32_t pairs_max;
	uint32_t alerts_max;
	uint32_t devices_max;
	uint32_t peers_max; /* outside, with a name */
	uint32_t sample_rows; /* of each sample that a baseline is learned of */
	uint32_t ring_bytes; /* of each of the two rings */
};

/* 0, or -EINVAL below 8 MiB. 16 MiB gives at least 8 Ki flows, 96 MiB 64 Ki. */
int budget_from_bytes(uint64_t bytes, struct budget *out);

#endif
