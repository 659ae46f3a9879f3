/* SPDX-License-Identifier: MIT */
/*
 * text_json.h - a line for people, as JSON carries it.
 */
#ifndef WEIR_TEXT_JSON_H
#define WEIR_TEXT_JSON_H

#include <jansson.h>

/* A JSON string. What quotes a file's value may be cut within a character, or never was
 * UTF-8: then all bytes beyond ASCII become '?', rather than the answer be lost. NULL: no
 * memory, or @text is. */
json_t *text_json(const char *text);

#endif
