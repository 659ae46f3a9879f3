/* SPDX-License-Identifier: MIT */
/*
 * text_wrap.h - sentences for a terminal of 80 columns.
 */
#ifndef WEIR_TEXT_WRAP_H
#define WEIR_TEXT_WRAP_H

#include <stdio.h>

#define TEXT_COLUMNS 80

/* Writes @text from column @column on (what is left of it is on the line already), in
 * lines broken at blanks and indented by as much, and ends the last. A word that is longer
 * than a line, such as a path, stays whole. */
void text_wrap(FILE *out, unsigned int column, const char *text);

#endif
