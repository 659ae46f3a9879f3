/* SPDX-License-Identifier: MIT */
/*
 * steady.h - which connections do the same again and again: for how many of their active
 * base windows in a row a flow sent and received the same amount. A fixed number of
 * flows is remembered; a new one takes the place of the longest silent of its few.
 */
#ifndef WEIR_STEADY_H
#define WEIR_STEADY_H

#include "row.h"

#define STEADY_BUCKETS 2048
#define STEADY_WAYS 4
#define STEADY_TOLERANCE 10 /* per cent of IP bytes, each way */
#define STEADY_GAP_NS 15000000000ull /* a longer silence begins anew */

struct steady;

int steady_new(struct steady **out);

/* Takes in a flow row of a base window; how many windows in a row were alike with it,
 * 1 for the first, 0 for one in which only one side spoke. Rows come in time order. */
uint32_t steady_note(struct steady *s, const struct row *row);

void steady_free(struct steady *s);

#endif
