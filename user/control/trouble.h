/* SPDX-License-Identifier: MIT */
/*
 * trouble.h - what is wrong with a running sensor, of what its view shows: blind spots,
 * hooks that are off, losses of the last hour, sinks that are down. For status, doctor and
 * whoever watches the sensor.
 */
#ifndef WEIR_TROUBLE_H
#define WEIR_TROUBLE_H

#include "stats.h"

/*
 * A list, the worst first: [{"level":"blind"|"warning"|"note","name","interface","text",
 * "command"}]; "interface" and "command" may be missing. Names are fixed words. New
 * reference, NULL on lack of memory.
 */
json_t *trouble_list(const struct stats_view *v);

/* "all well", or how much of what is wrong: "BLIND: 1 blind spot, 2 warnings". */
void trouble_verdict(const json_t *troubles, char *out, size_t size);

#endif
