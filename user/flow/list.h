/* SPDX-License-Identifier: MIT */
/*
 * list.h - doubly linked lists of the slots of one array; a slot is in one list at most.
 */
#ifndef WEIR_LIST_H
#define WEIR_LIST_H

#include "keyed.h"

struct list_link {
	uint32_t prev;
	uint32_t next;
};

struct list {
	uint32_t head;
	uint32_t tail;
};

static inline void list_init(struct list *l)
{
	l->head = SLOT_NONE;
	l->tail = SLOT_NONE;
}

static inline void list_append(struct list *l, struct list_link *link, uint32_t slot)
{
	link[slot].prev = l->tail;
	link[slot].next = SLOT_NONE;
	if (l->tail == SLOT_NONE)
		l->head = slot;
	else
		link[l->tail].next = slot;
	l->tail = slot;
}

static inline void list_remove(struct list *l, struct list_link *link, uint32_t slot)
{
	uint32_t prev = link[slot].prev, next = link[slot].next;

	if (prev == SLOT_NONE)
		l->head = next;
	else
		link[prev].next = next;
	if (next == SLOT_NONE)
		l->tail = prev;
	else
		link[next].prev = prev;
}

#endif
