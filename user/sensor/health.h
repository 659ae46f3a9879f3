/* SPDX-License-Identifier: MIT */
/*
 * health.h - says when the sensor is blind: packets the NIC dropped, flows that did not
 * fit, an account that does not hold, an interface that was busy and fell silent.
 * Looks once a window; each kind is told at most once a minute.
 */
#ifndef WEIR_HEALTH_H
#define WEIR_HEALTH_H

#include "../source/attach.h"
#include "output.h"

#define HEALTH_BUSY_WINDOWS 12 /* in a row with packets: busy */
#define HEALTH_SILENT_WINDOWS 6 /* in a row without: silent */

struct health_interface {
	uint64_t seen; /* packets, both hooks, at the last look */
	uint32_t ifindex; /* whose drops these are */
	uint64_t drops_at; /* the NIC's own counter at the last look */
	uint64_t drops; /* since the start */
	uint64_t drops_told;
	unsigned int busy; /* windows in a row with packets */
	unsigned int silent;
};

struct health {
	const struct bpf_source *source;
	const struct attach_set *set;
	struct output *out;
	uint64_t overflow; /* packets, at the last look */
	uint64_t late; /* windows, as told */
	uint64_t late_told_ns;
	uint64_t told_ns[JOURNAL_KINDS]; /* 0: never */
	struct health_interface interface[WEIR_SLOTS]; /* by slot */
};

void health_init(struct health *h, const struct bpf_source *s, const struct attach_set *set,
		 struct output *out);
void health_look(struct health *h, const struct account *a, const struct pipeline_stats *p,
		 uint64_t now);

/* Packets that the NIC of the slot dropped since the start. */
uint64_t health_not_visible(const struct health *h, uint8_t slot);

#endif
