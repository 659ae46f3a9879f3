/* SPDX-License-Identifier: MIT */
/*
 * text_wrap.h - sentences for a terminal of 80 columns, spans of time in words.
 */
#ifndef WEIR_TEXT_WRAP_H
#define WEIR_TEXT_WRAP_H

#include <stdio.h>

#define TEXT_COLUMNS 80

/* Writes @text from column @column on (what is left of it is on the line already), in
 * lines broken at blanks and indented by as much, and ends the last. A word that is longer
 * than a line, such as a path, stays whole. */
void text_wrap(FILE *out, unsigned int column, const char *text);

/* "1 d 2 h", "3 h 5 min", "4 min 0 s", "40 s". @s: 0 and more. */
void text_span(FILE *out, long long s);

#endif
