/* SPDX-License-Identifier: MIT */
/*
 * explain_print.h - what explain_answer() made, for people. Takes any JSON: what is missing
 * or of another type is left out.
 */
#ifndef WEIR_EXPLAIN_PRINT_H
#define WEIR_EXPLAIN_PRINT_H

#include <jansson.h>
#include <stdio.h>

/* One alarm, all of it. */
void explain_print(const json_t *explained, FILE *out);

/* All that are kept, a line each. */
void explain_print_list(const json_t *answer, FILE *out);

#endif
