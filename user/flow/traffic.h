/* SPDX-License-Identifier: MIT */
/*
 * traffic.h - who exchanged how much with whom in the last windows, for `weir top`.
 *
 * A window's table has a row for each (device, peer, service port, protocol, interface), in a
 * fixed number of rows. Three quarters of them are for whoever comes; the rest for flows of
 * TRAFFIC_LARGE packets in the window, and, once all are taken, for devices with their peers
 * and ports left out (both zero, TRAFFIC_OTHERS). What finds no row even so counts in the
 * last one, which has no device either. So the sum is always whole, and that of a device
 * unless there are more devices than rows.
 *
 * The device is the end that is home: of two, who opened the flow; of none as well. Bytes are
 * IP bytes. The three windows are those of window.h; the longer ones are sums of the shorter.
 */
#ifndef WEIR_TRAFFIC_H
#define WEIR_TRAFFIC_H

#include "flow.h"
#include "network.h"
#include "window.h"

#include <stddef.h>

#define TRAFFIC_LARGE 100
#define TRAFFIC_ROWS_MAX 512
#define TRAFFIC_ROWS_MIN 128
/* For that many flows; the longer windows have half as many. */
uint32_t traffic_rows(uint32_t lives_max);

enum traffic_flag {
	TRAFFIC_SERVES = 0x01, /* the peer opened the flow: the port is the device's */
	TRAFFIC_HOME = 0x02,   /* the device is home */
	TRAFFIC_PEER_HOME = 0x04,
	TRAFFIC_OTHERS = 0x08, /* many peers and ports */
};

struct traffic_key {
	struct weir_addr device; /* zero: many */
	struct weir_addr peer;
	__be16 port; /* of who was asked; 0 without ports */
	uint8_t ip_proto;
	uint8_t ip_v;
	uint8_t slot;
	uint8_t flags;
	uint16_t zero;
};

struct traffic_row {
	struct traffic_key key;
	uint64_t ip_bytes[2]; /* sent by the device, and by the peer */
	uint64_t packets[2];
	uint32_t opened; /* flows that began in the window */
	uint32_t active; /* flows with packets in it; of a longer window at most in one base */
};

/* A window that is over, or goes on. */
struct traffic_view {
	uint64_t start_ns; /* source clock */
	uint32_t bases;	   /* base windows summed up; 0: nothing yet */
	uint32_t count;
	const struct traffic_row *row;
	struct traffic_row all; /* the sum of them, without a key */
};

struct traffic;

size_t traffic_bytes(uint32_t rows);
/* @home: outlives it. -ENOMEM. */
int traffic_new(uint32_t rows, const struct networks *home, struct traffic **out);
void traffic_free(struct traffic *t); /* accepts NULL */

/* What the flow did in the base window that closes; before it forgets. */
void traffic_add(struct traffic *t, const struct flow *f, uint64_t window_start_ns);
/* Base window @number is over. */
void traffic_close(struct traffic *t, const struct window_scale *scale, uint64_t number);

/* The last window of the level that is over; the one that goes on if that one lasted less,
 * as after the start. Rows are borrowed until the next traffic_close(). */
void traffic_look(const struct traffic *t, unsigned int level, struct traffic_view *out);

#endif
