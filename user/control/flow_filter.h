/* SPDX-License-Identifier: MIT */
/*
 * flow_filter.h - which flows are wanted, and in which order: the same for the flows of the
 * running sensor, for flow events that are followed and for those read from a file.
 *
 * As arguments of the command `flows`, each a text or a list of texts, any of which may
 * match:
 *   ip         address or CIDR of either end
 *   port       of either end, 0..65535
 *   proto      name as in EVE (any case) or number
 *   state      new, established, closed, or Zeek's conn_state (conn_state.h)
 *   iface      name
 *   direction  in, out, lateral, transit
 *   device     id, MAC, name or address of the device at either end
 *   class      of an alarm that goes on, about one of its ends; the flow counts in it
 * and
 *   sort       bytes, packets, age, last: of flow_filter_value(); default last
 *   floor      whole number: none whose value is not above it
 */
#ifndef WEIR_CONTROL_FLOW_FILTER_H
#define WEIR_CONTROL_FLOW_FILTER_H

#include "../flow/conn_state.h"
#include "../flow/network.h"

#include <jansson.h>

#define FLOW_FILTER_LIST 16 /* values of one key at most */
#define FLOW_FILTER_DEVICE_SIZE 64

enum flow_sort { FLOW_SORT_LAST, FLOW_SORT_BYTES, FLOW_SORT_PACKETS, FLOW_SORT_AGE };

struct flow_filter {
	struct networks ip; /* of each: count 0 is all */
	uint16_t port[FLOW_FILTER_LIST];
	uint8_t proto[FLOW_FILTER_LIST];
	char iface[FLOW_FILTER_LIST][16];
	char device[FLOW_FILTER_LIST][FLOW_FILTER_DEVICE_SIZE];
	unsigned int ports;
	unsigned int protos;
	unsigned int ifaces;
	unsigned int devices;
	unsigned int states;	  /* 1 << enum flow_state; 0: all */
	unsigned int conn_states; /* 1 << enum conn_state; 0: all; with states: either */
	unsigned int directions;  /* 1 << enum direction; 0: all */
	unsigned int classes;	  /* 1 << enum alert_class; 0: all */
	enum flow_sort sort;
	uint64_t floor;
};

/* What is not in a flow itself. */
struct flow_about {
	const char *ifname; /* NULL: unknown, and no name matches */
	enum direction direction;
	/* Whether one of the filter's device texts is that of the address; NULL: compared as
	 * addresses. */
	bool (*is_device)(void *ctx, const struct flow_filter *f, const struct weir_addr *addr,
			  uint8_t ip_v);
	unsigned int classes; /* of alarms about its ends */
	void *ctx;
};

/* @arguments: an object or NULL; keys not named above are not looked at. 0, or -EINVAL with
 * *why, a static line. */
int flow_filter_parse(const json_t *arguments, struct flow_filter *out, const char **why);

bool flow_filter_match(const struct flow_filter *f, const struct flow_life *life,
		       const struct flow_about *about);

/* By which it is sorted, greatest first: frame bytes, packets, ns from its first to its last
 * packet, time of its last packet (ns). */
uint64_t flow_filter_value(const struct flow_filter *f, const struct flow_life *life);

const char *direction_name(enum direction direction);

#endif
