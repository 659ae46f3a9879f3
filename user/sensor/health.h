/* SPDX-License-Identifier: MIT */
/*
 * health.h - says when the sensor is blind, and when it sees again: packets the NIC
 * dropped, flows that did not fit or bypass the kernel, hooks that somebody took off,
 * programs of others before weir's, an account that does not hold, an interface that was
 * busy and fell silent. All of it stands beside the account, never in it.
 *
 * Looks once a window; each kind is told at most once a minute. What has a beginning has
 * an end that is told, too.
 */
#ifndef WEIR_HEALTH_H
#define WEIR_HEALTH_H

#include "../source/attach.h"
#include "../source/blind.h"
#include "../source/offload.h"
#include "output.h"

#define HEALTH_BUSY_WINDOWS 12 /* with packets, since it was last told silent: busy */
#define HEALTH_SILENT_WINDOWS 6 /* in a row without, and thrice its usual gap: silent */
#define HEALTH_SPOT_WINDOWS 12 /* offloads are looked at this often; XDP each window */
#define HEALTH_RECENT_NS UINT64_C(3600000000000) /* status speaks of it as of now */
#define HEALTH_CALM_NS UINT64_C(600000000000) /* without drops of the NIC: they ended */

struct health_interface {
	struct blind_stats blind;
	uint64_t seen; /* packets, both hooks, at the last look */
	uint32_t ifindex; /* whose drops these are */
	uint64_t drops_at; /* the NIC's own counter at the last look */
	uint64_t drops_told;
	uint64_t drops_ns; /* when it grew last */
	bool dropping; /* told, and its end is not */
	uint64_t hook_ns; /* when one was lost last */
	uint32_t xdp_prog; /* at the last look */
	uint64_t usual; /* packets in a window with some: a moving average, times 16 */
	unsigned int usual_gap; /* windows; the longest silences that ended by themselves */
	unsigned int busy; /* windows with packets */
	unsigned int silent; /* windows in a row without */
	unsigned int turn; /* windows since blind spots were looked for */
	const char *told[BLIND_MAX]; /* names of the blind spots that were told */
};

struct health {
	const struct bpf_source *source;
	const struct attach_set *set;
	struct output *out;
	struct offload offload;
	uint64_t overflow; /* packets, as told */
	uint64_t overflow_seen; /* at the last look, like what follows */
	uint64_t overflow_ns; /* when it grew last; 0: not since the start */
	uint64_t late; /* windows, as told */
	uint64_t late_seen;
	uint64_t late_ns;
	uint64_t drain_errors;
	uint64_t drain_ns;
	uint64_t late_told_ns;
	uint64_t told_ns[JOURNAL_KINDS]; /* 0: never */
	struct health_interface interface[WEIR_SLOTS]; /* by slot */
};

/* While the process may still read what only root may. */
void health_init(struct health *h, const struct bpf_source *s, const struct attach_set *set,
		 struct output *out);
void health_fini(struct health *h);

/* Once a window. @drain_errors: of the cycle, so far. */
void health_look(struct health *h, const struct account *a, const struct pipeline_stats *p,
		 uint64_t drain_errors, uint64_t now);

/* Is what happened last at @at_ns (0: never) less than HEALTH_RECENT_NS ago? */
bool health_is_recent(uint64_t at_ns, uint64_t now);

/* About once a second: goes on through the list of connections, a slice a call. */
void health_tick(struct health *h);

/* What attach_refresh() found, and told at once. */
void health_hook(struct health *h, const struct attachment *a, enum attach_event what,
		 uint64_t now);

/* Of the interface in the slot, since the start. */
const struct blind_stats *health_blind(const struct health *h, uint8_t slot);

/* Inside health: health_interface.c looks at one interface; the other tells it unless that
 * kind was told within a minute (false). */
void health_interface_look(struct health *h, const struct attachment *a, uint64_t now);
__attribute__((format(printf, 5, 6))) bool health_tell(struct health *h, enum journal_kind kind,
						       uint64_t now, const char *ifname,
						       const char *format, ...);

#endif
