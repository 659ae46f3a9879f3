// SPDX-License-Identifier: MIT
#include "flow_list.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define ROOM_AT_FIRST 256

static int greatest(const void *a, const void *b)
{
	const struct flow_seen *x = a, *y = b;

	if (x->value != y->value)
		return x->value < y->value ? 1 : -1;
	return x->flow.life.flow_id < y->flow.life.flow_id
		       ? -1
		       : x->flow.life.flow_id > y->flow.life.flow_id;
}

static int least(const void *a, const void *b)
{
	return greatest(b, a);
}

/* Twice as many as wanted are gathered before the lesser half is dropped. */
static void drop_least(struct flow_list *l)
{
	qsort(l->flow, l->count, sizeof(*l->flow), greatest);
	for (; l->count > l->max; l->count--)
		free(l->flow[l->count - 1].line);
}

static int grow(struct flow_list *l)
{
	size_t room = l->room ? l->room * 2 : ROOM_AT_FIRST;
	struct flow_seen *more = reallocarray(l->flow, room, sizeof(*more));

	if (!more)
		return -ENOMEM;
	l->flow = more;
	l->room = room;
	return 0;
}

int flow_list_offer(struct flow_list *l, const struct flow_seen *flow)
{
	if (l->max && l->count >= 2 * l->max)
		drop_least(l);
	if (l->count == l->room && grow(l)) {
		free(flow->line);
		return -ENOMEM;
	}
	l->flow[l->count++] = *flow;
	return 0;
}

uint64_t flow_list_floor(const struct flow_list *l)
{
	uint64_t floor = UINT64_MAX;

	/* The first ones are so many, and none of them is lost but to a greater one. */
	if (!l->max || l->count < l->max)
		return 0;
	for (size_t i = 0; i < l->max; i++)
		if (l->flow[i].value < floor)
			floor = l->flow[i].value;
	return floor;
}

void flow_list_sort(struct flow_list *l, bool greatest_first)
{
	if (l->max && l->count > l->max)
		drop_least(l);
	if (l->count)
		qsort(l->flow, l->count, sizeof(*l->flow), greatest_first ? greatest : least);
}

void flow_list_fini(struct flow_list *l)
{
	for (size_t i = 0; i < l->count; i++)
		free(l->flow[i].line);
	free(l->flow);
	memset(l, 0, sizeof(*l));
}
