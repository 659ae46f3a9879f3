// SPDX-License-Identifier: MIT
/*
 * What one entry costs, in bytes. tests/unit/budget.c holds these against the tables.
 *
 * Per entry of a kernel flow map: an element of 48 (header) + 40 (key) + 232 (value)
 * and a bucket of 16; two maps: 672. A live flow: 384, its place in lists, index and
 * waiting list 24, and twice 16 to sort it: 440. A host: 2,416 and 24, and a third of the
 * slow tier's 1,112 and 22. A pair: 520, 24 and twice 16, half a rhythm of 280, two of the
 * memory's entries, of 24 and 22, and a 16th of the names of 352 and 20. An alert: 2,048,
 * half a record of 3,072 to explain it, and 8 host rows of 72. A device: 305 with the names
 * that it may have, and 26, and three addresses of 36 and 26; a peer's name: 84 and 22.
 * Everything is a share of the flows: as many lives as map entries, 3 hosts for 64, a pair for
 * 8, an alert for 256 and 32 at least, a device for 256 and 64 to 4,096, a peer's name for 32.
 *
 *   672 + 440 + 2818*3/64 + 832/8 + 4096/256 + 518/256 + 108/32 = 1,369 bytes for each flow
 *
 *   96 MiB: 64 Ki flows = 85.6 MiB + fixed 4.25 MiB + models 6 MiB = 95.8 MiB
 *   16 MiB:  8 Ki flows = 10.7 MiB + fixed 4.25 MiB + models 1 MiB = 15.9 MiB
 *    8 MiB:  2 Ki flows =  2.7 MiB + fixed 4.25 MiB + models 0.5 MiB = 7.5 MiB
 *
 * Fixed: the process with its libraries, the ring buffers, and the counter sets and
 * victim slots (132 KiB for each processor).
 */
#include "budget.h"

#include <errno.h>

#define MIN_BYTES (8ull << 20)
#define FIXED_BYTES (17ull << 18) /* 4.25 MiB */
#define MODEL_SHARE 16 /* of the whole: model, baseline, what it is learned of, traffic */
#define SAMPLE_SHARE 64 /* of the whole: the last of these */
#define SAMPLE_ROW_BYTES 224 /* in both samples, and to train */
#define SAMPLE_ROWS_MAX 4096u

#define KERNEL_ENTRY_BYTES 672
#define LIFE_BYTES 440
#define HOST_BYTES 2818
#define PAIR_BYTES 832
#define ALERT_BYTES 4096
#define DEVICE_BYTES 518
#define PEER_BYTES 108
#define HOSTS_PER_64_FLOWS 3
#define FLOWS_PER_PAIR 8
#define FLOWS_PER_ALERT 256
#define ALERTS_MIN 32u
#define FLOWS_PER_DEVICE 256
#define DEVICES_MIN 64u
#define DEVICES_LIMIT 4096u
#define FLOWS_PER_PEER 32
#define FLOW_BYTES                                                                                 \
	(KERNEL_ENTRY_BYTES + LIFE_BYTES + HOST_BYTES * HOSTS_PER_64_FLOWS / 64 +                  \
	 PAIR_BYTES / FLOWS_PER_PAIR + ALERT_BYTES / FLOWS_PER_ALERT +                             \
	 DEVICE_BYTES / FLOWS_PER_DEVICE + PEER_BYTES / FLOWS_PER_PEER)

#define FLOWS_MIN 2048u
#define FLOWS_LIMIT (4u << 20)
#define RING_SMALL_BYTES (64u << 10)
#define RING_BYTES (256u << 10)
#define RING_SMALL_BELOW (32ull << 20)

int budget_from_bytes(uint64_t bytes, struct budget *out)
{
	uint32_t flows = FLOWS_MIN;
	uint64_t room;

	if (bytes < MIN_BYTES)
		return -EINVAL;
	room = bytes - bytes / MODEL_SHARE - FIXED_BYTES;
	while (flows < FLOWS_LIMIT && 2ull * flows * FLOW_BYTES <= room)
		flows *= 2;
	out->bytes = bytes;
	out->flows_max = flows;
	out->lives_max = flows;
	out->hosts_max = flows / 64 * HOSTS_PER_64_FLOWS;
	out->pairs_max = flows / FLOWS_PER_PAIR;
	out->alerts_max = flows / FLOWS_PER_ALERT;
	if (out->alerts_max < ALERTS_MIN)
		out->alerts_max = ALERTS_MIN;
	out->devices_max = flows / FLOWS_PER_DEVICE;
	if (out->devices_max < DEVICES_MIN)
		out->devices_max = DEVICES_MIN;
	if (out->devices_max > DEVICES_LIMIT)
		out->devices_max = DEVICES_LIMIT;
	out->peers_max = flows / FLOWS_PER_PEER;
	out->sample_rows = SAMPLE_ROWS_MAX;
	if (bytes / SAMPLE_SHARE / SAMPLE_ROW_BYTES < SAMPLE_ROWS_MAX)
		out->sample_rows = (uint32_t)(bytes / SAMPLE_SHARE / SAMPLE_ROW_BYTES);
	out->ring_bytes = bytes < RING_SMALL_BELOW ? RING_SMALL_BYTES : RING_BYTES;
	return 0;
}
