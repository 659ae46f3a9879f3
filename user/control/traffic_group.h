/* SPDX-License-Identifier: MIT */
/*
 * traffic_group.h - rows of traffic.h added up by some of their keys: what `weir top` shows.
 *
 * Two interfaces are never added up: a packet that is forwarded passes both. So the interface
 * is always one of the keys.
 */
#ifndef WEIR_CONTROL_TRAFFIC_GROUP_H
#define WEIR_CONTROL_TRAFFIC_GROUP_H

#include "../flow/traffic.h"

#include <jansson.h>

enum traffic_by {
	BY_DEVICE = 0x01,
	BY_PEER = 0x02,
	BY_PORT = 0x04,
	BY_PROTO = 0x08,
	BY_IFACE = 0x10
};
enum traffic_sort { TRAFFIC_BY_BYTES, TRAFFIC_BY_PACKETS, TRAFFIC_BY_FLOWS };

/* "device", "peer", "port" or "dport", "proto", "iface"; 0: none of these. */
unsigned int traffic_by_name(const char *name);
/* "bytes", "packets", "flows"; -1. */
int traffic_sort_name(const char *name);

/*
 * The rows of @view, each with the keys of @by alone (port with its protocol), greatest
 * first; a flow between two devices counts for both if @by has BY_DEVICE without BY_PEER.
 * How many; @out: has room for 2 * view->count.
 */
uint32_t traffic_group(const struct traffic_view *view, unsigned int by, enum traffic_sort sort,
		       struct traffic_row *out);

#endif
