/* SPDX-License-Identifier: MIT */
/*
 * config_type.h - the kinds of values in weir.conf, each with its setter and its printer.
 * What set() takes, print() gives again.
 */
#ifndef WEIR_CONFIG_TYPE_H
#define WEIR_CONFIG_TYPE_H

#include "config_key.h"

extern const struct config_type config_type_text; /* char[] */
extern const struct config_type config_type_listen; /* the same: an address and a port */
extern const struct config_type config_type_duration; /* uint64_t, ns */
extern const struct config_type config_type_size; /* uint64_t, bytes */
extern const struct config_type config_type_count; /* uint32_t */
extern const struct config_type config_type_per_cent; /* uint32_t, hundredths */
extern const struct config_type config_type_flag; /* bool */
extern const struct config_type config_type_log; /* enum log_level */
extern const struct config_type config_type_mode; /* enum attach_want */
extern const struct config_type config_type_hooks; /* two of struct config_interface */
extern const struct config_type config_type_home; /* home and home_given */
extern const struct config_type config_type_networks; /* struct networks */
extern const struct config_type config_type_interfaces; /* interface_count and interface */

/* Whether a file and JSON can carry the text: UTF-8 without control characters, blanks at
 * its ends, or what begins a comment. */
bool config_is_plain(const char *value);

/* Where the value of the key is. */
void *config_field(const struct config_key *key, void *base);
const void *config_field_const(const struct config_key *key, const void *base);

#endif
