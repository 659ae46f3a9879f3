/* SPDX-License-Identifier: MIT */
/*
 * top_print.h - what the command `top` answers, for people. Takes any JSON: what is missing
 * or of another type is left out.
 */
#ifndef WEIR_CLI_TOP_PRINT_H
#define WEIR_CLI_TOP_PRINT_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

/* @by: the names of the columns, an array of texts; @rows_max 0: all; @width of a line, 0: no
 * limit. */
void top_print(const json_t *answer, const json_t *by, unsigned int rows_max, unsigned int width,
	       FILE *out, bool colour);

#endif
