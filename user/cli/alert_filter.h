/* SPDX-License-Identifier: MIT */
/*
 * alert_filter.h - which alert events are wanted; the same for those that are kept and for
 * those that are followed. Of a key with several values any may match.
 */
#ifndef WEIR_CLI_ALERT_FILTER_H
#define WEIR_CLI_ALERT_FILTER_H

#include "../flow/network.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#define ALERT_FILTER_LIST 16
#define ALERT_FILTER_TEXT_SIZE 64

/* Of the alarm: it goes on; the admin has acknowledged it. */
enum alert_filter_state { ALERT_FILTER_OPEN = 0x01, ALERT_FILTER_ACKED = 0x02 };
enum alert_filter_show { ALERT_FILTER_REPORTED, ALERT_FILTER_SUPPRESSED, ALERT_FILTER_ALL };

struct alert_filter {
	struct networks ip;	 /* of either end or a peer */
	unsigned int classes;	 /* 1 << enum alert_class; 0: all */
	unsigned int severities; /* 1 << severity; 0: all */
	unsigned int devices;
	unsigned int ports;
	char device[ALERT_FILTER_LIST][ALERT_FILTER_TEXT_SIZE]; /* id, MAC, name or address */
	uint16_t port[ALERT_FILTER_LIST];
	uint64_t since_ns;   /* wall clock */
	uint64_t until_ns;   /* 0: no end */
	unsigned int states; /* enum alert_filter_state, all of them must hold */
	enum alert_filter_show show;
};

/* Takes one value, or several between commas, of the key class, severity (high, medium, low,
 * 1, 2, 3), device, ip or port. NULL, or what was expected: a static text. */
const char *alert_filter_add(struct alert_filter *f, const char *key, const char *values);

/* @alarms: records_json() of the sensor, asked only if f->states; else NULL. */
bool alert_filter_match(const struct alert_filter *f, const json_t *event, const json_t *alarms);

#endif
