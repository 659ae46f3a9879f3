/* SPDX-License-Identifier: MIT */
/*
 * name.h - names that anyone may have sent, made fit for a terminal, JSON and the journal.
 *
 * Kept are ASCII letters, digits, "-", "_" and ".", and letters of other scripts in valid
 * UTF-8; all else, as blanks, controls, quotes and what turns the direction of writing,
 * becomes "-". Dots at either end go. Nothing is left of what has no letter and no digit, or
 * looks like an address or a MAC.
 */
#ifndef WEIR_DEVICE_NAME_H
#define WEIR_DEVICE_NAME_H

#include "device.h"

/* Whether anything is left; @out is then a string. @length bytes at @from. What is too long
 * loses its end. */
bool name_clean(const char *from, size_t length, char out[static DEVICE_NAME_SIZE]);
/* The same for a domain name, in small letters: it loses its begin, for "...". */
bool name_clean_domain(const char *from, size_t length, char out[static DEVICE_NAME_SIZE]);

#endif
