/* SPDX-License-Identifier: MIT */
/*
 * flow_list.h - flows that `weir flows` prints: those of greatest value (flow_filter_value())
 * of all that were offered.
 */
#ifndef WEIR_CLI_FLOW_LIST_H
#define WEIR_CLI_FLOW_LIST_H

#include "../control/flow_filter.h"
#include "../sink/eve_read.h"

#include <stddef.h>

#define FLOW_NAME_SIZE 64

struct flow_seen {
	struct eve_flow_read flow;
	enum direction direction;
	char name[2][FLOW_NAME_SIZE]; /* of the initiator's and the responder's host; "" */
	bool has_payload;
	uint64_t payload[2]; /* to server, to client, if so */
	uint64_t value;
	char *line; /* the EVE event, where it is to be printed; else NULL */
};

struct flow_list {
	size_t max; /* 0: all */
	size_t count;
	size_t room;
	struct flow_seen *flow;
};

/* Takes the flow and its line over. -ENOMEM. */
int flow_list_offer(struct flow_list *l, const struct flow_seen *flow);
/* None of no greater value will be kept; 0: any may. */
uint64_t flow_list_floor(const struct flow_list *l);
/* Greatest first, or last; no more than max. */
void flow_list_sort(struct flow_list *l, bool greatest_first);
void flow_list_fini(struct flow_list *l);

#endif
